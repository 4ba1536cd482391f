"""How the rules read a message on the demo catalogue.

python -m dialogue.readers.try "in 39?" --kinds "Hiking boots"
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from dialogue.readers.rules import RulesReader
from dialogue.reading import Context, Utterance
from retrieval.fields import Fields
from shop.dialogue import Query, ResultList, State
from shop.types import Item


def main(message: str, shown: str = "", kinds: str = "", catalogue: Path = Path("data/demo/catalogue.jsonl")) -> None:
    """``shown`` are item ids, ``kinds`` categories in force, parted by commas."""
    items = [Item(**json.loads(line)) for line in catalogue.read_text(encoding="utf-8").splitlines()]
    fields = Fields(items)
    by_id = {item.id: item for item in items}
    view = tuple(by_id[id_.strip()] for id_ in shown.split(",") if id_.strip())
    query = Query(kinds=tuple(kind.strip() for kind in kinds.split(",") if kind.strip()))
    results = (ResultList(ids=tuple(item.id for item in view), query=query),) if view else ()
    context = Context(State(query=query, results=results), shown=view, focus=view[0] if len(view) == 1 else None)
    reading = asyncio.run(RulesReader(lambda: (items, fields)).read(Utterance(message), context))
    for command in reading.commands:
        typer.echo(command.model_dump_json(exclude_defaults=True, indent=1))
    typer.echo(f"unread: {list(reading.unread)}; sure: {reading.confidence:.2f}")


if __name__ == "__main__":
    Annotated[str, typer.Argument()]
    typer.run(main)
