"""The world's orders as the order port sees them, and what is done to them as tau-bench counts it.

A write is a mapping as the scripts' ``want``: do, order, and what it needs.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from shop.errors import BadInput, Conflict, NotFound
from shop.orders.base import LineChange
from shop.types import Address, Case, CaseKind, Customer, Means, Order, OrderLine, OrderStatus

STATUS = {
    "pending": OrderStatus.PAID,
    "processed": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
}
REASONS = {"no_longer_needed": "no longer needed", "ordered_by_mistake": "ordered by mistake"}
KINDS = {"credit_card": "card", "paypal": "paypal", "gift_card": "gift_card"}
SOURCES = {"card": "credit_card", "paypal": "paypal", "gift_card": "gift_card"}
Write = dict[str, Any]


class World:
    """``database`` is tau-bench's; :meth:`reset` brings it back to how it was."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._database = database
        self.reset()

    def reset(self) -> None:
        self._orders = copy.deepcopy(self._database["orders"])
        self._users = copy.deepcopy(self._database["users"])
        self._versions = {
            version["item_id"]: (product, version)
            for product in self._database["products"].values()
            for version in product["variants"].values()
        }
        self._done: dict[str, tuple[str, Case | None]] = {}
        self._cases: dict[str, list[Case]] = {}
        self._returned: dict[str, Counter[str]] = {}
        self.writes: list[Write] = []

    # ── reading ──────────────────────────────────────────────────────────────

    def order(self, number: str) -> Order:
        raw = self._raw(number)
        user = self._users[raw["user_id"]]
        pieces = Counter(one["item_id"] for one in raw["items"])
        first = {one["item_id"]: one for one in reversed(raw["items"])}
        back = self._returned.get(raw["order_id"], Counter())
        status = STATUS[raw["status"]]
        lines = tuple(
            OrderLine(
                item_id=item_id,
                title=first[item_id]["name"],
                quantity=count,
                unit_price=_money(first[item_id]["price"]),
                options={name: str(value) for name, value in first[item_id]["options"].items()},
                returned=back[item_id],
            )
            for item_id, count in pieces.items()
        )
        if back:
            everything = all(line.returned == line.quantity for line in lines)
            status = OrderStatus.RETURNED if everything else OrderStatus.PARTLY_RETURNED
        placed = datetime.now(UTC) - timedelta(days=6)
        arrived = raw["status"] == "delivered"
        return Order(
            number=raw["order_id"].lstrip("#"),
            shopper_id=raw["user_id"],
            email=user["email"],
            status=status,
            lines=lines,
            address=_address(raw["address"], user),
            total=sum((line.unit_price * line.quantity for line in lines), Decimal(0)),
            currency="USD",
            placed_at=placed,
            shipped_at=placed + timedelta(days=1) if raw["fulfillments"] else None,
            delivered_at=placed + timedelta(days=3) if arrived else None,
            tracking=", ".join(one for sent in raw["fulfillments"] for one in sent["tracking_id"]) or None,
            paid_by=self._paid_by(raw),
        )

    def of(self, subject: str) -> list[Order]:
        user = self._users.get(subject)
        return [self.order(number) for number in user["orders"]] if user else []

    def find(self, number: str, email: str) -> list[Order]:
        try:
            order = self.order(number)
        except NotFound:
            return []
        return [order] if order.email.casefold() == email.strip().casefold() else []

    def customer(self, customer_id: str) -> Customer:
        if customer_id not in self._users:
            raise NotFound("There is no such customer.")
        user = self._users[customer_id]
        return Customer(
            id=customer_id,
            name=_name(user),
            email=user["email"],
            address=_address(user["address"], user),
            means=tuple(
                Means(
                    id=one["id"],
                    kind=KINDS[one["source"]],  # type: ignore[arg-type]
                    brand=one.get("brand", ""),
                    last_four=one.get("last_four", ""),
                    balance=_money(one["balance"]) if "balance" in one else None,
                )
                for one in user["payment_methods"].values()
            ),
        )

    def customers(self, email: str, name: str, postcode: str) -> list[Customer]:
        found = (self.customer(key) for key in self._users)
        if email:
            return [one for one in found if one.email.casefold() == email.strip().casefold()]
        told = (name.strip().casefold(), postcode.strip())
        return [one for one in found if (one.name.casefold(), one.address.postcode) == told]

    def cases(self, number: str) -> list[Case]:
        return self._cases.get(self._raw(number)["order_id"], [])

    # ── deeds ────────────────────────────────────────────────────────────────

    def once(self, key: str, what: str) -> tuple[bool, Case | None]:
        """(whether this key has been seen, the case it made); Conflict where it was for something else."""
        if key not in self._done:
            return False, None
        before, case = self._done[key]
        if before != what:
            raise Conflict("This key was used for something else.")
        return True, case

    def open_case(self, number: str, kind: CaseKind, lines: Mapping[str, int], options: Mapping[str, str]) -> Case:
        raw = self._raw(number)
        if kind not in (CaseKind.RETURN, CaseKind.EXCHANGE):  # tau-bench has no reports: a person looks at it
            self.writes.append({"do": kind.value, "order": raw["order_id"]})
            return self._case(raw, kind, "open", lines, options)
        if raw["status"] != "delivered" or self._returned.get(raw["order_id"]) or self._exchanged(raw):
            raise Conflict("Only a delivered order can be returned or exchanged, and only once.")
        held = Counter(one["item_id"] for one in raw["items"])
        chosen = Counter(dict(lines) or held)
        if chosen - held:
            raise BadInput(f"lines: {', '.join((chosen - held).keys())}: not so many in this order")
        if kind is CaseKind.RETURN:
            return self._return(raw, chosen, options)
        return self._exchange(raw, chosen, options)

    def _return(self, raw: dict[str, Any], chosen: Counter[str], options: Mapping[str, str]) -> Case:
        payment = self._paid_by(raw)
        if (told := options.get("refund_to")) not in (None, "original", payment):
            payment = self._method(raw, str(told))
            if SOURCES["gift_card"] != self._users[raw["user_id"]]["payment_methods"][payment]["source"]:
                raise Conflict("A refund goes to the means of payment used, or to a gift card.")
        self._returned[raw["order_id"]] = chosen
        amount = sum((_money(self._price(raw, one)) for one in chosen.elements()), Decimal(0))
        self._wrote("return", raw, items=sorted(chosen.elements()), payment=payment)
        return self._case(raw, CaseKind.RETURN, "approved", chosen, options, amount)

    def _exchange(self, raw: dict[str, Any], chosen: Counter[str], options: Mapping[str, str]) -> Case:
        pairs = []
        for item_id, count in chosen.items():
            own = {name.removeprefix(f"{item_id}:"): value for name, value in options.items() if ":" not in name}
            own |= {
                name.removeprefix(f"{item_id}:"): value
                for name, value in options.items()
                if name.startswith(f"{item_id}:")
            }
            own.pop("payment", None)
            pairs += [(item_id, self._other(item_id, own))] * count
        payment, difference = self._settled(raw, pairs, options.get("payment", ""))
        self._wrote("exchange", raw, items=sorted(pairs), payment=payment)
        return self._case(raw, CaseKind.EXCHANGE, "approved", chosen, options, -difference)

    def cancel(self, number: str, reason: str) -> Case:
        raw = self._pending(number)
        if reason not in REASONS:
            raise BadInput(f"reason: got {reason!r}, expected one of {', '.join(REASONS)}")
        raw["status"] = "cancelled"
        self._wrote("cancel", raw, reason=REASONS[reason])
        lines = Counter(one["item_id"] for one in raw["items"])
        amount = sum((_money(one["price"]) for one in raw["items"]), Decimal(0))
        return self._case(raw, CaseKind.CANCELLATION, "approved", lines, {}, amount)

    def change_address(self, number: str, address: Address) -> Case:
        raw = self._pending(number)
        self._wrote("modify_address", raw, address=address.model_dump())
        return self._case(raw, CaseKind.ADDRESS, "done", {}, {})

    def change_payment(self, number: str, method: str) -> Case:
        raw = self._pending(number)
        payment = self._method(raw, method, other=True)
        total = sum((_money(one["price"]) for one in raw["items"]), Decimal(0))
        self._covers(raw, payment, total)
        raw["payment_history"] = [{"transaction_type": "payment", "payment_method_id": payment}]
        self._wrote("modify_payment", raw, payment=payment)
        return self._case(raw, CaseKind.PAYMENT, "done", {}, {"method": method})

    def change_lines(self, number: str, changes: Mapping[str, LineChange], payment: str) -> Case:
        raw = self._pending(number)
        if raw.get("modified"):
            raise Conflict("The items of an order can be changed once only.")
        held = Counter(one["item_id"] for one in raw["items"])
        pairs = []
        for item_id, change in changes.items():
            if item_id not in held:
                raise BadInput(f"changes: {item_id}: is not in this order")
            pairs += [(item_id, self._other(item_id, change.options))] * held[item_id]
        paid, difference = self._settled(raw, pairs, payment)
        for old, new in pairs:
            line = next(one for one in raw["items"] if one["item_id"] == old)
            version = self._versions[new][1]
            line.update(item_id=new, price=version["price"], options=version["options"])
        raw["modified"] = True
        self._wrote("modify_items", raw, items=sorted(pairs), payment=paid)
        return self._case(raw, CaseKind.CHANGE, "done", {old: held[old] for old, _ in pairs}, {}, -difference)

    def change_default_address(self, subject: str, address: Address) -> None:
        if subject not in self._users:
            raise NotFound("There is no such customer.")
        self.writes.append({"do": "modify_user_address", "user": subject, "address": address.model_dump()})

    def remember(self, key: str, what: str, case: Case | None) -> Case | None:
        """Note what a key did; the case carries it."""
        if case is not None:
            kept = self._cases[f"#{case.order_number}"]
            case = case.model_copy(update={"key": key})
            kept[-1] = case
        self._done[key] = (what, case)
        return case

    # ── within ───────────────────────────────────────────────────────────────

    def _raw(self, number: str) -> dict[str, Any]:
        raw: dict[str, Any] | None = self._orders.get(f"#{number.strip().lstrip('#').upper()}")
        if raw is None:
            raise NotFound(f"There is no order {number}.")
        return raw

    def _pending(self, number: str) -> dict[str, Any]:
        raw = self._raw(number)
        if raw["status"] != "pending" or raw.get("modified"):
            raise Conflict("Only a pending order whose items were not changed can still be changed.")
        return raw

    def _exchanged(self, raw: Mapping[str, Any]) -> bool:
        return any(case.kind is CaseKind.EXCHANGE for case in self._cases.get(raw["order_id"], []))

    def _paid_by(self, raw: Mapping[str, Any]) -> str:
        return str(raw["payment_history"][0]["payment_method_id"])

    def _method(self, raw: Mapping[str, Any], said: str, *, other: bool = False) -> str:
        """The customer's means of payment of a kind, or of an id; ``other`` than the one the order was paid by."""
        methods = self._users[raw["user_id"]]["payment_methods"]
        if said in methods:
            return said
        found = [key for key, one in methods.items() if one["source"] == SOURCES.get(said)]
        found = [key for key in found if not other or key != self._paid_by(raw)]
        if not found:
            raise Conflict("There is no such means of payment in this account.")
        return str(found[0])

    def _settled(self, raw: Mapping[str, Any], pairs: list[tuple[str, str]], said: str) -> tuple[str, Decimal]:
        """(what pays or gets the difference, the difference)."""
        payment = self._method(raw, said) if said else self._paid_by(raw)
        difference = sum(
            (_money(self._versions[new][1]["price"]) - _money(self._price(raw, old)) for old, new in pairs), Decimal(0)
        )
        self._covers(raw, payment, difference)
        return payment, difference

    def _covers(self, raw: Mapping[str, Any], payment: str, amount: Decimal) -> None:
        method = self._users[raw["user_id"]]["payment_methods"][payment]
        if method["source"] == "gift_card" and _money(method["balance"]) < amount:
            raise Conflict("The gift card's balance does not cover that.")

    def _price(self, raw: Mapping[str, Any], item_id: str) -> float:
        return next(float(one["price"]) for one in raw["items"] if one["item_id"] == item_id)

    def _other(self, item_id: str, options: Mapping[str, str]) -> str:
        """The version of the same product with these options, the rest as before."""
        product, old = self._versions[item_id]
        wanted = {**{name: str(value) for name, value in old["options"].items()}, **options}
        for version in product["variants"].values():
            if {name: str(value) for name, value in version["options"].items()} == wanted:
                if version["available"] and version["item_id"] != item_id:
                    return str(version["item_id"])
                break
        raise Conflict("That version cannot be had.")

    def _wrote(self, do: str, raw: Mapping[str, Any], **what: Any) -> None:
        self.writes.append({"do": do, "order": raw["order_id"], **what})

    def _case(
        self,
        raw: Mapping[str, Any],
        kind: CaseKind,
        status: Any,
        lines: Mapping[str, int],
        options: Mapping[str, str],
        amount: Decimal | None = None,
    ) -> Case:
        kept = self._cases.setdefault(raw["order_id"], [])
        case = Case(
            id=f"{raw['order_id'].lstrip('#')}-{len(kept) + 1}",
            key="",
            kind=kind,
            order_number=raw["order_id"].lstrip("#"),
            status=status,
            lines=dict(lines),
            options=dict(options),
            amount=amount,
            currency="USD",
        )
        kept.append(case)
        return case


def _money(value: float) -> Decimal:
    return Decimal(str(value))


def _name(user: Mapping[str, Any]) -> str:
    return f"{user['name']['first_name']} {user['name']['last_name']}"


def _address(raw: Mapping[str, str], user: Mapping[str, Any]) -> Address:
    name = _name(user)
    street = ", ".join(part for part in (raw["address1"], raw["address2"]) if part)
    return Address(
        name=name, street=street, postcode=raw["zip"], city=f"{raw['city']}, {raw['state']}", country=raw["country"]
    )
