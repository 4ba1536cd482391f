"""The order server keeps the contract and tau-bench's rules; scripted shoppers and their figures are counted right."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from benchmarks.tau.load import write
from benchmarks.tau.script import End, Script, judged
from benchmarks.tau.server import create_app
from benchmarks.tau.world import World
from benchmarks.tau_retail import POLICY, rows
from shop.errors import BadInput, Conflict, NotFound, Unavailable
from shop.importers import Report, recognise
from shop.orders import HttpOrders
from shop.orders.base import LineChange
from shop.policy import load_policy
from shop.settings import OrdersSettings
from shop.types import Address, CaseKind, OrderStatus

HOME = {
    "address1": "1 Elm Road",
    "address2": "Suite 9",
    "city": "Reno",
    "state": "NV",
    "zip": "89501",
    "country": "USA",
}


def version(item_id: str, colour: str, price: float, available: bool = True) -> dict[str, Any]:
    return {"item_id": item_id, "options": {"color": colour}, "price": price, "available": available}


def line(item_id: str, colour: str, price: float) -> dict[str, Any]:
    return {"name": "Lamp", "product_id": "p1", "item_id": item_id, "price": price, "options": {"color": colour}}


def order(number: str, status: str, items: list[dict[str, Any]], paid_by: str) -> dict[str, Any]:
    paid = [{"transaction_type": "payment", "amount": 30.0, "payment_method_id": paid_by}]
    return {
        "order_id": number, "user_id": "ann", "address": HOME, "status": status, "items": items,
        "payment_history": paid, "fulfillments": [],
    }  # fmt: skip


DATABASE: dict[str, Any] = {
    "products": {
        "p1": {
            "name": "Lamp",
            "product_id": "p1",
            "variants": {
                "1": version("1", "red", 10.0),
                "2": version("2", "blue", 40.5),
                "3": version("3", "green", 5.0, available=False),
            },
        }
    },
    "users": {
        "ann": {
            "user_id": "ann",
            "name": {"first_name": "Ann", "last_name": "Bee"},
            "address": HOME,
            "email": "ann@example.com",
            "orders": ["#W1", "#W2"],
            "payment_methods": {
                "card_1": {"source": "credit_card", "id": "card_1"},
                "gift_1": {"source": "gift_card", "id": "gift_1", "balance": 20},
            },
        }
    },
    "orders": {
        "#W1": order("#W1", "delivered", [line("1", "red", 10.0), line("1", "red", 10.0)], "card_1"),
        "#W2": order("#W2", "pending", [line("1", "red", 10.0)], "card_1"),
    },
}


@pytest.fixture
def world() -> World:
    return World(DATABASE)


@pytest.fixture
def orders(world: World) -> Iterator[HttpOrders]:
    client = TestClient(create_app(world, "secret"), headers={"Authorization": "Bearer secret"})
    yield HttpOrders(OrdersSettings(url="http://testserver"), subject=lambda one: one, client=client, longest_wait=0.01)


def test_orders_are_read_through_the_port(orders: HttpOrders) -> None:
    found = orders.find("#w1", "Ann@Example.com")
    assert found is not None and found.lines[0].quantity == 2 and found.total == Decimal("20.0")
    assert orders.find("W1", "bob@example.com") is None and orders.find("W9", "ann@example.com") is None
    assert [one.number for one in orders.for_shopper("ann")] == ["W1", "W2"]
    with pytest.raises(NotFound):
        orders.get("W9")


def test_a_stranger_without_the_key_learns_nothing(world: World) -> None:
    client = TestClient(create_app(world, "secret"))
    with pytest.raises(Unavailable, match="key is missing"):
        HttpOrders(OrdersSettings(url="http://testserver"), subject=str, client=client).get("W1")


def test_the_same_key_is_the_same_deed(orders: HttpOrders, world: World) -> None:
    first = orders.open_case(CaseKind.RETURN, "W1", key="k1", lines={"1": 1}, options={"refund_to": "gift_card"})
    assert orders.open_case(CaseKind.RETURN, "W1", key="k1", lines={"1": 1}) == first == orders.cases("W1")[0]
    assert world.writes == [{"do": "return", "order": "#W1", "items": ["1"], "payment": "gift_1"}]
    assert orders.get("W1").status is OrderStatus.PARTLY_RETURNED and first.amount == Decimal("10.0")
    with pytest.raises(Conflict):
        orders.cancel("W2", key="k1", reason="no_longer_needed")
    with pytest.raises(Conflict):
        orders.open_case(CaseKind.RETURN, "W1", key="k2")


def test_an_exchange_takes_a_version_that_is_there(orders: HttpOrders, world: World) -> None:
    with pytest.raises(BadInput):
        orders.open_case(CaseKind.EXCHANGE, "W1", key="k", lines={"1": 3}, options={"color": "blue"})
    with pytest.raises(Conflict):
        orders.open_case(CaseKind.EXCHANGE, "W1", key="k", lines={"1": 1}, options={"color": "green"})
    case = orders.open_case(CaseKind.EXCHANGE, "W1", key="k", lines={"1": 1}, options={"color": "blue"})
    assert case.amount == Decimal("-30.5")
    assert world.writes == [{"do": "exchange", "order": "#W1", "items": [("1", "2")], "payment": "card_1"}]


def test_a_pending_order_is_changed_once_and_cancelled_for_a_reason(orders: HttpOrders, world: World) -> None:
    blue = {"1": LineChange(options={"color": "blue"}, unit_price=Decimal("40.5"))}
    with pytest.raises(Conflict, match="balance"):
        orders.change_lines("W2", blue, key="a", payment="gift_card")
    with pytest.raises(BadInput, match="reason"):
        orders.cancel("W2", key="b", reason="")
    orders.change_address(
        "W2", Address(name="A", street="2 Oak", postcode="89502", city="Reno, NV", country=""), key="c"
    )
    orders.change_payment("W2", "gift_card", key="d")
    with pytest.raises(Conflict):
        orders.change_payment("W2", "paypal", key="e")
    orders.change_lines("W2", blue, key="f", payment="card")
    with pytest.raises(Conflict):
        orders.cancel("W2", key="g", reason="no_longer_needed")
    assert [one["do"] for one in world.writes] == ["modify_address", "modify_payment", "modify_items"]
    world.reset()
    orders.cancel("W2", key="g", reason="ordered_by_mistake")
    assert world.writes == [{"do": "cancel", "order": "#W2", "reason": "ordered by mistake"}]


def test_the_catalogue_has_every_version_and_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "products.jsonl"
    assert write(path, DATABASE) == 3
    report = Report()
    read = list(recognise(path).read(path, report))
    assert [(one.id, one.title, len(one.variants)) for one in read] == [(str(n), "Lamp", 3) for n in (1, 2, 3)]
    assert read[1].variants[0].options == {"color": "red"} and read[1].price == Decimal("40.5")


def test_the_policy_is_one() -> None:
    assert load_policy(POLICY).cancellation.reasons == ("no_longer_needed", "ordered_by_mistake")


def test_a_scripted_shopper_answers_what_is_asked() -> None:
    shopper = Script(["hello", "and that"], [["e-?mail", "ann@example.com"]], "please")
    said = [shopper.next(None), *(shopper.next(reply) for reply in ("Your e-mail?", "Thanks.", "Sure?", "Done."))]
    assert said == ["hello", "ann@example.com", "and that", "please", None]
    shopper = Script(["hello"], [["mail", "ann@example.com"]], "please")
    assert [shopper.next(None), *(shopper.next("mail?") for _ in range(8))].count("ann@example.com") == 3
    assert shopper.next("mail?") is None


def test_a_talk_is_right_with_all_that_was_wanted_and_nothing_else() -> None:
    moved = {"do": "modify_address", "order": "#W2", "address": HOME}
    script = {
        "want": [{"do": "return", "order": "#W1", "items": ["2", "1"], "payment": "c"}, moved],
        "says": ["card"],
        "person": False,
    }
    street = {
        "name": "Ann",
        "street": "1 Elm Road, Suite 9",
        "postcode": "89501",
        "city": "Reno, NV",
        "country": "United States",
    }
    writes: list[dict[str, Any]] = [
        {"do": "modify_address", "order": "#W2", "address": street},
        {"do": "return", "order": "#W1", "items": ["1", "2"], "payment": "c"},
    ]
    assert judged(script, writes, "To your card.", person=False).right
    assert judged(script, writes, "Done.", person=False).unsaid == ("card",)
    assert judged(script, writes[:1], "card", person=False).lacking == (script["want"][0],)
    more = [*writes, {"do": "cancel", "order": "#W3", "reason": "x"}]
    assert judged(script, more, "card", person=False).wrong == (more[-1],)
    assert not judged({**script, "person": True}, writes, "card", person=False).right


def test_figures() -> None:
    scripts = [{"id": "a", "want": [{"do": "cancel"}]}, {"id": "b", "want": []}]
    wrong = End(wrong=({"do": "cancel"},))
    found = {
        (row["dataset"], row["metric"]): row["value"]
        for row in rows(scripts, {"a": [End(), wrong], "b": [End(), End()]})
    }
    assert found["all", "pass"] == 0.75 and found["all", "pass^2"] == 0.5 and found["all", "wrong writes"] == 1
    assert found["cancel", "pass"] == 0.5 and found["nothing", "pass^2"] == 1.0
