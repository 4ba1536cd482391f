"""Which of the shopper's own orders words mean: "my mat", "the September order", "the jacket I got", "my last one"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.flows.lines import FUZZY, KindsNamed, LineReader, LineText, content
from dialogue.flows.words import FlowWords
from dialogue.identity import digits
from dialogue.turn import Turn
from shop.types import Order

KIND_SURE = 0.45  # from which a category is what the words name
PLACE = "\x1f"  # between an order's number and an item's id, in the keys of lines of several orders


@dataclass(frozen=True)
class OrdersMeant:
    """``order`` where one is meant; ``open`` where several may be. ``unknown``: words that named none of them."""

    order: Order | None = None
    open: tuple[Order, ...] = ()
    unknown: str = ""
    named: bool = False  # by its goods, number or month, not by "the last one"


async def meant(turn: Turn, text: str, orders: Sequence[Order], words: FlowWords) -> OrdersMeant:
    """``orders`` newest first."""
    if not orders or not text.strip():
        return OrdersMeant()
    numbered = [order for order in orders if digits(order.number) and digits(order.number) in text]
    if numbered:
        return OrdersMeant(numbered[0], named=True)
    among = _of_month(text, orders, words)
    dated = len(among) < len(orders)
    hits, unknown = await _by_goods(turn, text, among, words)
    if len(hits) == 1:
        return OrdersMeant(hits[0], named=True)
    if hits:
        return (
            OrdersMeant(hits[0], named=True) if words.has("latest", text) else OrdersMeant(open=tuple(hits), named=True)
        )
    if dated and not unknown:
        return OrdersMeant(among[0], named=True) if len(among) == 1 else OrdersMeant(open=tuple(among), named=True)
    if words.has("latest", text):
        return OrdersMeant(orders[0])
    return OrdersMeant(unknown=unknown)


async def _by_goods(turn: Turn, text: str, orders: Sequence[Order], words: FlowWords) -> tuple[list[Order], str]:
    """The orders whose lines the text names best, all its phrases taken together; else the words that name a thing."""
    lines: list[LineText] = []
    for order in orders:
        for line in order.lines:
            keyed = line.model_copy(update={"item_id": f"{order.number}{PLACE}{line.item_id}"})
            lines.append(LineText.of(keyed, turn.services.index.item(line.item_id), turn.labels))
    reader = LineReader(lines, {line.line.item_id: line.line.quantity for line in lines}, words, fuzzy=FUZZY)
    clauses = words.split("clauses", text)
    things = {clause: [match.group(1) for match in words.finditer("mine", clause)] for clause in clauses}
    pointed = [clause for clause in clauses if any(content(thing, words) for thing in things[clause])]
    totals: dict[str, float] = {}
    for clause in pointed or clauses:
        best: dict[str, float] = {}
        for key, score in (await reader.scores(clause, kinds_named(turn))).items():
            number = key.split(PLACE)[0]
            best[number] = max(score, best.get(number, 0.0))
        for number, score in best.items():
            totals[number] = totals.get(number, 0.0) + score
    most = max(totals.values(), default=0.0)
    hits = [order for order in orders if order.number in totals and totals[order.number] >= most - 1e-9]
    if hits:
        return hits, ""
    for phrase in (" ".join(content(thing, words)) for clause in pointed for thing in things[clause]):
        if phrase and await kinds_named(turn)(phrase):  # it is goods, but not of these
            return [], phrase
    return [], ""


def _of_month(text: str, orders: Sequence[Order], words: FlowWords) -> list[Order]:
    """Those placed in the month that the text names; all where it names none, or none was placed in it."""
    match = words.find("in_month", text)
    if match is None:
        return list(orders)
    month = words.tables["months"].get(next(group for group in match.groups() if group).lower())
    return [order for order in orders if order.placed_at.month == month] or list(orders)


def kinds_named(turn: Turn) -> KindsNamed:
    """Categories that words name by meaning, where the index can tell; none where it is slow."""

    async def ask(words: str) -> list[str]:
        if not words:
            return []
        try:
            found = await turn.call("retrieval", turn.services.index.kinds_named(words), share=0.3)
        except Exception:  # a slow or dead encoder costs quality, not the reply
            return []
        return [kind for kind, score in found if score >= KIND_SURE]

    return ask
