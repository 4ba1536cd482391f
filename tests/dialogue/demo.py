"""The demo catalogue in memory, and contexts over it in a short form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dialogue.readers.rules import RulesReader
from dialogue.reading import Context
from retrieval.fields import Fields
from shop.dialogue import CartChange, Choice, Filter, FlowState, Offer, Query, Question, ResultList, State
from shop.types import CartLine, Item

_CATALOGUE = Path(__file__).parents[2] / "data" / "demo" / "catalogue.jsonl"


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    return tuple(Item(**json.loads(line)) for line in _CATALOGUE.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def fields() -> Fields:
    return Fields(items())


@lru_cache(maxsize=1)
def rules() -> RulesReader:
    return RulesReader(lambda: (items(), fields()))


def named(title: str) -> Item:
    """The item whose title begins so."""
    return next(item for item in items() if item.title.startswith(title))


def context(said: Mapping[str, Any]) -> Context:
    """``shown`` and ``seen`` are titles, or a kind and how many of it; ``focus`` is a place in the list, from 1, or a
    title; ``cart`` titles with quantities; ``without`` what must not be inside; ``question``, ``offer`` and ``flow`` as
    in the state."""
    shown, seen = _list(said.get("shown", ())), _list(said.get("seen", ()))
    kinds = tuple(said.get("kinds", ()))
    allergens = tuple(said.get("without", ()))
    limits = (Filter(field="allergens", op="without", values=allergens, safety=True),) if allergens else ()
    query = Query(kinds=kinds, filters=limits)
    results = [ResultList(ids=tuple(one.id for one in seen), query=Query(kinds=_kinds(seen)))] if seen else []
    results += [ResultList(ids=tuple(one.id for one in shown), query=query)] if shown else []
    where = said.get("focus")
    focus = shown[where - 1] if isinstance(where, int) else named(where) if where else None
    cart = tuple(
        (CartLine(item_id=named(title).id, quantity=count), named(title))
        for title, count in said.get("cart", {}).items()
    )
    state = State(
        query=query,
        results=tuple(results),
        focus=focus.id if focus else None,
        compared=tuple(one.id for one in _list(said.get("compared", ()))),
        question=_question(said.get("question")),
        offer=Offer(**said["offer"]) if "offer" in said else None,
        flow=FlowState(**said["flow"]) if "flow" in said else None,
        changes=tuple(CartChange(item_id=named(title).id) for title in said.get("changed", ())),
    )
    return Context(state, tuple(shown), tuple(seen), focus, cart)


def _list(said: Any) -> Sequence[Item]:
    if isinstance(said, Mapping):
        ((kind, count),) = said.items()
        return [item for item in items() if item.category == kind][:count]
    return [named(title) for title in said]


def _kinds(shown: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.category for item in shown if item.category))


def _question(said: Mapping[str, Any] | None) -> Question | None:
    if said is None:
        return None
    choices = tuple(Choice(label=label, value=label) for label in said.get("choices", ()))
    return Question(**{**said, "choices": choices})
