"""From an act that is known to its command: what it is filled with is read from the links, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable

from dialogue.commands import (
    AddToCart,
    Affirm,
    AskCoupon,
    AskShop,
    BackToBot,
    Browse,
    Command,
    Compare,
    Complements,
    Deny,
    Emergency,
    EmptyCart,
    LeaveFlow,
    ListOrders,
    Page,
    Person,
    Provide,
    Reference,
    Search,
    Select,
    Similar,
    Social,
    StartFlow,
    Taste,
    UndoCart,
    ViewCart,
    Why,
)
from dialogue.policy import FLOOR
from dialogue.readers import (
    asking,
    cart_changes,
    cart_lines,
    cart_removals,
    carting,
    comparing,
    coupons,
    ordering,
    parts,
    searching,
    talking,
)
from dialogue.readers.scene import Scene

_TALK = {"isbot": "bot", "unknown": "filler"}
_COMPARED = 3
MEANT = 0.55  # P(add) from which something is put in though no word says so


def build(act: str, scene: Scene, confidence: float) -> list[Command]:
    """The commands of an act, none where what it needs is not said: an item to put in, two to compare."""
    if act.startswith("flow="):
        return _flow(act.removeprefix("flow="), scene, confidence)
    if act == "add":
        return [*_add(scene, confidence)]
    maker = _MAKERS.get(act)
    if maker is not None:
        return [one.model_copy(update={"confidence": min(one.confidence, confidence)}) for one in maker(scene)]
    if act in ("greet", "thank", "bye", "praise", "complaint", "joke", "isbot", "help", "ack"):
        return [Social(kind=_TALK.get(act, act), words=scene.text, confidence=confidence)]
    return []


def _flow(name: str, scene: Scene, confidence: float) -> list[Command]:
    if scene.context.flows and name not in scene.context.flows:
        return []
    slots = tuple(ordering.told(scene.view)) or tuple(ordering.told(scene.view.linked.all))
    return [StartFlow(flow=name, slots=slots, words=scene.text, confidence=confidence)]


def _search(scene: Scene, *, fresh: bool) -> list[Command]:
    wishes = scene.wishes
    if not (wishes.kinds or wishes.unknown) and (found := asking.of_focus(scene)):
        return found
    if fresh and not (wishes.goods or wishes.purpose or wishes.receiver or wishes.text):
        return [Search(unknown=tuple(wishes.left[-1:]), words=scene.text)] if wishes.left else []
    if not fresh and not (wishes.goods or wishes.budget is not None or wishes.receiver or wishes.purpose):
        return []
    known = bool(scene.context.state.results or not scene.context.state.query.empty)
    named = bool(wishes.kinds or wishes.unknown)
    return [searching.search_of(scene, wishes, fresh=fresh and (named or not known))]


def _pointed(scene: Scene) -> Reference | None:
    """What the words point at, else the item talked about, else all that is in view."""
    if scene.reference is not None and scene.reference.ids:
        return scene.reference
    context = scene.context
    if context.state.last == "compared" and len(context.state.compared) > 1:
        return Reference(ids=context.state.compared, how="all")
    if context.focus is not None:
        return Reference(ids=(context.focus.id,))
    ids = _of_flow(scene) or tuple(item.id for item in context.shown)
    return Reference(ids=ids, how="all") if ids else None


def _of_flow(scene: Scene) -> tuple[str, ...]:
    """The items that the open process is about."""
    flow = scene.context.state.flow
    return tuple(json.loads(flow.get("lines") or "{}")) if flow is not None else ()


def _ask_item(scene: Scene) -> list[Command]:
    if found := asking.again(scene):
        return found
    if _of_first(scene):
        return _search(scene, fresh=False)
    items = _pointed(scene)
    another = any(one.field not in ("size", "colour") and one.op != "has" for one in scene.wishes.filters)
    if another and items is not None and len(items.ids) == 1 and scene.view.has("same", "similar"):
        return _similar(scene)  # "is there the same in 24 cm" is another item; in blue it may be this one
    return [asking.question_of(scene, items)] if items is not None else []


def _of_first(scene: Scene) -> bool:
    """ "What's the smallest by weight", "the cheapest, how hot does it keep": of the one that comes first."""
    pointed = scene.reference is not None and scene.reference.how not in ("all", "focus")
    return scene.wishes.sort is not None and bool(scene.context.shown) and not pointed


def _compare(scene: Scene) -> list[Command]:
    if scene.has("have_you", "seek") and searching.than_those(scene, scene.wishes.relative):
        return _search(scene, fresh=False)  # "is there a cheaper one than both"
    context, reference = scene.context, scene.reference
    ids = reference.ids if reference is not None else ()
    if len(ids) == 1 and context.focus is not None and context.focus.id not in ids:
        ids = (context.focus.id, *ids)
    if len(ids) < 2:
        ids = context.state.compared or tuple(item.id for item in context.shown)
        ids = ids if scene.wishes.sort or scene.wishes.relative else ids[: max(_COMPARED, len(context.state.compared))]
    if len(ids) < 2:
        return []
    items = Reference(ids=tuple(ids), how=reference.how if reference else "all")
    purpose = scene.wishes.purpose or scene.wishes.said_for
    fields = comparing.fields_of(scene)
    orders = comparing.orders_of(scene)
    return [Compare(items=items, purpose=purpose, fields=fields, orders=orders, choose=True, words=scene.text)]


def _select(scene: Scene) -> list[Command]:
    if found := asking.again(scene):
        return found
    reference = scene.reference
    return [Select(item=reference, words=scene.text)] if reference is not None and reference.how != "all" else []


def _similar(scene: Scene) -> list[Command]:
    items, wishes = _pointed(scene), scene.wishes
    if items is None:
        return []
    first = items if len(items.ids) == 1 else items.model_copy(update={"ambiguous": True})
    return [Similar(item=first, filters=tuple(wishes.filters), relative=tuple(wishes.relative), words=scene.text)]


def _complements(scene: Scene) -> list[Command]:
    items = _pointed(scene)
    return [Complements(item=items, words=scene.text)] if items is not None else []


def _recommend(scene: Scene) -> list[Command]:
    return [searching.recommend_of(scene, scene.wishes)]


def _bundle(scene: Scene) -> list[Command]:
    made = parts.exchanged(scene) or parts.bundle_of(scene)
    return [made] if made is not None else []


def _taste(scene: Scene) -> list[Command]:
    """What is liked or not, where the words name it."""
    what = talking.subject(scene)
    like = not scene.has("unwanted", "negation") and not any(one.safety for one in scene.wishes.filters)
    forget = scene.has("forget_taste")
    return [Taste(what=what, like=like, forget=forget, words=scene.text)] if what else []


def _why(scene: Scene) -> list[Command]:
    return [Why(item=_pointed(scene), words=scene.text)] if scene.context.shown or scene.context.focus else []


def _browse(scene: Scene) -> list[Command]:
    return searching.read_lists(scene) or [Browse(kinds=scene.wishes.kinds, words=scene.text)]


def _coupon(scene: Scene) -> list[Command]:
    return coupons.coupons_of(scene) or [AskCoupon(words=scene.text)]


def _add(scene: Scene, chance: float) -> list[Command]:
    """What no word says and is not very likely meant is asked first; a question puts nothing in."""
    if scene.asking or scene.question:
        return []
    worded = chance >= MEANT or scene.has("add", "cart") or _says_so(scene)
    return [
        one.model_copy(
            update={"sure": one.sure and (worded or _ordered(one)), "confidence": max(one.confidence, FLOOR)}
        )
        for one in cart_lines.additions_of(scene)
        if worded or not cart_lines.unlike(scene, one)
    ]


def _ordered(one: AddToCart) -> bool:
    """Whether goods are named with how many of them: "6 of the lentil curry"."""
    return one.quantity > 1 and one.item.how == "title" and not one.item.ambiguous


def _says_so(scene: Scene) -> bool:
    """ "Take it": a verb of the kind in front, though with "it" it is an everyday phrase too."""
    classes = scene.words.wishes.grammar.classes
    words = [token.word for token in scene.view.tokens if "filler" not in classes.get((token.word,))]
    return bool(words) and "add" in classes.get((words[0],))


def _change(scene: Scene) -> list[Command]:
    if not scene.context.cart:
        made = parts.exchanged(scene)
        return [made] if made is not None else []
    removing = scene.view.has("remove", "take", "out", "unwanted", "negation")
    return (removing and cart_removals.removal_of(scene)) or cart_changes.change_of(scene)


def _shop(scene: Scene) -> list[Command]:
    own = scene.context.focus is not None or (scene.reference is not None and scene.reference.how != "all")
    if own and set(scene.wishes.asked) - asking.OF_BOTH and (not scene.has("shop_topic") or asking.of_goods(scene)):
        return _ask_item(scene)  # a field of the goods is asked for: "how long does it take to put up"
    follows = bool(scene.context.state.topic) and scene.context.state.last in ("policy", "")
    return [AskShop(question=scene.text, follows=follows, words=scene.text)]


def _provide(scene: Scene) -> list[Command]:
    slots = tuple(ordering.told(scene.view))
    flow = scene.context.state.flow
    if not slots and flow is not None and flow.asked:
        slots = ((flow.asked, scene.text),)
    if not slots and (flow is None or not flow.confirming):
        return []
    return [Provide(slots=slots, corrects=scene.has("correct") or not slots, words=scene.text)]


_MAKERS: dict[str, Callable[[Scene], list[Command]]] = {
    "search": lambda scene: _search(scene, fresh=True),
    "refine": lambda scene: _search(scene, fresh=False),
    "more": lambda scene: [Page(to="next", words=scene.text)] if scene.context.state.results else [],
    "back": lambda scene: [Page(to="previous", words=scene.text)] if scene.context.state.results else [],
    "select": _select,
    "ask_item": _ask_item,
    "compare": _compare,
    "similar": _similar,
    "complements": _complements,
    "recommend": _recommend,
    "bundle": _bundle,
    "why": _why,
    "taste": _taste,
    "browse": _browse,
    "change": _change,
    "undo": lambda scene: [UndoCart(words=scene.text)],
    "empty": lambda scene: [EmptyCart(words=scene.text)] if scene.context.cart else [],
    "view_cart": lambda scene: [ViewCart(total=True, words=scene.text)],
    "coupon": _coupon,
    "ask_coupon": lambda scene: [AskCoupon(words=scene.text)],
    "checkout": lambda scene: carting.read_cart(scene),
    "ask_shop": _shop,
    "list_orders": lambda scene: [ListOrders(words=scene.text)],
    "provide": _provide,
    "yes": lambda scene: [Affirm(words=scene.text)] if not scene.wishes.filters else [],  # "ok 70 then" says more
    "no": lambda scene: [Deny(words=scene.text)],
    "leave": lambda scene: [LeaveFlow(words=scene.text)] if scene.context.state.flow else [Deny(words=scene.text)],
    "person": lambda scene: [Person(reason="asked", words=scene.text)],
    "legal": lambda scene: [Person(reason="legal", words=scene.text)],
    "angry": lambda scene: [Person(reason="angry", words=scene.text)],
    "bot": lambda scene: [BackToBot(words=scene.text)],
    "emergency": lambda scene: [Emergency(words=scene.text)],
}
