"""``shopkeeper agent``: the accounts of those who answer at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from shop.errors import ShopkeeperError

if TYPE_CHECKING:
    from shop.store import Store

app = typer.Typer(no_args_is_help=True, help="Accounts of support agents.")
console = Console()


@app.command()
def add(
    email: str,
    name: Annotated[str, typer.Option(help="What shoppers see.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
    ],
    admin: Annotated[bool, typer.Option(help="May also change agents, hours and the FAQ.")] = False,
) -> None:
    """Make an account."""
    with _store() as store:
        from shop.agents import Agents

        agent = Agents(store).add(email, name, password, "admin" if admin else "agent")
        console.print(f"{agent.name} <{agent.email}> can sign in at /console as {agent.role}", highlight=False)


@app.command("list")
def show() -> None:
    """Who has an account."""
    with _store() as store:
        from shop.agents import Agents

        table = Table("name", "e-mail", "role", "active")
        for agent in Agents(store).all():
            table.add_row(agent.name, agent.email, agent.role, "yes" if agent.active else "no")
        console.print(table)


@contextmanager
def _store() -> Iterator[Store]:
    """The shop's store, up to date; our own errors end the command with one line."""
    from shop.settings import load_settings
    from shop.store import Store

    try:
        store = Store(load_settings().store_url)
        store.migrate()
        yield store
        store.close()
    except ShopkeeperError as error:
        console.print(f"[red]shopkeeper:[/red] {error.message}", highlight=False)
        raise typer.Exit(1) from None
