"""What simulated shoppers want, drawn from the demo shop, and whether they got it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.glossary import in_chinese
from benchmarks.shoppers.seen import Seen
from benchmarks.shoppers.style import STYLES
from shop.orders.base import Orders
from shop.orders.rules import Rules
from shop.types import CaseKind, Item, Order, now

# goal → the lines that it is asked with; what a form asks in between is answered
SCRIPTS: dict[str, tuple[str, ...]] = {
    "find": ("find",),
    "refine": ("browse", "narrow"),
    "recommendation": ("recommend",),
    "gift": ("gift",),
    "details": ("browse", "details"),
    "comparison": ("browse", "compare"),
    "cart": ("browse", "add"),
    "checkout": ("browse", "add", "checkout"),
    "stock": ("stock",),
    "shipping": ("shipping",),
    "question": ("faq",),
    "taste": ("taste",),
    "track": ("track",),
    "track, no number": ("track_bare",),
    "return": ("return",),
    "return, no number": ("return_bare",),
    "exchange": ("exchange",),
    "refund": ("refund",),
    "cancel": ("cancel",),
    "address": ("address",),
    "damaged": ("damaged",),
    "wrong item": ("wrong",),
    "missing": ("missing",),
    "restock": ("restock",),
    "person": ("human",),
    "feedback": ("feedback",),
    "out of scope": ("outside", "find"),
    "two requests": ("two", "accept"),
    "another topic": ("return_bare", "cancel"),
}
TEMPERS = ("plain", "plain", "aside", "mumble", "refuse", "other")


@dataclass
class Goal:
    """``values`` fill the templates; ``temper`` is what the shopper does inside a form besides answering."""

    kind: str
    language: str
    style: str
    temper: str
    values: dict[str, str] = field(default_factory=dict)
    order: Order | None = None
    other: str = ""  # the title that is named first by who then means the other one


class Drawer:
    """Draws goals that the shop can serve; each order serves one."""

    def __init__(self, items: Sequence[Item], orders: Orders, rules: Rules, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._items = items
        self._gone = [item for item in items if item.stock == 0]
        self._rules = rules
        numbers = [json.loads(line)["number"] for line in (folder / "orders.jsonl").read_text().splitlines()]
        self._orders = [orders.get(number) for number in numbers]
        self._chance.shuffle(self._orders)

    def draw(self, count: int) -> list[Goal]:
        """Every kind in turn; every fifth shopper writes Chinese."""
        kinds = list(SCRIPTS)
        return [self._goal(kinds[place % len(kinds)], "zh" if place % 5 == 4 else "en") for place in range(count)]

    def _goal(self, kind: str, language: str) -> Goal:
        chance = self._chance
        goal = Goal(kind, language, chance.choice(STYLES), chance.choice(TEMPERS))
        item = chance.choice([one for one in self._items if one.price and one.colours and one.stock])
        if kind == "restock":
            item = chance.choice(self._gone)
        price = int(float(item.price or 0) * 1.15) + 5
        colour, category = item.colours[0] if item.colours else "", item.category or ""
        if language == "zh":
            colour, category = in_chinese(colour), in_chinese(category.lower())
        goal.values = {
            "category": category.lower(), "colour": colour, "price": str(price), "title": item.title,
            "category_name": item.category or "", "colour_name": item.colours[0] if item.colours else "",
        }  # fmt: skip
        wanted = self._wanted(kind)
        if wanted is not None:
            order = next(order for order in self._orders if wanted(order))
            self._orders.remove(order)
            goal.order = order
            lines = [line for line in order.lines if line.quantity > line.returned] or list(order.lines)
            bought = next((one for one in self._items if one.id == lines[0].item_id), None)
            there = {v.options.get("size") for v in bought.variants if v.stock > 0} if bought else set()
            options = [size for size in bought.sizes if size in there] if bought else []
            worn = lines[0].options.get("size")
            goal.values |= {
                "number": order.number, "email": order.email, "title": lines[0].title,
                "option": next((size for size in options if size != worn), "another one"),
            }  # fmt: skip
            goal.other = lines[1].title if len(lines) > 1 else ""
        else:
            goal.values |= {"number": "", "email": f"shopper{chance.randrange(10_000)}@mail.example"}
        if goal.temper == "other" and not (kind.startswith("return") and goal.other):
            goal.temper = "plain"
        return goal

    def _wanted(self, kind: str) -> Callable[[Order], bool] | None:
        rules = self._rules
        may_return: Callable[[Order], bool] = lambda order: rules.may_return(order, now()).ok  # noqa: E731
        kinds: dict[str, Callable[[Order], bool]] = {
            "track": lambda order: order.status in ("shipped", "paid", "delivered"),
            "track, no number": lambda order: order.status == "shipped",
            "two requests": lambda order: order.status in ("shipped", "delivered"),
            "return": may_return,
            "return, no number": may_return,
            "exchange": lambda order: may_return(order) and "size" in order.lines[0].options and len(order.lines) == 1,
            "refund": lambda order: order.status == "returned",
            "cancel": lambda order: rules.may_cancel(order).ok,
            "another topic": lambda order: rules.may_cancel(order).ok,
            "address": lambda order: rules.may_change_address(order).ok,
            "damaged": lambda order: order.status == "delivered" and may_return(order),
            "wrong item": lambda order: order.status == "delivered" and may_return(order),
            "missing": lambda order: rules.may_report(CaseKind.MISSING, order, now()).ok,
        }
        return kinds.get(kind)


def reached(goal: Goal, seen: Sequence[Seen], orders: Orders, items: dict[str, Item], cart: Sequence[str]) -> bool:
    """Whether the shopper got what they came for, judged by what was shown and by what the shop's store holds."""
    last, number = seen[-1], goal.values["number"]
    said = " ".join(one.text for one in seen)
    match goal.kind:
        case "find" | "refine" | "out of scope":
            limited = goal.kind != "refine"
            return _fits(goal, last.cards, items, limited) and (limited or len(seen) > 1)
        case "recommendation" | "gift":
            dear = goal.kind == "gift" and any(card["price"] > float(goal.values["price"]) for card in last.cards)
            return bool(last.cards) and not dear
        case "details":
            told = last.text + " ".join(card["title"] for card in last.cards)
            return len(last.cards) < 2 and _second(seen) in told  # of that one, and not of a list that holds it
        case "comparison":
            shown = [card["item_id"] for card in seen[0].cards]
            compared = [item["item_id"] for item in last.data.get("compare", {}).get("items", [])]
            return len(shown) > 2 and compared == [shown[0], shown[2]]
        case "cart":
            return bool(seen[0].cards) and cart == [seen[0].cards[0]["item_id"]]
        case "checkout":
            return bool(cart) and "http" in last.text
        case "stock":
            first = last.cards[0]["title"] if last.cards else ""  # a card says whether it is there
            return goal.values["title"] in (said if "action_stock" in last.actions else first)
        case "shipping":
            return "action_shipping" in last.actions or bool(last.sources)
        case "question":
            return bool(last.sources)
        case "taste":
            return any(action in last.actions for action in ("action_like", "action_dislike"))
        case "two requests":  # in either order
            found = any("action_search" in one.actions and one.cards for one in seen)
            return found and any("action_track_order" in one.actions and number in one.text for one in seen)
        case "track" | "track, no number":
            return "action_track_order" in last.actions and number in last.text
        case "refund":
            return "action_refund_status" in last.actions and number in last.text
        case "restock":
            return "action_notify_restock" in last.actions and goal.values["email"] in last.text
        case "person":
            return "action_human" in last.actions
        case "feedback":
            return "action_feedback" in last.actions
    if goal.kind in ("cancel", "another topic"):
        return last.loop is None and (orders.get(number).status == "cancelled") != (goal.temper == "refuse")
    kinds = [case.kind.value for case in orders.cases(number)]
    if goal.temper == "refuse":
        return not kinds and last.loop is None
    return _deed(goal) in kinds and _right_lines(goal, orders)


def _deed(goal: Goal) -> str:
    return {"return, no number": "return", "wrong item": "wrong_item"}.get(goal.kind, goal.kind)


def _right_lines(goal: Goal, orders: Orders) -> bool:
    if goal.temper != "other" or goal.order is None:
        return True
    wanted = next(line.item_id for line in goal.order.lines if line.title == goal.values["title"])
    return any(list(case.lines) == [wanted] for case in orders.cases(goal.order.number))


def _second(seen: Sequence[Seen]) -> str:
    return str(seen[0].cards[1]["title"]) if len(seen[0].cards) > 1 else "\0"


def _fits(goal: Goal, cards: Sequence[dict[str, Any]], items: dict[str, Item], limited: bool) -> bool:
    """All that is shown is of the category and colour, and within the price where one was named."""
    shown = [items[card["item_id"]] for card in cards]
    return bool(shown) and all(
        goal.values["category_name"] in (item.category, *item.categories)
        and goal.values["colour_name"] in item.colours
        and (not limited or float(item.price or 0) <= float(goal.values["price"]))
        for item in shown
    )
