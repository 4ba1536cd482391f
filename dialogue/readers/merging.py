"""Puts the commands of a message's clauses together: one need told in several sentences is one search."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dialogue.commands import (
    AddToCart,
    Affirm,
    AskCoupon,
    AskItem,
    AskShop,
    Bundle,
    ChangeCart,
    Command,
    Compare,
    Complements,
    Danger,
    Emergency,
    Person,
    Provide,
    Recommend,
    Reference,
    Search,
    Select,
    Similar,
    Social,
    StartFlow,
    Taste,
    ViewCart,
    Why,
)

_SHARED = ("colour", "audience", "brand", "material")  # limits that hold for every part of a set
_ASKED_FOR = 0.75  # confidence below which an order was only named, not asked after
_GUESS = 0.5  # confidence below which a process was guessed
_WORD = 2  # words of a question that only names a thing
_SHORT = 40  # characters of a question that goes on with the one before


def merge(commands: Sequence[Command]) -> list[Command]:
    """Searches that follow one another are one unless each names kinds of its own; talk beside others is left out."""
    found: list[Command] = []
    for command in commands:
        last = found[-1] if found else None
        if isinstance(command, Search) and isinstance(last, Search) and (joined := _searches(last, command)):
            found[-1] = joined
        elif isinstance(command, Search) and isinstance(last, Recommend | Bundle) and (taken := _picks(last, command)):
            found[-1] = taken
        elif isinstance(command, Bundle) and isinstance(last, Recommend):
            told = {"purpose": " ".join(filter(None, (last.purpose, command.purpose)))}
            found[-1] = command.model_copy(
                update=told | {"receiver": command.receiver or last.receiver, "budget": command.budget or last.budget}
            )
        elif isinstance(command, Recommend) and isinstance(last, Bundle) and _says_nothing(command):
            continue
        elif isinstance(command, AddToCart) and isinstance(last, Affirm) and command.item.how == "focus":
            found[-1] = command  # "ok add that one": what is agreed to is what is to be done
        elif isinstance(command, Affirm) and isinstance(last, AddToCart) and last.item.how == "focus":
            continue
        elif isinstance(command, AddToCart) and (place := _same_line(found, command)) is not None:
            found[place] = _one_line(found[place], command)
        elif isinstance(command, Recommend) and isinstance(last, Recommend):
            found[-1] = command.model_copy(
                update={
                    "purpose": command.purpose or last.purpose,
                    "receiver": command.receiver or last.receiver,
                    "budget": command.budget or last.budget,
                    "filters": (*last.filters, *command.filters),
                }
            )
        elif isinstance(command, Bundle) and isinstance(last, Bundle):
            found[-1] = _both(last, command)
        elif isinstance(command, Recommend | Bundle) and isinstance(last, Search) and (given := _given(last, command)):
            found[-1] = given
        elif isinstance(command, AskShop) and isinstance(last, ViewCart) and len(command.question.split()) <= _WORD:
            continue  # "what do I pay incl. delivery"
        elif isinstance(command, ChangeCart) and isinstance(last, Search) and _only_direction(last):
            found[-1] = command  # "it's too pricey, take it out"
        elif isinstance(command, AskItem) and isinstance(last, Search) and _only_age(last):
            found[-1] = command.model_copy(update={"filters": (*command.filters, *last.filters), "fields": ()})
        elif (isinstance(command, AskItem) and isinstance(last, AskShop) and command.items.how in ("focus", "all")) or (
            isinstance(command, AskShop)
            and isinstance(last, AskShop)
            and not command.follows
            and len(command.question) < _SHORT
        ):
            found[-1] = last.model_copy(
                update={"question": f"{last.question} {command.question}", "words": f"{last.words} {command.words}"}
            )
        elif (
            isinstance(command, AskItem) and isinstance(last, AskItem) and set(command.items.ids) == set(last.items.ids)
        ):
            found[-1] = _asked(last, command)
        elif isinstance(last, Compare) and isinstance(command, Compare):
            found[-1] = last.model_copy(
                update={
                    "choose": True,
                    "purpose": last.purpose or command.purpose,
                    "fields": last.fields or command.fields,
                }
            )
        elif (
            isinstance(last, Select | AskItem)
            and isinstance(command, Compare)
            and set(command.items.ids) == set(_items_of(last).ids)
        ) or (
            isinstance(last, Select)
            and isinstance(command, AskItem | Similar | Complements | AddToCart)
            and _same(last, command)
        ):
            found[-1] = command
        elif isinstance(command, Provide) and any(
            isinstance(one, StartFlow) and set(command.slots) <= set(one.slots) for one in found
        ):
            continue
        elif isinstance(command, StartFlow) and (at := _only_told(found, command)) is not None:
            known = found[at]
            assert isinstance(known, StartFlow)
            found[at] = command.model_copy(update={"slots": tuple(dict.fromkeys((*known.slots, *command.slots)))})
        elif isinstance(command, StartFlow) and (at := _guessed(found, command)) is not None:
            known = found[at]
            assert isinstance(known, StartFlow)
            found[at] = command.model_copy(update={"slots": command.slots or known.slots})
        elif isinstance(command, StartFlow) and any(
            isinstance(one, StartFlow) and set(command.slots) <= set(one.slots) for one in found
        ):
            continue  # a reason told behind a wish: "it's too big"
        elif (
            isinstance(command, AskCoupon)
            and any(isinstance(one, AskCoupon) and command.code in ("", one.code) for one in found)
        ) or (isinstance(command, Person | Emergency | Danger) and any(type(one) is type(command) for one in found)):
            continue
        elif command not in found:
            found.append(command)
    if any(not isinstance(command, Social) for command in found):
        found = [command for command in found if not isinstance(command, Social) or command.kind in ("bot",)]
    if any(isinstance(command, Compare | AskItem) for command in found):  # "which is better, and why"
        found = [command for command in found if not (isinstance(command, Why) and len(command.words.split()) <= 2)]
    if len(found) > 1:  # words of a search that say nothing by themselves
        found = [
            one
            for one in found
            if not (isinstance(one, Search) and _idle(one) and not one.relative and not _wanted(one))
        ]
    if any(isinstance(command, AskShop) for command in found):  # "do you price match? saw it cheaper elsewhere"
        found = [command for command in found if not (isinstance(command, Search) and _idle(command))]
    if len(found) > 1 and any(isinstance(command, Search) for command in found):
        found = [command for command in found if not (isinstance(command, Taste) and command.confidence < 0.8)]
    return found[:6] if len(found) > 6 else found


def _only_direction(search: Search) -> bool:
    """Whether it only says why: "too pricey"."""
    return bool(search.relative) and not (search.kinds or search.filters or search.sort or search.text)


def _only_age(search: Search) -> bool:
    """ "Her brother is 3": how old somebody is, of whom something is asked then."""
    told = search.kinds or search.text or search.sort or search.relative or search.budget or search.drop
    return bool(search.filters) and not told and all(one.op == "covers" for one in search.filters)


def _says_nothing(command: Recommend) -> bool:
    return command == Recommend(words=command.words, confidence=command.confidence)


def _same_line(found: Sequence[Command], command: AddToCart) -> int | None:
    """The line that a further clause only speaks of again: "the loose one, add it"."""
    if command.item.how != "focus":
        return None
    for place, one in enumerate(found):
        if isinstance(one, AddToCart) and one.item.ids == command.item.ids:
            told = dict(one.options)
            if all(told.get(name, value) == value for name, value in command.options):
                return place
    return None


def _one_line(one: Command, again: AddToCart) -> Command:
    assert isinstance(one, AddToCart)
    options = tuple({**dict(one.options), **dict(again.options)}.items())
    return one.model_copy(update={"options": options, "quantity": max(one.quantity, again.quantity)})


def _only_told(found: Sequence[Command], command: StartFlow) -> int | None:
    """The place of an order that was only named before what is wanted of it was said."""
    if command.flow == "track":
        return None
    for place, one in enumerate(found):
        if isinstance(one, StartFlow) and one.flow == "track" and one.slots and one.confidence < _ASKED_FOR:
            return place
    return None


def _guessed(found: Sequence[Command], command: StartFlow) -> int | None:
    """The place of a process that a tale was taken for before the surer words of what is wanted: "it weighs more than
    my kids. I want to return it"."""
    for place, one in enumerate(found):
        if isinstance(one, StartFlow) and one.confidence < _GUESS <= command.confidence and not one.told:
            return place
    return None


def _asked(one: AskItem, other: AskItem) -> AskItem:
    return one.model_copy(
        update={
            "question": f"{one.question} {other.question}",
            "fields": tuple(dict.fromkeys((*one.fields, *other.fields))),
            "filters": (*one.filters, *other.filters),
            "words": f"{one.words} {other.words}",
        }
    )


def _wanted(search: Search) -> bool:
    return bool(search.unknown or search.purpose or search.receiver or search.budget is not None)


def _idle(search: Search) -> bool:
    """Whether it says nothing beyond "cheaper"."""
    return not (search.kinds or search.filters or search.sort or search.drop or search.not_kinds)


def _items_of(command: Select | AskItem) -> Reference:
    return command.item if isinstance(command, Select) else command.items


def _same(select: Select, command: AskItem | Similar | Complements | AddToCart | Why) -> bool:
    other = command.items if isinstance(command, AskItem) else command.item
    return other is not None and set(select.item.ids) == set(other.ids)


def _searches(one: Search, other: Search) -> Search | None:
    if one.kinds and other.kinds and set(one.kinds) != set(other.kinds):
        return None
    filters = list(one.filters)
    bounded = {new.field for new in other.filters if new.op in ("at_most", "at_least", "between")}
    for new in other.filters:
        same = [at for at, old in enumerate(filters) if old.field == new.field and old.op == new.op]
        if same and new.op not in ("without", "is_not"):
            filters[same[0]] = new
        else:
            filters.append(new)
    return one.model_copy(
        update={
            "fresh": one.fresh if one.kinds or not other.kinds else other.fresh,
            "kinds": one.kinds or other.kinds,
            "not_kinds": tuple(dict.fromkeys((*one.not_kinds, *other.not_kinds))),
            "filters": tuple(filters),
            "drop": tuple(dict.fromkeys((*one.drop, *other.drop))),
            "text": " ".join(filter(None, (one.text, other.text))),
            "sort": other.sort or one.sort,
            "among": other.among or one.among,
            "purpose": " ".join(filter(None, (one.purpose, other.purpose))),
            "receiver": one.receiver or other.receiver,
            "budget": one.budget if one.budget is not None else other.budget,
            "unknown": (*one.unknown, *other.unknown),
            "relative": tuple(
                {sort.field: sort for sort in (*one.relative, *other.relative) if sort.field not in bounded}.values()
            ),
            "asked": tuple(dict.fromkeys((*one.asked, *other.asked))),
            "words": f"{one.words}. {other.words}",
            "confidence": min(one.confidence, other.confidence),
        }
    )


def _picks(picks: Recommend | Bundle, search: Search) -> Command | None:
    """ "a gift for my dad. up to 50 euros": limits behind a wish for suggestions."""
    if isinstance(picks, Bundle):
        return _with_parts(picks, search)
    if search.kinds:
        return search.model_copy(
            update={
                "receiver": search.receiver or picks.receiver,
                "budget": search.budget or picks.budget,
                "filters": (*picks.filters, *search.filters),
                "words": f"{picks.words}. {search.words}",
            }
        )
    return picks.model_copy(
        update={
            "filters": (*picks.filters, *search.filters),
            "receiver": picks.receiver or search.receiver,
            "budget": picks.budget or search.budget,
            "purpose": picks.purpose or search.purpose,
        }
    )


def _with_parts(picks: Bundle, search: Search) -> Bundle:
    """ "a starter kit please. shoes in 38, socks and a tee. 150 together": kinds behind a wish for a set."""
    known = {kind for part in picks.parts for kind in part.kinds}
    one = len(search.kinds) == 1
    new = [
        search.model_copy(update={"budget": None, "receiver": None})
        if one
        else Search(kinds=(kind,), words=search.words)
        for kind in search.kinds
        if kind not in known
    ]
    parts, budget = list(picks.parts), search.budget
    if not search.kinds:  # said of all of it
        price = next((one for one in search.filters if one.field == "price" and one.high is not None), None)
        budget = Decimal(f"{round(price.high, 2):g}") if price is not None and price.high is not None else budget
        shared = tuple(one for one in search.filters if one.field in _SHARED)
        parts = [part.model_copy(update={"filters": (*part.filters, *shared)}) for part in parts]
    return picks.model_copy(
        update={
            "parts": (*parts, *new),
            "counts": (*_counts(picks), *(1 for _ in new)),
            "not_kinds": (*picks.not_kinds, *search.not_kinds),
            "purpose": picks.purpose or search.purpose,
            "budget": picks.budget if picks.budget is not None else budget,
            "receiver": picks.receiver or search.receiver,
        }
    )


def _both(one: Bundle, other: Bundle) -> Bundle:
    """Two parts of one wish for a set; a kind named twice is one part, as it was told last."""
    again = {part.kinds for part in other.parts}
    kept = [(part, count) for part, count in zip(one.parts, _counts(one), strict=True) if part.kinds not in again]
    one = one.model_copy(update={"parts": tuple(p for p, _ in kept), "counts": tuple(count for _, count in kept)})
    return one.model_copy(
        update={
            "parts": (*one.parts, *other.parts),
            "counts": (*_counts(one), *_counts(other)),
            "not_kinds": (*one.not_kinds, *other.not_kinds),
            "purpose": one.purpose or other.purpose,
            "budget": one.budget if one.budget is not None else other.budget,
            "receiver": one.receiver or other.receiver,
        }
    )


def _counts(bundle: Bundle) -> tuple[int, ...]:
    return bundle.counts or (1,) * len(bundle.parts)


def _given(search: Search, picks: Recommend | Bundle) -> Command | None:
    """ "my nephew is mad about games. any ideas?": the search holds what is wanted."""
    if isinstance(picks, Bundle):
        if search.kinds and picks.parts and not (search.sort or search.relative or search.among):
            return _both(_with_parts(Bundle(words=search.words), search), picks)
        if search.kinds and not (search.purpose and not picks.parts and not picks.purpose):
            return None
        return picks.model_copy(
            update={
                "purpose": picks.purpose or search.purpose,
                "not_kinds": (*search.not_kinds, *picks.not_kinds),
                "budget": picks.budget or search.budget,
            }
        )
    if search.kinds:
        return search
    return picks.model_copy(
        update={
            "filters": (*search.filters, *picks.filters),
            "receiver": picks.receiver or search.receiver,
            "budget": picks.budget or search.budget,
            "purpose": picks.purpose or search.purpose,
            "not_kinds": (*search.not_kinds, *picks.not_kinds),
        }
    )
