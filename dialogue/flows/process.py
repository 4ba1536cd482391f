"""One order process in one turn: its definition, what it has collected, and the order that it is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from dialogue import cards
from dialogue.flows.addresses import one_line
from dialogue.flows.definition import Ask, Flow, Need
from dialogue.flows.lines import LineReader, LineText
from dialogue.flows.variants import label
from dialogue.flows.words import FlowWords
from dialogue.turn import Turn
from shop.dialogue import FlowState, Slot
from shop.orders.rules import LIVE, left
from shop.policy import Policy
from shop.types import Address, Case, CaseKind, Customer, Item, Means, Order, OrderLine, now

NAMED = 3  # items of a sentence; more are counted


@dataclass(frozen=True)
class Found:
    """How the search for the order went. ``problem`` is the wording's key for why there is none yet; ``open``: the
    orders of which one is meant; ``unknown``: words that named none; ``news``: the message told something of it."""

    problem: str = ""
    open: tuple[Order, ...] = ()
    unknown: str = ""
    news: bool = False


@dataclass
class Process:
    """``slots`` maps a slot to its value as text: lines as JSON {item id: pieces}, what is wanted as JSON
    {item id: {option: value}}, an address as JSON, a choice as its name."""

    turn: Turn
    flow: Flow
    words: FlowWords
    slots: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    tries: int = 0
    confirming: bool = False
    key: str = ""
    told: str = ""  # the words of this turn that are about it
    order: Order | None = None
    cases: list[Case] = field(default_factory=list)
    customer: Customer | None = None  # whose order it is, where the order system tells
    found: Found = field(default_factory=lambda: Found())  # how the order was looked for in this turn
    moment: datetime = field(default_factory=now)

    @property
    def policy(self) -> Policy:
        return self.turn.services.policy

    @property
    def lines(self) -> dict[str, int]:
        """The pieces chosen, by item id; empty where none are."""
        return {str(key): int(count) for key, count in json.loads(self.slots.get("lines") or "{}").items()}

    @property
    def wanted(self) -> dict[str, dict[str, str]]:
        return dict(json.loads(self.slots.get("wanted") or "{}"))

    @property
    def address(self) -> Address | None:
        told = self.slots.get("address")
        return Address.model_validate_json(told) if told else None

    @property
    def left(self) -> dict[str, int]:
        """Pieces of the order that can still be dealt with, by item id: neither returned nor being exchanged."""
        if self.order is None:
            return {}
        rest = left(self.order)
        for case in self.cases:
            if case.kind is CaseKind.EXCHANGE and case.status in LIVE:
                for item_id, count in case.lines.items():
                    rest[item_id] = rest.get(item_id, 0) - count
        return {item_id: count for item_id, count in rest.items() if count > 0}

    @property
    def open_lines(self) -> list[OrderLine]:
        rest = self.left
        return [line for line in self.order.lines if line.item_id in rest] if self.order else []

    def item(self, item_id: str) -> Item | None:
        return self.turn.services.index.item(item_id)

    def others(self, item: Item) -> dict[str, tuple[str, ...]]:
        """Values that items have for this one's options, by option: what may be wished for and is not there."""
        known = self.turn.services.retrieval.mirror.option_values
        return {name: known.get(name, ()) for variant in item.variants for name in variant.options}

    @property
    def option_values(self) -> set[str]:
        """All values that the order's goods come in."""
        items = [item for line in self.open_lines if (item := self.item(line.item_id)) is not None]
        return {value for item in items for variant in item.variants for value in variant.options.values()}

    def bought(self, item_id: str) -> dict[str, str]:
        """The options of what was ordered."""
        lines = self.order.lines if self.order else ()
        return next((line.options for line in lines if line.item_id == item_id), {})

    def line_reader(self) -> LineReader:
        texts = [LineText.of(line, self.item(line.item_id), self.turn.labels) for line in self.open_lines]
        return LineReader(texts, self.left, self.words)

    def needed(self, need: Need) -> bool:
        """Whether the other slots' values call for this one."""
        if need.kind == "means" and not self.means and not need.options(self.policy):
            return False
        return all(self.slots.get(slot) in values for slot, values in need.when.items())

    def asks(self, need: Need) -> Ask:
        """Whether a value is asked for: of a customer's means of payment one must be named."""
        return "required" if need.kind == "means" and self.means else need.asked(self.policy)

    @property
    def means(self) -> tuple[Means, ...]:
        """What the customer can pay with, or be paid back to: for a refund what the policy allows, for another way to
        pay not the present one."""
        every = self.customer.means if self.customer else ()
        paid = self.order.paid_by if self.order else ""
        if self.flow.name == "return":
            allowed = self.policy.refunds.methods
            return tuple(one for one in every if (one.id == paid and "original" in allowed) or one.kind in allowed)
        if self.flow.name == "payment_method":
            return tuple(one for one in every if one.id != paid)
        return every

    @property
    def chosen_means(self) -> Means | None:
        every = self.customer.means if self.customer else ()
        return next((one for one in every if one.id == self.slots.get("method")), None)

    def means_text(self, one: Means) -> str:
        """ "your Mastercard ending in 4300"."""
        turn = self.turn
        if one.kind == "card":
            brand = one.brand.title() or turn.say("choice.card")
            return turn.say("means.card", brand=brand, digits=one.last_four)
        return turn.say("means.other", kind=turn.say(f"choice.{one.kind}"))

    # ── as it is kept ────────────────────────────────────────────────────────

    def state(self) -> FlowState:
        slots = tuple(Slot(name=name, value=value) for name, value in self.slots.items())
        return FlowState(
            name=self.flow.name,
            slots=slots,
            asked=self.asked,
            tries=self.tries,
            confirming=self.confirming,
            key=self.key,
        )

    def fix_key(self) -> None:
        """Name the deed that is about to be confirmed, before the yes: said yes to twice, it is done once.

        The order's state is in it, so that sending back the second of two mugs later is another deed.
        """
        order = self.order
        about = order.number if order else self.turn.shopper_id
        moved = f"{order.status}:{sum(line.returned for line in order.lines)}:{len(self.cases)}" if order else ""
        told = json.dumps([self.turn.conversation.id, self.flow.name, about, moved, sorted(self.slots.items())])
        self.key = f"{self.flow.name}-{hashlib.sha256(told.encode()).hexdigest()[:40]}"

    # ── as it is said ────────────────────────────────────────────────────────

    @property
    def refund_to(self) -> str:
        """Where money goes: as chosen, where the policy lets one choose, else its first way; means by their id."""
        chosen, methods = self.slots.get("method"), self.policy.refunds.methods
        if chosen is not None and (chosen in methods or self.chosen_means is not None):
            return chosen
        return methods[0]

    @property
    def amount(self) -> Decimal | None:
        """What the chosen lines are refunded with, to the cent; of a deed that is done, what it came to."""
        done = next((case for case in self.cases if self.key and case.key == self.key), None)
        if done is not None:
            return done.amount
        if self.order is None:
            return None
        return self.turn.services.rules.refund_amount(self.order, self.lines or self.left)

    @property
    def difference(self) -> Decimal:
        """What the wanted variants cost more than what was bought; below zero: less."""
        total = Decimal(0)
        for item_id, options in self.wanted.items():
            line = next((line for line in self.order.lines if line.item_id == item_id), None) if self.order else None
            if line is not None:
                total += (self.price(item_id, options) - line.unit_price) * self.lines.get(item_id, 1)
        return total

    def price(self, item_id: str, options: dict[str, str]) -> Decimal:
        """Of a variant apiece: its own, else the item's, else what was paid."""
        paid = (
            next((line.unit_price for line in self.order.lines if line.item_id == item_id), Decimal(0))
            if self.order
            else Decimal(0)
        )
        item = self.item(item_id)
        variant = next((one for one in item.variants if one.options == options), None) if item else None
        return (variant.price if variant else None) or (item.price if item else None) or paid

    def items_text(self, lines: dict[str, int] | None = None) -> str:
        """ "2 × Trail Jacket and Merino Socks"; of the chosen lines unless others are given."""
        return items_text(self.turn, self.order, lines if lines is not None else self.lines or None)

    def wanted_text(self) -> str:
        """ "size 39" as its value: "39", "39 (…), M (…)" of several."""
        told = self.wanted
        if len(told) == 1:
            return next(label(options, self.bought(item_id)) for item_id, options in told.items())
        return self.turn.say("list.parts").join(
            f"{self._title(item_id)}: {label(options, self.bought(item_id))}" for item_id, options in told.items()
        )

    def _title(self, item_id: str) -> str:
        lines = self.order.lines if self.order else ()
        return next((line.title for line in lines if line.item_id == item_id), item_id)

    def values(self, **more: object) -> dict[str, Any]:
        """What the process's texts may name."""
        turn, order, policy = self.turn, self.order, self.policy
        values: dict[str, Any] = {
            "email": turn.services.settings.shop.support_email,
            "days": policy.returns.days,
            "working_days": policy.refunds.working_days,
            "years": policy.guarantee.years,
            "kept_years": policy.invoices.years,
            "missing_days": policy.missing.working_days,
            "answer_days": policy.desk.working_days,
            "address": one_line(self.address) if self.address else "",
            "remedy": self.word("remedy"),
            "method": self.means_text(one) if (one := self.chosen_means) else self.word("method"),
            "where": self.means_text(one) if one else turn.say(f"refund.to.{self.refund_to}"),
        }
        if order is not None:
            by = turn.services.rules.return_by(order)
            until = turn.services.rules.guarantee_until(order)
            values |= {
                "number": order.number,
                "items": self.items_text(),
                "all_items": items_text(turn, order),
                "kept": self.items_text(self._rest()),
                "amount": turn.money(self.amount, order.currency),
                "status": turn.say(f"status.word.{order.status.value}"),
                "total": turn.money(order.total, order.currency),
                "until": cards.day(by, turn.language) if by else "",
                "guarantee_until": cards.day(until, turn.language) if until else "",
                "wanted": self.wanted_text() if self.wanted else "",
                "difference": turn.money(abs(self.difference), order.currency) if self.wanted else "",
                "carrier": order.carrier or "",
                "tracking": order.tracking or "",
                "bound": one_line(order.address),
            }
        return values | more

    def _rest(self) -> dict[str, int]:
        """What of the order is not chosen."""
        chosen = self.lines
        return {key: count - chosen.get(key, 0) for key, count in self.left.items() if count > chosen.get(key, 0)}

    def word(self, slot: str) -> str:
        """A choice in the shopper's language."""
        value = self.slots.get(slot)
        return self.turn.say(f"choice.{value}") if value else ""

    def say(self, key: str, **more: object) -> str:
        return self.turn.say(key, **self.values(**more))

    def says(self, key: str) -> bool:
        return self.turn.services.wording.has(key)


def items_text(turn: Turn, order: Order | None, lines: dict[str, int] | None = None) -> str:
    """ "2 × Trail Jacket, Merino Socks"; of the chosen ``lines`` (item id → pieces) if given."""
    named = []
    for line in order.lines if order else ():
        count = line.quantity if lines is None else lines.get(line.item_id, 0)
        if count:
            named.append(f"{count} × {line.title}" if count > 1 else line.title)
    more = [turn.say("orders.and_more", count=len(named) - NAMED)] if len(named) > NAMED else []
    return turn.all_of([*named[:NAMED], *more]) if named else ""


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def numbers(orders: Iterable[Order]) -> tuple[str, ...]:
    return tuple(order.number for order in orders)
