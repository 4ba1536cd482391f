"""What is looked for after a search command: pure, from what was in force and what is said now.

The rules are a shopkeeper's. A wish stays until it is changed or given up. A new word on the same matter takes the old
one's place, but "not black" stays beside "in red". Another kind of thing keeps what can be said of it too. What
someone must not eat or is too young for stays whatever is looked for (what is set aside comes back, and the caller
sets aside anew); for somebody else what must not be inside does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dialogue.commands import Search
from shop.dialogue import Filter, Query, Receiver

EXCLUDES = frozenset({"is_not", "without", "has_not"})
NUMERIC = frozenset({"at_most", "at_least", "between", "around", "covers"})
EVERYTHING = "*"
LONGEST_TEXT = 10  # words that rank

Stated = Callable[[Filter, tuple[str, ...]], bool]


def always(limit: Filter, kinds: tuple[str, ...]) -> bool:
    return True


def updated(query: Query, search: Search, stated: Stated = always) -> Query:
    """The query in force once ``search`` was said.

    ``stated(filter, kinds)``: whether things of these kinds can meet the limit at all; asked of the limits in force
    when the kinds change.
    """
    return _anew(query, search) if search.fresh else _changed(query, search, stated)


def combined(filters: Iterable[Filter], new: Iterable[Filter]) -> tuple[Filter, ...]:
    """The filters with new ones said after them: see the module's rules."""
    found = list(filters)
    for limit in new:
        found = _with(found, limit)
    return tuple(found)


def without(query: Query, *limits: Filter) -> Query:
    return query.model_copy(update={"filters": tuple(one for one in query.filters if one not in limits)})


# ── inside ────────────────────────────────────────────────────────────────────────────────────


def _anew(query: Query, search: Search) -> Query:
    other = search.receiver is not None and search.receiver != query.receiver
    kept = tuple(
        one
        for one in (*query.filters, *query.set_aside)
        if one.safety and one.field not in search.drop and (not other or one.op in EXCLUDES)
    )
    return Query(
        kinds=search.kinds,
        not_kinds=search.not_kinds,
        text=search.text,
        filters=combined(kept, search.filters),
        sort=search.sort,
        purpose=search.purpose,
        receiver=search.receiver,
        budget=search.budget,
    )


def _changed(query: Query, search: Search, stated: Stated) -> Query:
    old = _dropped(query, search.drop)
    kinds = search.kinds or tuple(kind for kind in old.kinds if kind not in search.not_kinds)
    moved = bool(search.kinds) and set(search.kinds) != set(old.kinds)
    filters = (*old.filters, *old.set_aside)
    if moved:
        filters = tuple(one for one in filters if one.safety or stated(one, kinds))
    not_kinds = tuple(kind for kind in (*old.not_kinds, *search.not_kinds) if kind not in search.kinds)
    return Query(
        kinds=kinds,
        not_kinds=tuple(dict.fromkeys(not_kinds)),
        text=_text("" if moved else old.text, search.text),
        filters=combined(filters, search.filters),
        sort=search.sort or (None if moved else old.sort),
        purpose=search.purpose or old.purpose,
        receiver=_receiver(old.receiver, search.receiver),
        budget=search.budget if search.budget is not None else old.budget,
    )


def _dropped(query: Query, drop: tuple[str, ...]) -> Query:
    """Without the limits on these fields. "Forget all that" gives up no allergy; naming its field does."""
    if not drop:
        return query
    if EVERYTHING in drop:
        kept = tuple(one for one in query.filters if one.safety)
        return Query(kinds=query.kinds, filters=kept, set_aside=query.set_aside)
    changes: dict[str, object] = {
        name: tuple(one for one in getattr(query, name) if one.field not in drop) for name in ("filters", "set_aside")
    }
    empty = Query()
    parts = {"category": "kinds", "kind": "kinds", "price": "budget"}
    for name in drop:
        part = parts.get(name, name)
        if part in ("kinds", "not_kinds", "text", "sort", "purpose", "receiver", "budget"):
            changes[part] = getattr(empty, part)
    return query.model_copy(update=changes)


def _receiver(old: Receiver | None, new: Receiver | None) -> Receiver | None:
    """Of the same person more is known; another person is someone else."""
    if old is None or new is None:
        return new or old
    if new.who and old.who and new.who != old.who:
        return new
    return Receiver(
        who=new.who or old.who,
        age=new.age if new.age is not None else old.age,
        audience=new.audience or old.audience,
        likes=tuple(dict.fromkeys((*old.likes, *new.likes))),
        dislikes=tuple(dict.fromkeys((*old.dislikes, *new.dislikes))),
    )


def _text(old: str, new: str) -> str:
    words = dict.fromkeys([*old.split(), *new.split()])
    return " ".join(list(words)[-LONGEST_TEXT:])


def _with(filters: list[Filter], new: Filter) -> list[Filter]:
    same = [one for one in filters if one.field == new.field]
    rest = [one for one in filters if one.field != new.field]
    if new.op in ("mentions", "without"):
        opposite = "without" if new.op == "mentions" else "mentions"
        agreeing = [one for one in filters if one.safety or one.op != opposite or not set(one.values) & set(new.values)]
        return agreeing if _held(new, same) else [*agreeing, new]
    if new.op == "is_not":
        return [*rest, *_shrunk(same, new), _joined(same, new)]
    kept = [one for one in same if one.op in ("is_not", "without", "mentions") or (one.safety and not new.safety)]
    if new.op == "is":
        kept = [left for one in kept if (left := _less(one, new.values)) is not None]
    if new.op in ("at_most", "at_least"):
        return [*rest, *kept, _bounded(same, new)]
    return [*rest, *kept, new]


def _held(new: Filter, same: list[Filter]) -> bool:
    return any(one.op == new.op and set(new.values) <= set(one.values) and one.safety >= new.safety for one in same)


def _shrunk(same: list[Filter], new: Filter) -> list[Filter]:
    """What was wanted, less what is not wanted any more."""
    return [
        left
        for one in same
        if one.op != "is_not" and (left := _less(one, new.values) if one.op == "is" else one) is not None
    ]


def _joined(same: list[Filter], new: Filter) -> Filter:
    old = [value for one in same if one.op == "is_not" for value in one.values]
    safety = new.safety or any(one.safety for one in same if one.op == "is_not")
    return new.model_copy(update={"values": tuple(dict.fromkeys((*old, *new.values))), "safety": safety})


def _less(limit: Filter, values: tuple[str, ...]) -> Filter | None:
    left = tuple(value for value in limit.values if value not in values)
    if left == limit.values:
        return limit
    return limit.model_copy(update={"values": left, "words": ""}) if left else None


def _bounded(same: list[Filter], new: Filter) -> Filter:
    """ "From 50" after "up to 100" is a range; "over 200" after "up to 200" is a change of mind."""
    low, high = new.low, new.high
    for one in same:
        if one.op not in ("at_most", "at_least", "between") or one.hard != new.hard:
            continue
        if new.op == "at_least" and one.high is not None and one.op != "at_least":
            high = one.high
        if new.op == "at_most" and one.low is not None and one.op != "at_most":
            low = one.low
    if low is None or high is None or low >= high:
        return new
    safety = new.safety or any(one.safety for one in same)
    return new.model_copy(update={"op": "between", "low": low, "high": high, "words": "", "safety": safety})
