"""What is done with a command: its handler, and what must be settled before."""

from __future__ import annotations

from dialogue.commands import (
    SIDE_EFFECTS,
    AddToCart,
    Affirm,
    ApplyCoupon,
    AskItem,
    Base,
    Command,
    Compare,
    Notify,
    Person,
    Reference,
    Search,
    Select,
    StartFlow,
    Unknown,
)
from shop.dialogue import Offer, Question, State

FLOOR = 0.5  # below it nothing with a side effect is done
NODDED = 0.3  # of a yes, below which it accepts no offer


def accepted(offer: Offer) -> Command | None:
    """What a yes to the offer does."""
    item = Reference(ids=(offer.item_id,), how="focus") if offer.item_id else None
    if offer.kind == "person":
        return Person(reason="asked")
    if offer.kind == "flow":
        return StartFlow(flow=offer.flow, slots=offer.options)
    if offer.kind == "coupon":
        return ApplyCoupon(code=dict(offer.options)["code"])
    if item is not None and offer.kind == "add":
        return AddToCart(item=item, quantity=offer.quantity, options=offer.options, warned=offer.warned)
    if item is not None and offer.kind == "notify":
        return Notify(item=item, options=offer.options)
    if item is not None and offer.kind == "show":
        return Select(item=item)
    if offer.query is not None and offer.kind in ("search", "relax"):
        wanted = offer.query
        return Search(
            kinds=wanted.kinds,
            not_kinds=wanted.not_kinds,
            filters=wanted.filters,
            text=wanted.text,
            sort=wanted.sort,
            purpose=wanted.purpose,
            receiver=wanted.receiver,
            budget=wanted.budget,
        )
    return None


def completed(question: Question, value: str) -> Command | None:
    """What an answer to the bot's question does; ``None`` where the question's own handler must see it."""
    if question.kind == "option" and question.item_id:
        item = Reference(ids=(question.item_id,), how="focus", words=question.words)
        options = (*question.options, (question.about, value))
        if question.then == "notify":
            return Notify(item=item, options=options, words=question.words)
        return AddToCart(item=item, quantity=question.quantity, options=options, words=question.words)
    if question.kind == "email" and question.then == "notify" and question.item_id:
        item = Reference(ids=(question.item_id,), how="focus", words=question.words)
        return Notify(item=item, options=question.options, email=value, words=question.words)
    if question.kind == "item":
        item = Reference(ids=(value,), how="tap", words=question.words)
        if question.then == "add":
            return AddToCart(item=item, quantity=question.quantity, options=question.options, words=question.words)
        if question.then == "ask":
            return AskItem(items=item, question=question.words, words=question.words)
        if question.then == "notify":
            return Notify(item=item, options=question.options, words=question.words)
        if question.then == "compare":
            return Compare(items=item, words=question.words)
        return Select(item=item, words=question.words)
    if question.kind == "kind":
        return Search(fresh=False, kinds=(value,), words=question.words)
    return None


def sure_enough(command: Base, state: State) -> bool:
    """Whether a command may be done: what changes something needs a sure reading."""
    if not isinstance(command, SIDE_EFFECTS):
        return True
    if isinstance(command, Affirm) and state.flow is None and state.offer is None and state.question is None:
        return True  # a yes to nothing does nothing
    if isinstance(command, StartFlow):
        return True  # a flow asks before it does anything
    return command.confidence >= FLOOR or state.flow is not None


def doubted(command: Base) -> Command:
    """What is done instead of a command that is not sure enough: the bot asks."""
    if isinstance(command, AddToCart):
        return command.model_copy(update={"sure": False})
    return Unknown(words=command.words, confidence=command.confidence)
