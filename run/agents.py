"""``shopkeeper agent``: the accounts of those who answer at the desk."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from run.stores import opened

app = typer.Typer(no_args_is_help=True, help="Accounts of support agents.")
console = Console()
Password = Annotated[
    str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
]
COMMAND = "command"  # who did it, in the audit log


@app.command()
def add(
    email: str,
    name: Annotated[str, typer.Option(help="What shoppers see.")],
    password: Password,
    admin: Annotated[bool, typer.Option(help="May also change agents, hours and the FAQ.")] = False,
) -> None:
    """Make an account."""
    with opened() as (store, settings):
        from shop.agents import Agents
        from shop.audit import Audit

        agent = Agents(store).add(email, name, password, "admin" if admin else "agent")
        Audit(store, settings.secrets.audit).add(COMMAND, "agent add", {"agent_id": agent.id, "role": agent.role})
        console.print(f"{agent.name} <{agent.email}> can sign in at /console as {agent.role}", highlight=False)


@app.command()
def password(email: str, password: Password) -> None:
    """Set a new password for one that was lost; the agent is signed out everywhere."""
    with opened() as (store, settings):
        from shop.agents import Agents
        from shop.audit import Audit

        agents = Agents(store)
        agent = agents.change(agents.by_email(email).id, password=password)
        Audit(store, settings.secrets.audit).add(COMMAND, "agent password", {"agent_id": agent.id})
        console.print(f"{agent.name} <{agent.email}> signs in with the new password from now on", highlight=False)


@app.command()
def factor(
    email: str,
    on: Annotated[bool, typer.Option("--on", help="Set one up: shows its secret and asks for a code.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Take one off that was lost.")] = False,
) -> None:
    """Whether an account signs in with a code of an authenticator app too."""
    with opened() as (store, settings):
        from shop.agents import Agents
        from shop.audit import Audit
        from shop.factors import Factors

        agent = Agents(store).by_email(email)
        factors = Factors(store, settings.secrets.seal, issuer=settings.shop.name)
        if on:
            made = factors.begin(agent)
            console.print(f"{made.uri}\nsecret: {made.secret}", highlight=False, soft_wrap=True)
            factors.confirm(agent.id, typer.prompt("the code that the app shows"))
        if off:
            factors.remove(agent.id)
        if on or off:
            deed = f"agent factor {'on' if on else 'off'}"
            Audit(store, settings.secrets.audit).add(COMMAND, deed, {"agent_id": agent.id})
        said = "signs in with a code too" if factors.needed(agent.id) else "signs in with the password alone"
        console.print(f"{agent.name} <{agent.email}> {said}", highlight=False)


@app.command("list")
def show() -> None:
    """Who has an account."""
    with opened() as (store, _):
        from shop.agents import Agents

        table = Table("name", "e-mail", "role", "active")
        for agent in Agents(store).all():
            table.add_row(agent.name, agent.email, agent.role, "yes" if agent.active else "no")
        console.print(table)
