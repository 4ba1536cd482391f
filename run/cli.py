"""The ``shopkeeper`` command: everything that a shop's engineer or bot builder does by hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from run.agents import app as agents
from run.audit import app as audit
from run.bootstrap import Missing
from run.copy import Kind, Likes
from run.keys import app as keys
from shop.errors import ShopkeeperError
from shop.importers.cli import app as imports

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="The shop's engineer's tool.")
app.add_typer(agents, name="agent")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")
app.add_typer(imports, name="import")
console = Console()

ShopFile = Annotated[
    Path | None,
    typer.Option(
        "--shop",
        help="A catalogue file to open the shop with, in place of the demo.",
        exists=True,
        dir_okay=False,
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="Put the demo's items in place of an own catalogue in the store.")]


@contextmanager
def _plainly() -> Iterator[None]:
    """Our own errors are one clear line and exit status 1, never a stack trace."""
    try:
        yield
    except (ShopkeeperError, Missing) as error:
        console.print(f"[red]shopkeeper:[/red] {error}", highlight=False)
        raise typer.Exit(1) from None


@app.command()
def up(shop: ShopFile = None, web: bool = True, demo: Demo = False) -> None:
    """Set up what has changed, open the shop, and keep it open until Ctrl-C."""
    from run.house import House
    from run.processes import check_databases
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        check_databases(settings)
        for process in House(layout, settings, console).table.values():
            process.check_port()  # before the long steps rather than after them
        Setup(layout, console).all(web=web, demo=demo)
        raise typer.Exit(House(layout, settings, console).open())


@app.command()
def setup(shop: ShopFile = None, web: bool = True, demo: Demo = False) -> None:
    """Set up what has changed, and stop there."""
    from run.setup import Setup, prepare

    with _plainly():
        layout, _ = prepare(shop, console)
        Setup(layout, console).all(web=web, demo=demo)


@app.command()
def train(
    ship: Annotated[bool, typer.Option("--ship", help="Keep the taught reader in data/acts/fitted.")] = False,
) -> None:
    """Teach the reader from data/acts, and train the Rasa bot from data/ and bot/domain."""
    from run.services import running
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(None, console)
        setup = Setup(layout, console)
        setup.encoder()
        with running(layout, settings, "models"):
            setup.teach(ship=ship)
            setup.train()


@app.command()
def index(shop: ShopFile = None, demo: Demo = False) -> None:
    """Load the shop and bring its vector index up to date."""
    from run.setup import Setup, prepare

    with _plainly():
        layout, _ = prepare(shop, console)
        setup = Setup(layout, console)
        setup.encoder()
        setup.store(demo=demo)
        setup.index()


@app.command()
def shell(shop: ShopFile = None) -> None:
    """`rasa shell` with the actions, the model service and Chroma running beside it."""
    import subprocess

    from run.processes import rasa_environment
    from run.services import running
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        Setup(layout, console).all(web=False)
        command = [layout.bot_python, "-m", "rasa", "shell", "--model", layout.archives,
                   "--endpoints", "bot/endpoints.yml", "--port", str(settings.rasa.port)]  # fmt: skip
        with running(layout, settings, "chroma", "models", "actions"):
            raise typer.Exit(subprocess.call([str(part) for part in command], env=rasa_environment(layout, settings)))


@app.command()
def adapter(
    shop: ShopFile = None,
    method: Annotated[str, typer.Option(help="lora or adalora")] = "lora",
    minutes: Annotated[float, typer.Option(help="The most time that its steps may take.")] = 25.0,
) -> None:
    """Tune the generator on the shop's own items; the model service takes the result up when it starts."""
    from run.copy import tune
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        Setup(layout, console).store()
        raise typer.Exit(tune(layout, settings, "--method", method, "--minutes", str(minutes)))


@app.command()
def write(kind: Kind, item: str, shop: ShopFile = None, like: Likes = None) -> None:
    """Write about one item: a description, an ad line, an e-mail's subject or a gift's note."""
    from run.copy import write as written
    from run.setup import prepare

    with _plainly():
        _, settings = prepare(shop, console)
        written(settings, kind, item, like, console)


class PlatformName(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    MAGENTO = "magento"
    MEDUSA = "medusa"


@app.command("connect")
def connect_shop(
    platform: PlatformName,
    url: Annotated[str, typer.Argument(help="https://my-shop.example; of Shopify https://my-shop.myshopify.com")],
    token: Annotated[str, typer.Option(help="Shopify, Magento, Medusa: the access token or secret key.")] = "",
    key: Annotated[str, typer.Option(help="WooCommerce: the consumer key.")] = "",
    secret: Annotated[str, typer.Option(help="WooCommerce: the consumer secret.")] = "",
    webhook_secret: Annotated[str, typer.Option(help="What signs the webhooks; of Shopify the app's secret.")] = "",
    storefront: Annotated[str | None, typer.Option(help="Where shoppers are, if that is elsewhere.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of the prices; else shop.currency.")] = None,
) -> None:
    """Follow a live shop: read it whole now, then by its webhooks and a sweep. Keys may stand in the settings."""
    from run.connect import connect
    from run.setup import prepare
    from shop.settings import ConnectorSettings

    with _plainly():
        _, settings = prepare(None, console)
        told = {"token": token, "key": key, "secret": secret, "webhook_secret": webhook_secret}
        given = {name: value for name, value in told.items() if value}
        given |= {"platform": platform.value, "url": url, "currency": currency or settings.shop.currency}
        given |= {"storefront": storefront} if storefront else {}
        kept = settings.connector.model_dump() if settings.connector.platform in ("", platform.value) else {}
        connect(settings, ConnectorSettings.model_validate(kept | given), console)


@app.command()
def migrate() -> None:
    """Bring the store's tables up to date; the running version goes on beside it."""
    from run.stores import opened

    with opened():
        console.print("the tables are up to date", highlight=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, resolve_path=True)],
    secrets: Annotated[
        Path | None,
        typer.Option("--secrets", help="A file of their own for the secrets.", dir_okay=False, resolve_path=True),
    ] = None,
    shop: ShopFile = None,
) -> None:
    """Keep everything that only this shop has in one file, while it is open."""
    from run.backup import backup as kept
    from run.setup import prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        made = kept(layout, settings, file, secrets)
        console.print(f"{file}: {sum(made.rows.values())} rows, {len(made.files)} files", highlight=False)
        if made.chroma is None:
            console.print("Chroma does not answer: its collections are not in it, and are made again after a restore")
        if secrets is None:
            console.print("the secrets are not in it: --secrets FILE keeps them apart")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, resolve_path=True)],
    secrets: Annotated[
        Path | None,
        typer.Option("--secrets", help="What backup wrote there.", exists=True, dir_okay=False, resolve_path=True),
    ] = None,
    over: Annotated[bool, typer.Option("--over", help="In place of what the shop holds now.")] = False,
    shop: ShopFile = None,
) -> None:
    """Put a backup back into the closed shop, whose databases may be of another kind than the ones that were kept."""
    from run.backup import restore as put_back
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        made = put_back(layout, settings, file, over=over, secrets=secrets)
        Setup(layout, console).restored()
        console.print(f"{made.shop} as it was at {made.made}: {sum(made.rows.values())} rows", highlight=False)
        if made.chroma != settings.chroma.prefix:
            console.print("Chroma's collections were not put back: they are made again from the store")


@app.command()
def sbom(
    out: Annotated[Path, typer.Option(help="The folder for the lists; made where it is missing.")] = Path("sbom"),
) -> None:
    """List everything the house is made of, as CycloneDX files, with the licences in one table."""
    from run.layout import Layout
    from run.sbom import write as listed

    with _plainly():
        for file in listed(Layout.of(), out):
            console.print(str(file), highlight=False)


class EngineName(StrEnum):
    PLAIN = "plain"
    RAY = "ray"


@app.command()
def serve(
    name: str,
    shop: ShopFile = None,
    engine: Annotated[
        EngineName, typer.Option(help="Of the model service: ray spreads its encoders by Ray Serve.")
    ] = EngineName.PLAIN,
) -> None:
    """Run one process in the foreground: chroma, models, actions, rasa, worker or gateway."""
    from run.processes import check_databases, processes
    from run.setup import Setup, prepare

    with _plainly():
        layout, settings = prepare(shop, console)
        table = processes(layout, settings)
        if name not in table:
            console.print(f"[red]shopkeeper:[/red] no process {name!r}; expected one of {', '.join(table)}")
            raise typer.Exit(2)
        if engine is EngineName.RAY and name != "models":
            console.print(f"[red]shopkeeper:[/red] --engine ray is of the model service, not of {name}")
            raise typer.Exit(2)
        Setup(layout, console).link()
        if name not in ("chroma", "models"):
            check_databases(settings)
        process = table[name]
        process.check_port()
        command = list(process.command)
        if engine is EngineName.RAY:
            command[-1] += ".ray"
        os.execve(command[0], command, process.env)


def main() -> None:
    sys.exit(app())
