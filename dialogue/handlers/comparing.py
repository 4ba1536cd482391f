"""Two or three items side by side: by what matters for the purpose a winner, and what it costs to take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dialogue.cards import short
from dialogue.commands import AddToCart, Compare, Reference
from dialogue.formatting import label, named_value, phrase_of, rated, said_value, shortened, truth, value_of
from dialogue.formatting import weight as weight_said
from dialogue.handlers.purposes import Weight, better_ways, weighed_by
from dialogue.handlers.relative import amount
from dialogue.handlers.results import joined, which_one
from dialogue.reply import Reply, Tap
from shop.dialogue import Choice, Question
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn

MOST = 3
ROWS = 8  # attributes of the table
LESS_IS_BETTER = frozenset({"price", "weight"})
CHOOSE_FROM = 6  # items of which one can be chosen


async def compare(turn: Turn, command: Compare) -> Reply:
    """Side by side; with ``choose`` or a purpose, the winner and the trade-off."""
    items = _meant(turn, command)
    if not items:
        return Reply(turn.say("compare.what"))
    if len(items) == 1:
        return _with_what(turn, items[0])
    chooses = command.choose or bool(command.purpose)
    items = items[: CHOOSE_FROM if chooses else MOST]
    weights = await _weights(turn, command, items)
    turn.update(compared=tuple(item.id for item in items))
    brief = shortened(items)
    if chooses:
        text, winner = choice(turn, brief, weights, command.purpose)
        best = next((item for item in items if winner is not None and item.id == winner.id), None)
        items = [best, *(item for item in items if item is not best)][:MOST] if best else items[:MOST]
        turn.update(focus=best.id if best else turn.state.focus)
    else:
        text = differences(turn, brief, weights)
    taps = [
        Tap(
            turn.say("tap.add_named", title=short(item.title, 18)), AddToCart(item=Reference(ids=(item.id,), how="tap"))
        )
        for item in items
        if item.in_stock
    ]
    asked = [one.field for one in weights] + list(command.fields)
    return Reply(
        text, cards=[turn.card(item) for item in items], data={"compare": table(turn, items, asked)}, taps=taps
    )


def _meant(turn: Turn, command: Compare) -> list[Item]:
    items = turn.items(command.items.ids)
    if len(items) == 1 and turn.state.focus and turn.state.focus != items[0].id and not command.items.ambiguous:
        items = [*turn.items([turn.state.focus]), *items]
    if not items:
        items = turn.items(turn.state.compared) or turn.items(turn.state.shown)[:CHOOSE_FROM]
    return items


def _with_what(turn: Turn, item: Item) -> Reply:
    others = [one for one in turn.items(turn.state.shown) if one.id != item.id][:4]
    turn.update(focus=item.id)
    if not others:
        return Reply(turn.say("compare.with_what", title=item.title))
    named = which_one(turn, others)
    choices = tuple(Choice(label=title, value=one.id) for title, one in named)
    turn.update(question=Question(kind="item", choices=choices, then="compare", item_id=item.id))
    taps = [Tap(title, Compare(items=Reference(ids=(item.id, one.id), how="tap"))) for title, one in named]
    return Reply(turn.say("compare.with_what", title=item.title), taps=taps)


async def _weights(turn: Turn, command: Compare, items: Sequence[Item]) -> list[Weight]:
    better = better_ways(turn, items)
    ordered = {order.field: order.descending for order in command.orders}  # "wider" says which way round
    better = {**better, **ordered}
    fields = dict.fromkeys((*ordered, *command.fields))
    asked = [Weight(field, better.get(field, field not in LESS_IS_BETTER)) for field in fields]
    found = await weighed_by(turn, command.purpose, items) if command.purpose else []
    return list({one.field: one for one in (*found, *asked)}.values())


# ── choosing ──────────────────────────────────────────────────────────────────────────────────


def choice(turn: Turn, items: Sequence[Item], weights: Sequence[Weight], purpose: str) -> tuple[str, Item | None]:
    """The winner with the values it wins by, and in one sentence what speaks for another one."""
    for weight in weights:
        ranked = _ranked(turn, items, weight)
        if ranked is None:
            continue
        best = ranked[0]
        tied = [item for item in ranked if same(turn, item, best, weight.field)]
        if len(tied) > 1:
            best = _tie_broken(turn, tied, [one for one in weights if one is not weight])
        others = [item for item in ranked if item is not best]
        facts = _winning(turn, best, others, weight)
        key = "compare.best_for" if purpose else "compare.best"
        text = turn.say(key, title=best.title, purpose=purpose, facts=facts)
        return joined(text, trade_off(turn, best, others, weight.field)), best
    level = [weight.field for weight in weights if all(same(turn, item, items[0], weight.field) for item in items)]
    alike = [said for field in level if (said := phrase_of(turn, items[0], field))]
    best_rated = [item for item in items if rated(item)]
    if not best_rated:
        return joined(turn.say("compare.no_winner", purpose=purpose or ""), differences(turn, items, [])), None
    best = max(best_rated, key=lambda item: (item.rating or 0, item.rating_count))
    others = [item for item in items if item is not best]
    key = "compare.by_rating_for" if purpose and not alike else "compare.by_rating"
    text = turn.say(key, title=best.title, value=said_value(turn, best, "rating"), purpose=purpose)
    same_there = turn.say("compare.same_value", value=turn.all_of(alike)) if alike else ""
    return joined(same_there, text, trade_off(turn, best, others, "rating")), best


def _ranked(turn: Turn, items: Sequence[Item], weight: Weight) -> list[Item] | None:
    """Best first; ``None`` where the field tells none of them from another."""
    if weight.sort is None:
        return None
    stated = [item for item in items if value_of(turn, item, weight.field) is not None]
    if not stated or (len({said_value(turn, item, weight.field) for item in stated}) < 2 and len(stated) == len(items)):
        return None
    first = turn.services.index.order(stated, weight.sort)
    return [*first, *(item for item in items if item not in stated)]


def same(turn: Turn, one: Item, other: Item, field: str) -> bool:
    return said_value(turn, one, field) == said_value(turn, other, field)


def _tie_broken(turn: Turn, tied: Sequence[Item], weights: Sequence[Weight]) -> Item:
    for weight in weights:
        ranked = _ranked(turn, tied, weight)
        if ranked is not None:
            return ranked[0]
    return max(tied, key=lambda item: (item.in_stock, item.rating or 0, -(item.price or 0)))


def _winning(turn: Turn, best: Item, others: Sequence[Item], weight: Weight) -> str:
    """ "comfort temperature −10 °C, against 0 °C for the Pass"."""
    name, value = label(turn, weight.field), said_value(turn, best, weight.field)
    rival = next((item for item in others if not same(turn, item, best, weight.field)), None)
    against = said_value(turn, rival, weight.field) if rival is not None else ""
    if rival is not None and against:
        return turn.say("compare.against", name=name, value=value, other=against, title=rival.title)
    return turn.say("value.named", label=name, value=value)


def trade_off(turn: Turn, best: Item, others: Sequence[Item], won_by: str) -> str:
    """What another one has over the winner: lower price, then weight, then ratings."""
    told = []
    for field in ("price", "weight", "rating"):
        if field == won_by:
            continue
        mine = amount(turn, best, field)
        better = [
            (value, item)
            for item in others
            if (value := amount(turn, item, field)) is not None and mine is not None and _beats(field, value, mine)
        ]
        if not better:
            continue
        value, item = (max if field == "rating" else min)(better, key=lambda entry: entry[0])
        told.append(_over(turn, item, best, field))
        if len(told) == 2:
            break
    gone = turn.say("compare.sold_out", title=best.title) if not best.in_stock else ""
    return joined(turn.say("compare.trade_off", points=turn.all_of(told)) if told else "", gone)


def _beats(field: str, value: float, mine: float) -> bool:
    return value > mine + 0.05 if field == "rating" else value < mine * 0.99


def _over(turn: Turn, item: Item, best: Item, field: str) -> str:
    if field == "price" and item.price is not None and best.price is not None:
        saved = turn.money(best.price - item.price, item.currency)
        return turn.say(
            "compare.cheaper_by", title=item.title, saved=saved, price=turn.money(item.price, item.currency)
        )
    if field == "weight":
        return turn.say(
            "compare.lighter_than",
            title=item.title,
            value=said_value(turn, item, "weight"),
            other=said_value(turn, best, "weight"),
        )
    return turn.say("compare.rated_higher", title=item.title, value=said_value(turn, item, "rating"))


# ── side by side ──────────────────────────────────────────────────────────────────────────────


def differences(turn: Turn, items: Sequence[Item], weights: Sequence[Weight]) -> str:
    """What tells them apart: what was asked for, then price, weight, rating and the attributes that differ."""
    parts = [turn.say("compare.lead", titles=turn.all_of([item.title for item in items]))]
    named = [one.field for one in weights]
    apart = [field for field in named if _differs(turn, items, field)]
    rows = [*named, *(field for field in _apart(turn, items) if field not in named)]
    for field in [field for field in rows if field != "price"][:3]:
        values = [
            turn.say("find.beside", title=item.title, value=said)
            for item in items
            if (said := said_value(turn, item, field))
        ]
        if len(values) > 1 and (field in apart or field not in named):
            parts.append(turn.say("compare.row", name=_capital(label(turn, field)), values=turn.all_of(values)))
    parts += _price_told(turn, items)
    parts += [turn.say("compare.sold_out", title=item.title) for item in items if not item.in_stock]
    return joined(*parts)


def _price_told(turn: Turn, items: Sequence[Item]) -> list[str]:
    priced = [item for item in items if item.price is not None]
    if len(priced) < 2:
        return []
    low = min(priced, key=lambda item: item.price or 0)
    high = max(priced, key=lambda item: item.price or 0)
    if low.price == high.price or low.price is None or high.price is None:
        return [turn.say("compare.same_price", price=turn.money(low.price, low.currency))]
    saved = turn.money(high.price - low.price, low.currency)
    price = turn.money(low.price, low.currency)
    return [turn.say("compare.cheaper", title=low.title, price=price, saved=saved, other=high.title)]


def _differs(turn: Turn, items: Sequence[Item], field: str) -> bool:
    return len({said_value(turn, item, field) for item in items}) > 1


def _apart(turn: Turn, items: Sequence[Item]) -> list[str]:
    """Attributes that all of them state and that differ, numbers and truths first."""
    fields = turn.services.index.fields
    names = [name for name in items[0].attributes if all(name in item.attributes for item in items[1:])]
    known = [field for name in names if (field := fields.get(name)) is not None and _differs(turn, items, field.name)]
    order = {"number": 0, "boolean": 1, "choice": 2, "text": 3}
    return [field.name for field in sorted(known, key=lambda field: order[field.kind]) if field.kind != "text"]


def table(turn: Turn, items: Sequence[Item], first: Sequence[str] = ()) -> dict[str, object]:
    """``{"items": [{"item_id", "title"}], "rows": [{"name", "values"}]}``; a row where at least one has a value."""
    own: list[tuple[str, Callable[[Item], str]]] = [
        ("brand", lambda item: item.brand or ""),
        ("price", lambda item: turn.money(item.price, item.currency)),
        ("rating", lambda item: f"{item.rating:.1f} ({item.rating_count})" if rated(item) else ""),
        ("colours", lambda item: turn.listed("colour", item.colours[:5])),
        ("sizes", lambda item: turn.listed("size", item.sizes[:8])),
        ("materials", lambda item: turn.listed("material", item.materials)),
        ("uses", lambda item: turn.listed("use", item.uses)),
        ("weight", lambda item: weight_said(turn, item.weight_g) if item.weight_g else ""),
        ("stock", lambda item: said_value(turn, item, "stock")),
    ]
    rows: list[dict[str, object]] = []
    for name, told in own:
        values = [told(item) for item in items]
        if any(values):
            rows.append({"name": turn.say(f"row.{name}"), "values": values})
    held = [name for item in items for name in item.attributes]
    shared = [name for name in dict.fromkeys(held) if held.count(name) > 1]
    asked = [name for name in shared if name.casefold() in {one.casefold() for one in first}]
    for name in list(dict.fromkeys([*asked, *shared]))[:ROWS]:
        values = [_plain(turn, name, item.attributes.get(name, "")) for item in items]
        if len(set(values)) > 1 or name in asked:
            rows.append({"name": turn.labels.field(name) or name.replace("_", " "), "values": values})
    return {"items": [{"item_id": item.id, "title": item.title} for item in items], "rows": rows}


def _plain(turn: Turn, field: str, value: object) -> str:
    if isinstance(value, (list, tuple)):
        return turn.listed(field, map(str, value))
    return named_value(turn, field, truth(turn, str(value)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
