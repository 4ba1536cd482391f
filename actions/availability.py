"""Whether an item is there, in the size and colour asked for."""

from __future__ import annotations

from actions.cards import card
from actions.reply import Quick, Reply
from actions.summary import plain
from actions.turn import Turn
from shop.types import Constraints, Item, Variant


async def of_variant(turn: Turn, item: Item, wanted: Constraints) -> Reply:
    """Whether there is one in the size and colour asked for; of several shades that were meant, any."""
    own = {colour.casefold() for colour in item.colours}
    colours = tuple(colour for colour in wanted.colours if colour.casefold() in own)
    if wanted.colours and own and not colours:
        others = turn.all_of(item.colours)
        text = turn.say(
            "stock.colour_never", title=item.title, colour=plain(turn.named(wanted.colours[0])), others=others
        )
        return Reply(text, cards=[card(item)])
    if not item.variants and not wanted.sizes:
        return there_is(turn, item) if item.in_stock else sold_out(turn, item)
    known = {value.casefold() for value in (*item.sizes, *(v for one in item.variants for v in one.options.values()))}
    sizes = tuple(size for size in wanted.sizes if size.casefold() in known) or wanted.sizes[:1]
    options = (*sizes, *colours)
    turn.state.pending["about"] = {"item": item.id, "options": list(options)}
    size = [turn.say("limit.size", value=turn.one_of(sizes))] if sizes else []
    said = ", ".join((*size, *(plain(turn.named(colour)) for colour in colours)))
    matching = [variant for variant in item.variants if matches(variant, sizes, colours)]
    there = [variant for variant in matching if variant.stock > 0]
    if there:
        count = _few(turn, sum(variant.stock for variant in there))
        add = Quick(turn.say("tap.add"), "add_to_cart", {"item_id": item.id, "words": turn.text})
        return Reply(
            turn.say("stock.variant_there", title=item.title, options=said, count=count),
            cards=[card(item)],
            quick=[add],
        )
    if not item.sizes and wanted.sizes:
        return Reply(turn.say("size.none", title=item.title), cards=[card(item)])
    in_stock = sizes_there(item)
    if in_stock:
        key = "stock.variant_gone" if matching else "stock.variant_never"
        text = (
            turn.say(key, title=item.title, options=said) + " " + turn.say("stock.sizes", sizes=turn.all_of(in_stock))
        )
        notify = [Quick(turn.say("tap.notify"), "notify_restock", {"item_id": item.id})] if matching else []
        return Reply(text, cards=[card(item)], quick=notify)
    return sold_out(turn, item)


def matches(variant: Variant, *wanted: tuple[str, ...]) -> bool:
    """Whether it has one of each of these groups of values; an empty group asks for nothing."""
    values = {value.casefold() for value in variant.options.values()}
    return all(not group or any(value.casefold() in values for value in group) for group in wanted)


def sizes_there(item: Item) -> list[str]:
    """Sizes with stock, in the item's own order; an item without variants has all of its sizes."""
    if not item.variants:
        return list(item.sizes) if item.in_stock else []
    there = {value.casefold() for variant in item.variants if variant.stock > 0 for value in variant.options.values()}
    return [size for size in item.sizes if size.casefold() in there]


def there_is(turn: Turn, item: Item) -> Reply:
    sizes = sizes_there(item)
    text = turn.say("stock.there", title=item.title, count=_few(turn, item.stock))
    if sizes:
        text += " " + turn.say("stock.sizes", sizes=turn.all_of(sizes))
    add = Quick(turn.say("tap.add"), "add_to_cart", {"item_id": item.id})
    return Reply(text, cards=[card(item)], quick=[add])


def sold_out(turn: Turn, item: Item) -> Reply:
    turn.propose("restock", item_id=item.id)
    about = {"item_id": item.id}
    return Reply(
        turn.say("stock.sold_out", title=item.title),
        cards=[card(item)],
        quick=[
            Quick(turn.say("tap.notify"), "notify_restock", about),
            Quick(turn.say("tap.similar"), "show_similar", about),
        ],
    )


def _few(turn: Turn, stock: int) -> str:
    """Only a short stock is worth a number."""
    return turn.say("stock.few", count=stock) if stock <= 5 else turn.say("stock.plenty")
