"""What is looked for, in a few words: "headlamps, brightness at least 400 lm, red light, up to €60"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dialogue.formatting import limit_phrase
from shop.dialogue import Filter, Query, Receiver
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn


def kinds_phrase(turn: Turn, query: Query, count: int | None = None) -> str:
    """The kinds of things: "headlamps", "boots or trail shoes"; "things" where none is named."""
    names = [kind_name(kind, turn) for kind in query.kinds]
    return turn.one_of(names) if names else turn.say("find.things" if count != 1 else "find.thing")


def kind_name(kind: str, turn: Turn) -> str:
    """A category's last name in the middle of a sentence, in the shopper's language; capitals within words stay
    ("T-shirts")."""
    name = kind.split(">")[-1].split("/")[-1].strip()
    if named := turn.labels.kind(kind) or turn.labels.kind(name):
        return named
    return " ".join(word.lower() if word.isalpha() and word[1:].islower() else word for word in name.split())


def capital(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def limits_phrase(
    turn: Turn, query: Query, filters: Iterable[Filter] | None = None, samples: Iterable[Item] = ()
) -> str:
    """All limits in force, what must not be inside first."""
    limits = list(query.filters if filters is None else filters)
    limits.sort(key=lambda limit: not limit.safety)
    samples = list(samples)
    said = [limit_phrase(turn, limit, samples) for limit in limits]
    if query.not_kinds:
        said.append(turn.say("limit.no_kinds", values=turn.one_of([kind_name(kind, turn) for kind in query.not_kinds])))
    if query.budget is not None:
        said.append(turn.say("limit.budget", value=turn.money(query.budget)))
    return turn.say("list.limits").join(dict.fromkeys(part for part in said if part))


def receiver_phrase(turn: Turn, receiver: Receiver | None) -> str:
    """ "for your nephew (7)"; "" for nobody in particular."""
    if receiver is None or not (receiver.who or receiver.age is not None):
        return ""
    age = f"{receiver.age:g}" if receiver.age is not None else ""
    if receiver.who and age:
        return turn.say("receiver.who_age", who=receiver.who, age=age)
    return turn.say("receiver.who", who=receiver.who) if receiver.who else turn.say("receiver.age", age=age)


def summary(turn: Turn, query: Query, filters: Iterable[Filter] | None = None, samples: Iterable[Item] = ()) -> str:
    """Kinds, limits and receiver."""
    limits = limits_phrase(turn, query, filters, samples)
    what, who = kinds_phrase(turn, query), receiver_phrase(turn, query.receiver)
    what = turn.say("find.what_who", what=what, who=who) if who else what
    return turn.say("find.within", what=what, limits=limits) if limits else what
