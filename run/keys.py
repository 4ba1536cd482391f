"""``shopkeeper keys``: what shoppers wrote is sealed with keys, and those with one secret."""

from __future__ import annotations

import secrets as random

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
    """Make a new secret and seal all keys under it. Close the shop before, and open it after."""
    from run.layout import Layout
    from run.secrets import change
    from shop.audit import Audit
    from shop.sealing import rotate as rotated

    with opened() as (store, settings):
        state, now = Layout.of().state, settings.secrets.seal
        before, after = settings.secrets.seal_before, now
        if not before:  # else one broke off: it is gone on with
            before, after = now, random.token_urlsafe(32)
            change(state, seal=after, seal_before=before)
        count = rotated(store, before, after)
        change(state, seal_before=None)
        Audit(store, settings.secrets.audit).add("command", "keys rotated", {"keys": count})
    console.print(f"{count} keys sealed under a new secret: keep a copy of secrets.toml, and throw the old ones away")
