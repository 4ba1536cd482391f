"""One suite for every platform: the same shop, read and changed by each in its own way."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shop.errors import BadInput, Conflict, Unauthorized, Unavailable
from shop.types import Address, CaseKind, OrderStatus
from tests.shop.connectors.conftest import Live
from tests.shop.connectors.server import Fault

ADDRESS = Address(name="Ada Fenn", street="High Street 9", postcode="2011 CD", city="Haarlem", country="NL")


def test_a_first_sync_reads_everything(live: Live) -> None:
    done = live.sync.full()
    assert (done.items.added, done.orders, done.report.bad) == (2, 2, 0)
    tee, mug = live.item("Fen tee"), live.item("Fen mug")
    assert (tee.price, tee.stock) == (20, 5)
    assert [(v.sku, v.options, v.price, v.stock) for v in tee.variants] == [
        ("TEE-BS", {"colour": "Blue", "size": "S"}, 20, 3),
        ("TEE-GS", {"colour": "Gold", "size": "S"}, 30, 2),
        ("TEE-GM", {"colour": "Gold", "size": "M"}, 30, 0),
    ]
    assert tee.description == "Organic cotton, made in Portugal." and set(tee.colours) == {"Blue", "Gold"}
    assert "T-shirts" in tee.categories
    assert (mug.price, mug.list_price, mug.stock, mug.weight_g) == (8, 10, 5, 400)
    assert all(variant.ref for variant in tee.variants)


def test_orders_are_read_with_parcels_and_refunds(live: Live) -> None:
    live.sync.full()
    first, second = live.orders.get("1001"), live.orders.get("1002")
    assert (first.status, first.total, first.shipping, first.email) == (
        OrderStatus.PAID, Decimal("24.90"), Decimal("4.90"), "ada@fen.example",
    )  # fmt: skip
    assert [(line.title, line.quantity, line.unit_price, line.options) for line in first.lines] == [
        ("Fen tee", 1, Decimal("20.00"), {"colour": "Blue", "size": "S"})
    ]
    assert first.lines[0].item_id == live.item("Fen tee").id
    assert first.address == Address(
        name="Ada Fenn", street="Mill Lane 4", postcode="1011 AB", city="Amsterdam", country="NL"
    )
    assert first.placed_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert second.status is OrderStatus.PARTLY_RETURNED and second.lines[0].returned == 1
    assert second.shipped_at == datetime(2026, 2, 21, 9, tzinfo=UTC)
    assert second.tracking == ("3SFEN1" if live.platform.name != "woocommerce" else None)
    assert [order.number for order in live.orders.of_customer("71")] == ["1001", "1002"]


def test_a_sweep_reads_only_what_has_changed(live: Live) -> None:
    live.sync.full()
    live.shop.set_price("18.50")
    live.shop.set_stock(0)
    live.shop.asked.clear()
    assert live.sync.sweep().items.updated == 1
    tee = live.item("Fen tee")
    assert (tee.variants[0].price, tee.variants[0].stock, tee.price) == (Decimal("18.50"), 0, 30)
    live.shop.remove_mug()
    live.sync.full()
    assert live.item("Fen mug") is None


def test_a_hook_is_believed_by_its_signature_and_counts_once(live: Live) -> None:
    live.sync.full()
    live.shop.set_stock(7)
    body, headers = live.hook(*live.shop.stock_hook)
    change = live.platform.hear(body, headers)
    assert change is not None
    assert live.sync.hooks.put(change) and not live.sync.hooks.put(change)
    assert live.sync.drain() == 1 and live.sync.drain() == 0
    assert live.item("Fen tee").variants[0].stock == 7
    assert not live.sync.hooks.put(change), "a delivery that comes again later is known"
    for wrong in (live.hook(*live.shop.stock_hook, secret="other"), (body + b" ", headers), (body, {})):
        with pytest.raises(Unauthorized):
            live.platform.hear(*wrong)


def test_hooks_out_of_order_never_bring_back_what_was(live: Live) -> None:
    live.sync.full()
    live.shop.set_stock(1)
    early = live.platform.hear(*live.hook(*live.shop.stock_hook, delivery="early"))
    live.shop.set_stock(0)
    late = live.platform.hear(*live.hook(*live.shop.stock_hook, delivery="late"))
    assert early is not None and late is not None
    live.sync.hooks.put(late)
    live.sync.drain()
    live.sync.hooks.put(early)
    live.sync.drain()
    assert live.item("Fen tee").variants[0].stock == 0


def test_an_order_that_changed_is_looked_at(live: Live) -> None:
    change = live.platform.hear(*live.hook(*live.shop.order_hook))
    assert change is not None
    live.sync.hooks.put(change)
    live.sync.drain()
    assert live.orders.get("1001").status is OrderStatus.PAID


def test_a_hook_that_makes_no_sense_is_refused(live: Live) -> None:
    body, headers = live.hook("", {})
    with pytest.raises(Unauthorized):
        live.platform.hear(b"{", headers)
    for told in (["a"], "x"):
        with pytest.raises(BadInput):
            live.platform.hear(*live.hook("", told))  # type: ignore[arg-type]
    assert body


def test_outages_and_limits_are_survived(live: Live) -> None:
    live.shop.faults += [
        Fault(429, {"Retry-After": "7"}),
        Fault(503),
        Fault(200, body=b"<html>maintenance</html>"),
        Fault(cut=True),
    ]
    assert live.sync.full().items.added == 2
    assert live.waits[0] == 7.0 and len(live.waits) == 4
    live.shop.faults += [Fault(502)] * 20
    with pytest.raises(Unavailable):
        live.sync.full()
    assert live.catalogue.count() == 2, "a shop that is down loses nothing"
    live.shop.faults.clear()
    live.shop.set_stock(9)
    live.shop.faults += [Fault(502)] * 6
    change = live.platform.hear(*live.hook(*live.shop.stock_hook))
    assert change is not None and live.sync.hooks.put(change)
    live.sync.drain()
    assert live.item("Fen tee").variants[0].stock == 3 and live.sync.drain() == 0, "it waits for its next try"


def test_a_key_that_is_wrong_is_one_clear_error(live: Live) -> None:
    live.platform.web.close()
    settings = live.platform.settings.model_copy(update={"token": "wrong", "key": "wrong"})
    stranger = type(live.platform)(settings)
    with pytest.raises(Unauthorized, match="authorized"):
        list(stranger.orders(None))


def test_cancelling_is_done_once_also_when_its_answer_was_lost(live: Live) -> None:
    live.sync.full()
    live.shop.faults.append(Fault(cut=True, done=True, method="PUT" if live.platform.name == "woocommerce" else "POST"))
    case = live.orders.cancel("1001", key="k1", reason="too large")
    assert case.kind is CaseKind.CANCELLATION and live.orders.get("1001").status is OrderStatus.CANCELLED
    count = len(live.shop.writes())
    assert live.orders.cancel("1001", key="k1") == case
    order = live.platform.order({"woocommerce": "1001", "medusa": "order_5001"}.get(live.platform.name, "5001"))
    assert order is not None and order.status is OrderStatus.CANCELLED
    live.platform.cancel(order, "k1", "too large")
    if live.platform.name != "shopify":
        assert len(live.shop.writes()) == count
    with pytest.raises(Conflict):
        live.orders.cancel("1002", key="k2")


def test_the_platform_has_the_last_word(live: Live) -> None:
    live.sync.full()
    if live.platform.name == "magento":
        live.shop.told["invoiced"].append("5001")
    elif live.platform.name == "shopify":
        live.shop.told["orders"][0]["displayFulfillmentStatus"] = "FULFILLED"
    elif live.platform.name == "medusa":
        live.shop.told["orders"][0]["fulfillment_status"] = "shipped"
    else:
        live.shop.told["orders"][0]["status"] = "completed"
    with pytest.raises(Conflict):
        live.orders.cancel("1001", key="k1")
    assert live.orders.get("1001").status is OrderStatus.PAID and not live.orders.cases("1001")


def test_an_address_is_changed_at_the_shop(live: Live) -> None:
    live.sync.full()
    for _ in range(2):
        live.orders.change_address("1001", ADDRESS, key="k1")
    order = live.platform.order({"woocommerce": "1001", "medusa": "order_5001"}.get(live.platform.name, "5001"))
    assert order is not None and order.address == ADDRESS == live.orders.get("1001").address


def test_a_note_stands_once(live: Live) -> None:
    live.sync.full()
    for _ in range(2):
        live.platform.note(live.orders.get("1001"), "Please ring twice", "k1")
    told = str(live.shop.told)
    assert told.count("Please ring twice") == 1


def test_a_return_is_registered_once_or_refused_clearly(live: Live) -> None:
    live.sync.full()
    order = live.orders.get("1002")
    lines = {order.lines[0].item_id: 1}
    if live.platform.name == "magento":
        with pytest.raises(Conflict, match="does not let me register returns"):
            live.platform.take_back(order, lines, "k1", "cracked")
        return
    name = live.platform.name
    lost = Fault(cut=True, done=True, method="POST")
    live.shop.faults += [lost] if name != "shopify" else []
    for place in range(3):
        try:
            live.platform.take_back(order, lines, "k1", "cracked")
        except Unavailable:
            assert place == 0, "only the answer that was lost"
    told = live.shop.told
    made = told["notes"]["1002"] if live.platform.name == "woocommerce" else told["returns"]
    assert len(made) == 1


def test_the_cart_opens_at_the_shop(live: Live) -> None:
    live.sync.full()
    tee, mug = live.item("Fen tee"), live.item("Fen mug")
    gold = {"colour": "Gold", "size": "S"}
    url = live.platform.cart_url([(tee, gold, 2), (mug, {}, 1)], "TEN")
    expected = {
        "shopify": "/cart/112:2,121:1?discount=TEN",
        "woocommerce": "/checkout-link/?products=112:2,12:1&coupon=TEN",
    }
    assert url == (live.platform.url + expected[live.platform.name] if live.platform.name in expected else None)


def test_hooks_are_asked_for_once(live: Live) -> None:
    first = live.platform.subscribe("https://bot.example/api/connect/hooks")
    count = len(live.shop.writes())
    assert live.platform.subscribe("https://bot.example/api/connect/hooks") == first
    if live.platform.name == "woocommerce":
        assert len(live.shop.writes()) == count and len(first) == 7
