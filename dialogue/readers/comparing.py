"""Comparisons → which of two or more is better, lighter, dearer, and in what they differ."""

from __future__ import annotations

from dialogue.commands import Command, Compare, Reference
from dialogue.readers.scene import Scene
from shop.dialogue import Sort


def read_comparison(scene: Scene) -> list[Command]:
    view, wishes = scene.view, scene.wishes
    context = scene.context
    than = next(view.spans("than"), None)
    if than is not None and view.starts_with("have_you", "seek", skip=("filler", "then", "and")) and view.at(than.end):
        return []  # "is there a cheaper one than both" looks for another
    if view.has("compare"):
        reference = scene.reference
        ids = reference.ids if reference and (len(reference.ids) > 1) else ()
        if (
            reference
            and len(reference.ids) == 1
            and context.focus is not None
            and context.focus.id not in reference.ids
        ):
            ids = (context.focus.id, *reference.ids)
        if not ids and not wishes.kinds:
            ids = context.state.compared or tuple(item.id for item in context.shown[:3])
        if len(ids) > 1:
            return [
                Compare(
                    items=Reference(
                        ids=ids,
                        words=reference.words if reference else "",
                        how=reference.how if reference else "all",
                        ambiguous=bool(reference and reference.ambiguous and len(ids) > 2),
                    ),
                    purpose=wishes.purpose,
                    fields=fields_of(scene),
                    orders=orders_of(scene),
                    choose=view.has("better"),
                    words=scene.text,
                )
            ]
    if found := _than(scene) or _which(scene):
        return found
    better = view.has("better") and (view.has("which") or view.has("recommend") or scene.question or not wishes.kinds)
    if (
        better
        and not wishes.sort
        and len(context.shown) + len(context.state.compared) > 1
        and (not wishes.kinds or view.link("item"))
    ):
        reference = scene.reference
        if reference is None or len(reference.ids) < 2:
            if reference is not None and reference.how in ("ordinal", "title", "value"):
                return []
            ids = context.state.compared or tuple(item.id for item in context.shown)
            reference = Reference(ids=ids, how="all")
        purpose = wishes.purpose or wishes.said_for
        return [Compare(items=reference, purpose=purpose, fields=fields_of(scene), orders=orders_of(scene),
                        choose=True, words=scene.text)]  # fmt: skip
    named = scene.reference
    degree = view.has("which", "why") or any(link.degree == "comparative" for link in view.links("quality"))
    if degree and named is not None and named.how == "title" and not named.ambiguous and 2 <= len(named.ids) <= 4:
        return [
            Compare(items=named, purpose=wishes.purpose or wishes.said_for, fields=fields_of(scene),
                    choose=not view.has("why"), orders=orders_of(scene), words=scene.text)
        ]  # fmt: skip
    if better and named is not None and named.how == "title" and len(named.ids) > 1:
        return [
            Compare(
                items=named.model_copy(update={"ambiguous": False}) if len(named.ids) == 2 else named,
                purpose=wishes.purpose or wishes.said_for,
                choose=True,
                words=scene.text,
            )
        ]
    return []


def _than(scene: Scene) -> list[Command]:
    """ "is this any louder than the brasswick one": the item talked about and another."""
    view, context, reference = scene.view, scene.context, scene.reference
    degree = next((link for link in view.links("quality") if link.degree == "comparative"), None)
    focus = context.focus
    if degree is None or focus is None or reference is None or not scene.asking or not view.has("is_it", "it"):
        return []
    if reference.how not in ("value", "title", "ordinal") or len(reference.ids) != 1 or focus.id in reference.ids:
        return []
    named = tuple(one.field for one in scene.wishes.relative)
    return [Compare(items=Reference(ids=(focus.id, *reference.ids), how=reference.how), fields=named,
                    orders=orders_of(scene), words=scene.text)]  # fmt: skip


def _which(scene: Scene) -> list[Command]:
    """ "which one is the lightest", "which is warmer out of those two": a winner among what is in view."""
    view, wishes, context = scene.view, scene.wishes, scene.context
    degree = next((link for link in view.links("quality") if link.degree), None)
    put_behind = scene.words.wishes.grammar.degrees_behind and wishes.sort is not None  # "which battery longest"
    if (degree is None and not put_behind) or not _which_one(scene) or wishes.kinds or wishes.filters or wishes.drop:
        return []
    reference = scene.reference if scene.reference is not None and len(scene.reference.ids) > 1 else None
    if reference is None:
        pool = context.state.compared or tuple(item.id for item in context.shown)
        reference = Reference(ids=tuple(pool[:2]) if view.has("both") and len(pool) >= 2 else tuple(pool), how="all")
    if len(reference.ids) < 2:
        return []
    named = [one.field for one in (*([wishes.sort] if wishes.sort else []), *wishes.relative)]
    return [
        Compare(
            items=reference.model_copy(update={"ambiguous": False}),
            fields=tuple(named),
            orders=orders_of(scene),
            choose=True,
            words=scene.text,
        )
    ]


def _which_one(scene: Scene) -> bool:
    """A "which" of its own word, at the head: "which is", "which one", "which of these"."""
    head = scene.view.starts_with("which", "them", skip=("filler", "then", "and", "but"))
    if scene.words.wishes.grammar.questions_anywhere:
        head = next(scene.view.spans("which"), None)
    if head is None:
        return False
    words = [scene.view.linked.tokens[place].word for place in range(head.start, head.end)]
    classes = scene.words.wishes.grammar.classes
    return any("relative" in classes.get((word,)) and "which" in classes.get((word,)) for word in words)


def fields_of(scene: Scene) -> tuple[str, ...]:
    wishes = scene.wishes
    named = [
        *wishes.asked,
        *(one.field for one in wishes.relative),
        *(one.field for one in wishes.filters if one.op in ("has", "has_not")),
    ]
    return tuple(dict.fromkeys(named))


def orders_of(scene: Scene) -> tuple[Sort, ...]:
    """ "Wider", "the lightest": which way round."""
    return (*([scene.wishes.sort] if scene.wishes.sort else []), *scene.wishes.relative)
