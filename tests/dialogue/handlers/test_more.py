"""Several kinds at once, suggestions, what is dangerous, and the shop's window."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dialogue.commands import (
    Browse,
    Bundle,
    Danger,
    Emergency,
    Notify,
    Recommend,
    Search,
    Similar,
    Taste,
    Why,
)
from dialogue.handlers.bundles import within
from shop.dialogue import Filter, Receiver, Sort
from shop.types import Item
from tests.dialogue.handlers.conftest import Talk, price


@pytest.mark.parametrize("kind", ["medical", "fire", "poison"])
async def test_an_emergency_names_the_number_first(talk: Talk, kind: str) -> None:
    said = await talk.do(Emergency(kind=kind))  # type: ignore[arg-type]
    assert "112" in said.text.split("\n")[0] and not said.reply.cards
    assert said.state.offer is not None and said.state.offer.kind == "person"


@pytest.mark.parametrize("kind", ["flame_indoors", "medical_advice", "child", "other"])
async def test_a_danger_is_never_a_yes(talk: Talk, kind: str) -> None:
    said = await talk.do(Danger(kind=kind))  # type: ignore[arg-type]
    assert "yes" not in said.text.lower().split() and not said.reply.cards
    if kind == "flame_indoors":
        assert "carbon monoxide" in said.text


async def test_named_parts_share_one_budget(talk: Talk) -> None:
    parts = (Search(kinds=("Tents",)), Search(kinds=("Sleeping bags",)), Search(kinds=("Headlamps",)))
    said = await talk.do(Bundle(parts=parts, budget=Decimal(250)))
    assert [item.category for item in said.items] == ["Tents", "Sleeping bags", "Headlamps"]
    total = sum(price(item) for item in said.items)
    assert total <= 250 and f"{total:,.2f}".rstrip("0").rstrip(".") in said.text.replace(".00", "")
    assert said.state.results[-1].source == "bundle"


async def test_a_budget_that_buys_nothing_is_said(talk: Talk) -> None:
    parts = (Search(kinds=("Tents",)), Search(kinds=("Sleeping bags",)))
    said = await talk.do(Bundle(parts=parts, budget=Decimal(50)))
    assert "doesn't go into €50" in said.text and not said.reply.cards


def test_each_takes_the_best_that_leaves_enough_for_the_rest() -> None:
    def item(name: str, amount: int) -> Item:
        return Item(id=name, title=name, price=Decimal(amount))

    choices = [[item("a", 90), item("b", 40)], [item("c", 70), item("d", 30)]]
    assert [one.id for one in within(choices, Decimal(100)) or []] == ["b", "d"]
    assert [one.id for one in within(choices, Decimal(120)) or []] == ["a", "d"]
    assert [one.id for one in within(choices, None) or []] == ["a", "c"]
    assert within(choices, Decimal(60)) is None


async def test_a_child_gets_nothing_too_old(talk: Talk) -> None:
    nephew = Receiver(who="nephew", age=7)
    said = await talk.do(Recommend(receiver=nephew, kinds=("Board games",), budget=Decimal(25)))
    assert said.items
    for game in said.items:
        assert int(str(game.attributes["age"]).split()[-1]) <= 7 and price(game) <= 25
    four = Filter(field="players", op="covers", low=4, high=4)
    said = await talk.do(Search(fresh=False, filters=(four, Filter(field="type", op="is_not", values=("dice",)))))
    assert said.items and all("dice" not in game.title for game in said.items)
    for game in said.items:
        assert int(str(game.attributes["age"]).split()[-1]) <= 7


async def test_similar_but_cheaper_shares_what_makes_it(talk: Talk) -> None:
    motif = talk.item("Auralune Motif")
    said = await talk.do(Similar(item=talk.ref("Auralune Motif"), relative=(Sort(field="price", words="cheaper"),)))
    assert said.items and all(price(item) < price(motif) for item in said.items)
    for item in said.items:
        assert item.attributes["type"] == "over-ear" and item.attributes["noise cancelling"] == "yes"


async def test_suggestions_and_why(talk: Talk) -> None:
    said = await talk.do(Recommend())
    assert len(said.items) >= 3 and said.state.results[-1].source == "picks"
    assert "shoppers" in (await talk.do(Why())).text


async def test_why_of_a_search_is_what_was_asked(talk: Talk) -> None:
    await talk.do(Search(kinds=("Headlamps",), filters=(Filter(field="red light", op="has"),)))
    assert "red light" in (await talk.do(Why())).text


async def test_a_dislike_is_left_out_of_suggestions(talk: Talk) -> None:
    await talk.do(Taste(what="mugs", like=False))
    said = await talk.do(Recommend())
    assert said.items and all(item.category != "Mugs" for item in said.items)


async def test_the_window(talk: Talk) -> None:
    assert "Outdoor" in (await talk.do(Browse())).text
    assert "Tarnfell" in (await talk.do(Browse(what="brands", kinds=("Tents",)))).text
    said = await talk.do(Browse(what="offers", kinds=("Tents",)))
    assert said.items
    for tent in said.items:
        assert tent.list_price is not None and tent.price is not None and tent.list_price > tent.price


async def test_a_notice_asks_where_to_write(talk: Talk) -> None:
    gone = next(item for item in talk.services.retrieval.mirror.items() if not item.in_stock)
    said = await talk.do(Notify(item=talk.ref(gone.title)))
    assert "e-mail" in said.text and said.state.question is not None and said.state.question.then == "notify"
    talk.state = talk.state.model_copy(update={"email": "mira@example.org"})
    said = await talk.do(Notify(item=talk.ref(gone.title)))
    assert "mira@example.org" in said.text


async def test_a_taste_is_kept_beyond_the_visit_only_with_consent(talk: Talk) -> None:
    services, shopper = talk.services, talk.conversation.shopper_id
    await talk.do(Taste(words="i love wool", what="wool", like=True))
    assert services.profiles.tastes(shopper) == []
    assert [taste.text for taste in services.visits.tastes(talk.conversation.id)] == ["wool"]
    said = await talk.do(Taste(words="forget that i love wool", what="wool", forget=True))
    assert "forgotten" in said.text
    assert services.profiles.removed(shopper) == []
    services.shoppers.consent(shopper, True)
    await talk.do(Taste(words="i love wool", what="wool", like=True))
    assert [taste.text for taste in services.profiles.tastes(shopper)] == ["wool"]
