"""Near an item: what is like it, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogue.commands import Complements, Similar
from dialogue.handlers.asking import meant
from dialogue.handlers.lookup import what_then
from dialogue.handlers.relative import beyond
from dialogue.handlers.results import PAGE, in_force, joined, listing, settled
from dialogue.handlers.safety import warning
from dialogue.query_summary import limits_phrase
from dialogue.query_update import combined
from dialogue.reply import Reply
from shop.dialogue import Filter, Query
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn


async def similar(turn: Turn, command: Similar) -> Reply:
    """ "Something like it, but cheaper": of the same kind, near by meaning, within the limits."""
    items = meant(turn, command.item)
    if not items:
        return await what_then(turn)
    item = items[0]
    bounds = [bound for direction in command.relative if (bound := beyond(turn, direction, [item])) is not None]
    filters = combined(_shared(turn, item), (*command.filters, *bounds))
    old = turn.state.query
    kept = tuple(limit for limit in (*old.filters, *old.set_aside) if limit.safety)
    query = Query(kinds=(item.category,) if item.category else (), filters=combined(kept, filters))
    query = await settled(turn, query, command.filters)
    safe = tuple(limit for limit in query.filters if limit.safety)
    for attempt in (query, query.model_copy(update={"filters": combined(safe, (*command.filters, *bounds))})):
        searched = in_force(turn, attempt)
        found = await turn.call("retrieval", turn.services.index.similar(item.id, searched, PAGE))
        shown = [one for one in found if one.id != item.id and one.in_stock]
        if shown:
            break
    else:
        return Reply(turn.say("similar.none", title=item.title), cards=[turn.card(item)])
    turn.update(query=attempt)
    turn.show(shown, attempt, "similar")
    limits = limits_phrase(turn, attempt, (*command.filters, *bounds), samples=shown)
    key = "similar.limited" if limits else "similar.found"
    price = turn.money(item.price, item.currency)
    text = turn.say(key, title=item.title, limits=limits, price=price)
    alike = turn.say("similar.alike", limits=limits_phrase(turn, attempt, _only(attempt, filters), shown))
    return listing(turn, shown, joined(text, alike if attempt is query and _only(attempt, filters) else ""))


def _only(query: Query, filters: Sequence[Filter]) -> list[Filter]:
    return [limit for limit in query.filters if limit.op in ("is", "has") and limit in filters]


def _shared(turn: Turn, item: Item) -> list[Filter]:
    """What makes the item what it is: its type and the features that it has and others of its kind have not."""
    fields = turn.services.index.fields
    found = []
    for name in item.attributes:
        field, value = fields.get(name), fields.value(item, name)
        if field is None or value is None:
            continue
        if field.name == "type" and value.texts:
            found.append(Filter(field=field.name, op="is", values=value.texts[:1]))
        elif field.kind == "boolean" and value.yes:
            found.append(Filter(field=field.name, op="has"))
    return found


async def complements(turn: Turn, command: Complements) -> Reply:
    """What goes with an item: things of other kinds, not the same again."""
    items = meant(turn, command.item)
    if not items:
        return await what_then(turn)
    item = items[0]
    found = list(await turn.call("retrieval", turn.services.index.complementary(item.id, PAGE)))
    found = [one for one in found if not warning(turn, one)]
    if not found:
        return Reply(turn.say("similar.none_with", title=item.title))
    turn.show(found, None, "complements", focus=item.id)
    return listing(turn, found, turn.say("similar.goes_with", title=item.title))
