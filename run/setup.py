"""The set-up, step by step; each step runs again only when what it was made from has changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from run import bootstrap, secrets, weights
from run.layout import ROOT, Layout
from run.processes import rasa_environment
from run.services import running
from run.stamps import Stamps, digest
from shop.settings import Settings, load_settings

BOT_INPUTS = [ROOT / part for part in (
    "config.yml", "data/nlu", "data/rules", "data/stories", "bot/domain", "bot/components", "bot/requirements.txt",
)]  # fmt: skip
_INSTEAD = (
    "It is kept, and opened as it is. Another catalogue: make run SHOP=file. The demo in a place of its own: "
    "SHOPKEEPER_STATE=folder make run. The demo's items in place of these: shopkeeper up --demo."
)
ACT_INPUTS = [ROOT / part for part in (
    "data/acts/intents.yml", "data/nlu", "dialogue/acts/features.py", "dialogue/acts/fit.py",
)]  # fmt: skip
SHARED = ("encoder", "generator", "weights", "acts")  # folders of models that every shop of a home shares
SHIPPED = ROOT / "data" / "acts" / "fitted"
WEB_INPUTS = [ROOT / "web"]


class Setup:
    """Makes everything that the six processes need, for one shop."""

    def __init__(self, layout: Layout, console: Console) -> None:
        self.layout = layout
        self.console = console
        self.shared = Stamps(layout.home / "stamps.json")
        self.own = Stamps(layout.state / "stamps.json")
        secrets.ensure(layout.state)
        self.settings: Settings = load_settings()

    def all(self, *, web: bool = True, demo: bool = False) -> None:
        self.encoder()
        if web:
            self.web()
        self.store(demo=demo)
        self.bot()
        self.acts()
        self.index()

    def encoder(self) -> None:
        """Fetch the models' weights and export the encoders to ONNX; every shop's state shares what is made of them."""
        for part in SHARED:
            (self.layout.home / "models" / part).mkdir(parents=True, exist_ok=True)
        self.link()
        weights.ensure(self.settings, self.console)
        there = self.layout.state / "models" / "weights" / self.settings.encoder.multilingual / "config.json"
        parts = [ROOT / "models" / "encoder.py", ROOT / "models" / "export_encoder.py"]
        inputs = digest([self.settings.encoder.model_dump_json(), str(there.exists()), *parts])
        if self.shared.fresh("encoder", inputs):
            return
        self._run("encoder export", "-m", "models.export_encoder")
        self.shared.set("encoder", inputs)

    def link(self) -> None:
        """Have the state folder's models be those of the home, as far as it has any."""
        for part in SHARED:
            shared, own = self.layout.home / "models" / part, self.layout.state / "models" / part
            if own != shared and shared.is_dir() and not own.exists():
                own.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileExistsError):  # another process of this state was quicker
                    own.symlink_to(shared, target_is_directory=True)

    def web(self) -> None:
        inputs = digest(WEB_INPUTS)
        if not (ROOT / "web" / "package.json").is_file():
            return
        if self.shared.fresh("web", inputs) and (ROOT / "web" / "dist").is_dir():
            return
        npm = bootstrap.check_node()
        bootstrap.shown("web parts", [npm, "run", "build", "--prefix", ROOT / "web"], self.layout.logs / "web.log")
        self.shared.set("web", inputs)

    def store(self, *, demo: bool = False) -> None:
        """Bring the store's schema up to date and load the shop, once for each version of its files.

        An own catalogue in the store is kept and opened as it is; with ``demo`` the demo's goes over it all the same.
        """
        from shop.catalogue import Catalogue
        from shop.errors import OwnCatalogue
        from shop.loader import load_demo, load_shop
        from shop.sealing import seal_rest
        from shop.store import Store

        store = Store.of(self.settings)
        store.migrate()
        if sealed := seal_rest(store):
            self.console.print(f"sealed: {sealed} rows that stood open")
        source, inputs = self._store_inputs()
        if self.own.fresh("store", inputs) and not demo and Catalogue(store).count():
            return
        with self._bar() as bar:
            task = bar.add_task("loading the shop", total=1.0)

            def tell(what: str, share: float) -> None:
                bar.update(task, description=f"loading the shop: {what}", completed=share)

            try:
                if self.layout.shop_file is None:
                    loaded = load_demo(self.settings, store, source, tell, over=demo)
                else:
                    loaded = load_shop(self.settings, store, source, tell)
            except OwnCatalogue as refused:
                self.console.print(f"[yellow]{refused.message}.[/yellow] {_INSTEAD}", highlight=False, soft_wrap=True)
                return
        self.console.print(f"shop loaded: {loaded}")
        self.own.set("store", inputs)

    def restored(self) -> None:
        """What a backup put into the store is the shop from now on: nothing is loaded over it."""
        self.own.set("store", self._store_inputs()[1])

    def _store_inputs(self) -> tuple[Path, str]:
        source = self.layout.shop_file or ROOT / "data" / "demo"
        files = source if source.is_file() else digest(sorted(source.glob("*.json*")))
        return source, digest([files, str(self.settings.store.url), "origin"])

    def bot(self) -> None:
        """Train Rasa, with the model service up for the sentence embeddings."""
        if self.shared.fresh("bot", self._bot_inputs()) and any(self.layout.archives.glob("*.tar.gz")):
            return
        with running(self.layout, self.settings, "models"):
            self.train()

    def acts(self) -> None:
        """The reader's act models: those that come with the code where its lines and encoders are these, else fitted to
        the labelled lines, with the model service up for the sentence embeddings."""
        inputs, mine = self._act_inputs(), self.layout.state / "models" / "acts"
        if self.shared.fresh("acts", inputs):
            return
        if (SHIPPED / "inputs.txt").is_file() and (SHIPPED / "inputs.txt").read_text().strip() == inputs:
            mine.mkdir(parents=True, exist_ok=True)
            for file in SHIPPED.glob("*.npz"):
                shutil.copy2(file, mine / file.name)
        else:
            self.teach()
        self.shared.set("acts", inputs)

    def teach(self, *, ship: bool = False) -> None:
        """Fit the act models; with ``ship`` they are kept beside their lines, to come with the code."""
        with running(self.layout, self.settings, "models"):
            self._run("teaching the reader", "-m", "dialogue.acts.fit")
        if ship:
            SHIPPED.mkdir(exist_ok=True)
            for file in (self.layout.state / "models" / "acts").glob("*.npz"):
                shutil.copy2(file, SHIPPED / file.name)
            (SHIPPED / "inputs.txt").write_text(self._act_inputs() + "\n")

    def _act_inputs(self) -> str:
        return digest([*ACT_INPUTS, *sorted((ROOT / "data" / "acts").glob("*.tsv")), self.settings.encoder.model,
                       self.settings.encoder.multilingual])  # fmt: skip

    def _bot_inputs(self) -> str:
        return digest([*BOT_INPUTS, self.settings.encoder.model])

    def train(self) -> None:
        """In a folder of its own, as another shop may be opening on the same home."""
        inputs = self._bot_inputs()
        scratch = self.layout.home / f"rasa-new-{os.getpid()}"
        shutil.rmtree(scratch, ignore_errors=True)
        command: list[str | Path] = [
            self.layout.bot_python, "-m", "rasa", "train", "--config", "config.yml",
            "--data", "data/nlu", "data/rules", "data/stories", "--domain", "bot/domain",
            "--out", scratch, "--fixed-model-name", "bot",
        ]  # fmt: skip
        env = rasa_environment(self.layout, self.settings)
        env["TF_NUM_INTRAOP_THREADS"] = "2"  # nobody waits for an answer while it learns
        bootstrap.shown("training the bot", command, self.layout.logs / "train.log", env)
        self.layout.archives.mkdir(parents=True, exist_ok=True)
        (scratch / "bot.tar.gz").replace(self.layout.archives / "bot.tar.gz")
        shutil.rmtree(scratch, ignore_errors=True)
        self.shared.set("bot", inputs)

    def index(self) -> None:
        """Bring the vector index up to the store; what is there already is not embedded again."""
        with running(self.layout, self.settings, "models", "chroma"):
            asyncio.run(self._sync())

    async def _sync(self) -> None:
        from models.service.client import ModelClient
        from retrieval.wiring import build
        from shop.catalogue import Catalogue
        from shop.store import Store
        from worker.jobs.items import ItemsPush

        store, client = Store.of(self.settings), ModelClient(self.settings)
        retrieval = build(self.settings, store, client)
        with self._bar() as bar:
            task = bar.add_task("vector index", total=1.0)
            await retrieval.index.sync(
                lambda what, share: bar.update(task, description=f"vector index: {what}", completed=share)
            )
        with self.console.status("telling the recommender of the items"):
            await ItemsPush(Catalogue(store), client)()

    def _bar(self) -> Progress:
        return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=self.console)

    def _run(self, what: str, *arguments: str) -> None:
        log = self.layout.logs / f"{what.replace(' ', '-')}.log"
        bootstrap.shown(what, [sys.executable, *arguments], log, self.layout.environment())


_OWN = ("*.db*", "*.toml", "*.json", "logs", "outbox", "uploads", "review", "chroma")  # of a state folder


def close(state: Path) -> None:
    """What an older version, a copy or a backup left open to others is the owner's alone from now on."""
    state.chmod(0o700)
    for pattern in _OWN:
        for top in state.glob(pattern):
            for path in (top, *top.rglob("*")):
                if not path.is_symlink() and path.stat().st_mode & 0o077:
                    path.chmod(path.stat().st_mode & 0o700)


def prepare(shop_file: Path | None, console: Console) -> tuple[Layout, Settings]:
    """The layout and settings of one shop, with its secrets in place and this process's environment set."""
    from run.processes import activate

    layout = Layout.of(shop_file)
    os.umask(0o077)  # the shop's files hold what shoppers wrote, and its secrets: they are the owner's alone
    layout.state.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # a mounted folder may be somebody else's
        close(layout.state)
    activate(layout)
    return layout, Setup(layout, console).settings
