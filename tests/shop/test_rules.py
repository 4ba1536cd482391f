from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import BadInput
from shop.orders import Rules
from shop.policy import Policy
from shop.types import Address, Case, CaseKind, Order, OrderLine, OrderStatus

RULES = Rules(Policy())
DAY = datetime(2026, 6, 1, tzinfo=UTC)
ADDRESS = Address(name="Ada", street="Lane 1", postcode="1", city="Town", country="NL")


def order(status: OrderStatus = OrderStatus.DELIVERED, **changes: object) -> Order:
    values: dict[str, object] = {
        "number": "A-1",
        "shopper_id": None,
        "email": "a@b.example",
        "status": status,
        "lines": (
            OrderLine(item_id="a", title="A", quantity=2, unit_price=Decimal("10.00")),
            OrderLine(item_id="b", title="B", unit_price=Decimal("33.33")),
        ),
        "address": ADDRESS,
        "total": Decimal("58.23"),
        "shipping": Decimal("4.90"),
        "placed_at": DAY,
        "delivered_at": DAY if status in (OrderStatus.DELIVERED, OrderStatus.PARTLY_RETURNED) else None,
    }
    return Order.model_validate(values | changes)


def test_returns_close_after_thirty_days() -> None:
    assert RULES.may_return(order(), DAY + timedelta(days=30)).ok
    verdict = RULES.may_return(order(), DAY + timedelta(days=30, seconds=1))
    assert not verdict.ok and "01 July 2026" in verdict.why
    assert RULES.return_by(order()) == date(2026, 7, 1)


@pytest.mark.parametrize("status", [s for s in OrderStatus if s not in ("delivered", "partly_returned")])
def test_only_what_was_delivered_can_be_returned(status: OrderStatus) -> None:
    verdict = RULES.may_return(order(status), DAY)
    assert not verdict.ok and "A-1" in verdict.why


@pytest.mark.parametrize("status", list(OrderStatus))
def test_cancelling_and_moving_only_before_dispatch(status: OrderStatus) -> None:
    before = status in ("placed", "paid", "packed")
    assert RULES.may_cancel(order(status)).ok is before
    assert RULES.may_change_address(order(status)).ok is before


def test_a_parcel_is_missing_once_it_is_late() -> None:
    shipped = order(OrderStatus.SHIPPED, expected_at=DAY + timedelta(days=3))
    assert not RULES.may_report(CaseKind.MISSING, shipped, DAY).ok
    assert RULES.may_report(CaseKind.MISSING, shipped, DAY + timedelta(days=4)).ok
    assert RULES.may_report(CaseKind.MISSING, order(), DAY).ok
    assert not RULES.may_report(CaseKind.DAMAGED, order(OrderStatus.PAID), DAY).ok


def test_what_may_be_chosen() -> None:
    assert RULES.chosen(order(), {}) == {"a": 2, "b": 1}
    exchange = Case(id="1", key="1", kind=CaseKind.EXCHANGE, order_number="A-1", status="approved", lines={"a": 1})
    assert RULES.chosen(order(), {}, [exchange]) == {"a": 1, "b": 1}
    for lines, why in (({"a": 3}, "1 to 2"), ({"a": 0}, "1 to 2"), ({"z": 1}, "not in order")):
        with pytest.raises(BadInput, match=why):
            RULES.chosen(order(), lines)


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.decimals("0.01", "999.99", places=2), st.integers(0, 5)), min_size=1, max_size=5
    ),
    st.decimals("0", "1", places=3),
    st.data(),
)
def test_refunds_of_all_parts_add_up_to_what_was_paid(
    lines: list[tuple[int, Decimal, int]], discount: Decimal, data: st.DataObject
) -> None:
    listed = sum((quantity * price for quantity, price, _ in lines), Decimal(0))
    paid = (listed * (1 - discount)).quantize(Decimal("0.01"))
    parts = [OrderLine(item_id=str(n), title="t", quantity=q, unit_price=p) for n, (q, p, _) in enumerate(lines)]
    current = order(lines=tuple(parts), total=paid + Decimal("4.90"))
    refunded = Decimal(0)
    while any(line.returned < line.quantity for line in current.lines):
        place = data.draw(st.sampled_from([n for n, line in enumerate(current.lines) if line.returned < line.quantity]))
        line = current.lines[place]
        quantity = data.draw(st.integers(1, line.quantity - line.returned))
        refund = RULES.refund_amount(current, {line.item_id: quantity})
        assert refund >= 0 and refund == refund.quantize(Decimal("0.01"))
        refunded += refund
        new = line.model_copy(update={"returned": line.returned + quantity})
        current = current.model_copy(update={"lines": (*current.lines[:place], new, *current.lines[place + 1 :])})
    assert refunded == current.total


def test_shipping_is_free_from_fifty_on() -> None:
    assert RULES.shipping_price(Decimal("49.99")) == Decimal("4.90")
    assert RULES.shipping_price(Decimal("50.00")) == 0
    assert RULES.shipping_price(Decimal("50.00"), "express") == Decimal("9.90")
    assert RULES.shipping_price(Decimal(0)) == 0
    with pytest.raises(BadInput, match="standard, express"):
        RULES.shipping_price(Decimal(1), "drone")


def test_delivery_counts_working_days() -> None:
    friday = date(2026, 6, 5)
    quote = RULES.shipping_quote(Decimal(10), "standard", friday)
    assert (quote.earliest, quote.latest) == (date(2026, 6, 9), date(2026, 6, 11))
    assert [quote.method for quote in RULES.shipping_quotes(Decimal(10), friday)] == ["standard", "express"]
