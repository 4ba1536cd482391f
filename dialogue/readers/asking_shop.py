"""Questions → to the shop: its delivery, returns, payment, and all that stands on no item's page."""

from __future__ import annotations

from dialogue.commands import AskShop, Command, Reference
from dialogue.readers.asking import how_one_does, question_of
from dialogue.readers.scene import Scene

_LIKELY, _GUESS = 0.8, 0.6
_INTENTS = ("ask_faq", "ask_shipping")


def read_shop(scene: Scene) -> list[Command]:
    """A question to the shop: what it is about stands in its answers, not on its shelves."""
    view, wishes = scene.view, scene.wishes
    prior = scene.intent(*_INTENTS)
    topical = view.has("shop_topic")
    asks = scene.question or view.has("how_to")
    how_to = view.starts_with("how_to", "how", skip=("filler", "then", "and")) is not None and not view.has(
        "polite", "seek", "have_you"
    )
    if how_one_does(scene):
        return [AskShop(question=scene.text, words=scene.text, confidence=_LIKELY)]
    if how_to and not wishes.kinds and scene.reference is None and not (wishes.asked and scene.context.focus):
        return [AskShop(question=scene.text, words=scene.text, confidence=_LIKELY)]
    process = scene.verb("return", "exchange", "cancel", "refund", "warranty", "address", "invoice", "payment_method")
    if asks and process and not view.has("cart"):
        return [AskShop(question=scene.text, words=scene.text, confidence=_LIKELY)]
    if wishes.kinds and not topical:
        return []
    if (
        topical
        and (asks or scene.length <= 5 or prior > _GUESS)
        and not (wishes.kinds and view.has("seek") and not asks)
    ):
        return [
            AskShop(
                question=scene.text,
                words=scene.text,
                follows=scene.length <= 3 and bool(scene.context.state.topic),
                confidence=_LIKELY,
            )
        ]
    if asks and prior > _GUESS and not wishes.goods:
        return [AskShop(question=scene.text, words=scene.text, confidence=prior)]
    if topical and not wishes.goods and scene.intent("search_item", "refine_search") < _GUESS and scene.length <= 8:
        return [AskShop(question=scene.text, words=scene.text, confidence=_GUESS)]
    if (
        scene.context.state.topic
        and view.starts_with("and", "then", "offer", "what", "how_to", skip=("filler",))
        and asks
        and not wishes.goods
    ):
        return [AskShop(question=scene.text, words=scene.text, follows=True, confidence=_GUESS)]
    return []


def read_rest(scene: Scene) -> list[Command]:
    """A question of which nothing is known is one to the shop: its answers tell whether they hold one."""
    context = scene.context
    if not scene.asking or scene.length < 3 or scene.wishes.goods:
        return []
    if context.focus is not None and scene.intent(*_INTENTS) < _GUESS and not context.state.topic:
        return [question_of(scene, Reference(ids=(context.focus.id,)))]
    if scene.asking:
        goes_on = scene.view.starts_with("and", "conditional", skip=("filler",)) is not None
        follows = bool(scene.context.state.topic) and goes_on
        return [AskShop(question=scene.text, words=scene.text, follows=follows, confidence=_GUESS / 1.2)]
    return []
