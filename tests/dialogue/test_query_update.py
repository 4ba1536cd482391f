"""Tables: what is in force, what is said, what is in force after it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dialogue.commands import Search
from dialogue.query_update import updated
from shop.dialogue import Filter, Query, Receiver, Sort

TENTS = Query(kinds=("Tents",))


def f(field: str, op: str, *values: str, low: float | None = None, high: float | None = None, **more: object) -> Filter:
    return Filter(field=field, op=op, values=values, low=low, high=high, **more)


UNDER = f("price", "at_most", high=200)
OVER = f("price", "at_least", low=200)
RED = f("colour", "is", "red")
BLUE = f("colour", "is", "blue")
NOT_BLACK = f("colour", "is_not", "black")
NUTS = f("", "without", "nuts", safety=True)
AGE = f("age", "covers", low=7, high=7, safety=True)


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ([UNDER], [OVER], [OVER]),  # over 200 after under 200 is a change of mind
        ([UNDER], [f("price", "at_least", low=50)], [f("price", "between", low=50, high=200)]),
        ([UNDER], [f("price", "around", low=120, high=120)], [f("price", "around", low=120, high=120)]),
        ([RED], [BLUE], [BLUE]),
        ([NOT_BLACK], [RED], [NOT_BLACK, RED]),
        ([RED], [NOT_BLACK], [RED, NOT_BLACK]),
        ([RED], [f("colour", "is_not", "red")], [f("colour", "is_not", "red")]),
        ([NOT_BLACK], [f("colour", "is_not", "grey")], [f("colour", "is_not", "black", "grey")]),
        ([NOT_BLACK], [f("colour", "is", "black")], [f("colour", "is", "black")]),
        ([NUTS], [f("", "without", "milk", safety=True)], [NUTS, f("", "without", "milk", safety=True)]),
        ([NUTS], [NUTS], [NUTS]),
        ([AGE], [f("age", "at_most", high=12)], [AGE, f("age", "at_most", high=12)]),  # safety gives way to nothing
        ([f("hood", "has_not")], [f("hood", "has")], [f("hood", "has")]),
        ([f("", "mentions", "wool")], [f("", "without", "wool")], [f("", "without", "wool")]),
    ],
)
def test_filters(before: list[Filter], said: list[Filter], after: list[Filter]) -> None:
    query = updated(TENTS.model_copy(update={"filters": tuple(before)}), Search(fresh=False, filters=tuple(said)))
    assert sorted(map(repr, query.filters)) == sorted(map(repr, after))


@pytest.mark.parametrize(
    ("drop", "left"),
    [
        (("price",), [RED, NUTS]),
        (("colour",), [UNDER, NUTS]),
        (("*",), [NUTS]),  # giving up the limits is not giving up an allergy
        (("",), [UNDER, RED]),  # naming its field is
    ],
)
def test_drop(drop: tuple[str, ...], left: list[Filter]) -> None:
    query = Query(kinds=("Tents",), filters=(UNDER, RED, NUTS), budget=Decimal(100), sort=Sort(field="price"))
    after = updated(query, Search(fresh=False, drop=drop))
    assert list(after.filters) == left
    assert (after.budget is None) == (drop[0] in ("price", "*"))
    assert after.kinds == ("Tents",)


def test_a_new_search_keeps_safety_alone() -> None:
    before = Query(kinds=("Energy bars",), filters=(NUTS, UNDER), sort=Sort(field="price"), text="chewy")
    after = updated(before, Search(kinds=("Trail meals",)))
    assert after == Query(kinds=("Trail meals",), filters=(NUTS,))


def test_somebody_elses_age_is_not_the_first_ones() -> None:
    before = Query(kinds=("Board games",), filters=(AGE,), receiver=Receiver(who="nephew", age=7))
    after = updated(before, Search(kinds=("Board games",), receiver=Receiver(who="sister")))
    assert after.filters == ()
    before = Query(kinds=("Energy bars",), filters=(NUTS, f("vegan", "has", safety=True)))
    after = updated(before, Search(kinds=("Energy bars",), receiver=Receiver(who="friend")))
    assert after.filters == (NUTS,)  # what must not be inside fails closed


def test_another_kind_keeps_what_it_can_state() -> None:
    warm = f("comfort temperature", "at_most", high=0)
    before = Query(kinds=("Sleeping bags",), filters=(warm, UNDER, RED, NUTS), sort=Sort(field="comfort temperature"))
    after = updated(before, Search(fresh=False, kinds=("Tents",)), lambda limit, kinds: limit in (UNDER, RED))
    assert after == Query(kinds=("Tents",), filters=(UNDER, RED, NUTS))


def test_what_is_left_out_stays_left_out() -> None:
    before = Query(not_kinds=("Hiking boots",), purpose="a week in Scotland")
    after = updated(before, Search(fresh=False, not_kinds=("Tents",)))
    assert after.not_kinds == ("Hiking boots", "Tents") and after.purpose == "a week in Scotland"


def test_more_of_the_same_receiver() -> None:
    before = Query(kinds=("Tea",), receiver=Receiver(who="mother", likes=("tea",)))
    after = updated(before, Search(fresh=False, receiver=Receiver(who="mother", dislikes=("green tea",))))
    assert after.receiver == Receiver(who="mother", likes=("tea",), dislikes=("green tea",))
    assert updated(before, Search(fresh=False, receiver=Receiver(who="uncle"))).receiver == Receiver(who="uncle")


def test_unset_fields_leave_what_is_in_force() -> None:
    before = Query(kinds=("Tents",), filters=(UNDER,), sort=Sort(field="weight"), budget=Decimal(80))
    assert updated(before, Search(fresh=False)) == before
