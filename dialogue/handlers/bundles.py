"""Several kinds at once: a packing list for a trip, a set or presents under one budget, something for each of several.

One item a kind, the first choice of each as far as the budget for all of it allows; the sum is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogue.commands import Bundle, Search
from dialogue.formatting import phrase_of
from dialogue.handlers.absent import kinds_to_tap
from dialogue.handlers.lookup import find
from dialogue.handlers.purposes import things_for, weighed_by
from dialogue.handlers.recommending import suited
from dialogue.handlers.results import in_force, joined, lines, safety_note, settled
from dialogue.query_summary import kind_name, limits_phrase, receiver_phrase
from dialogue.query_update import combined, updated
from dialogue.reply import Reply, Tap
from shop.dialogue import Query
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn

KINDS = 6  # of a packing list
QUOTED = 60  # characters of a purpose that is said back
CHOICE = 40  # looked at for each kind
CALLED = 0.7  # how surely a kind must be what a thing is called


@dataclass(frozen=True)
class Slot:
    """One thing wanted: what it is called, its query, and what may fill it, best first."""

    name: str
    query: Query
    items: tuple[Item, ...]
    count: int = 1  # pieces


async def bundle(turn: Turn, command: Bundle) -> Reply:
    """The parts that were named, or the kinds that the purpose calls for."""
    base = _base(turn, command)
    turn.update(query=base)
    slots, empty = await _named(turn, command, base) if command.parts else await _suited(turn, base)
    if not slots:
        what = limits_phrase(turn, base) or base.purpose[:QUOTED]
        return Reply(turn.say("bundle.nothing", what=what), taps=await kinds_to_tap(turn))
    budget = base.budget
    counts = [slot.count for slot in slots]
    chosen = within([slot.items for slot in slots], budget, counts)
    if chosen is None:
        return await _too_dear(turn, slots, base)
    total = sum(((item.price or Decimal(0)) * count for item, count in zip(chosen, counts, strict=True)), Decimal(0))
    told = [await _line(turn, slot, item, base) for slot, item in zip(slots, chosen, strict=True)]
    lead = _lead(turn, base, len(chosen), alike=set(counts) == {1})
    sums = _sums(turn, total, budget, chosen[0].currency)
    missing = turn.say("bundle.missing", what=turn.all_of(empty)) if empty else ""
    left_out = _left_out(turn, base)
    note = safety_note(turn, in_force(turn, base))
    turn.show(list({item.id: item for item in chosen}.values()), base, "bundle")
    turn.update(bundle=tuple((item.id, count) for item, count in zip(chosen, counts, strict=True)))
    taps = [Tap(turn.say("tap.more_of", kind=slot.name), _alone(slot)) for slot in slots[:4]]
    cards = [turn.card(item) for item in {item.id: item for item in chosen}.values()]
    return Reply(lines(joined(lead, left_out), *told, sums, missing, note), cards=cards, taps=taps)


def sum_of_set(turn: Turn) -> Reply | None:
    """What the set that was put together last comes to, while it is what is talked about."""
    counts = dict(turn.state.bundle)
    items = turn.items(counts)
    if not items or not turn.state.results or turn.state.results[-1].source != "bundle":
        return None
    told = [
        turn.say(
            "cart.line", count=counts[item.id], title=item.title,
            price=turn.money((item.price or Decimal(0)) * counts[item.id], item.currency),
        )
        for item in items
    ]  # fmt: skip
    total = sum(((item.price or Decimal(0)) * counts[item.id] for item in items), Decimal(0))
    return Reply(lines(*told, _sums(turn, total, turn.state.query.budget, items[0].currency)), cards=[])


def _sums(turn: Turn, total: Decimal, budget: Decimal | None, currency: str) -> str:
    if budget is None or budget < total:
        return turn.say("bundle.sum", total=turn.money(total, currency))
    left = turn.money(budget - total, currency)
    return turn.say("bundle.sum_within", total=turn.money(total, currency), budget=turn.money(budget), left=left)


def within(choices: Sequence[Sequence[Item]], budget: Decimal | None, counts: Sequence[int] = ()) -> list[Item] | None:
    """One of each, none twice, the first choices as far as the budget for all allows; ``None`` if nothing does.

    The cheapest of what is still to be chosen is kept in hand while each kind takes the best it can afford.
    ``counts``: pieces of each, one where left out.
    """
    if budget is None:
        return _apart(choices)
    counts = counts or [1] * len(choices)
    least = [min((item.price for item in items if item.price is not None), default=None) for items in choices]
    if any(price is None for price in least):
        return None
    rest = sum((price * count for price, count in zip(least, counts, strict=True) if price is not None), Decimal(0))
    if rest > budget:
        return None
    chosen: list[Item] = []
    left = budget
    for items, price, count in zip(choices, least, counts, strict=True):
        rest -= (price or Decimal(0)) * count
        taken = {item.id for item in chosen}
        affordable = [item for item in items if item.price is not None and item.price * count <= left - rest]
        item = next((one for one in affordable if one.id not in taken), None)
        if item is None or item.price is None:
            return None
        chosen.append(item)
        left -= item.price * count
    return chosen


def _apart(choices: Sequence[Sequence[Item]]) -> list[Item]:
    chosen: list[Item] = []
    for items in choices:
        taken = {item.id for item in chosen}
        chosen.append(next((item for item in items if item.id not in taken), items[0]))
    return chosen


# ── inside ────────────────────────────────────────────────────────────────────────────────────


def _base(turn: Turn, command: Bundle) -> Query:
    """What counts for all of it; what was left out before stays left out."""
    old = turn.state.query
    if not (command.purpose or command.parts or old.purpose):  # what it is for then stands in the message
        command = command.model_copy(update={"purpose": turn.text})
    search = Search(
        purpose=command.purpose, receiver=command.receiver, budget=command.budget, not_kinds=command.not_kinds
    )
    query = updated(old, search)
    kept = (*old.not_kinds, *command.not_kinds) if old.purpose or command.not_kinds else command.not_kinds
    same = not command.purpose and not command.parts
    return query.model_copy(
        update={
            "not_kinds": tuple(dict.fromkeys(kept)),
            "purpose": command.purpose or (old.purpose if same else ""),
            "budget": command.budget if command.budget is not None else (old.budget if same else None),
        }
    )


async def _named(turn: Turn, command: Bundle, base: Query) -> tuple[list[Slot], list[str]]:
    slots, empty = [], []
    counts = command.counts or (1,) * len(command.parts)
    for part, count in zip(command.parts, counts, strict=True):
        query = updated(base, part.model_copy(update={"fresh": True}))
        query = query.model_copy(
            update={
                "receiver": part.receiver or base.receiver,
                "not_kinds": tuple(dict.fromkeys((*base.not_kinds, *part.not_kinds))),
                "budget": None,
            }
        )
        query = await settled(turn, query, part.filters)
        name = (
            turn.one_of([kind_name(kind, turn) for kind in part.kinds])
            or part.text
            or receiver_phrase(turn, part.receiver)
        )
        if part.among is not None:  # what was chosen before stays
            slots.append(Slot(name, query, tuple(turn.items(part.among.ids)), count))
            continue
        found = await find(turn, query, limit=CHOICE)
        items = tuple(item for item in found.items if item.in_stock and _enough(item, count))
        if items and not (query.text and not query.kinds and not found.text_matched):
            slots.append(Slot(name, query, items, count))
        else:
            empty.append(name)
        empty += [turn.quoted(word) for word in part.unknown]
    return slots, empty


def _enough(item: Item, count: int) -> bool:
    return count == 1 or max((variant.stock for variant in item.variants), default=item.stock) >= count


async def _suited(turn: Turn, base: Query) -> tuple[list[Slot], list[str]]:
    """The kinds that belong to the purpose, by meaning."""
    kinds = [kind for kind in await _packed(turn, base) if kind]
    if not kinds and base.purpose:
        searched = in_force(turn, base)
        kinds = [turn.items(ids) for ids in await suited(turn, searched)]
    slots = []
    for items in [items for items in kinds if items][:KINDS]:
        kind = items[0].category or ""
        query = await settled(turn, base.model_copy(update={"kinds": (kind,), "budget": None}))
        slots.append(Slot(kind_name(kind, turn), query, tuple(await _by_purpose(turn, items, base.purpose))))
    return slots, []


async def _packed(turn: Turn, base: Query) -> list[list[Item]]:
    """What is written down for the purpose, as far as the shop carries it and it was not left out."""
    index, found = turn.services.index, list[list[Item]]()
    left_out = index.fields.leaves(base.not_kinds)
    taken: set[str] = set(left_out)
    for thing in things_for(turn.language, base.purpose):
        named = await turn.call("retrieval", index.kinds_named(thing, 1))
        if not named or named[0][1] < CALLED or len(found) == KINDS:
            continue
        kind = named[0][0]
        leaves = index.fields.leaves((kind,))
        if leaves & taken:
            continue
        taken |= leaves
        query = await settled(turn, base.model_copy(update={"kinds": (kind,), "budget": None}))
        got = await find(turn, query, limit=CHOICE)
        found.append([item for item in got.items if item.in_stock])
    return found


async def _by_purpose(turn: Turn, items: list[Item], purpose: str) -> list[Item]:
    """What serves the purpose best first, of jackets for rain those that keep it out; among the better third what
    shoppers like, and of that the cheapest."""
    weights = await weighed_by(turn, purpose, items[:3]) if purpose else []
    sort = next((weight.sort for weight in weights if weight.sort is not None), None)
    if sort is None:
        return items
    ranked = turn.services.index.order(items, sort)
    most = max(3, len(ranked) // 3)
    return [*sorted(ranked[:most], key=_liked_and_cheap), *ranked[most:]]


def _liked_and_cheap(item: Item) -> tuple[float, Decimal]:
    return -round(2 * (item.rating or 0.0)) / 2, item.price or Decimal(0)


async def _line(turn: Turn, slot: Slot, item: Item, base: Query) -> str:
    """The item, its price, and why it."""
    weights = await weighed_by(turn, base.purpose, [item]) if base.purpose else []
    facts = [said for weight in weights[:2] if (said := phrase_of(turn, item, weight.field))]
    facts = facts or [
        said for limit in slot.query.filters[:2] if limit.field and (said := phrase_of(turn, item, limit.field))
    ]
    if not facts and item.rating_count:
        facts = [turn.say("value.rating_short", rating=f"{item.rating or 0:.1f}")]
    who = receiver_phrase(turn, slot.query.receiver) if slot.query.receiver != base.receiver else ""
    kind = slot.name[:1].upper() + slot.name[1:]
    name = joined(kind, who) if who and who != slot.name else kind
    price = turn.money(item.price * slot.count if item.price else item.price, item.currency)
    key = "bundle.line_why" if facts else "bundle.line"
    return turn.say(key, kind=name, title=_counted(turn, slot, item), price=price, why=turn.all_of(facts))


def _counted(turn: Turn, slot: Slot, item: Item) -> str:
    return turn.say("bundle.counted", count=slot.count, title=item.title) if slot.count > 1 else item.title


def _lead(turn: Turn, base: Query, count: int, *, alike: bool) -> str:
    who = receiver_phrase(turn, base.receiver)
    if 0 < len(base.purpose) <= QUOTED:
        return turn.say("bundle.for_purpose", purpose=base.purpose)
    if who:
        return turn.say("bundle.for_who", who=who)
    return turn.say("bundle.for_trip" if base.purpose or not alike else "bundle.lead", count=count)


def _left_out(turn: Turn, base: Query) -> str:
    if not base.not_kinds:
        return ""
    return turn.say("bundle.left_out", what=turn.all_of([kind_name(kind, turn) for kind in base.not_kinds]))


async def _too_dear(turn: Turn, slots: Sequence[Slot], base: Query) -> Reply:
    """The cheapest set is beyond the budget: what it comes to, and each one's least."""
    cheapest = [min(slot.items, key=lambda item: item.price or Decimal(0)) for slot in slots]
    total = sum(
        ((item.price or Decimal(0)) * slot.count for slot, item in zip(slots, cheapest, strict=True)), Decimal(0)
    )
    told = [
        turn.say(
            "bundle.line",
            kind=slot.name[:1].upper() + slot.name[1:],
            title=_counted(turn, slot, item),
            price=turn.money(item.price * slot.count if item.price else item.price),
        )
        for slot, item in zip(slots, cheapest, strict=True)
    ]
    assert base.budget is not None
    over = turn.money(total - base.budget)
    lead = turn.say("bundle.too_dear", budget=turn.money(base.budget), total=turn.money(total), over=over)
    note = safety_note(turn, in_force(turn, base))
    return Reply(
        lines(lead, *told, note),
        taps=[Tap(turn.say("tap.more_of", kind=slot.name), _alone(slot)) for slot in slots[:4]],
    )


def _alone(slot: Slot) -> Search:
    query = slot.query
    return Search(
        kinds=query.kinds,
        not_kinds=query.not_kinds,
        filters=combined((), query.filters),
        text=query.text,
        sort=query.sort,
        purpose=query.purpose,
        receiver=query.receiver,
    )
