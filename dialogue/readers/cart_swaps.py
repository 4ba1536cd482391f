"""Another item in the place of one in the cart."""

from __future__ import annotations

from dialogue.commands import ChangeCart, Command
from dialogue.linking.links import View
from dialogue.readers.cart_lines import additions_of, part_of, quantity
from dialogue.readers.cart_places import ids_in, line_meant, lines_held
from dialogue.readers.scene import Scene


def swap_of(scene: Scene) -> list[Command]:
    """ "Swap it for the rooibos": what comes in, in the number of what goes; only what is surely meant goes."""
    view = scene.view
    if not scene.context.cart or scene.question or not view.has("change", "exchange", "replaces"):
        return []
    marks = [span.end for span in view.spans("for", "to", "replaces") if span.start > view.start]
    marks += [
        place + 1
        for place in range(view.start + 1, view.end)
        if view.linked.tokens[place].word in scene.words.wishes.grammar.withs
    ]
    for place in marks:
        old, new = (
            part_of(scene, View(view.linked, view.start, place)),
            part_of(scene, View(view.linked, place, view.end)),
        )
        if new.view.start >= new.view.end:
            continue
        if next(view.spans("replaces"), None) is not None:
            old, new = new, old
        gone = line_meant(old)
        made = [one for one in additions_of(new) if one.item.ids and not set(one.item.ids) & ids_in(scene)]
        if gone is None or len(made) != 1 or not (new.wishes.filters or made[0].item.how in ("title", "ordinal")):
            continue
        held = sum(line.quantity for line in lines_held(scene, gone.ids))
        count = quantity(new) or held
        added = made[0].model_copy(update={"quantity": count, "words": scene.text})
        if made[0].item.ambiguous or gone.ambiguous:
            return [added]
        return [added, ChangeCart(item=gone, quantity=0, words=scene.text)]
    return []
