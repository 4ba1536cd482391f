from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shop.errors import BadInput, Conflict, NotFound
from shop.orders import HttpOrders, Rules, StoreOrders, build_orders
from shop.policy import Policy
from shop.settings import load_settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Address, CaseKind, Order, OrderLine, OrderStatus, now

ADDRESS = Address(name="Ada", street="Lane 1", postcode="1", city="Town", country="NL")
ELSEWHERE = ADDRESS.model_copy(update={"street": "Lane 2"})


@pytest.fixture
def orders(store: Store) -> StoreOrders:
    made = StoreOrders(store, Rules(Policy()))
    shopper = Shoppers(store).known("ada")
    lines = (
        OrderLine(item_id="a", title="A", quantity=2, unit_price=Decimal("10.00")),
        OrderLine(item_id="b", title="B", unit_price=Decimal("300.00"), options={"size": "42"}),
    )

    def order(number: str, status: OrderStatus, **more: object) -> Order:
        values = {
            "number": number,
            "shopper_id": shopper,
            "email": "Ada@X.example",
            "status": status,
            "lines": lines,
            "address": ADDRESS,
            "total": Decimal("324.90"),
            "shipping": Decimal("4.90"),
            "placed_at": now() - timedelta(days=int(number[-1])),
        }
        return Order.model_validate(values | more)

    made.put(
        [
            order("A-1", OrderStatus.DELIVERED, delivered_at=now()),
            order("A-2", OrderStatus.PAID),
            order("A-3", OrderStatus.PLACED),
            order("A-4", OrderStatus.SHIPPED, expected_at=now() - timedelta(days=1)),
            order("A-5", OrderStatus.DELIVERED, delivered_at=now() - timedelta(days=31)),
        ]
    )
    return made


def test_finding_needs_number_and_email(orders: StoreOrders, store: Store) -> None:
    found = orders.find(" #a-1 ", "ADA@x.example")
    assert found is not None and found.number == "A-1" and found.lines[1].options == {"size": "42"}
    assert orders.find("A-1", "bob@x.example") is None
    assert orders.find("A-9", "ada@x.example") is None
    mine = orders.for_shopper(Shoppers(store).known("ada"))
    assert [order.number for order in mine] == ["A-1", "A-2", "A-3", "A-4", "A-5"]
    with pytest.raises(NotFound, match="A-9"):
        orders.get("A-9")


def test_a_return_in_parts(orders: StoreOrders) -> None:
    first = orders.open_case(CaseKind.RETURN, "A-1", key="1", lines={"a": 1})
    assert (first.status, first.amount, orders.get("A-1").status) == ("approved", Decimal("10.00"), "partly_returned")
    rest = orders.open_case(CaseKind.RETURN, "A-1", key="2")
    assert rest.lines == {"a": 1, "b": 1}
    assert (rest.status, rest.amount) == ("open", Decimal("314.90")), "above the limit a person decides"
    assert orders.get("A-1").status == OrderStatus.RETURNED
    with pytest.raises(Conflict, match="returned already"):
        orders.open_case(CaseKind.RETURN, "A-1", key="3")
    assert orders.cases("A-1") == [first, rest]
    assert orders.settle(rest.id, "refunded").status == "refunded"


def test_the_same_key_is_the_same_deed(orders: StoreOrders) -> None:
    first = orders.open_case(CaseKind.RETURN, "A-1", key="1", lines={"a": 1})
    assert orders.open_case(CaseKind.RETURN, "A-1", key="1", lines={"a": 1}) == first
    assert orders.get("A-1").lines[0].returned == 1
    with pytest.raises(Conflict, match="key"):
        orders.cancel("A-2", key="1")
    assert orders.cancel("A-2", key="2") == orders.cancel("A-2", key="2")
    assert orders.change_address("A-3", ELSEWHERE, key="3") == orders.change_address("A-3", ELSEWHERE, key="3")


def test_cancelling(orders: StoreOrders) -> None:
    paid = orders.cancel("A-2", key="1")
    assert (paid.status, paid.amount) == ("open", Decimal("324.90"))
    unpaid = orders.open_case(CaseKind.CANCELLATION, "A-3", key="2")
    assert (unpaid.status, unpaid.amount) == ("done", None)
    assert orders.get("A-3").status == OrderStatus.CANCELLED
    for number, why in (("A-1", "can no longer"), ("A-2", "already")):
        with pytest.raises(Conflict, match=why):
            orders.cancel(number, key=f"again {number}")


def test_the_address_changes_before_dispatch(orders: StoreOrders) -> None:
    case = orders.change_address("A-2", ELSEWHERE, key="1")
    assert case.kind is CaseKind.ADDRESS and "Lane 2" in case.detail
    assert orders.get("A-2").address == ELSEWHERE
    with pytest.raises(Conflict, match="warehouse"):
        orders.change_address("A-4", ELSEWHERE, key="2")
    with pytest.raises(BadInput):
        orders.open_case(CaseKind.ADDRESS, "A-2", key="3")


def test_an_exchange_takes_what_it_holds(orders: StoreOrders) -> None:
    case = orders.open_case(CaseKind.EXCHANGE, "A-1", key="1", lines={"b": 1}, options={"size": "43"})
    assert (case.status, case.amount) == ("approved", None)
    with pytest.raises(BadInput, match="expected 1 to 0"):
        orders.open_case(CaseKind.RETURN, "A-1", key="2", lines={"b": 1})
    assert orders.open_case(CaseKind.RETURN, "A-1", key="3").lines == {"a": 2}


def test_parcels_gone_wrong(orders: StoreOrders) -> None:
    missing = orders.open_case(CaseKind.MISSING, "A-4", key="1", detail="never came")
    assert (missing.status, missing.amount) == ("open", Decimal("324.90"))
    assert orders.get("A-4").status == OrderStatus.SHIPPED
    damaged = orders.open_case(CaseKind.DAMAGED, "A-1", key="2", lines={"a": 1}, options={"wanted": "replacement"})
    assert (damaged.status, damaged.amount) == ("approved", None)
    wrong = orders.open_case(CaseKind.WRONG_ITEM, "A-1", key="3", lines={"a": 1})
    assert (wrong.status, wrong.amount) == ("approved", Decimal("10.00"))


def test_too_late_is_said(orders: StoreOrders) -> None:
    with pytest.raises(Conflict, match="30 days"):
        orders.open_case(CaseKind.RETURN, "A-5", key="1")
    assert orders.cases("A-5") == []


def test_the_settings_choose_the_adapter(store: Store) -> None:
    assert isinstance(build_orders(load_settings(), store), StoreOrders)
    settings = load_settings(orders={"adapter": "http", "url": "http://127.0.0.1:9"})
    assert isinstance(build_orders(settings, store), HttpOrders)
