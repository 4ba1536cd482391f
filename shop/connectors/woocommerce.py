"""WooCommerce by its REST API, ``/wp-json/wc/v3``: consumer key and secret, pages, webhooks signed by HMAC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from shop.connectors.base import LEFT, Change, Headers, Platform, amount, finished, listed, marked, names, part, street
from shop.connectors.links import variant_id
from shop.errors import Conflict, NotFound
from shop.importers import clean, states
from shop.importers.categories import choose, without_title
from shop.importers.draft import Draft, options
from shop.importers.report import Report
from shop.types import Address, Item, Order, OrderLine, OrderStatus

PAGE = 100
TOPICS = (
    "product.created", "product.updated", "product.deleted", "product.restored",
    "order.created", "order.updated", "order.deleted",
)  # fmt: skip
_OPEN = ("pending", "on-hold", "processing")
_STATUS = {
    "pending": OrderStatus.PLACED,
    "on-hold": OrderStatus.PLACED,
    "processing": OrderStatus.PAID,
    "completed": OrderStatus.SHIPPED,
    "cancelled": OrderStatus.CANCELLED,
    "failed": OrderStatus.CANCELLED,
    "refunded": OrderStatus.RETURNED,
    "trash": OrderStatus.CANCELLED,
}


class WooCommerce(Platform):
    """``key`` and ``secret`` are a consumer key with read and write rights; items and orders go by their numbers."""

    name = "woocommerce"
    signature = "x-wc-webhook-signature"
    delivery = "x-wc-webhook-delivery-id"

    def access(self) -> dict[str, Any]:
        return {"auth": (self.settings.key, self.settings.secret)}

    # ── reading ──────────────────────────────────────────────────────────────

    def products(self, since: datetime | None, report: Report) -> Iterator[Item]:
        for told in self._all("products", since, {} if since else {"status": "publish"}):
            report.rows += 1
            if (item := self._item(told, report)) is not None:
                report.items += 1
                yield item

    def product(self, product_id: str, report: Report) -> Item | None:
        told = self._one("products", product_id)
        if told is not None and told.get("type") == "variation":
            return self.product(str(told.get("parent_id")), report)
        return None if told is None else self._item(told, report)

    def orders(self, since: datetime | None) -> Iterator[Order]:
        for told in self._all("orders", since, {}):
            if told.get("billing"):
                yield self._order(told)

    def order(self, order_id: str) -> Order | None:
        told = self._one("orders", order_id)
        return None if told is None else self._order(told)

    def _all(self, what: str, since: datetime | None, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        query |= {"orderby": "id", "order": "asc"}
        if since is not None:
            moment = since.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
            query |= {"modified_after": moment, "dates_are_gmt": "true"}
        for page in self.web.pages(_path(what), PAGE, **query):
            found = listed(page)
            yield from found
            if len(found) < PAGE:
                return

    def _one(self, what: str, number: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.web.get(f"{_path(what)}/{number}")
            return found
        except NotFound:
            return None

    def _item(self, told: dict[str, Any], report: Report) -> Item | None:
        if told.get("status") != "publish" or told.get("catalog_visibility") == "hidden":
            report.skipped += 1
            return None
        draft = Draft(line=int(told["id"]), id=str(told["id"]), title=str(told.get("name") or ""))
        texts = [clean.plain(told.get(name) or "") for name in ("short_description", "description")]
        draft.description = texts[1] if texts[0] in texts[1] else "\n".join(filter(None, texts))
        self._offer(draft, told)
        draft.tags = [str(one["name"]) for one in listed(told.get("tags") or [])]
        draft.categories, _ = choose([[str(one["name"])] for one in listed(told.get("categories") or [])])
        draft.categories = without_title(draft.categories, draft.title)
        draft.brand = next((str(one["name"]) for one in listed(told.get("brands") or [])), None)
        draft.image = next((str(one["src"]) for one in listed(told.get("images") or []) if one.get("src")), None)
        draft.url = told.get("permalink")
        draft.rating, draft.rating_count = _rating(told)
        for one in listed(told.get("attributes") or []):
            draft.add(str(one["name"]), "attributes", one.get("options"))
        for side, value in (told.get("dimensions") or {}).items():
            if value:
                draft.add(side, "dimensions", f"{value} {self.settings.length_unit}")
        if told.get("type") == "variable":
            for one in self._variations(told["id"]):
                if one.get("status", "publish") != "publish":
                    continue
                version = Draft(line=draft.line, ref=str(one["id"]))
                self._offer(version, one)
                sku = str(one.get("sku") or one["id"])
                pairs = [(a.get("name"), a.get("option")) for a in listed(one.get("attributes") or [])]
                draft.add_variant(sku, options(pairs), version)
            if not draft.variants:
                report.skipped += 1
                return None
        elif told.get("sku"):
            draft.attributes["sku"] = str(told["sku"])
        return finished(draft, self.settings.currency, report)

    def _variations(self, product_id: int) -> Iterator[dict[str, Any]]:
        for page in self.web.pages(f"{_path('products')}/{product_id}/variations", PAGE):
            found = listed(page)
            yield from found
            if len(found) < PAGE:
                return

    def _offer(self, draft: Draft, told: dict[str, Any]) -> None:
        dates = [told.get(f"date_on_sale_{end}_gmt") for end in ("from", "to")]
        starts, ends = (states.moment(date) if date else None for date in dates)
        regular = told.get("regular_price") or told.get("price")
        draft.prices(("regular_price", regular), ("sale_price", told.get("sale_price")), (starts, ends))
        counted = told.get("stock_quantity") if told.get("manage_stock") else None
        state = {"outofstock": "out_of_stock", "onbackorder": "backorder"}.get(str(told.get("stock_status")))
        draft.set_state(state, None if counted is None else max(int(counted), 0))  # type: ignore[arg-type]
        draft.weight_g = clean.grams(told["weight"], self.settings.weight_unit) if told.get("weight") else None
        draft.add_gtin(told.get("global_unique_id"))

    def _order(self, told: dict[str, Any]) -> Order:
        returned = self._refunded(told)
        lines = []
        for one in listed(told, "line_items"):
            pieces = int(one.get("quantity") or 1)
            chosen = [(a.get("display_key"), a.get("display_value")) for a in listed(one.get("meta_data") or [])]
            lines.append(
                OrderLine(
                    item_id=str(one.get("product_id") or one["id"]),
                    title=str(one.get("parent_name") or one["name"]),
                    quantity=pieces,
                    unit_price=amount((amount(one["total"]) + amount(one.get("total_tax"))) / pieces),
                    options=options([pair for pair in chosen if not str(pair[0]).startswith("_")]),
                    returned=min(pieces, returned.get(int(one["id"]), 0)),
                )
            )
        status = _STATUS.get(str(told["status"]), OrderStatus.PLACED)
        if status is OrderStatus.SHIPPED and any(line.returned for line in lines):
            status = OrderStatus.PARTLY_RETURNED
        billing = told["billing"]
        done = told.get("date_completed_gmt")
        return Order(
            number=str(told.get("number") or told["id"]),
            shopper_id=str(told["customer_id"]) if told.get("customer_id") else None,
            email=str(billing.get("email") or ""),
            status=status,
            lines=tuple(lines),
            address=_address(told.get("shipping") or {}, billing),
            total=amount(told["total"]),
            shipping=amount(amount(told.get("shipping_total")) + amount(told.get("shipping_tax"))),
            currency=str(told["currency"]),
            placed_at=states.moment(told["date_created_gmt"]),
            shipped_at=states.moment(done) if done else None,
        )

    def _refunded(self, told: dict[str, Any]) -> dict[int, int]:
        """Pieces of each line that were paid back: line id → pieces."""
        found: dict[int, int] = {}
        if not told.get("refunds"):
            return found
        for refund in listed(self.web.get(f"{_path('orders')}/{told['id']}/refunds", per_page=PAGE)):
            for line in listed(refund.get("line_items") or []):
                meta = {one.get("key"): one.get("value") for one in listed(line.get("meta_data") or [])}
                own = int(meta.get("_refunded_item_id") or 0)
                found[own] = found.get(own, 0) + abs(int(line.get("quantity") or 0))
        return found

    # ── hooks ────────────────────────────────────────────────────────────────

    def hear(self, body: bytes, headers: Headers) -> Change | None:
        """WooCommerce tries an address with a form that names the webhook alone, which tells nothing."""
        return None if body.startswith(b"webhook_id=") else super().hear(body, headers)

    def change(self, told: dict[str, Any], headers: Headers) -> Change | None:
        resource, number = headers.get("x-wc-webhook-resource"), told.get("id")
        if resource not in ("product", "order") or number is None:
            return None
        if resource == "order":
            return Change("order", str(number))
        return Change("product", str(told["parent_id"] if told.get("type") == "variation" else number))

    def subscribe(self, address: str) -> list[str]:
        there = self._hooks(address)
        for topic in TOPICS:
            if topic not in there:
                body = {"name": f"Shopkeeper {topic}", "topic": topic, "delivery_url": address}
                self.web.post(_path("webhooks"), body | {"secret": self.settings.webhook_secret})
        return list(TOPICS)

    # ── deeds ────────────────────────────────────────────────────────────────

    def _cancelled(self, told: dict[str, Any]) -> bool:
        return bool(told["status"] == "cancelled")

    def _cancel(self, order: Order, told: dict[str, Any], key: str, reason: str) -> None:
        if told["status"] not in _OPEN:
            raise Conflict(LEFT)
        self.web.put(f"{_path('orders')}/{told['id']}", {"status": "cancelled"})
        if reason:
            self.note(order, f"Cancelled by the customer: {reason}", key)

    def change_address(self, order: Order, address: Address, key: str) -> None:
        told = self._required(order)
        if told["status"] not in _OPEN:
            raise Conflict(LEFT)
        given_name, family_name = names(address.name)
        shipping = {
            "first_name": given_name,
            "last_name": family_name,
            "address_1": address.street,
            "address_2": "",
            "postcode": address.postcode,
            "city": address.city,
            "country": address.country,
        }
        self.web.put(f"{_path('orders')}/{told['id']}", {"shipping": shipping})

    def note(self, order: Order, text: str, key: str) -> None:
        path = f"{_path('orders')}/{self._required(order)['id']}/notes"
        if not any(marked(key) in str(one.get("note")) for one in listed(self.web.get(path))):
            self.web.post(path, {"note": f"{text} {marked(key)}", "customer_note": False}, once=True)

    def take_back(self, order: Order, lines: Mapping[str, int], key: str, reason: str) -> None:
        """WooCommerce knows refunds and no returns: the return is noted, and a person refunds when it is there."""
        wanted = ", ".join(f"{pieces} × {item_id}" for item_id, pieces in lines.items())
        self.note(order, f"Return announced: {wanted}. {reason}".strip(), key)

    def cart_url(self, lines: Sequence[tuple[Item, Mapping[str, str], int]], coupon: str | None) -> str | None:
        """The checkout link of WooCommerce 10; one thing alone goes by the address that all versions know."""
        numbers = [(variant_id(item, chosen), pieces) for item, chosen, pieces in lines]
        if not numbers:
            return None
        if len(numbers) == 1 and not coupon:
            return f"{self.url}/?{urlencode({'add-to-cart': numbers[0][0], 'quantity': numbers[0][1]})}"
        products = ",".join(f"{number}:{pieces}" for number, pieces in numbers)
        query = {"products": products} | ({"coupon": coupon} if coupon else {})
        return f"{self.url}/checkout-link/?{urlencode(query, safe=',:')}"

    def _hooks(self, address: str) -> set[str]:
        found: set[str] = set()
        for page in self.web.pages(_path("webhooks"), PAGE):
            hooks = listed(page)
            active = [one for one in hooks if one.get("delivery_url") == address and one.get("status") == "active"]
            found |= {str(one.get("topic")) for one in active}
            if len(hooks) < PAGE:
                return found
        return found

    def _required(self, order: Order) -> dict[str, Any]:
        """The order by its number, which is its id unless the shop has its own numbers."""
        told = self._one("orders", order.number) if order.number.isdigit() else None
        if told is not None and str(told.get("number", order.number)) == order.number:
            return told
        for one in listed(self.web.get(_path("orders"), search=order.number, per_page=20)):
            if str(one.get("number")) == order.number:
                return one
        raise NotFound(f"there is no order {order.number!r} at the shop", field="number")


def _path(what: str) -> str:
    return f"/wp-json/wc/v3/{what}"


def _rating(told: dict[str, Any]) -> tuple[float | None, int]:
    count = int(told.get("rating_count") or 0)
    return (float(told["average_rating"]) if count and told.get("average_rating") else None), count


def _address(shipping: dict[str, Any], billing: dict[str, Any]) -> Address:
    told = shipping if shipping.get("address_1") else billing
    return Address(
        name=" ".join(filter(None, (told.get("first_name"), told.get("last_name")))),
        street=street(told.get("address_1"), told.get("address_2")),
        postcode=str(part(told, "postcode") or ""),
        city=str(part(told, "city") or ""),
        country=str(part(told, "country") or ""),
    )
