"""``shopkeeper keys``: what shoppers wrote is sealed with keys, and those with one secret."""

from __future__ import annotations

import secrets as random
from contextlib import closing

import typer
from rich.console import Console

from run.stores import opened

app = typer.Typer(no_args_is_help=True, help="The keys that seal what shoppers wrote.")
console = Console()


@app.command()
def seal() -> None:
    """Seal what an older version left open; the set-up does so too."""
    from shop.sealing import seal_rest

    with opened() as (store, _):
        console.print(f"{seal_rest(store)} rows sealed")


@app.command()
def rotate() -> None:
    """Make a new secret and seal all keys under it. Close the shop before, and open it after.

    Where the environment holds the secret, set SHOPKEEPER_SECRETS__SEAL to a new one before, and
    SHOPKEEPER_SECRETS__SEAL_BEFORE to the old one.
    """
    from run.layout import Layout
    from run.processes import check_closed
    from run.secrets import change, kept
    from shop.audit import Audit
    from shop.errors import BadSettings
    from shop.sealing import rotate as rotated
    from shop.store import Store

    with opened() as (_, settings):
        layout, now = Layout.of(), settings.secrets.seal
        check_closed(layout, settings, "rotate")  # what it sealed meanwhile would open no more
        before, after = settings.secrets.seal_before, now
        if not before:  # else one broke off, or the environment tells both: it is gone on with
            if kept(layout.state).get("seal") != now:
                raise BadSettings(
                    "secrets.seal: stands in the environment: set SHOPKEEPER_SECRETS__SEAL to a new one and "
                    "SHOPKEEPER_SECRETS__SEAL_BEFORE to this one, then rotate"
                )
            before, after = now, random.token_urlsafe(32)
            change(layout.state, seal=after, seal_before=before)
        count = rotated(settings.store_url, before, after)
        change(layout.state, seal_before=None)
        with closing(Store(settings.store_url)) as store:  # the one that is open has the old secret
            Audit(store, settings.secrets.audit).add("command", "keys rotated", {"keys": count})
    console.print(f"{count} keys sealed under a new secret: keep a copy of secrets.toml, and throw the old ones away")
