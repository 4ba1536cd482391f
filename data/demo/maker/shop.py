"""The whole shop: makes each part and writes it as compact JSON Lines, one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from oracle import Oracle
from pydantic import BaseModel
from rich.progress import Progress

from maker.coupons import COUPONS
from maker.events import REFERENCE, Walk, make_walks
from maker.faq import make_faq, make_questions
from maker.images import draw
from maker.items import Made, make_items
from maker.kinds import KINDS
from maker.orders import make_orders
from maker.people import PERSONAS
from maker.shoppers import SHOPPERS, Person, make_shoppers
from maker.themes import MOVES, PARAMETERS


def make(seed: int, out: Path, progress: Progress) -> dict[str, int]:
    """Write every file of the shop into ``out``; how many records of each."""
    out.mkdir(parents=True, exist_ok=True)
    task = progress.add_task("items", total=sum(kind.count for kind in KINDS))
    made = make_items(seed, lambda done: progress.advance(task, done))
    catalogue = [dump(item.item) for item in made]
    write_lines(out / "catalogue.jsonl", catalogue)
    write_images(out / "images", seed, made, progress)

    faq, questions = make_faq(), make_questions()
    write_lines(out / "faq.jsonl", (dump(entry) for entry in faq))
    write_lines(out / "faq_paraphrases.jsonl", questions)

    people = make_shoppers(seed)
    latent = {
        "parameters": PARAMETERS,
        "moves": MOVES,
        "appeal": {item.item.id: item.appeal for item in made},
        "shoppers": {person.id: person.taste for person in people},
    }
    task = progress.add_task("shoppers", total=SHOPPERS)
    walks = make_walks(seed, people, made, Oracle(catalogue, latent), lambda done: progress.advance(task, done))
    events = [event for walk in walks for event in plain(walk)]
    orders = make_orders(seed, walks, {item.item.id: item.item for item in made})
    write_lines(out / "shoppers.jsonl", (person.record() for person in people))
    write_lines(out / "events.jsonl", events)
    write_lines(out / "orders.jsonl", (dump(order) for order in orders))
    write_json(out / "latent.json", latent)
    write_json(out / "coupons.json", COUPONS)
    write_json(out / "meta.json", meta(seed, people))
    return {
        "items": len(made), "FAQ entries": len(faq), "questions": len(questions), "shoppers": len(people),
        "events": len(events), "orders": len(orders),
    }  # fmt: skip


def write_images(folder: Path, seed: int, made: list[Made], progress: Progress) -> None:
    folder.mkdir(exist_ok=True)
    for old in set(folder.glob("*.svg")) - {folder / f"{item.item.id}.svg" for item in made}:
        old.unlink()
    for item in progress.track(made, description="images"):
        (folder / f"{item.item.id}.svg").write_text(draw(seed, item.item, item.kind.code))


def meta(seed: int, people: list[Person]) -> dict[str, Any]:
    """``reference_date`` is the files' today: a loader moves every date by the days that have passed since."""
    personas = [
        {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "about": persona["about"],
            "themes": list(persona["themes"]),
        }
        for person, persona in zip(people, PERSONAS, strict=False)
    ]
    return {"shop": "Alta & Finch", "seed": seed, "reference_date": stamp(REFERENCE), "personas": personas}


def plain(walk: Walk) -> list[dict[str, Any]]:
    return [event | {"ts": stamp(event["ts"])} for event in walk.events]


def dump(record: BaseModel) -> dict[str, Any]:
    """What differs from the type's defaults, as JSON would hold it; times to the second."""
    found: dict[str, Any] = record.model_dump(mode="json", exclude_defaults=True)
    return found


def stamp(moment: datetime) -> str:
    return (moment - timedelta(microseconds=moment.microsecond)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records))


def write_json(path: Path, record: object) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
