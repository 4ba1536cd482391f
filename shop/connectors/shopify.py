"""Shopify by its GraphQL Admin API: an access token, cursors, a budget of points, webhooks signed by HMAC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from shop.connectors.base import LEFT, Change, Headers, Platform, amount, finished, listed, marked, part, street
from shop.connectors.links import variant_id
from shop.connectors.web import TryAgain
from shop.errors import BadInput, Conflict, NotFound, Unavailable
from shop.importers import clean, states
from shop.importers.draft import Draft, options
from shop.importers.report import Report
from shop.types import Address, Item, Order, OrderLine, OrderStatus

VERSION = "2026-07"
PAGE = 50
TOPICS = (
    "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "INVENTORY_LEVELS_UPDATE", "INVENTORY_LEVELS_CONNECT",
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE",
    "REFUNDS_CREATE",
)  # fmt: skip
_VARIANT = """id title sku barcode price compareAtPrice inventoryQuantity inventoryPolicy
  selectedOptions { name value }
  inventoryItem { tracked measurement { weight { value unit } } }"""
_PRODUCT = f"""id title handle descriptionHtml vendor productType tags status onlineStoreUrl
  category {{ fullName }}
  featuredMedia {{ preview {{ image {{ url }} }} }}
  variants(first: 100) {{ nodes {{ {_VARIANT} }} pageInfo {{ hasNextPage endCursor }} }}"""
_ORDER = """id name email createdAt cancelledAt displayFinancialStatus displayFulfillmentStatus currencyCode note
  customer { id }
  totalPriceSet { shopMoney { amount } } totalShippingPriceSet { shopMoney { amount } }
  shippingAddress { name address1 address2 zip city countryCodeV2 }
  billingAddress { name address1 address2 zip city countryCodeV2 }
  lineItems(first: 100) { nodes {
    id title quantity currentQuantity discountedUnitPriceSet { shopMoney { amount } }
    product { id } variant { selectedOptions { name value } } } }
  fulfillments(first: 20) { id createdAt deliveredAt estimatedDeliveryAt trackingInfo { company number }
    fulfillmentLineItems(first: 100) { nodes { id quantity lineItem { id } } } }
  returns(first: 20) { nodes { returnLineItems(first: 20) { nodes {
    ... on ReturnLineItem { returnReasonNote } } } } }
  refunds { refundLineItems(first: 100) { nodes { quantity lineItem { id } } } }"""
_UNITS = {"GRAMS": "g", "KILOGRAMS": "kg", "OUNCES": "oz", "POUNDS": "lb"}


class Shopify(Platform):
    """``token`` is the Admin API's access token of an app of the shop's; items and orders go by their numbers."""

    name = "shopify"
    signature = "x-shopify-hmac-sha256"
    delivery = "x-shopify-webhook-id"

    def access(self) -> dict[str, Any]:
        return {"headers": {"X-Shopify-Access-Token": self.settings.token}}

    # ── reading ──────────────────────────────────────────────────────────────

    def products(self, since: datetime | None, report: Report) -> Iterator[Item]:
        query = "status:active" if since is None else f"updated_at:>='{_moment(since)}'"
        for told in self._all("products", _PRODUCT, query, report):
            report.rows += 1
            if (item := self._item(told, report)) is not None:
                report.items += 1
                yield item

    def product(self, product_id: str, report: Report) -> Item | None:
        told = self._ask(f"query($id: ID!) {{ product(id: $id) {{ {_PRODUCT} }} }}", id=_gid("Product", product_id))[
            "product"
        ]
        return None if told is None else self._item(told, report)

    def product_of(self, stock_id: str) -> str | None:
        query = "query($id: ID!) { inventoryItem(id: $id) { variant { product { id } } } }"
        told = part(self._ask(query, id=_gid("InventoryItem", stock_id)), "inventoryItem", "variant", "product", "id")
        return None if told is None else _number(told)

    def orders(self, since: datetime | None) -> Iterator[Order]:
        query = "" if since is None else f"updated_at:>='{_moment(since)}'"
        for told in self._all("orders", _ORDER, query, Report()):
            yield _order(told)

    def order(self, order_id: str) -> Order | None:
        told = self._ask(f"query($id: ID!) {{ order(id: $id) {{ {_ORDER} }} }}", id=_gid("Order", order_id))["order"]
        return None if told is None else _order(told)

    def _all(self, what: str, fields: str, query: str, report: Report) -> Iterator[dict[str, Any]]:
        text = (
            f"query($after: String, $search: String) {{ {what}(first: {PAGE}, after: $after, query: $search,"
            f" sortKey: ID) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        after: str | None = None
        while True:
            told = self._ask(text, after=after, search=query)[what]
            yield from listed(told, "nodes")
            if not part(told, "pageInfo", "hasNextPage"):
                return
            after = told["pageInfo"]["endCursor"]

    def _variants(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All of them; a product may have 2,048."""
        page = told["variants"]
        query = (
            f"query($id: ID!, $after: String) {{ product(id: $id) {{ variants(first: 100, after: $after) {{"
            f" nodes {{ {_VARIANT} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        )
        while True:
            yield from listed(page, "nodes")
            if not part(page, "pageInfo", "hasNextPage"):
                return
            page = self._ask(query, id=told["id"], after=page["pageInfo"]["endCursor"])["product"]["variants"]

    def _item(self, told: dict[str, Any], report: Report) -> Item | None:
        if told["status"] != "ACTIVE":
            report.skipped += 1
            return None
        number = _number(told["id"])
        draft = Draft(line=report.rows, id=number, title=told["title"], description=told.get("descriptionHtml") or "")
        draft.brand, draft.tags = told.get("vendor"), [str(tag) for tag in told.get("tags") or []]
        path = (part(told, "category", "fullName") or "").split(" > ")
        kind = told.get("productType") or ""
        draft.categories = [one for one in (*path, *([] if kind in path else [kind])) if one]
        draft.image = part(told, "featuredMedia", "preview", "image", "url")
        draft.url = told.get("onlineStoreUrl") or f"{self.url}/products/{told['handle']}"
        for one in self._variants(told):
            version = Draft(line=draft.line, ref=_number(one["id"]))
            regular, paid = one.get("compareAtPrice"), one["price"]
            reduced = bool(regular) and amount(regular) > amount(paid)
            version.prices(("price", regular if reduced else paid), ("price", paid if reduced else None))
            version.currency = self.settings.currency
            counted = one.get("inventoryQuantity")
            tracked = part(one, "inventoryItem", "tracked") is not False
            if tracked and (counted or 0) <= 0 and one.get("inventoryPolicy") == "CONTINUE":
                version.set_state("backorder", None)
            else:
                version.set_state(None, max(int(counted or 0), 0) if tracked else None)
            version.add_gtin(one.get("barcode"))
            weight = part(one, "inventoryItem", "measurement", "weight") or {}
            if weight.get("value"):
                version.weight_g = clean.grams(weight["value"], _UNITS[weight["unit"]])
            sku = str(one.get("sku") or _number(one["id"]))
            chosen = [(each["name"], each["value"]) for each in one["selectedOptions"]]
            draft.add_variant(sku, options(chosen), version)
        return finished(draft, self.settings.currency, report)

    # ── hooks ────────────────────────────────────────────────────────────────

    def change(self, told: dict[str, Any], headers: Headers) -> Change | None:
        topic = headers.get("x-shopify-topic", "")
        resource = topic.partition("/")[0]
        if resource == "products":
            return Change("product", str(told["id"])) if "id" in told else None
        if resource == "inventory_levels":
            return Change("stock", str(told["inventory_item_id"])) if "inventory_item_id" in told else None
        number = told.get("order_id") if resource in ("fulfillments", "refunds") else told.get("id")
        return (
            None
            if resource not in ("orders", "fulfillments", "refunds") or not number
            else Change("order", str(number))
        )

    def subscribe(self, address: str) -> list[str]:
        query = "query($uris: String) { webhookSubscriptions(first: 100, uri: $uris) { nodes { topic } } }"
        there = {one["topic"] for one in listed(self._ask(query, uris=address), "webhookSubscriptions", "nodes")}
        change = (
            "mutation($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {"
            " webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) { userErrors { field message } } }"
        )
        for topic in TOPICS:
            if topic not in there:
                self._do(change, "webhookSubscriptionCreate", topic=topic, hook={"uri": address, "format": "JSON"})
        return list(TOPICS)

    # ── deeds ────────────────────────────────────────────────────────────────

    def _cancelled(self, told: dict[str, Any]) -> bool:
        return told["cancelledAt"] is not None

    def _cancel(self, order: Order, told: dict[str, Any], key: str, reason: str) -> None:
        if told["displayFulfillmentStatus"] not in ("UNFULFILLED", "ON_HOLD", "SCHEDULED", "OPEN"):
            raise Conflict(LEFT)
        change = (
            "mutation($id: ID!, $refund: OrderCancelRefundMethodInput!, $note: String) { orderCancel(orderId: $id,"
            " reason: CUSTOMER, refundMethod: $refund, restock: true, notifyCustomer: true, staffNote: $note) {"
            " job { id } orderCancelUserErrors { field message code } } }"
        )
        refund = {"originalPaymentMethodsRefund": True}
        note = f"{reason} {marked(key)}".strip()[:255]
        self._do(change, "orderCancel", "orderCancelUserErrors", id=told["id"], refund=refund, note=note)

    def change_address(self, order: Order, address: Address, key: str) -> None:
        told = self._required(order)
        if told["cancelledAt"] or told["displayFulfillmentStatus"] == "FULFILLED":
            raise Conflict(LEFT)
        first, _, last = address.name.rpartition(" ")
        given = {
            "firstName": first,
            "lastName": last,
            "address1": address.street,
            "address2": "",
            "zip": address.postcode,
            "city": address.city,
            "countryCode": address.country,
        }
        self._update({"id": told["id"], "shippingAddress": given})

    def note(self, order: Order, text: str, key: str) -> None:
        told = self._required(order)
        before = told.get("note") or ""
        if marked(key) not in before:
            self._update({"id": told["id"], "note": "\n".join(filter(None, (before, f"{text} {marked(key)}")))})

    def take_back(self, order: Order, lines: Mapping[str, int], key: str, reason: str) -> None:
        told = self._required(order)
        there = [one for back in listed(told, "returns", "nodes") for one in listed(back, "returnLineItems", "nodes")]
        if any(marked(key) in str(one.get("returnReasonNote")) for one in there):
            return
        sent = {
            part(one, "lineItem", "id"): one["id"]
            for parcel in listed(told, "fulfillments")
            for one in listed(parcel, "fulfillmentLineItems", "nodes")
        }
        rest, wanted = dict(lines), []
        for line in listed(told, "lineItems", "nodes"):
            item_id = _number(part(line, "product", "id") or line["id"])
            pieces = min(rest.get(item_id, 0), int(line["quantity"]))
            if pieces and line["id"] in sent:
                why = {"returnReason": "OTHER", "returnReasonNote": f"{reason[:230]} {marked(key)}"}
                wanted.append({"fulfillmentLineItemId": sent[line["id"]], "quantity": pieces, **why})
                rest[item_id] -= pieces
        if not wanted or any(rest.values()):
            raise Conflict("Not all of that has been sent, so it cannot be returned yet.")
        change = (
            "mutation($input: ReturnInput!) { returnCreate(returnInput: $input) {"
            " return { id } userErrors { field message } } }"
        )
        self._do(change, "returnCreate", once=True, input={"orderId": told["id"], "returnLineItems": wanted})

    def cart_url(self, lines: Sequence[tuple[Item, Mapping[str, str], int]], coupon: str | None) -> str | None:
        """A permalink of the shop's cart."""
        parts = [f"{variant_id(item, chosen)}:{pieces}" for item, chosen, pieces in lines]
        query = f"?{urlencode({'discount': coupon})}" if coupon else ""
        return f"{self.url}/cart/{','.join(parts)}{query}" if parts else None

    # ── parts ────────────────────────────────────────────────────────────────

    def _required(self, order: Order) -> dict[str, Any]:
        told = self._ask(
            f"query($search: String) {{ orders(first: 5, query: $search) {{ nodes {{ {_ORDER} }} }} }}",
            search=f"name:{order.number}",
        )
        for one in listed(told, "orders", "nodes"):
            if one["name"].lstrip("#") == order.number:
                return one
        raise NotFound(f"there is no order {order.number!r} at the shop", field="number")

    def _update(self, given: dict[str, Any]) -> None:
        change = "mutation($input: OrderInput!) { orderUpdate(input: $input) { userErrors { field message } } }"
        self._do(change, "orderUpdate", input=given)

    def _do(self, change: str, name: str, errors: str = "userErrors", *, once: bool = False, **values: Any) -> None:
        """A mutation; what the platform says no to is told in its words."""
        if found := listed(self._ask(change, once=once, **values), name, errors):
            raise Conflict(str(found[0].get("message") or "The shop's system refused."))

    def _ask(self, query: str, *, once: bool = False, **values: Any) -> dict[str, Any]:
        path = f"/admin/api/{self.settings.version or VERSION}/graphql.json"
        told, _ = self.web.ask("POST", path, json={"query": query, "variables": values}, check=_throttled, once=once)
        if part(told, "errors"):
            raise BadInput(f"{path}: {part(told, 'errors')}")
        data = part(told, "data")
        if not isinstance(data, dict):
            raise Unavailable("connector", f"{path}: the answer has no data")
        return data


def _throttled(told: Any) -> None:
    """Points that are spent come back by the second; the answer says how many are missing."""
    errors = part(told, "errors")
    if not isinstance(errors, list) or not errors:
        return
    if any(part(one, "extensions", "code") in ("THROTTLED", "INTERNAL_SERVER_ERROR") for one in errors):
        status = part(told, "extensions", "cost", "throttleStatus") or {}
        missing = float(part(told, "extensions", "cost", "requestedQueryCost") or 0) - float(
            status.get("currentlyAvailable") or 0
        )
        rate = float(status.get("restoreRate") or 50)
        raise TryAgain("graphql: throttled", max(0.1, missing / rate) if status else None)


def _gid(kind: str, number: str) -> str:
    return number if number.startswith("gid://") else f"gid://shopify/{kind}/{number}"


def _number(gid: str) -> str:
    return gid.rpartition("/")[2].partition("?")[0]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _money(told: dict[str, Any], name: str) -> Any:
    return amount(part(told, name, "shopMoney", "amount"))


def _order(told: dict[str, Any]) -> Order:
    refunded: dict[str, int] = {}
    for refund in listed(told.get("refunds") or []):
        for one in listed(refund, "refundLineItems", "nodes"):
            line_id = str(part(one, "lineItem", "id"))
            refunded[line_id] = refunded.get(line_id, 0) + int(one["quantity"])
    lines = tuple(
        OrderLine(
            item_id=_number(part(one, "product", "id") or one["id"]),
            title=one["title"],
            quantity=one["quantity"],
            unit_price=_money(one, "discountedUnitPriceSet"),
            options=options([(o["name"], o["value"]) for o in part(one, "variant", "selectedOptions") or []]),
            returned=min(one["quantity"], refunded.get(one["id"], 0)),
        )
        for one in listed(told, "lineItems", "nodes")
        if one["quantity"]
    )
    parcels = listed(told.get("fulfillments") or [])
    last = parcels[-1] if parcels else {}
    tracking = (last.get("trackingInfo") or [{}])[0]
    at = {name: states.moment(last[name]) if last.get(name) else None for name in
          ("createdAt", "deliveredAt", "estimatedDeliveryAt")}  # fmt: skip
    address = told.get("shippingAddress") or told.get("billingAddress") or {}
    return Order(
        number=told["name"].lstrip("#"),
        shopper_id=_number(told["customer"]["id"]) if told.get("customer") else None,
        email=told.get("email") or "",
        status=_status(told, lines, bool(at["deliveredAt"])),
        lines=lines,
        address=Address(
            name=address.get("name") or "",
            street=street(address.get("address1"), address.get("address2")),
            postcode=address.get("zip") or "",
            city=address.get("city") or "",
            country=address.get("countryCodeV2") or "",
        ),
        total=_money(told, "totalPriceSet"),
        shipping=_money(told, "totalShippingPriceSet"),
        currency=told["currencyCode"],
        placed_at=states.moment(told["createdAt"]),
        shipped_at=at["createdAt"],
        delivered_at=at["deliveredAt"],
        expected_at=at["estimatedDeliveryAt"],
        carrier=tracking.get("company"),
        tracking=tracking.get("number"),
    )


def _status(told: dict[str, Any], lines: tuple[OrderLine, ...], delivered: bool) -> OrderStatus:
    if told["cancelledAt"]:
        return OrderStatus.CANCELLED
    if lines and all(line.returned == line.quantity for line in lines):
        return OrderStatus.RETURNED
    if any(line.returned for line in lines) and told["displayFulfillmentStatus"] == "FULFILLED":
        return OrderStatus.PARTLY_RETURNED
    if delivered:
        return OrderStatus.DELIVERED
    if told["displayFulfillmentStatus"] in ("FULFILLED", "PARTIALLY_FULFILLED"):
        return OrderStatus.SHIPPED
    if told["displayFulfillmentStatus"] in ("IN_PROGRESS", "PENDING_FULFILLMENT"):
        return OrderStatus.PACKED
    paid = told["displayFinancialStatus"] in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED", "PARTIALLY_PAID", "AUTHORIZED")
    return OrderStatus.PAID if paid else OrderStatus.PLACED
