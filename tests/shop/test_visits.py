"""What counts for one visit only."""

from __future__ import annotations

from shop.types import Event, Taste
from shop.visits import EVENTS, TASTES, Visits


def test_the_newest_word_on_a_taste_counts_and_can_be_taken_back() -> None:
    visits = Visits()
    visits.add("c", [Event(type="view", item_id="mug")])
    visits.add_taste("c", Taste(text="Boots", weight=1.0))
    visits.add_taste("c", Taste(text="boot", weight=-1.0))
    assert [(taste.text, taste.weight) for taste in visits.tastes("c")] == [("boot", -1.0)]
    assert visits.remove_taste("c", "boots")
    assert not visits.remove_taste("c", "boots")
    assert visits.tastes("c") == visits.tastes("another") == ()
    assert visits.forget("c") == 1
    assert visits.events("c") == ()


def test_a_visit_is_bounded() -> None:
    visits = Visits()
    visits.add("c", [Event(type="view", item_id=str(n)) for n in range(2 * EVENTS)])
    for number in range(2 * TASTES):
        visits.add_taste("c", Taste(text=f"taste {number}"))
    assert (len(visits.events("c")), len(visits.tastes("c"))) == (EVENTS, TASTES)
    assert visits.tastes("c")[-1].text == f"taste {2 * TASTES - 1}"
