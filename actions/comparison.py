"""Two or three items side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.answers import everything
from actions.base import ShopAction
from actions.cards import card, money, short
from actions.comparatives import base_of, comparative
from actions.details import describe
from actions.meant import nearest, which_one
from actions.qualities import by_quality
from actions.questions import shown
from actions.reading import only_narrows, read
from actions.reply import Quick, Reply
from actions.search import refine
from actions.turn import Turn
from retrieval.text import terms
from shop.types import Item

MOST = 3
_COMPARES = re.compile(
    r"\b(?:compare|comparison|differ\w*|versus|vs|between|which|or|both|than)\b|比|区别|差|哪|还是|和|跟", re.I
)

_SIDES = re.compile(
    r"\b(?:between|compare|is)\s+(?:an? |the )?(.+?)\s+(?:and|with|or|vs\.?|versus|better than)\s+"
    r"(?:an? |the )?(.+?)\W*$",
    re.IGNORECASE,
)
_WHICH_ARE = re.compile(r"\bwhich (?:of (?:them|these|those)|ones) (?:are|is|come|comes|have|has)\b", re.IGNORECASE)
_WHICH = re.compile(r"\bwhich\b|哪", re.IGNORECASE)
_MOST_OF_ALL = re.compile(r"\b(?:lightest|heaviest|cheapest|dearest|most expensive|best[- ]rated)\b", re.IGNORECASE)


class Compare(ShopAction):
    action_name = "action_compare"

    async def answer(self, turn: Turn) -> Reply:
        asks_for_some = _WHICH_ARE.search(turn.text) or not _COMPARES.search(turn.text)
        if turn.state.constraints is not None and asks_for_some:
            understood = await read(turn)
            if not understood.residual and only_narrows(understood.constraints):  # "沙色的更好", "which are blue?"
                return await refine(turn, await read(turn, turn.state.constraints))
        items = await _meant(turn)
        other = base_of(comparative(turn.plain) or "good") != "good"  # "most durable" is no row of the table
        if (not items or (other and not await turn.referred())) and (told := await by_quality(turn)):
            return told
        if len(items) == 1 and _MOST_OF_ALL.search(turn.plain):
            return await describe(turn, items[0])
        items = items if len(items) > 1 else await _one_of_each(turn) or items
        if not items and len(only := await turn.shown()) == 1:
            turn.state.focus = only[0].id
            return Reply(turn.say("compare.with_what", title=only[0].title))
        if len(items) < 2:
            listed = [item for item in await turn.shown() if item not in items]
            if len(items) == 1 and listed:
                turn.state.focus = items[0].id
                return Reply(
                    turn.say("compare.with_what", title=items[0].title),
                    quick=[
                        Quick(short(item.title), "compare_items", {"words": f"{items[0].title} / {item.title}"})
                        for item in listed[:4]
                    ],
                )
            return await which_one(turn, "ask_details")
        turn.state.compared, turn.state.pending["away"] = [item.id for item in items], "comparison"
        return Reply(
            verdict(turn, items),
            cards=[card(item) for item in items],
            data={"compare": table(turn, items)},
            quick=[
                Quick(
                    turn.say("tap.add_named", title=short(item.title, 18)),
                    "add_to_cart",
                    {"item_id": item.id},
                )
                for item in items
            ],
        )


async def _meant(turn: Turn) -> list[Item]:
    """The items named; with only one, the item last talked about joins it; with none, a short list as it is."""
    items = (await turn.referred())[:MOST]
    if (
        len(items) < 2
        and turn.ordinal is None
        and _WHICH.search(turn.text)
        and set(turn.state.compared) <= set(turn.state.shown)
    ):
        items = await turn.items(turn.state.compared) or items  # "which one is lighter?", of the two just compared
    if len(items) == 1 and turn.state.focus and turn.state.focus != items[0].id:
        items = [*await turn.items([turn.state.focus]), *items]
    if not items or everything(turn):
        shown = await turn.shown()
        if 2 <= len(shown) <= MOST or (shown and everything(turn)):
            items = shown[:MOST]
    return items


async def _one_of_each(turn: Turn) -> list[Item]:
    """ "what is the difference between a santoku and a chef's knife": the best rated of what either title bears."""
    found = _SIDES.search(turn.plain)
    chosen: list[Item] = []
    for side in found.groups() if found else ():
        called = set(terms(side))
        bearing = [item for item in await nearest(turn, side, limit=8) if called <= set(terms(item.title))]
        if not called or not bearing:
            return []
        chosen.append(max(bearing, key=lambda item: (item.in_stock, item.rating or 0.0)))
    return chosen if len({item.id for item in chosen}) > 1 else []


def table(turn: Turn, items: list[Item]) -> dict[str, object]:
    """``{"items": [{"item_id", "title"}], "rows": [{"name", "values"}]}``; a row where at least one has a value."""
    fields: list[tuple[str, Callable[[Item], str]]] = [
        ("brand", lambda item: item.brand or ""),
        ("price", lambda item: money(item.price, item.currency)),
        (
            "rating",
            lambda item: f"{item.rating:.1f} ({item.rating_count})" if item.rating_count and item.rating else "",
        ),
        ("colours", lambda item: ", ".join(item.colours[:5])),
        ("sizes", lambda item: ", ".join(item.sizes[:8])),
        ("materials", lambda item: ", ".join(item.materials)),
        ("uses", lambda item: ", ".join(item.uses)),
        ("weight", lambda item: f"{item.weight_g:g} g" if item.weight_g else ""),
        ("stock", lambda item: turn.say("fact.in_stock" if item.in_stock else "fact.sold_out")),
    ]
    rows = []
    for name, value_of in fields:
        values = [value_of(item) for item in items]
        if any(values):
            rows.append({"name": turn.say(f"row.{name}"), "values": values})
    names = [name for item in items for name in item.attributes]
    shared = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    for name in shared[:6]:
        values = [shown(turn, item.attributes.get(name, "")) for item in items]
        if len(set(values)) > 1:
            rows.append({"name": name.replace("_", " "), "values": values})
    return {"items": [{"item_id": item.id, "title": item.title} for item in items], "rows": rows}


def verdict(turn: Turn, items: list[Item]) -> str:
    """What decides between them, from the facts alone: price, rating, weight, stock."""
    parts = [turn.say("compare.lead", titles=turn.all_of([item.title for item in items]))]
    priced = [item for item in items if item.price is not None]
    if len({item.price for item in priced}) > 1:
        cheapest = min(priced, key=lambda item: item.price or 0)
        dearest = max(priced, key=lambda item: item.price or 0)
        saved = money((dearest.price or 0) - (cheapest.price or 0), cheapest.currency)  # type: ignore[arg-type]
        parts.append(
            turn.say(
                "compare.cheaper",
                title=cheapest.title,
                price=money(cheapest.price, cheapest.currency),
                saved=saved,
            )
        )
    elif len(priced) == len(items):
        parts.append(turn.say("compare.same_price", price=money(items[0].price, items[0].currency)))
    rated = [item for item in items if item.rating is not None and item.rating_count >= 3]
    if len(rated) > 1 and len({round(item.rating or 0, 1) for item in rated}) > 1:
        best = max(rated, key=lambda item: item.rating or 0)
        parts.append(turn.say("compare.better_rated", title=best.title, rating=f"{best.rating:.1f}"))
    weighed = [item for item in items if item.weight_g]
    if len(weighed) == len(items) and len({item.weight_g for item in weighed}) > 1:
        lightest = min(weighed, key=lambda item: item.weight_g or 0)
        parts.append(turn.say("compare.lighter", title=lightest.title, weight=f"{lightest.weight_g:g} g"))
    gone = [item for item in items if not item.in_stock]
    parts += [turn.say("compare.sold_out", title=item.title) for item in gone]
    return " ".join(parts) if turn.language == "en" else "".join(parts)
