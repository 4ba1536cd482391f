from __future__ import annotations

from decimal import Decimal

from dialogue.commands import AskItem, Compare, Reference, Select
from shop.dialogue import Filter
from shop.types import Item, Variant
from tests.dialogue.handlers.conftest import Talk


async def test_a_yes_or_no_from_the_record(talk: Talk) -> None:
    lamp = talk.ref("Cairnwell Ibex 400 lm headlamp")
    said = await talk.do(AskItem(items=lamp, question="does it have red light", fields=("red light",)))
    assert said.text.startswith("Yes") and "red light" in said.text
    lamp = talk.ref("Holmbeck Heath 500 lm headlamp")
    said = await talk.do(AskItem(items=lamp, question="does it have red light", fields=("red light",)))
    assert said.text.startswith("No")
    assert said.reply.sources[0].kind == "item"


async def test_a_value_with_its_unit(talk: Talk) -> None:
    lamp = talk.ref("Holmbeck Heath 500 lm headlamp")
    said = await talk.do(AskItem(items=lamp, question="how long does it last", fields=("burn time",)))
    assert "burn time 23 hours" in said.text and said.state.focus == lamp.ids[0]


async def test_a_size_is_asked_of_one_variant(talk: Talk) -> None:
    boots = talk.ref("Tarnfell Chamois women's waterproof hiking boots")
    item = talk.services.index.item(boots.ids[0])
    assert item is not None
    gone = next(v.options for v in item.variants if v.stock == 0)
    asked = (
        Filter(field="size", op="is", values=(gone["size"],)),
        Filter(field="colour", op="is", values=(gone["colour"],)),
    )
    said = await talk.do(AskItem(items=boots, question="in that?", fields=("size",), filters=asked))
    assert "sold out" in said.text and "there is" in said.text.lower()
    there = next(v.options["size"] for v in item.variants if v.stock > 0)
    asked = (Filter(field="size", op="is", values=(there,)),)
    said = await talk.do(AskItem(items=boots, question="in that?", filters=asked))
    assert said.text.startswith("Yes") and there in said.text


async def test_which_of_several_do(talk: Talk) -> None:
    bags = talk.ref("Tarnfell Turku", "Wayfarne Leiden")
    packs = (Filter(field="packs into", op="is", values=("its own pocket",)),)
    said = await talk.do(AskItem(items=bags, question="does one of them pack down small", filters=packs))
    assert [item.title for item in said.items] == [talk.item("Tarnfell Turku").title]
    assert said.text.startswith("Yes, one does")


async def test_each_ones_value(talk: Talk) -> None:
    both = talk.ref("Moraine winter down sleeping bag", "Norrvik Pass three-season")
    said = await talk.do(AskItem(items=both, question="how heavy are the two", fields=("weight",)))
    assert "1.19 kg" in said.text and "900 g" in said.text


async def test_what_no_page_says_is_said_to_be_so(talk: Talk) -> None:
    lamp = talk.ref("Holmbeck Heath 500 lm headlamp")
    said = await talk.do(AskItem(items=lamp, question="is there a bluetooth speaker inside it", fields=()))
    assert "doesn't say" in said.text and said.state.offer is not None


async def test_care_is_answered_by_the_shop(talk: Talk) -> None:
    bag = talk.ref("Moraine winter down sleeping bag")
    said = await talk.do(AskItem(items=bag, question="How do I wash a down sleeping bag?"))
    assert "tennis balls" in said.text and said.reply.sources[0].kind == "faq"


async def test_delivery_of_an_item(talk: Talk) -> None:
    lamp = talk.ref("Holmbeck Heath 500 lm headlamp")
    said = await talk.do(AskItem(items=lamp, question="when would it be here", fields=("delivery",)))
    assert "Standard: free" in said.text and "Express: €9.90" in said.text


async def test_the_winner_for_a_purpose_and_what_it_costs(talk: Talk) -> None:
    both = talk.ref("Moraine winter down sleeping bag", "Norrvik Pass three-season")
    said = await talk.do(Compare(items=both, purpose="winter camping", choose=True))
    assert said.items[0].title == talk.item("Moraine winter down sleeping bag").title
    assert "−10 °C" in said.text and "On the other hand" in said.text
    assert {"items", "rows"} == set(said.reply.data["compare"])


async def test_side_by_side_says_what_is_saved(talk: Talk) -> None:
    both = talk.ref("Lumarel Aria", "Auralune Motif")
    said = await talk.do(Compare(items=both, fields=("price",)))
    assert "€15" in said.text


async def test_details_are_facts(talk: Talk) -> None:
    said = await talk.do(Select(item=talk.ref("Holmbeck Heath 500 lm headlamp")))
    assert "€58.95" in said.text and "in stock" in said.text and said.taps


async def test_price_and_stock_are_those_of_the_version_meant(talk: Talk) -> None:
    gold = Variant(sku="g", options={"colour": "gold"}, price=Decimal(90), list_price=Decimal(120), stock=2)
    silver = Variant(sku="s", options={"colour": "silver"}, price=Decimal(60), stock=2)
    ring = Item(id="ring", title="Fen ring", price=Decimal(60), stock=4, colours=("gold", "silver"))
    ring = ring.model_copy(update={"variants": (gold, silver), "attributes": {"preorder": ["gold"]}})
    clock = Item(id="clock", title="Fen clock", price=Decimal(20), stock=999, attributes={"availability": "backorder"})
    talk.services.catalogue.upsert([ring, clock])
    talk.services.retrieval.mirror.follow()
    try:
        this, that = (Reference(ids=(name,), how="title") for name in ("ring", "clock"))
        in_gold = Filter(field="colour", op="is", values=("gold",))
        said = await talk.do(AskItem(items=this, question="and in gold?", fields=("price",), filters=(in_gold,)))
        assert "(gold) costs €90 instead of €120" in said.text and "pre-ordered" in said.text
        said = await talk.do(AskItem(items=this, question="what does it cost?", fields=("price",)))
        assert "between €60 and €90" in said.text
        said = await talk.do(AskItem(items=that, question="is it there?", fields=("stock",)))
        assert "not on the shelf just now" in said.text
    finally:
        talk.services.catalogue.delete(["ring", "clock"])
