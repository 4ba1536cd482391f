"""What answers the bot's last question or offer, or goes on with the open order process."""

from __future__ import annotations

from dialogue.commands import AddToCart, Affirm, Answer, Command, Deny, LeaveFlow, Person, Provide, Reference, StartFlow
from dialogue.readers.cart_lines import options_of
from dialogue.readers.ordering import PROCESSES, tells_address, told
from dialogue.readers.scene import Scene
from retrieval.text import fold, terms

# words that belong to a yes
_NODS = (
    "affirm",
    "ack",
    "filler",
    "thank",
    "praise",
    "it",
    "them",
    "add",
    "notify",
    "person",
    "talk_to",
    "cart",
    "cancel",
    "seek",
    "polite",
    "me",
)
_SHORT = 6  # words of a message that may be an answer alone


def read_answer(scene: Scene) -> list[Command]:
    """Answers come before everything but danger. A message that is none is read on as any other."""
    state = scene.context.state
    if state.flow is not None:
        return _flow_answer(scene)
    if state.question is not None and (found := _question_answer(scene)):
        return found
    if state.offer is not None or state.question is not None:
        return _yes_or_no(scene)
    return []


def _yes_or_no(scene: Scene) -> list[Command]:
    view = scene.view
    if scene.wishes.goods or scene.asking or view.link("item", "code", "email", "ordinal"):
        return []
    offer = scene.context.state.offer
    if offer is not None and offer.kind == "coupon" and view.has("apply") and scene.length <= _SHORT:
        return [Affirm(words=scene.text)]  # "ok use that"
    first = view.starts_with("affirm", "deny", "leave", skip=("filler", "greet", "ack", "thank"))
    if first is None:
        return []
    if first.names & {"deny", "leave"} and (
        scene.length <= _SHORT or ("deny" in first.names and first.start == view.start and scene.length <= 9)
    ):
        return [Deny(words=scene.text)]
    if "affirm" in first.names and _adds_something(scene):
        return []
    if "affirm" in first.names and (scene.length <= _SHORT or scene.only("affirm", "ack", "thank", "it", "them")):
        return [Affirm(words=scene.text)]
    return []


def _adds_something(scene: Scene) -> bool:
    """Whether more is said than a yes: "ok use TRAIL15", "ok, the doctor says she's fine"."""
    view = scene.view
    covered = {place for span in view.spans(*_NODS) for place in range(span.start, span.end)}
    stop = scene.words.wishes.grammar.stop
    return view.has("apply", "coupon") or any(
        token.type in ("word", "number") and place not in covered and token.word not in stop
        for place, token in enumerate(view.tokens, view.start)
    )


def _question_answer(scene: Scene) -> list[Command]:
    question = scene.context.state.question
    assert question is not None
    said = set(terms(scene.text, keep_stop=True))
    folded = fold(scene.text).strip(" .!?")
    for choice in question.choices:
        if folded in (fold(choice.label), fold(choice.value)):
            return [Answer(value=choice.value, words=scene.text)]
    if question.kind in ("email", "order"):
        slots = tuple(told(scene.view))
        return [Provide(slots=slots, words=scene.text)] if slots else []
    if question.kind == "option":
        return _option(scene)
    if scene.length <= _SHORT and not scene.asking:
        fitting = [
            choice
            for choice in question.choices
            if said and (said <= set(terms(choice.label, keep_stop=True)) or _means(said, choice.label))
        ]
        if len(fitting) == 1:
            return [Answer(value=fitting[0].value, words=scene.text)]
    if question.kind == "item":
        reference = scene.reference
        ids = {choice.value for choice in question.choices}
        if reference is not None and not scene.asking:
            inside = [id_ for id_ in reference.ids if id_ in ids]
            if len(inside) == 1:
                return [Answer(value=inside[0], words=scene.text)]
        ordinal = scene.view.link("ordinal")
        if ordinal is not None and scene.length <= _SHORT and 0 < ordinal.number <= len(question.choices):
            return [Answer(value=question.choices[ordinal.number - 1].value, words=scene.text)]
    return []


def _means(said: set[str], label: str) -> bool:
    words = set(terms(label))
    content = {word for word in said if word in words}
    return bool(content) and len(content) >= max(1, len(said) - 2)


def _option(scene: Scene) -> list[Command]:
    """ "in 43", "olive 39", "the blue": values of the options asked for, as they were said."""
    question = scene.context.state.question
    assert question is not None
    known = {fold(choice.value): choice.value for choice in question.choices}
    values = [
        one.values[0]
        for one in scene.wishes.filters
        if one.field in ("colour", "size") and one.values and one.op == "is"
    ]
    sizes = [link.name for link in scene.view.links("size")]
    numbers = [link.words for link in scene.view.links("measure")]
    if scene.length > _SHORT + 2 or (scene.asking and not values and not sizes) or scene.has("remove", "view", "out"):
        return []
    if scene.wishes.kinds or any(one.field not in ("colour", "size") for one in scene.wishes.filters):
        return []
    other = scene.reference
    if other is not None and other.how == "title" and question.item_id and question.item_id not in other.ids:
        return []  # "burgundy Cadiz": another item by its name
    hit = [known[fold(value)] for value in (*values, *sizes, *numbers) if fold(value) in known]
    if scene.has("correct", "deny", "instead"):  # "the blue one, no wait, the black"
        hit, values, sizes = hit[::-1], values[::-1], sizes[::-1]
    if several := _more_options(scene):
        return several
    if hit:
        return [Answer(value=hit[0], words=scene.text)]
    for value in (*values, *sizes):
        return [Answer(value=value, words=scene.text)]
    words = [token.word for token in scene.view.tokens if token.word in known]
    return [Answer(value=known[words[0]], words=scene.text)] if len(words) == 1 else []


def _more_options(scene: Scene) -> list[Command]:
    """ "44, grey", where one of them was asked for: both are told."""
    question = scene.context.state.question
    assert question is not None
    item = scene.words.wishes.gazetteer.names.items.get(question.item_id or "")
    if item is None or question.then != "add" or scene.has("correct", "deny", "instead", "negation", "or"):
        return []
    told = options_of(Scene(scene.view, scene.words, scene.context, scene.utterance, (item.category or "",)), item)
    if len(told) < 2:
        return []
    known = dict(question.options) | dict(told)
    count = question.quantity
    item_at = Reference(ids=(item.id,), how="focus")
    return [AddToCart(item=item_at, quantity=count, options=tuple(known.items()), words=scene.text)]


def _flow_answer(scene: Scene) -> list[Command]:
    """In an open process: leaving, yes or no to its summary, numbers and addresses told, else its question's answer.

    Another process, goods, and questions are read as such, and the process waits.
    """
    flow = scene.context.state.flow
    assert flow is not None
    view = scene.view
    slots = tuple(told(view))
    corrects = view.has("correct")
    if view.has("leave") and not slots and (scene.length <= 10 and not scene.asking):
        leave = LeaveFlow(words=scene.text)
        return [leave, Person(reason="asked", words=scene.text)] if view.has("person") else [leave]
    if slots:
        return [Provide(slots=slots, corrects=corrects, words=scene.text)]
    if flow.name not in ("address", "default_address") and flow.get("order") and tells_address(scene):
        return [StartFlow(flow="address", words=scene.text)]
    numbers = any(token.word.isdigit() for token in view.tokens)
    if flow.confirming and numbers and view.has("correct", "negation") and scene.length <= _SHORT:
        return [Provide(slots=(), corrects=True, words=scene.text)]  # "18, not 8"
    if other := _other_process(scene, flow.name, flow.asked):
        return [StartFlow(flow=other, words=scene.text)]
    wish = view.starts_with("polite", skip=("filler", "then", "but", "deny", "correct", "and")) is not None
    asked_for = flow.asked in ("wanted", "lines", "address", "method")
    if wish and not scene.wishes.kinds and (asked_for or scene.word("change", "send", "cancel", "return", "address")):
        return [Provide(slots=((flow.asked or "wanted", scene.text),), corrects=True, words=scene.text)]
    variant = view.link("size", "colour") is not None and view.has("change", "exchange")
    if flow.asked == "wanted" and variant:  # "change to blue 44, is there one?"
        return [Provide(slots=(("wanted", scene.text),), corrects=corrects, words=scene.text)]
    if scene.asking or view.has("person", "legal") or (flow.asked in ("order", "email") and _of_the_cart(scene)):
        return []
    if flow.confirming:
        first = view.starts_with("affirm", "deny", skip=("filler", "greet"))
        if first is not None and "deny" in first.names and scene.length <= _SHORT:
            return [Deny(words=scene.text)]
        if first is not None and "affirm" in first.names and not view.has("but"):
            return [Affirm(words=scene.text)]
    if flow.asked and not scene.only("then", "filler"):
        return [Provide(slots=((flow.asked, scene.text),), corrects=corrects, words=scene.text)]
    return []


def _of_the_cart(scene: Scene) -> bool:
    """Whether something is said that only the cart or its code can mean, while an order's number is asked for."""
    if scene.has("cart", "sum", "coupon", "empty", "undo", "checkout"):
        return True
    if scene.context.cart and (scene.has("remove") or scene.view.has("apply")):
        return True
    return scene.verb("add") and scene.view.link("item", "ordinal", "kind") is not None


def _other_process(scene: Scene, name: str, asked: str) -> str:
    """Going over to another process: "then just the refund", "actually cancel it instead"."""
    answers = asked in ("reason", "method", "detail", "note") and not scene.has("unwanted")
    if answers or not scene.has("instead", "then", "only", "unwanted") or scene.asking:
        return ""
    if scene.length > _SHORT + 2:
        return ""
    for class_, flow in PROCESSES:
        if scene.verb(class_):
            flow = "return" if flow == "refund_status" and name in ("exchange", "return") else flow
            return flow if flow != name else ""
    return ""
