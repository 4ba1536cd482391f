from __future__ import annotations

from dialogue.commands import (
    AddToCart,
    ApplyCoupon,
    ChangeCart,
    Checkout,
    EmptyCart,
    Reference,
    Search,
    UndoCart,
    ViewCart,
)
from shop.dialogue import Filter
from tests.dialogue.handlers.conftest import Talk

CHAMOIS = "Tarnfell Chamois women's waterproof hiking boots"
HEATH = "Holmbeck Heath 500 lm headlamp"
NOTHING = Reference()


def in_stock(talk: Talk) -> dict[str, str]:
    return next(v.options for v in talk.item(CHAMOIS).variants if v.stock > 2)


async def test_no_variant_is_guessed(talk: Talk) -> None:
    said = await talk.do(AddToCart(item=talk.ref(CHAMOIS), quantity=2))
    assert not talk.lines()
    question = said.state.question
    assert question is not None and question.kind == "option" and question.then == "add" and question.quantity == 2
    assert len(said.taps) > 1


async def test_the_answers_complete_it(talk: Talk) -> None:
    wanted = in_stock(talk)
    for name in ("colour", "size"):
        question = talk.state.question
        options = question.options if question else ()
        await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=(*options, (name, wanted[name]))))
    assert talk.lines() == [(CHAMOIS, 1, wanted)]


async def test_an_option_that_is_sold_out_adds_nothing(talk: Talk) -> None:
    gone = next(v.options for v in talk.item(CHAMOIS).variants if v.stock == 0)
    said = await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=tuple(gone.items())))
    assert not talk.lines() and "sold out" in said.text and "nothing in" in said.text


async def test_an_option_that_does_not_exist_adds_nothing(talk: Talk) -> None:
    said = await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=(("colour", "neon pink"),)))
    assert not talk.lines() and "does not come in neon pink" in said.text


async def test_several_lines_in_one_message(talk: Talk) -> None:
    wanted = in_stock(talk)
    said = await talk.do(
        AddToCart(item=talk.ref(CHAMOIS), options=tuple(wanted.items())),
        AddToCart(item=talk.ref(HEATH), quantity=2),
    )
    assert [line[:2] for line in talk.lines()] == [(CHAMOIS, 1), (HEATH, 2)]
    assert len(said.reply.data["cart"]["lines"]) == 2 and len(said.reply.cards) == 2


async def test_two_sizes_of_one_thing_are_two_lines_and_one_of_them_is_changed(talk: Talk) -> None:
    there = [v.options for v in talk.item(CHAMOIS).variants if v.stock > 0]
    one, other = there[0], next(o for o in there if o["size"] != there[0]["size"])
    third = next(o for o in there if o["size"] not in (one["size"], other["size"]) and o["colour"] == one["colour"])
    await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=tuple(one.items())))
    await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=tuple(other.items())))
    said = await talk.do(ChangeCart(item=talk.ref(CHAMOIS, how="title"), quantity=3))
    assert "Which line" in said.text and len(said.taps) == 2
    change = ChangeCart(item=talk.ref(CHAMOIS), options=(("size", third["size"]),), line_options=tuple(one.items()))
    await talk.do(change)
    assert sorted(line[2]["size"] for line in talk.lines()) == sorted([third["size"], other["size"]])
    await talk.do(UndoCart())
    assert sorted(line[2]["size"] for line in talk.lines()) == sorted([one["size"], other["size"]])


async def test_make_it_two_take_it_out_and_undo(talk: Talk) -> None:
    await talk.do(AddToCart(item=talk.ref(HEATH)))
    await talk.do(ChangeCart(item=NOTHING, quantity=2))
    assert talk.lines() == [(HEATH, 2, talk.lines()[0][2])]
    said = await talk.do(ChangeCart(item=talk.ref(HEATH), quantity=0))
    assert not talk.lines() and "empty now" in said.text
    await talk.do(UndoCart())
    assert [line[1] for line in talk.lines()] == [2]
    await talk.do(EmptyCart())
    assert not talk.lines()


async def test_a_code_typed_alone(talk: Talk) -> None:
    said = await talk.do(ApplyCoupon(code="welcome10"))
    assert "empty" in said.text
    await talk.do(AddToCart(item=talk.ref(HEATH)))
    said = await talk.do(ApplyCoupon(code="welcome10"))
    assert "WELCOME10" in said.text and said.reply.data["cart"]["discount"] == "5.90"
    said = await talk.do(ApplyCoupon(code="TRAIL15"))
    assert "from 80.00" in said.text
    said = await talk.do(ApplyCoupon(code="SUMMER20"))
    assert "expired" in said.text
    said = await talk.do(ViewCart())
    assert "Coupon WELCOME10" in said.text and "Delivery" in said.text


async def test_more_than_there_is(talk: Talk) -> None:
    stock = talk.item(HEATH).stock
    if stock < 90:
        said = await talk.do(AddToCart(item=talk.ref(HEATH), quantity=stock + 1))
        assert not talk.lines() and f"Only {stock}" in said.text
        assert said.state.offer is not None and said.state.offer.quantity == stock


async def test_the_way_to_pay(talk: Talk) -> None:
    assert "empty" in (await talk.do(Checkout())).text
    await talk.do(AddToCart(item=talk.ref(HEATH)))
    said = await talk.do(Checkout())
    assert "checkout" in said.reply.data and said.reply.data["checkout"]["url"] in said.text


async def test_what_was_looked_for_is_what_is_put_in(talk: Talk) -> None:
    wanted = in_stock(talk)
    filters = tuple(Filter(field=name, op="is", values=(value,)) for name, value in wanted.items())
    shown = await talk.do(Search(kinds=("Hiking boots",), filters=filters))
    item = shown.items[0]
    await talk.do(AddToCart(item=Reference(ids=(item.id,), how="ordinal")))
    assert talk.lines() == [(item.title, 1, wanted)]


async def test_asked_for_the_colour_told_the_size(talk: Talk) -> None:
    wanted = in_stock(talk)
    said = await talk.do(AddToCart(item=talk.ref(CHAMOIS), options=(("colour", wanted["size"]),)))
    assert not talk.lines() and said.state.question is not None
    assert dict(said.state.question.options) == {"size": wanted["size"]} and said.state.question.about == "colour"
