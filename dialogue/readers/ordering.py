"""What is said of orders → the process to start, with what is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.commands import Command, ListOrders, Provide, StartFlow
from dialogue.flows.addresses import has_address
from dialogue.flows.words import flow_words
from dialogue.linking.links import Link, View
from dialogue.readers.scene import Scene

# classes of words → flows, the first that fits; those of a fault come before those of what is wanted for it
_FLOWS: tuple[tuple[str, str], ...] = (
    ("erase", "erase"),
    ("data_copy", "data_copy"),
    ("stop_tracking", "stop_tracking"),
    ("default_address", "default_address"),
    ("payment_method", "payment_method"),
    ("invoice", "invoice"),
    ("wrong", "wrong_item"),
    ("damaged", "damaged"),
    ("missing", "missing"),
    ("warranty", "warranty"),
    ("cancel", "cancel"),
    ("remove", "cancel"),
    ("address", "address"),
    ("exchange", "exchange"),
    ("change_line", "change_line"),
    ("refund", "refund_status"),
    ("return", "return"),
    ("unfit", "exchange"),
    ("late", "late"),
    ("track", "track"),
)
_INTENTS = {
    "track": ("track_order",), "cancel": ("cancel_order",), "return": ("return_item",), "exchange": ("exchange_item",),
    "refund_status": ("refund_status",), "address": ("change_address",), "missing": ("report_missing",),
    "damaged": ("report_damaged",), "wrong_item": ("report_wrong_item",), "erase": ("erase_data",),
    "data_copy": ("ask_my_data",), "late": ("track_order",), "warranty": ("report_damaged",),
}  # fmt: skip
PROCESSES = tuple(
    (class_, flow) for class_, flow in _FLOWS if flow in ("cancel", "exchange", "return", "refund_status")
)
_PRIVATE = frozenset({"erase", "data_copy", "stop_tracking", "default_address"})
_NUMBER = re.compile(r"#?\d[\d -]{4,}\d")
_PRIOR = 0.85
_JUST_TOLD = 3  # messages since an order's state was told
_SURE, _LIKELY, _NAMED_ONLY = 0.95, 0.8, 0.7
_SHORT = 6  # words of "and the green one?"
_NEAR = 4  # words from "the" to what is named
_TOLD_ONLY = frozenset({"track", "refund_status", "invoice"})  # processes that change nothing
_GOODS_SHOWN = frozenset({"list", "item", "compared", "picks", "cart"})


def told(view: View) -> Iterator[tuple[str, str]]:
    """Order numbers, whole, and e-mail addresses of a part of a message, as (slot, value)."""
    for link in view.links("email"):
        yield "email", link.name
    for number in order_numbers(view):
        yield "order", number


def order_numbers(view: View) -> list[str]:
    """ "AF-104233", "#DE-2026-00017", "108733", "af 108 734": as written, without spaces and #."""
    codes = [link for link in view.links("code") if not link.ids]
    meant = [link for link in codes if "negation" not in view.at(link.start - 1)] or codes  # "A, not B"
    if meant:
        return list(dict.fromkeys(link.name.lstrip("#").upper() for link in meant))
    found: list[str] = []
    text = view.words
    for link in view.links("email"):
        text = text.replace(link.name, " ")
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"[ -]", "", match[0].lstrip("#"))
        place = view.linked.tokens[view.start].start + match.start() if view.tokens else 0
        denied = any(
            "negation" in span.names and 0 <= place - view.linked.tokens[span.end - 1].end <= 1
            for span in view.spans("negation")
        )
        if denied and found:
            continue
        if 6 <= len(digits) <= 12:
            before = re.search(r"([A-Za-z]{2,3})\s?$", text[: match.start()])
            prefix = (
                before[1].upper() + "-"
                if before and len(before[1]) == 2 and before[1].lower() not in _small(view)
                else ""
            )
            found.append(prefix + digits)
    return list(dict.fromkeys(found))


def _small(view: View) -> set[str]:
    """Two-letter words of the sentence, which are no prefix: "is 108733"."""
    return {view.linked.tokens[place].word for span in view.linked.classes for place in range(span.start, span.end)} | {
        token.word
        for token in view.tokens
        if token.word in ("is", "in", "it", "my", "no", "so", "to", "of", "on", "or")
    }


def read_orders(scene: Scene) -> list[Command]:
    view = scene.view
    slots = tuple(told(view))
    if view.has("list_orders") and not slots:
        return [ListOrders(words=scene.text)]
    flow = _flow(scene) or _payment(scene) or ("address" if _new_address(scene) else "")
    flow = flow or (goes_on(scene) if _another(scene) else "")
    if flow and not slots:
        slots = tuple(told(view.linked.all))
    if flow:
        return [
            StartFlow(
                flow=flow, slots=slots, words=scene.text, confidence=_SURE if slots or scene.has("mine") else _LIKELY
            )
        ]
    if slots:
        if (
            any(name == "order" for name, _ in slots)
            and (view.has("order") or scene.question)
            and scene.context.state.flow is None
        ):
            return [StartFlow(flow="track", slots=slots, words=scene.text, confidence=_NAMED_ONLY)]
        return [Provide(slots=slots, words=scene.text)]
    return []


def _flow(scene: Scene) -> str:
    """The process that the words name, if they are of something bought and no question to the shop."""
    view = scene.view
    for class_, flow in _FLOWS:
        if not (scene.verb(class_) or (flow == "return" and view.has("send") and scene.word("back"))) or flow not in (
            scene.context.flows or (flow,)
        ):
            continue
        if class_ == "remove" and not order_numbers(view) and not scene.word("order"):
            continue
        if class_ == "unfit" and not (
            _named(scene) or order_numbers(view.linked.all) or scene.word("past") or view.has("past")
        ):
            continue
        if flow in _PRIVATE:
            if flow == "default_address" and not view.has("address", "change"):
                continue
            return flow
        if _ours(scene, flow):
            sums = [one for one in view.links("measure") if one.measure and one.measure.dimension == "money"]
            if flow == "track" and sums:
                return "refund_status"  # "where are my 134 euros"
            return flow
    return ""


def _payment(scene: Scene) -> str:
    """ "change my bottle order from Visa to PayPal": an own order is to be paid in another way."""
    if "payment_method" not in (scene.context.flows or ("payment_method",)) or not scene.word("mine"):
        return ""
    meant = scene.word("order") or order_numbers(scene.view) or _named(scene)
    changed = flow_words(scene.utterance.language).has("payment_from_to", scene.text)
    return "payment_method" if meant and changed else ""


def tells_address(scene: Scene) -> bool:
    """Whether a street with its number and a postcode stand in the words."""
    return has_address(scene.view.words)


def _new_address(scene: Scene) -> bool:
    """Whether an address is told for something bought: "the game goes to Hauptplatz 4, 8010 Graz"."""
    if "address" not in (scene.context.flows or ("address",)) or scene.question:
        return False
    return tells_address(scene) and (_named(scene) or bool(order_numbers(scene.view)))


def _another(scene: Scene) -> bool:
    """Whether an order was just told about, and another thing that was bought is named: "and the other mat I got",
    "and the green one?"."""
    state = scene.context.state
    closed = state.closed if state.flow is None else None
    if closed is None or closed.name not in _TOLD_ONLY or closed.tries > _JUST_TOLD or scene.word("seek", "have_you"):
        return False
    if scene.word("past") and _named(scene):
        return True
    goes_on = scene.view.starts_with("and", "then", "but", "offer", "or", skip=("filler", "ack", "thank", "greet"))
    if goes_on is None or scene.length > 2 * _SHORT or _goods_in_view(scene):
        return False
    if scene.length > _SHORT:  # "and for the big leather bag that is still to come?"
        return any(_known(scene, link) for link in _lines_named(scene))
    return any(_known(scene, link) for link in (*_lines_named(scene), *scene.view.links("colour", "value")))


def _ours(scene: Scene, flow: str) -> bool:
    """Whether it is about something the shopper bought: "my order", a number, "I ordered", an own order's line."""
    view = scene.view
    number = any(True for _ in told(view.linked.all))
    mine = scene.word("mine", "past") or view.has("mine", "past")
    prior = scene.intent(*_INTENTS.get(flow, ()))
    general = scene.asking and not number and _general(scene, flow, mine)
    if flow == "track" and not (mine or number or scene.word("order")):
        return bool(scene.context.state.order) and scene.asking
    told_of_fault = flow in ("missing", "damaged", "wrong_item") and not scene.asking and not _goods_in_view(scene)
    if flow in ("track", "late", "missing", "damaged", "wrong_item") and (
        mine or number or scene.word("order") or view.link("kind") or told_of_fault
    ):
        if flow == "late" and not (view.has("order", "mine", "track") or number):
            return False
        if flow in ("damaged", "missing") and scene.asking and not mine and not number:
            return False
        return not (general and not view.has("track"))
    if flow == "warranty":
        return not scene.asking or (mine and number)
    if flow in ("refund_status", "invoice", "payment_method"):
        return (mine or scene.word("order") or number) and not (general and not view.has("where", "when"))
    if general and not _named(scene):
        return False
    if flow in ("cancel", "return", "exchange", "address", "change_line"):
        if scene.context.cart and not mine and not number and not view.has("order") and flow != "return":
            return False
        return bool(
            mine
            or number
            or view.has("order")
            or prior > _PRIOR
            or _named(scene)
            or (not scene.wishes.goods and not scene.asking)
        )
    return bool(mine or number or prior > _PRIOR)


def _general(scene: Scene, flow: str, mine: bool) -> bool:
    """Whether a question is one of the shop's rules, "how do I return something", rather than a wish about an order."""
    if mine and flow in ("track", "late", "refund_status", "missing"):
        return False
    if scene.has("how_to", "polite") and not (scene.has("polite") and mine):
        return True
    if not mine and scene.view.starts_with(
        "how_much", "how", "what", "which", "is_it", "where", "have_you", skip=("filler", "then", "and")
    ):
        return True
    return scene.has("shop_topic") and not mine


def _goods_in_view(scene: Scene) -> bool:
    return scene.context.state.last in _GOODS_SHOWN


def bought(scene: Scene) -> bool:
    """Whether "the grey kettle" is one that the shopper has ordered: they name it as a known thing, no goods are in
    view, and none are looked for."""
    state = scene.context.state
    if state.flow is not None or _goods_in_view(scene) or scene.has("have_you", "add", "cart", "similar"):
        return False
    if any(True for _ in told(scene.view.linked.all)) and scene.view.link("kind", "item") and not scene.word("seek"):
        return True  # who gives the number of an order or their address tells of that order
    return any(_known(scene, link) for link in _lines_named(scene)) or _one_of_them(scene)


def _one_of_them(scene: Scene) -> bool:
    """Whether one of the orders just talked about is pointed at, bought or not: "the mat one"."""
    if scene.context.state.last != "order" or scene.length > _SHORT + 2 or scene.has("browse", "recommend", "seek"):
        return False
    return any(_known(scene, link) for link in scene.view.links("kind", "item"))


def goes_on(scene: Scene) -> str:
    """What is asked of another thing bought without saying what: the same as of the one before, else how it stands."""
    if scene.has("refund"):
        return "refund_status"
    closed = scene.context.state.closed
    return closed.name if closed is not None and closed.name in _TOLD_ONLY else "track"


def _known(scene: Scene, link: Link) -> bool:
    """ "the", "my" or "that" before a name, with nothing but its colour and the like between; not "I need the …"."""
    tokens, classes = scene.view.linked.tokens, scene.words.wishes.grammar.classes
    for place in range(link.start - 1, max(scene.view.start, link.start - _NEAR) - 1, -1):
        said = classes.get((tokens[place].word,))
        if "definite" in said:
            return "seek" not in scene.view.at(place - 1)
        if "article" in said or "any" in said:
            return False
    return False


def _named(scene: Scene) -> bool:
    """Whether a line of an own order is named by its words."""
    return any(True for _ in _lines_named(scene))


def _lines_named(scene: Scene) -> Iterator[Link]:
    """The words that name a line of an own order, by its title or its kind."""
    lines = {line.item_id for order in scene.context.orders for line in order.lines}
    items = scene.words.wishes.gazetteer.names.items
    kinds = {item.category for id_ in lines if (item := items.get(id_))}
    for link in scene.view.links("item", "kind"):
        if set(link.ids) & lines or (link.type == "kind" and link.entry and set(link.entry.kinds) & kinds):
            yield link
