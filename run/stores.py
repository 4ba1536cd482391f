"""The shop's store for a command of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from shop.errors import ShopkeeperError

if TYPE_CHECKING:
    from shop.settings import Settings
    from shop.store import Store

console = Console()


@contextmanager
def opened() -> Iterator[tuple[Store, Settings]]:
    """The store, up to date, and the settings; our own errors end the command with one line."""
    from run.layout import Layout
    from run.secrets import ensure
    from shop.settings import load_settings
    from shop.store import Store

    try:
        ensure(Layout.of().state)
        settings = load_settings()
        store = Store.of(settings)
        store.migrate()
        yield store, settings
        store.close()
    except ShopkeeperError as error:
        console.print(f"[red]shopkeeper:[/red] {error.message}", highlight=False)
        raise typer.Exit(1) from None
