from __future__ import annotations

from dialogue.commands import Bundle, Page, Recommend, Reference, Search
from shop.dialogue import Filter, Sort
from tests.dialogue.handlers.conftest import Talk, price

WARMEST = Sort(field="comfortable down to", words="warmest")
TOUCH = Filter(field="touchscreen", op="has")


def upto(amount: float) -> Filter:
    return Filter(field="price", op="at_most", high=amount)


async def test_a_superlative_is_over_the_whole_catalogue_and_its_value_is_said(talk: Talk) -> None:
    said = await talk.do(Search(kinds=("Gloves",), sort=WARMEST))
    assert said.text.startswith("Warmest first:") and "comfortable down to −19 °C" in said.text
    assert said.items[0].attributes["comfortable down to"] == "−19 °C"


async def test_limits_stay_in_force_and_are_said(talk: Talk) -> None:
    await talk.do(Search(kinds=("Gloves",), sort=WARMEST))
    await talk.do(Search(fresh=False, filters=(TOUCH,)))
    said = await talk.do(Search(fresh=False, filters=(Filter(field="waterproof", op="has"), upto(39.99))))
    assert said.items and all(price(item) < 40 for item in said.items)
    assert {item.attributes["touchscreen"] for item in said.items} == {"yes"}
    assert "touchscreen" in said.text and "waterproof" in said.text and "€39.99" in said.text


async def test_nothing_fits_names_the_hard_limit_and_the_nearest(talk: Talk) -> None:
    bright = Filter(field="brightness", op="at_least", low=900)
    said = await talk.do(Search(kinds=("Headlamps",), filters=(bright, upto(40))))
    assert "The hard one is" in said.text and "Closest to it:" in said.text
    assert "over" in said.text or "less" in said.text
    assert any(tap.startswith("Without") for tap in said.taps)
    assert said.state.offer is not None and said.state.offer.kind == "relax"


async def test_the_unit_is_the_catalogues_own(talk: Talk) -> None:
    said = await talk.do(Search(kinds=("Headlamps",), filters=(Filter(field="burn time", op="at_least", low=2400),)))
    assert "burn time at least 40 hours" in said.text
    said = await talk.do(
        Search(kinds=("Rain jackets",), filters=(Filter(field="waterproof", op="at_least", low=20000),))
    )
    assert "waterproof at least 20,000 mm" in said.text


async def test_a_bit_smaller_is_below_what_is_shown_nearest_first(talk: Talk) -> None:
    between = Filter(field="capacity", op="between", low=40_000, high=50_000)
    shown = await talk.do(Search(kinds=("Backpacks",), filters=(between,)))
    least = min(int(str(item.attributes["capacity"]).split()[0]) for item in shown.items)
    said = await talk.do(Search(fresh=False, relative=(Sort(field="capacity", words="a bit smaller"),)))
    sizes = [int(str(item.attributes["capacity"]).split()[0]) for item in said.items]
    assert sizes and max(sizes) < least and sizes == sorted(sizes, reverse=True)


async def test_cheaper_than_the_one_in_hand(talk: Talk) -> None:
    await talk.do(Search(kinds=("Headlamps",)))
    item = talk.services.index.items(talk.state.shown)[1]
    talk.state = talk.state.model_copy(update={"focus": item.id})
    said = await talk.do(Search(fresh=False, relative=(Sort(field="price", words="cheaper"),)))
    assert said.items and all(price(one) < price(item) for one in said.items)


async def test_cheaper_than_the_cheapest_is_said_to_be_the_end(talk: Talk) -> None:
    cheapest = await talk.do(Search(kinds=("Headlamps",), sort=Sort(field="price")))
    said = await talk.do(Search(fresh=False, relative=(Sort(field="price", words="cheaper"),)))
    assert cheapest.items[0].title in said.text and "nothing beyond" in said.text


async def test_among_those_shown_the_winner_comes_with_its_value(talk: Talk) -> None:
    shown = await talk.do(Search(kinds=("Headphones",)))
    ids = tuple(item.id for item in shown.items)
    longest = Sort(field="battery", descending=True, words="longest battery life")
    said = await talk.do(Search(fresh=False, among=Reference(ids=ids, how="all"), sort=longest))
    assert {item.id for item in said.items} <= set(ids)
    hours = [int(str(item.attributes["battery"]).split()[0]) for item in said.items]
    assert hours[0] == max(hours) and f"{hours[0]} hours" in said.text
    assert said.state.focus == said.items[0].id


async def test_goods_that_are_not_carried_are_said_plainly(talk: Talk) -> None:
    said = await talk.do(Search(unknown=("inflatable kayaks",)))
    assert "inflatable kayaks" in said.text and ("don't carry" in said.text or "have no" in said.text)
    assert not said.items and said.taps


async def test_an_allergy_fails_closed_and_stays(talk: Talk) -> None:
    nuts = Filter(field="", op="without", values=("nuts",), safety=True)
    said = await talk.do(Search(kinds=("Energy bars",), filters=(nuts,)))
    assert said.items and all("nuts" not in str(item.attributes["allergens"]) for item in said.items)
    assert "check the label" in said.text
    meals = await talk.do(Search(kinds=("Trail meals",)))
    assert not meals.items and "won't guess" in meals.text  # they state no allergens: unknown is not free of
    bags = await talk.do(Search(kinds=("Sleeping bags",)))
    assert bags.items and "label" not in bags.text
    again = await talk.do(Search(kinds=("Energy bars",)))
    assert all("nuts" not in str(item.attributes["allergens"]) for item in again.items)


async def test_what_no_page_states_is_never_shown_as_if_it_were_so(talk: Talk) -> None:
    vegan = Filter(field="vegan", op="has", safety=True)
    said = await talk.do(Search(kinds=("Hiking boots",), filters=(vegan,)))
    assert not said.items and "won't guess" in said.text
    more = await talk.do(Search(fresh=False, kinds=("Energy bars",)))
    assert more.items and all(str(item.attributes["vegan"]).startswith("yes") for item in more.items)
    tents = await talk.do(Search(kinds=("Tents",)))
    assert tents.items and tents.state.query.set_aside == (vegan,)


async def test_how_many_do_not_state_a_limit(talk: Talk) -> None:
    said = await talk.do(Search(kinds=("Backpacks",), filters=(Filter(field="laptop sleeve", op="has"),)))
    assert all("laptop sleeve" in item.attributes for item in said.items)
    assert "don't state laptop sleeve" in said.text


async def test_more_is_more_of_the_same_under_the_same_limits(talk: Talk) -> None:
    first = await talk.do(Search(kinds=("Headphones",), filters=(upto(100),)))
    more = await talk.do(Page())
    assert more.items and not {i.id for i in more.items} & {i.id for i in first.items}
    assert all(price(item) <= 100 for item in more.items)
    back = await talk.do(Page(to="previous"))
    assert [i.id for i in back.items] == [i.id for i in first.items]


async def test_another_kind_takes_along_what_it_can_state(talk: Talk) -> None:
    warm = Filter(field="comfort temperature", op="at_most", high=-5)
    await talk.do(Search(kinds=("Sleeping bags",), filters=(warm, upto(200))))
    said = await talk.do(Search(fresh=False, kinds=("Tents",)))
    assert [limit.field for limit in said.state.query.filters] == ["price"]
    assert said.items and all(price(item) <= 200 for item in said.items)


async def test_what_was_said_beside_the_limits_is_told(talk: Talk) -> None:
    said = await talk.do(Search(kinds=("Headlamps",), purpose="hut nights"))
    assert "“hut nights”" in said.text
    said = await talk.do(Search(kinds=("Headlamps",), text="zebra striped"))
    assert "zebra striped" in said.text and said.items


async def test_an_order_alone_is_of_what_is_looked_for(talk: Talk) -> None:
    await talk.do(Search(kinds=("Tents",), filters=(upto(200),)))
    said = await talk.do(Search(sort=Sort(field="weight", words="lightest")))
    assert said.items and all(item.category == "Tents" and price(item) <= 200 for item in said.items)
    weights = [item.weight_g or 0 for item in said.items if item.in_stock]
    assert weights == sorted(weights)


async def test_nothing_red_among_suggestions_stays_suggestions(talk: Talk) -> None:
    await talk.do(Recommend())
    said = await talk.do(Search(fresh=False, filters=(Filter(field="colour", op="is_not", values=("red",)),)))
    assert said.state.results[-1].source == "picks" and all("red" not in item.colours for item in said.items)


async def test_what_is_left_out_of_a_packing_list_stays_out(talk: Talk) -> None:
    said = await talk.do(Bundle(purpose="a camping weekend"))
    assert {"Tents", "Sleeping bags"} <= {item.category for item in said.items} and "Together €" in said.text
    said = await talk.do(Search(fresh=False, not_kinds=("Tents",)))
    assert said.state.results[-1].source == "bundle"
    assert said.items and all(item.category != "Tents" for item in said.items)
