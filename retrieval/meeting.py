"""What a query asks of rows: its hard limits, which rows meet them all, and the words that rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.columns import Mask
from retrieval.limits import SILENCE_PASSES
from retrieval.masks import FACETS, OPTIONS, Masks
from shop.dialogue import Filter, Query


def limits_of(query: Query) -> list[Filter]:
    """The hard limits, those of the receiver too."""
    limits = [one for one in query.filters if one.hard]
    if (receiver := query.receiver) is not None:
        if receiver.audience and not any(one.field == "audience" for one in limits):
            limits.append(Filter(field="audience", op="is", values=(receiver.audience,)))
        if receiver.dislikes:
            limits.append(Filter(field="", op="without", values=receiver.dislikes))
    return limits


def meeting(masks: Masks, shelf: Mask, limits: Sequence[Filter]) -> tuple[Mask, Mask, tuple[tuple[str, int], ...]]:
    """Rows that meet all limits, rows whose fitting variant is in stock, and how many fail by silence alone."""
    both = masks.together(limits)
    joined = [one for one in limits if both is not None and (one.field in OPTIONS or one.field == "price")]
    within, available = shelf.copy(), masks.in_stock()
    if both is not None:
        available = both[1]
    found = []
    for one in sorted(
        limits, key=lambda one: one.op in ("mentions", "without")
    ):  # what is read item by item comes last
        own = masks.of(one, within)
        if both is not None and one.field == "price":
            own = replace(own, met=both[0])  # of the versions asked for, not of the cheapest one
        found.append((one, own))
        within = within & (own.met | ~own.stated)
    mask = shelf.copy()
    for _, own in found:
        mask &= own.met
    if both is not None and joined:
        mask &= both[0]
    silent = []
    for place, (one, own) in enumerate(found):
        if one.op in SILENCE_PASSES and not one.safety:
            continue
        others = shelf & ~own.stated & ~own.met
        for other_place, (_, other) in enumerate(found):
            if other_place != place:
                others &= other.met
        if count := int(others.sum()):
            silent.append((one.field, count))
    return mask, available, tuple(silent)


def ranking_text(query: Query) -> str:
    """Nothing where there is neither text nor purpose: then ratings rank."""
    likes = query.receiver.likes if query.receiver is not None else ()
    words = [part for part in (query.text, query.purpose, *likes) if part]
    if not words:
        return ""
    named = [value for one in query.filters if one.op == "is" and one.field in FACETS for value in one.values[:2]]
    return " ".join((*words, *(kind.split(" > ")[-1] for kind in query.kinds[:2]), *named))
