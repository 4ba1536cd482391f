"""``shopkeeper audit``: who did what at the desk, to check and to keep elsewhere."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from run.stores import opened

app = typer.Typer(no_args_is_help=True, help="The audit log of agents, admins and commands.")
console = Console()


@app.command()
def verify() -> None:
    """Check the whole chain; exit status 1 where something was changed or is missing."""
    from shop.audit import Audit

    with opened() as (store, settings):
        verdict = Audit(store, settings.secrets.audit).verify()
    if verdict.broken is not None:
        console.print(f"[red]broken:[/red] {verdict.broken}; the {verdict.checked} before it hold", highlight=False)
        raise typer.Exit(1)
    console.print(f"{verdict.checked} deeds, the chain holds; its end is {verdict.last or 'nothing yet'}")


@app.command()
def export() -> None:
    """Every deed as a line of JSON on standard output, the first one first."""
    from shop.audit import Audit

    with opened() as (store, settings):
        audit = Audit(store, settings.secrets.audit)
        for deed in reversed(audit.deeds(10**9)):
            sys.stdout.write(deed.model_dump_json() + "\n")
