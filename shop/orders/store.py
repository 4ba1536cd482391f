"""Orders in the shop's own store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shop.errors import BadInput, Conflict, NotFound
from shop.ids import fold_email, new_id
from shop.keys import owned
from shop.orders.base import LineChange
from shop.orders.rules import Rules, Verdict
from shop.search import shoppers_named
from shop.shoppers import find_shopper, required_shopper
from shop.sql import batches, upsert
from shop.store import Store
from shop.tables import CaseRow, OrderRow, ShopperRow
from shop.types import Address, Case, CaseKind, Customer, Order, OrderStatus, now

REPORTS = (
    CaseKind.MISSING,
    CaseKind.MISSING_PIECE,
    CaseKind.DAMAGED,
    CaseKind.WRONG_ITEM,
    CaseKind.WARRANTY,
    CaseKind.LATE,
)
NOT_KEPT = frozenset({"paid_by"})  # the store holds no payments
Status = Literal["open", "approved", "refused", "refunded", "done"]


class StoreOrders:
    """:class:`shop.orders.base.Orders` over the store; each deed is one transaction that locks the order."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def any(self) -> bool:
        with self._store.reading() as session:
            return session.scalar(select(OrderRow.number).limit(1)) is not None

    def get(self, number: str) -> Order:
        with self._store.reading() as session:
            return _order(_required(session, number))

    def for_shopper(self, shopper_id: str) -> list[Order]:
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            mine = OrderRow.shopper_id == (shopper.id if shopper else shopper_id)
            query = select(OrderRow).where(mine).order_by(OrderRow.placed_at.desc(), OrderRow.number.desc())
            return [_order(row) for row in session.scalars(query)]

    def find(self, number: str, email: str) -> Order | None:
        with self._store.reading() as session:
            row = session.get(OrderRow, _fold_number(number))
            return None if row is None or row.email != fold_email(email) else _order(row)

    def customer(self, customer_id: str) -> Customer | None:
        with self._store.reading() as session:
            row = find_shopper(session, customer_id)
            return None if row is None else _customer(row)

    def find_customer(self, *, email: str = "", name: str = "", postcode: str = "") -> Customer | None:
        with self._store.reading() as session:
            named = shoppers_named(session, email=email, name=name)
            rows = session.scalars(select(ShopperRow).where(ShopperRow.id.in_(named))).all()
        same = name.strip().casefold()
        found = [_customer(row) for row in rows if email or (row.name or "").strip().casefold() == same]
        if not email:
            code = _fold_code(postcode)
            found = [one for one in found if one is not None and code and _fold_code(one.address.postcode) == code]
        return found[0] if len(found) == 1 else None

    def of_customer(self, customer_id: str) -> list[Order]:
        return self.for_shopper(customer_id)

    def delete(self, numbers: Iterable[str]) -> None:
        """Take orders out with their cases."""
        with self._store.session() as session:
            for batch in batches(numbers):
                session.execute(delete(OrderRow).where(OrderRow.number.in_(batch)))

    def numbers(self) -> list[str]:
        with self._store.reading() as session:
            return list(session.scalars(select(OrderRow.number).order_by(OrderRow.number)))

    def put(self, orders: Iterable[Order]) -> int:
        """Add or replace orders as they come from the shop's files; returns how many."""
        read = 0
        with self._store.session() as session:
            for batch in batches(orders):
                rows = {_fold_number(order.number): _values(order) for order in batch}
                upsert(session, OrderRow, list(rows.values()), keys=["number"])
                read += len(rows)
        return read

    def open_case(
        self,
        kind: CaseKind,
        number: str,
        *,
        key: str,
        lines: Mapping[str, int] | None = None,
        detail: str = "",
        options: Mapping[str, str] | None = None,
    ) -> Case:
        if kind is CaseKind.ADDRESS:
            raise BadInput("an address is changed with change_address", field="kind")
        if kind is CaseKind.CANCELLATION:
            return self.cancel(number, key=key, reason=detail)
        if kind in (CaseKind.PAYMENT, CaseKind.CHANGE):
            raise BadInput("payments and lines are changed with change_payment and change_lines", field="kind")
        with self._store.session() as session:
            row = _required(session, number, lock=True)
            done = _same(session, key, kind, row)
            if done is not None:
                return done
            order, moment = _order(row), now()
            cases = _cases(session, row.number)
            _demand(self._may(kind, order, moment, cases))
            chosen = self._rules.chosen(order, lines or {}, cases)
            wanted = dict(options or {})
            refunds = kind is CaseKind.RETURN or (kind in REPORTS and wanted.get("wanted", "refund") == "refund")
            amount = self._rules.refund_amount(order, chosen) if refunds else None
            person = self._by_person(kind)
            status: Status = "open" if person or self._too_much(amount) else "approved"
            if refunds and not person:  # what a person decides has not gone back yet
                _take_back(row, order, chosen)
            return _add_case(session, row, kind, key, status, chosen, detail, wanted, amount, moment)

    def _may(self, kind: CaseKind, order: Order, moment: datetime, cases: list[Case]) -> Verdict:
        if kind in REPORTS:
            return self._rules.may_report(kind, order, moment)
        if kind is CaseKind.EXCHANGE:
            return self._rules.may_exchange(order, moment, cases)
        return self._rules.may_return(order, moment)

    def _by_person(self, kind: CaseKind) -> bool:
        """A parcel that is nowhere is looked for by a person before anything is sent or paid; so the policy may ask."""
        policy = self._rules.policy
        return {
            CaseKind.MISSING: policy.missing.person,
            CaseKind.MISSING_PIECE: policy.missing.person,
            CaseKind.WARRANTY: policy.guarantee.person,
            CaseKind.LATE: True,
        }.get(kind, False)

    def cancel(self, number: str, *, key: str, reason: str = "") -> Case:
        with self._store.session() as session:
            row = _required(session, number, lock=True)
            done = _same(session, key, CaseKind.CANCELLATION, row)
            if done is not None:
                return done
            order = _order(row)
            _demand(self._rules.may_cancel(order))
            amount = None if order.status is OrderStatus.PLACED else order.total  # not paid yet, nothing to refund
            status: Status = "done" if amount is None else "open" if self._too_much(amount) else "approved"
            row.status = OrderStatus.CANCELLED
            lines = {line.item_id: line.quantity for line in order.lines}
            return _add_case(session, row, CaseKind.CANCELLATION, key, status, lines, reason, {}, amount, now())

    def change_payment(self, number: str, method: str, *, key: str) -> Case:
        """Noted for a person: the store holds no payments."""
        with self._store.session() as session:
            row = _required(session, number, lock=True)
            done = _same(session, key, CaseKind.PAYMENT, row)
            if done is not None:
                return done
            _demand(self._rules.may_change_payment(_order(row)))
            wanted = {"method": method}
            return _add_case(session, row, CaseKind.PAYMENT, key, "open", {}, "", wanted, None, now())

    def change_lines(self, number: str, changes: Mapping[str, LineChange], *, key: str, payment: str = "") -> Case:
        with self._store.session() as session:
            row = _required(session, number, lock=True)
            done = _same(session, key, CaseKind.CHANGE, row)
            if done is not None:
                return done
            order = _order(row)
            _demand(self._rules.may_change_lines(order, _cases(session, row.number)))
            unknown = [item_id for item_id in changes if item_id not in {line.item_id for line in order.lines}]
            if unknown or not changes:
                raise BadInput(
                    f"items not in order {order.number}: {', '.join(unknown) or 'none named'}", field="lines"
                )
            lines, difference = [], Decimal(0)
            for line in order.lines:
                change = changes.get(line.item_id)
                if change is not None:
                    difference += (change.unit_price - line.unit_price) * line.quantity
                    line = line.model_copy(update={"options": change.options, "unit_price": change.unit_price})
                lines.append(line)
            row.lines = [line.model_dump(mode="json") for line in lines]
            row.total = order.total + difference
            chosen = {line.item_id: line.quantity for line in lines if line.item_id in changes}
            wanted = {
                f"{item_id}:{name}": value
                for item_id, change in changes.items()
                for name, value in change.options.items()
            }
            if payment:
                wanted["payment"] = payment
            return _add_case(session, row, CaseKind.CHANGE, key, "done", chosen, "", wanted, -difference, now())

    def change_default_address(self, shopper_id: str, address: Address, *, key: str, customer: str = "") -> None:
        with self._store.session() as session:
            row = required_shopper(session, customer or shopper_id, lock=True)
            row.address = owned(session, row.id, address.model_dump())

    def change_address(self, number: str, address: Address, *, key: str) -> Case:
        with self._store.session() as session:
            row = _required(session, number, lock=True)
            done = _same(session, key, CaseKind.ADDRESS, row)
            if done is not None:
                return done
            _demand(self._rules.may_change_address(_order(row), _cases(session, row.number)))
            row.address = address.model_dump()
            detail = f"{address.name}, {address.street}, {address.postcode} {address.city}, {address.country}"
            return _add_case(session, row, CaseKind.ADDRESS, key, "done", {}, detail, {}, None, now())

    def cases(self, number: str) -> list[Case]:
        with self._store.reading() as session:
            return _cases(session, _required(session, number).number)

    def settle(self, case_id: str, status: Status) -> Case:
        """A person decides: approved, refused, refunded or done."""
        with self._store.session() as session:
            row = session.get(CaseRow, case_id, with_for_update=True)
            if row is None:
                raise NotFound(f"there is no case {case_id!r}")
            row.status = status
            return _case(row)

    def _too_much(self, amount: Decimal | None) -> bool:
        return amount is not None and self._rules.needs_person(amount)


def _fold_number(number: str) -> str:
    """Order numbers as shoppers type them: case, spaces and a leading # do not matter."""
    return number.strip().lstrip("#").strip().upper()


def _fold_code(postcode: str) -> str:
    return "".join(char for char in postcode.upper() if char.isalnum())


def _customer(row: ShopperRow) -> Customer | None:
    """A shopper with a name, an e-mail and an address; the store keeps no means of payment."""
    if row.address is None or not row.email:
        return None
    address = Address.model_validate(row.address)
    return Customer(id=row.id, name=row.name or address.name, email=row.email, address=address)


def _required(session: Session, number: str, *, lock: bool = False) -> OrderRow:
    query = select(OrderRow).where(OrderRow.number == _fold_number(number))
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(f"there is no order {number!r}", field="number")
    return row


def _demand(verdict: Verdict) -> None:
    if not verdict.ok:
        raise Conflict(verdict.why)


def _same(session: Session, key: str, kind: CaseKind, order: OrderRow) -> Case | None:
    """The case that this key already made."""
    row = session.scalar(select(CaseRow).where(CaseRow.key == key))
    if row is None:
        return None
    if row.kind != kind or row.order_number != order.number:
        raise Conflict(f"key {key!r} was used for another case", field="key")
    return _case(row)


def _take_back(row: OrderRow, order: Order, chosen: Mapping[str, int]) -> None:
    rest = dict(chosen)
    lines = []
    for line in order.lines:
        quantity = min(rest.get(line.item_id, 0), line.quantity - line.returned)
        rest[line.item_id] = rest.get(line.item_id, 0) - quantity
        lines.append(line.model_copy(update={"returned": line.returned + quantity}))
    everything = all(line.returned == line.quantity for line in lines)
    row.lines = [line.model_dump(mode="json") for line in lines]
    row.status = OrderStatus.RETURNED if everything else OrderStatus.PARTLY_RETURNED


def _add_case(
    session: Session,
    order: OrderRow,
    kind: CaseKind,
    key: str,
    status: Status,
    lines: Mapping[str, int],
    detail: str,
    options: Mapping[str, str],
    amount: Decimal | None,
    moment: datetime,
) -> Case:
    row = CaseRow(
        id=new_id("case"),
        key=key,
        kind=kind,
        order_number=order.number,
        status=status,
        lines=dict(lines),
        options=dict(options),
        detail=detail,
        amount=amount,
        currency=order.currency,
        created_at=moment,
    )
    session.add(row)
    session.flush()
    return _case(row)


def _cases(session: Session, number: str) -> list[Case]:
    query = select(CaseRow).where(CaseRow.order_number == number)
    return [_case(row) for row in session.scalars(query.order_by(CaseRow.created_at, CaseRow.id))]


def _case(row: CaseRow) -> Case:
    return Case.model_validate(
        {
            "id": row.id,
            "key": row.key,
            "kind": row.kind,
            "order_number": row.order_number,
            "status": row.status,
            "lines": row.lines,
            "options": row.options,
            "detail": row.detail,
            "amount": row.amount,
            "currency": row.currency,
            "created_at": row.created_at,
        }
    )


def _values(order: Order) -> dict[str, object]:
    values: dict[str, object] = order.model_dump(exclude={"lines", "address", *NOT_KEPT})
    return {
        **values,
        "number": _fold_number(order.number),
        "email": fold_email(order.email),
        "lines": [line.model_dump(mode="json") for line in order.lines],
        "address": order.address.model_dump(),
    }


def _order(row: OrderRow) -> Order:
    return Order.model_validate({name: getattr(row, name) for name in Order.model_fields if name not in NOT_KEPT})
