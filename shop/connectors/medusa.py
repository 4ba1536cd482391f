"""Medusa 2 by its Admin API: a secret key, offsets, price lists for sales.

Medusa sends no webhooks of its own: a subscriber of the shop's sends ours (docs/connectors.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from shop.connectors.base import LEFT, Platform, amount, finished, listed, marked, names, part, street
from shop.errors import Conflict, NotFound
from shop.importers import clean, states
from shop.importers.draft import Draft, options
from shop.importers.report import Report
from shop.types import Address, Item, Order, OrderLine, OrderStatus

PAGE = 100
_PRODUCT = (
    "id,title,subtitle,description,handle,status,thumbnail,material,weight,*categories,*tags,*type,*options,"
    "*variants,*variants.options,*variants.options.option,*variants.prices,+variants.inventory_quantity"
)
_ORDER = (
    "id,display_id,email,currency_code,status,payment_status,fulfillment_status,created_at,canceled_at,customer_id,"
    "total,shipping_total,metadata,*items,*items.detail,*shipping_address,*fulfillments,*fulfillments.labels"
)
Sale = tuple[Any, datetime | None, datetime | None]  # amount, starts, ends


class Medusa(Platform):
    """``token`` is a secret API key (``sk_…``); items and orders go by Medusa's ids."""

    name = "medusa"

    def access(self) -> dict[str, Any]:
        return {"auth": (self.settings.token, "")}

    # ── reading ──────────────────────────────────────────────────────────────

    def products(self, since: datetime | None, report: Report) -> Iterator[Item]:
        sales = self._sales()
        for told in self._all("products", since, _PRODUCT):
            report.rows += 1
            if (item := self._item(told, sales, report)) is not None:
                report.items += 1
                yield item

    def product(self, product_id: str, report: Report) -> Item | None:
        try:
            told = self.web.get(f"/admin/products/{product_id}", fields=_PRODUCT)["product"]
        except NotFound:
            return None
        return self._item(told, self._sales(), report)

    def product_of(self, stock_id: str) -> str | None:
        """Stock is counted under inventory items, whose variants name their product."""
        query = {"inventory_items[inventory_item_id]": stock_id, "fields": "id,product_id", "limit": 1}
        found = listed(self.web.get("/admin/product-variants", **query), "variants")
        return str(found[0]["product_id"]) if found else None

    def orders(self, since: datetime | None) -> Iterator[Order]:
        yield from map(_order, self._all("orders", since, _ORDER))

    def order(self, order_id: str) -> Order | None:
        try:
            return _order(self.web.get(f"/admin/orders/{order_id}", fields=_ORDER)["order"])
        except NotFound:
            return None

    def _all(self, what: str, since: datetime | None, fields: str) -> Iterator[dict[str, Any]]:
        query: dict[str, Any] = {"fields": fields, "order": "id", "limit": PAGE}
        if since is not None:
            query["updated_at[$gte]"] = since.astimezone(UTC).isoformat()
        offset = 0
        while True:
            told = self.web.get(f"/admin/{what}", offset=offset, **query)
            found = listed(told, what.replace("-", "_"))
            yield from found
            offset += len(found)
            if not found or offset >= int(told.get("count") or 0):
                return

    def _sales(self) -> dict[str, Sale]:
        """The sale of each variant in the shop's currency, where a price list for everybody has one."""
        found: dict[str, Sale] = {}
        for one in self._all("price-lists", None, "id,type,status,starts_at,ends_at,rules_count,*prices"):
            if one.get("type") != "sale" or one.get("status") != "active" or one.get("rules_count"):
                continue
            starts, ends = (states.moment(one[name]) if one.get(name) else None for name in ("starts_at", "ends_at"))
            for price in listed(one.get("prices") or []):
                if self._ours(price) and price.get("variant_id"):
                    found[str(price["variant_id"])] = (price["amount"], starts, ends)
        return found

    def _ours(self, price: dict[str, Any]) -> bool:
        """A price in the shop's currency that holds for one piece, anybody and anywhere."""
        currency = str(price.get("currency_code") or "").upper()
        return currency == self.settings.currency and not price.get("rules_count") and not price.get("min_quantity")

    def _item(self, told: dict[str, Any], sales: Mapping[str, Sale], report: Report) -> Item | None:
        if told.get("status") != "published":
            report.skipped += 1
            return None
        draft = Draft(line=report.rows, id=told["id"], title=told["title"])
        draft.description = "\n".join(filter(None, (told.get("subtitle"), told.get("description"))))
        kinds = [one["name"] for one in listed(told.get("categories") or [])] or [part(told, "type", "value")]
        draft.categories = [one for one in kinds[:1] if one]
        draft.tags = [str(one["value"]) for one in listed(told.get("tags") or [])]
        draft.image = told.get("thumbnail")
        draft.url = f"{self.settings.storefront or self.url}/products/{told['handle']}"
        if told.get("material"):
            draft.add("material", "material", told["material"])
        for one in listed(told.get("variants") or []):
            version = Draft(line=draft.line, ref=one["id"], currency=self.settings.currency)
            price = next((price["amount"] for price in listed(one.get("prices") or []) if self._ours(price)), None)
            reduced, starts, ends = sales.get(one["id"], (None, None, None))
            version.prices(("price", price), ("sale", reduced), (starts, ends))
            counted = one.get("inventory_quantity") if one.get("manage_inventory") else None
            empty = counted is not None and int(counted) <= 0
            version.set_state("backorder" if empty and one.get("allow_backorder") else None, counted)
            for code in ("barcode", "ean", "upc"):
                version.add_gtin(one.get(code))
            weight = one.get("weight") or told.get("weight")
            version.weight_g = clean.grams(weight, self.settings.weight_unit) if weight else None
            chosen = [(part(each, "option", "title"), each.get("value")) for each in listed(one.get("options") or [])]
            draft.add_variant(str(one.get("sku") or one["id"]), options(chosen), version)
        return finished(draft, self.settings.currency, report)

    # ── deeds ────────────────────────────────────────────────────────────────

    def _cancelled(self, told: dict[str, Any]) -> bool:
        return bool(told["status"] == "canceled")

    def _cancel(self, order: Order, told: dict[str, Any], key: str, reason: str) -> None:
        if told["fulfillment_status"] not in ("not_fulfilled", "canceled"):
            raise Conflict(LEFT)
        self.web.post(f"/admin/orders/{told['id']}/cancel", {})
        if reason:
            self.note(order, f"Cancelled by the customer: {reason}", key)

    def change_address(self, order: Order, address: Address, key: str) -> None:
        told = self._required(order)
        if told["status"] == "canceled" or told["fulfillment_status"] not in ("not_fulfilled", "fulfilled"):
            raise Conflict(LEFT)
        given_name, family_name = names(address.name)
        given = {
            "first_name": given_name,
            "last_name": family_name,
            "address_1": address.street,
            "address_2": "",
            "postal_code": address.postcode,
            "city": address.city,
            "country_code": address.country.lower(),
        }
        self.web.post(f"/admin/orders/{told['id']}", {"shipping_address": given})

    def note(self, order: Order, text: str, key: str) -> None:
        """Medusa's orders have no notes; they stand in the order's metadata, which its admin shows."""
        told = self._required(order)
        before = str(part(told, "metadata", "shopkeeper") or "")
        if marked(key) not in before:
            after = "\n".join(filter(None, (before, f"{text} {marked(key)}")))
            metadata = {**(told.get("metadata") or {}), "shopkeeper": after}
            self.web.post(f"/admin/orders/{told['id']}", {"metadata": metadata})

    def take_back(self, order: Order, lines: Mapping[str, int], key: str, reason: str) -> None:
        told = self._required(order)
        there = listed(self.web.get("/admin/returns", order_id=told["id"], limit=PAGE), "returns")
        begun = next((one for one in there if marked(key) in str(one.get("internal_note"))), None)
        if begun is not None and begun.get("status") not in (None, "open"):
            return
        rest, wanted = dict(lines), []
        for line in listed(told, "items"):
            sent = int(part(line, "detail", "shipped_quantity") or part(line, "detail", "fulfilled_quantity") or 0)
            pieces = min(rest.get(line["product_id"], 0), sent)
            if pieces:
                wanted.append({"id": line["id"], "quantity": pieces})
                rest[line["product_id"]] -= pieces
        if not wanted or any(rest.values()):
            raise Conflict("Not all of that has been sent, so it cannot be returned yet.")
        body = {"order_id": told["id"], "internal_note": f"{reason} {marked(key)}".strip()}
        made = begun or self.web.post("/admin/returns", body, once=True)["return"]
        if not made.get("items"):
            self.web.post(f"/admin/returns/{made['id']}/request-items", {"items": wanted}, once=True)
        self.web.post(f"/admin/returns/{made['id']}/request", {}, once=True)

    def _required(self, order: Order) -> dict[str, Any]:
        for one in listed(self.web.get("/admin/orders", q=order.number, fields=_ORDER, limit=20), "orders"):
            if str(one["display_id"]) == order.number:
                return one
        raise NotFound(f"there is no order {order.number!r} at the shop", field="number")


def _order(told: dict[str, Any]) -> Order:
    lines = tuple(
        OrderLine(
            item_id=str(one.get("product_id") or one["id"]),
            title=str(one.get("product_title") or one["title"]),
            quantity=int(one["quantity"]),
            unit_price=amount(one["unit_price"]),
            options=options(list((one.get("variant_option_values") or {}).items())),
            returned=int(part(one, "detail", "return_received_quantity") or 0),
        )
        for one in listed(told, "items")
        if int(one["quantity"])
    )
    parcels = [one for one in listed(told.get("fulfillments") or []) if not one.get("canceled_at")]
    sent, there = (
        [states.moment(one[name]) for one in parcels if one.get(name)] for name in ("shipped_at", "delivered_at")
    )
    label: dict[str, Any] = next((label for one in parcels for label in one.get("labels") or []), {})
    own = told.get("shipping_address") or {}
    return Order(
        number=str(told["display_id"]),
        shopper_id=told.get("customer_id"),
        email=told.get("email") or "",
        status=_status(told, lines),
        lines=lines,
        address=Address(
            name=" ".join(filter(None, (own.get("first_name"), own.get("last_name")))),
            street=street(own.get("address_1"), own.get("address_2")),
            postcode=own.get("postal_code") or "",
            city=own.get("city") or "",
            country=str(own.get("country_code") or "").upper(),
        ),
        total=amount(told["total"]),
        shipping=amount(told.get("shipping_total")),
        currency=told["currency_code"].upper(),
        placed_at=states.moment(told["created_at"]),
        shipped_at=min(sent, default=None),
        delivered_at=max(there, default=None),
        tracking=label.get("tracking_number"),
    )


_FULFILLED = {
    "delivered": OrderStatus.DELIVERED,
    "shipped": OrderStatus.SHIPPED,
    "partially_shipped": OrderStatus.SHIPPED,
    "partially_delivered": OrderStatus.SHIPPED,
    "fulfilled": OrderStatus.PACKED,
    "partially_fulfilled": OrderStatus.PACKED,
}


def _status(told: dict[str, Any], lines: tuple[OrderLine, ...]) -> OrderStatus:
    if told["status"] == "canceled":
        return OrderStatus.CANCELLED
    if lines and all(line.returned >= line.quantity for line in lines):
        return OrderStatus.RETURNED
    if any(line.returned for line in lines):
        return OrderStatus.PARTLY_RETURNED
    paid = told["payment_status"] in ("captured", "authorized", "partially_captured", "partially_refunded")
    return _FULFILLED.get(told["fulfillment_status"], OrderStatus.PAID if paid else OrderStatus.PLACED)
