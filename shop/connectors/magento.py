"""Magento 2 (Open Source, and Adobe Commerce) by its REST API: an integration's token, search criteria, source items.

Magento Open Source sends no webhooks: an observer or a module of the shop's sends ours (docs/connectors.md), or the
sweep alone keeps up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from shop.connectors.base import LEFT, REFUSED, Platform, amount, finished, listed, marked, part, street
from shop.errors import Conflict, NotFound
from shop.importers import clean, states
from shop.importers.categories import choose, without_title
from shop.importers.draft import UNTRACKED, Draft, options
from shop.importers.report import Report
from shop.types import Address, Item, Order, OrderLine, OrderStatus

PAGE = 100
_SHOWN = {2, 3, 4}  # visibilities: catalogue, search, both
_SHIPPED = ("complete", "closed")


class Magento(Platform):
    """``token`` is an integration's access token; items go by Magento's own numbers."""

    name = "magento"

    # ── reading ──────────────────────────────────────────────────────────────

    def products(self, since: datetime | None, report: Report) -> Iterator[Item]:
        for known in ("_attributes", "_categories"):  # may have grown since
            self.__dict__.pop(known, None)
        wanted = [] if since is None else [("updated_at", _moment(since), "gteq")]
        parents: set[str] = set()
        for page in self._pages("products", wanted):
            shown = [one for one in page if _is_shown(one)]
            if since is not None:
                hidden = (one for one in page if not _is_shown(one))
                parents |= {parent for one in hidden if (parent := self._parent(one)) is not None}
            yield from self._items(shown, report)
        for number in sorted(parents):  # whose versions alone have changed
            if (item := self.product(number, report)) is not None:
                yield item

    def product(self, product_id: str, report: Report) -> Item | None:
        for page in self._pages("products", [("entity_id", product_id, "eq")]):
            for one in page:
                if not _is_shown(one) and (parent := self._parent(one)) is not None:
                    return self.product(parent, report)
                return next(self._items([one], report), None)
        return None

    def product_of(self, stock_id: str) -> str | None:
        """Stock is counted by SKU."""
        for page in self._pages("products", [("sku", stock_id, "eq")]):
            for one in page:
                return str(one["id"]) if _is_shown(one) else self._parent(one) or str(one["id"])
        return None

    def orders(self, since: datetime | None) -> Iterator[Order]:
        for page in self._pages("orders", [] if since is None else [("updated_at", _moment(since), "gteq")]):
            yield from map(self._order, page)

    def order(self, order_id: str) -> Order | None:
        try:
            return self._order(self.web.get(f"{_path('orders')}/{order_id}"))
        except NotFound:
            return None

    def _pages(self, what: str, wanted: list[tuple[str, str, str]]) -> Iterator[list[dict[str, Any]]]:
        query = {
            f"searchCriteria[filter_groups][{place}][filters][0][{name}]": value
            for place, filter_ in enumerate(wanted)
            for name, value in zip(("field", "value", "condition_type"), filter_, strict=True)
        }
        seen, number = 0, 1
        while True:  # a page beyond the last is the last once more
            told = self.web.get(
                _path(what),
                **query,
                **{"searchCriteria[pageSize]": PAGE, "searchCriteria[currentPage]": number},
            )
            found = listed(told, "items")
            yield found
            seen += len(found)
            if not found or seen >= int(told.get("total_count") or 0):
                return
            number += 1

    def _items(self, page: list[dict[str, Any]], report: Report) -> Iterator[Item]:
        """The items of some products, with the stock of all their versions asked for at once."""
        versions = {
            one["sku"]: self._versions(one) if one.get("type_id") == "configurable" else []
            for one in page
            if int(one.get("status") or 1) == 1
        }
        skus = [sku for top, below in versions.items() for sku in (top, *(one["sku"] for one in below))]
        stock = self._stock(skus)
        for one in page:
            report.rows += 1
            if one["sku"] not in versions:
                report.skipped += 1
            elif (item := self._item(one, versions[one["sku"]], stock, report)) is not None:
                report.items += 1
                yield item

    def _versions(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        found = listed(self.web.get(f"{_path('configurable-products')}/{quote(told['sku'], safe='')}/children"))
        return [one for one in found if int(one.get("status") or 1) == 1]

    def _parent(self, told: dict[str, Any]) -> str | None:
        """The product that a hidden one is a version of. Magento tells it only from above, so it is kept."""
        if told["id"] not in self._above:
            for page in self._pages("products", [("type_id", "configurable", "eq")]):
                for one in page:
                    below = part(one, "extension_attributes", "configurable_product_links") or []
                    self._above |= dict.fromkeys(map(int, below), str(one["id"]))
        return self._above.get(told["id"])

    @cached_property
    def _above(self) -> dict[int, str]:
        return {}

    def _stock(self, skus: Iterable[str]) -> dict[str, int]:
        """Pieces by SKU, of all sources that are open; what no source counts is not limited."""
        found: dict[str, int] = {}
        wanted = list(dict.fromkeys(skus))
        for start in range(0, len(wanted), PAGE):
            some = ",".join(wanted[start : start + PAGE])
            for page in self._pages("inventory/source-items", [("sku", some, "in")]):
                for one in page:
                    pieces = int(float(one["quantity"])) if int(one["status"]) == 1 else 0
                    found[one["sku"]] = found.get(one["sku"], 0) + max(pieces, 0)
        return found

    @cached_property
    def _attributes(self) -> dict[str, dict[str, Any]]:
        """The shop's own attributes by code: label, options, whether shoppers see them."""
        wanted = [("is_user_defined", "1", "eq")]
        return {one["attribute_code"]: one for page in self._pages("products/attributes", wanted) for one in page}

    @cached_property
    def _categories(self) -> dict[str, list[str]]:
        """The path of each category by its number, without the two roots."""
        told = [one for page in self._pages("categories/list", []) for one in page]
        names = {str(one["id"]): str(one["name"]) for one in told}
        return {str(one["id"]): [names[n] for n in str(one["path"]).split("/")[2:] if n in names] for one in told}

    def _said(self, code: str, value: Any) -> list[str]:
        """A value in words: options stand as numbers."""
        labels = {str(o["value"]): str(o["label"]) for o in (self._attributes.get(code) or {}).get("options") or []}
        values = value if isinstance(value, list) else str(value).split(",") if labels else [value]
        return [labels.get(str(one), str(one)) for one in values if str(one).strip()]

    def _item(
        self, told: dict[str, Any], versions: list[dict[str, Any]], stock: Mapping[str, int], report: Report
    ) -> Item | None:
        own = _custom(told)
        draft = Draft(line=int(told["id"]), id=str(told["id"]), title=told["name"])
        draft.attributes["sku"] = told["sku"]
        draft.description = clean.plain(own.get("description") or own.get("short_description") or "")
        links = part(told, "extension_attributes", "category_links") or []
        draft.categories, _ = choose([self._categories.get(str(one["category_id"]), []) for one in links])
        draft.categories = without_title(draft.categories, draft.title)
        if own.get("image") and own["image"] != "no_selection":
            draft.image = f"{self.url}/media/catalog/product{own['image']}"
        if own.get("url_key"):
            draft.url = f"{self.url}/{own['url_key']}.html"
        varied = {
            str(one["attribute_id"]) for one in part(told, "extension_attributes", "configurable_product_options") or []
        }
        axes = {code: one for code, one in self._attributes.items() if str(one["attribute_id"]) in varied}
        for code, value in own.items():
            known = self._attributes.get(code)
            if known is None or code in axes or code in _PRICES or value in (None, ""):
                continue
            if code == "manufacturer" or str(known.get("is_visible_on_front")) in ("1", "True"):
                said = self._said(code, value)
                draft.add(_label(code, known), code, said[0] if len(said) == 1 else said)
        if not versions:
            self._offer(draft, told, stock)
        for one in versions:
            version = Draft(line=draft.line, ref=str(one["id"]))
            self._offer(version, one, stock)
            values = _custom(one)
            chosen: list[tuple[object, object]] = [
                (_label(code, axis), next(iter(self._said(code, values.get(code, ""))), ""))
                for code, axis in axes.items()
            ]
            draft.add_variant(one["sku"], options(chosen), version)
        return finished(draft, self.settings.currency, report)

    def _offer(self, draft: Draft, told: dict[str, Any], stock: Mapping[str, int]) -> None:
        own = _custom(told)
        dates = [own.get(name) for name in ("special_from_date", "special_to_date")]
        span = tuple(states.moment(date, end=bool(at)) if date else None for at, date in enumerate(dates))
        draft.prices(("price", told.get("price")), ("special_price", own.get("special_price")), (span[0], span[1]))
        draft.stock = stock.get(told["sku"], UNTRACKED)
        draft.weight_g = clean.grams(told["weight"], self.settings.weight_unit) if told.get("weight") else None

    def _order(self, told: dict[str, Any]) -> Order:
        rows = [one for one in listed(told, "items") if not one.get("parent_item_id")]
        lines = tuple(self._line(one) for one in rows)
        sent = told["state"] in _SHIPPED or any(int(float(one.get("qty_shipped") or 0)) for one in rows)
        parcels = self._parcels(told["entity_id"]) if sent else []
        track: dict[str, Any] = next((one for parcel in parcels for one in parcel.get("tracks") or []), {})
        return Order(
            number=told["increment_id"],
            shopper_id=str(told["customer_id"]) if told.get("customer_id") else None,
            email=told.get("customer_email") or "",
            status=_status(told["state"], lines, sent),
            lines=lines,
            address=_address(told),
            total=amount(told["grand_total"]),
            shipping=amount(told.get("shipping_incl_tax") or told.get("shipping_amount")),
            currency=told["order_currency_code"],
            placed_at=states.moment(told["created_at"]),
            shipped_at=states.moment(parcels[0]["created_at"]) if parcels else None,
            carrier=track.get("title"),
            tracking=track.get("track_number"),
        )

    def _line(self, one: dict[str, Any]) -> OrderLine:
        axes = {str(axis["attribute_id"]): (code, axis) for code, axis in self._attributes.items()}
        chosen: list[tuple[object, object]] = []
        for option in part(one, "product_option", "extension_attributes", "configurable_item_options") or []:
            code, axis = axes.get(str(option["option_id"]), ("", {}))
            if code:
                said = next(iter(self._said(code, option["option_value"])), "")
                chosen.append((_label(code, axis), said))
        return OrderLine(
            item_id=str(one["product_id"]),
            title=one["name"],
            quantity=int(float(one["qty_ordered"])),
            unit_price=amount(one.get("price_incl_tax") or one.get("price")),
            options=options(chosen),
            returned=int(float(one.get("qty_refunded") or 0)),
        )

    def _parcels(self, order_id: int) -> list[dict[str, Any]]:
        return [one for page in self._pages("shipments", [("order_id", str(order_id), "eq")]) for one in page]

    # ── deeds ────────────────────────────────────────────────────────────────

    def _cancelled(self, told: dict[str, Any]) -> bool:
        return bool(told["state"] == "canceled")

    def _cancel(self, order: Order, told: dict[str, Any], key: str, reason: str) -> None:
        done = self.web.post(f"{_path('orders')}/{told['entity_id']}/cancel", {})
        if done is not True:  # paid for, or on its way
            raise Conflict(REFUSED)
        if reason:
            self.note(order, f"Cancelled by the customer: {reason}", key)

    def change_address(self, order: Order, address: Address, key: str) -> None:
        told = self._required(order)
        if told["state"] in (*_SHIPPED, "canceled"):
            raise Conflict(LEFT)
        before = _shipping(told)
        first, _, last = address.name.rpartition(" ")
        entity = {
            **{name: before[name] for name in ("entity_id", "email", "telephone") if before.get(name)},
            "address_type": "shipping",
            "parent_id": told["entity_id"],
            "firstname": first or last,
            "lastname": last,
            "street": [address.street],
            "postcode": address.postcode,
            "city": address.city,
            "country_id": address.country,
        }
        self.web.put(f"{_path('orders')}/{told['entity_id']}", {"entity": entity})

    def note(self, order: Order, text: str, key: str) -> None:
        told = self._required(order)
        path = f"{_path('orders')}/{told['entity_id']}/comments"
        if any(marked(key) in str(one.get("comment")) for one in listed(self.web.get(path), "items")):
            return
        comment = {
            "comment": f"{text} {marked(key)}",
            "is_customer_notified": 0,
            "is_visible_on_front": 0,
            "parent_id": told["entity_id"],
        }
        self.web.post(path, {"statusHistory": comment | {"status": told["status"]}}, once=True)

    def _required(self, order: Order) -> dict[str, Any]:
        for page in self._pages("orders", [("increment_id", order.number, "eq")]):
            for one in page:
                return one
        raise NotFound(f"there is no order {order.number!r} at the shop", field="number")


_PRICES = frozenset({"price", "special_price", "cost", "tier_price"})


def _is_shown(told: dict[str, Any]) -> bool:
    return int(told.get("visibility") or 4) in _SHOWN


def _label(code: str, attribute: dict[str, Any]) -> str:
    return str(attribute.get("default_frontend_label") or code)


def _path(what: str) -> str:
    return f"/rest/V1/{what}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _custom(told: dict[str, Any]) -> dict[str, Any]:
    return {str(one["attribute_code"]): one.get("value") for one in listed(told.get("custom_attributes") or [])}


def _shipping(told: dict[str, Any]) -> dict[str, Any]:
    for one in part(told, "extension_attributes", "shipping_assignments") or []:
        if (address := part(one, "shipping", "address")) is not None:
            return dict(address)
    return dict(told.get("billing_address") or {})


def _address(told: dict[str, Any]) -> Address:
    own = _shipping(told)
    return Address(
        name=" ".join(filter(None, (own.get("firstname"), own.get("lastname")))),
        street=street(*(own.get("street") or [])),
        postcode=own.get("postcode") or "",
        city=own.get("city") or "",
        country=own.get("country_id") or "",
    )


def _status(state: str, lines: tuple[OrderLine, ...], sent: bool) -> OrderStatus:
    back = sum(line.returned for line in lines)
    if state == "canceled":
        return OrderStatus.CANCELLED
    if back and back >= sum(line.quantity for line in lines):
        return OrderStatus.RETURNED
    if sent:
        return OrderStatus.PARTLY_RETURNED if back else OrderStatus.SHIPPED
    return OrderStatus.PAID if state == "processing" else OrderStatus.PLACED
