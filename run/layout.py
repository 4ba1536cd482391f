"""Where things live: one home folder, one state folder a shop."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layout:
    """``home`` holds what every shop shares (environments, trained bot); ``state`` what belongs to one shop.

    ``shop_file`` is the catalogue that replaces the demo shop, if one was given.
    """

    home: Path
    state: Path
    shop_file: Path | None = None

    @classmethod
    def of(cls, shop_file: Path | None = None) -> Layout:
        home = Path(os.environ.get("SHOPKEEPER_HOME", ROOT / ".shopkeeper")).absolute()
        if shop_file is None:
            return cls(home, Path(os.environ.get("SHOPKEEPER_STATE", home)).absolute())
        file = shop_file.absolute()
        if "SHOPKEEPER_STATE" in os.environ and os.environ["SHOPKEEPER_STATE"] != str(home):
            return cls(home, Path(os.environ["SHOPKEEPER_STATE"]).absolute(), file)  # a place was asked for
        # two files of the same name in different folders are two shops
        name = re.sub(r"[^a-z0-9]+", "-", f"{file.parent.name}-{file.stem}".lower()).strip("-")
        return cls(home, home / "shops" / name, file)

    @property
    def python(self) -> Path:
        return self.home / "env" / "shop" / "bin" / "python"

    @property
    def bot_python(self) -> Path:
        return self.home / "env" / "bot" / "bin" / "python"

    @property
    def archives(self) -> Path:
        """Trained Rasa archives: shared, since a new catalogue needs no retraining."""
        return self.home / "rasa"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def environment(self) -> dict[str, str]:
        """The environment of every process of this shop."""
        env = dict(os.environ, SHOPKEEPER_HOME=str(self.home), SHOPKEEPER_STATE=str(self.state))
        env["PYTHONPATH"] = str(ROOT)
        env["PYTHONUNBUFFERED"] = "1"
        if self.shop_file is not None:
            env["SHOPKEEPER_SHOP__DEMO"] = "false"
            generic = re.fullmatch(r"products?|catalog(ue)?|items|feed|export", self.shop_file.stem, re.IGNORECASE)
            name = self.shop_file.parent.name if generic else self.shop_file.stem
            env.setdefault("SHOPKEEPER_SHOP__NAME", re.sub(r"[-_]+", " ", name).title())
            # its own collections, should both shops share one Chroma server
            env.setdefault("SHOPKEEPER_CHROMA__PREFIX", f"shopkeeper-{self.state.name}"[:40].rstrip("-"))
        return env
