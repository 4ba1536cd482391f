"""Questions → about an item in view, or why it is shown."""

from __future__ import annotations

from dialogue.commands import AskItem, Command, Reference, Select, Why
from dialogue.readers import cart_lines
from dialogue.readers.scene import Scene
from shop.dialogue import Filter

_LIKELY = 0.8
_BRIEF = 6  # words of a question that names only what is asked for
_OPTIONS = ("colour", "size")
OF_BOTH = frozenset({"price", "stock", "size", "colour", "rating"})  # fields that the shop's answers speak of too


def _in_options(scene: Scene) -> bool:
    """ "have you got black in 43 then", right after one item was spoken of: of that one."""
    wishes = scene.wishes
    options = bool(wishes.options) and len(wishes.options) == len(wishes.filters)
    others = wishes.kinds or wishes.sort or wishes.relative or wishes.text or wishes.unknown
    spoken = scene.context.state.last in ("item", "cart")
    if not (spoken and options) or others or scene.has("view", "add", "another") or cart_lines.quantity(scene):
        return False
    alone = scene.context.state.last == "item" and not scene.context.state.query.kinds  # nothing else is searched for
    return scene.has("have_you", "there_is") or (alone and scene.length <= _BRIEF)


def read_item(scene: Scene) -> list[Command]:
    """A question about what is in view, or a wish to see one of them."""
    view, wishes = scene.view, scene.wishes
    context = scene.context
    if (
        view.starts_with("why", skip=("filler", "then", "and", "but"))
        and (context.shown or context.focus)
        and scene.length <= 9
    ):
        item = scene.reference or (Reference(ids=(context.focus.id,)) if context.focus else None)
        return [Why(item=item, words=scene.text)]
    if not (context.shown or context.focus or context.state.compared or view.link("item", "code")):
        return []
    if found := again(scene) or of_compared(scene):
        return found
    reference = scene.reference
    if context.focus is not None and reference is None and _in_options(scene):
        return [question_of(scene, Reference(ids=(context.focus.id,)))]
    if (
        view.has("shop_topic")
        and not wishes.filters
        and (not wishes.asked or reference is None or wishes.asked == ["price"])
        and not of_goods(scene)
    ):
        return []
    if view.starts_with("offer", "another", skip=("filler", "then", "and", "but")):
        if reference is None or reference.how in ("all", "focus"):
            return []
        options = any(one.field in ("colour", "size") for one in wishes.filters)
        if reference.how != "value" or not options:
            return [question_of(scene, reference) if options else Select(item=reference, words=scene.text)]
    if found := of_focus(scene):
        return found
    if how_one_does(scene):
        return []
    named = reference is not None and reference.how == "title"
    if (
        reference is not None
        and reference.how == "all"
        and (wishes.sort or wishes.relative)
        and not _is_question_of(scene)
    ):
        return []  # "the cheapest of those" is a search among them
    asks = (
        scene.asking
        or (scene.question and (wishes.asked or reference is not None))
        or (view.has("suit", "delivered") and bool(reference or context.focus))
    )
    if wishes.kinds and not named and reference is None:
        return []
    if reference is not None and view.has("tell") and not wishes.asked and not view.has("cart"):
        return [Select(item=reference, words=scene.text)]
    about = bool(
        wishes.asked or wishes.filters or view.has("suit", "reviews", "delivered", "in_stock", "there_is", "tell")
    )
    if (
        view.starts_with("have_you", skip=("filler", "then", "and", "but"))
        and not named
        and (reference is None or reference.how == "all")
        and not wishes.asked
    ):
        return []  # "do you have these …" is looked for
    topical = view.has("shop_topic")
    if wishes.filters and not wishes.kinds and not wishes.sort and not topical and (unsaid := scene.unsaid):
        return [question_of(scene, unsaid)]
    if asks and (
        reference is not None
        or (context.focus is not None and about and not wishes.sort and not view.has("shop_topic"))
    ):
        if reference is not None and reference.how == "all" and wishes.filters and view.has("have_you"):
            return []
        if wishes.relative and reference is None:
            return []
        if (
            view.has("shop_topic")
            and not about
            and reference is not None
            and reference.how == "focus"
            and not view.has("there_is")
        ):
            return []
        items = reference or Reference(ids=(context.focus.id,) if context.focus else ())
        if view.has("which") and items.how == "all" and wishes.filters:
            return []
        return [question_of(scene, items)]
    if asks and wishes.asked and len(context.shown) >= 1 and not wishes.kinds and not wishes.filters:
        ids = tuple(item.id for item in context.shown)
        one = context.focus.id if context.focus else ""
        return [
            question_of(scene, Reference(ids=(one,) if one else ids, ambiguous=not one and len(ids) > 1, how="focus"))
        ]
    if (
        not asks
        and wishes.asked
        and not wishes.filters
        and not wishes.kinds
        and not wishes.drop
        and not view.has("seek")
        and scene.length <= 6
        and (context.focus or reference)
    ):
        return [question_of(scene, reference or Reference(ids=(context.focus.id,) if context.focus else ()))]
    if (
        reference is not None
        and reference.how in ("ordinal", "title", "value", "superlative", "other")
        and not wishes.relative
        and not view.has("add", "unwanted")
        and not _negated(scene)
    ):
        if wishes.kinds and not named:
            return []
        if (
            wishes.filters
            and reference.how == "title"
            and any(one.field in ("colour", "size") for one in wishes.filters)
        ):
            return [question_of(scene, reference)]
        return [Select(item=reference, words=scene.text, confidence=_LIKELY)]
    return []


def of_goods(scene: Scene) -> bool:
    """Whether what a question names is stated by the goods just talked about, though the shop has an answer of that
    name too: "how long is the warranty" behind one suitcase."""
    context = scene.context
    items = scene.words.wishes.gazetteer.names.items
    last = context.state.last
    ids = context.state.compared if last == "compared" else (context.focus.id,) if context.focus else ()
    names = [name for name in scene.wishes.asked if name not in OF_BOTH]
    if last not in ("item", "compared") or not ids or not names:
        return False
    named = {place for link in scene.view.links("field", "quality") for place in range(link.start, link.end)}
    topics = [place for span in scene.view.spans("shop_topic") for place in range(span.start, span.end)]
    value = scene.words.wishes.fields.value
    return set(topics) <= named and all(value(items[id_], name) for id_ in ids for name in names)


def of_compared(scene: Scene) -> list[Command]:
    """ "Battery of each?", "and the same guarantee", right behind a comparison: of all that were compared."""
    context, wishes = scene.context, scene.wishes
    ids = context.state.compared
    if context.state.last != "compared" or len(ids) < 2 or scene.length > 2 * _BRIEF:
        return []
    told = wishes.asked or any(one.op in ("has", "has_not") for one in wishes.filters)
    said = wishes.kinds or wishes.sort or wishes.relative or wishes.drop or wishes.unknown
    pointed = scene.reference is not None and scene.reference.how != "all"
    if not told or said or pointed or scene.has("seek", "have_you", "add", "better", "compare"):
        return []
    brief = scene.length <= _BRIEF or scene.has("each", "both")
    return [question_of(scene, Reference(ids=ids, how="all"))] if brief or scene.question else []


def of_focus(scene: Scene) -> list[Command]:
    """ "Organic?", "one door or two?", right behind an answer about one item: the next question about it."""
    context, wishes, view = scene.context, scene.wishes, scene.view
    if context.focus is None or context.state.last != "item" or scene.reference is not None or scene.length > _BRIEF:
        return []
    said = wishes.kinds or wishes.relative or wishes.sort or wishes.drop or wishes.unknown or wishes.receiver
    if said or not (wishes.filters or wishes.asked) or view.has("seek", "have_you", "offer", "add", "which"):
        return []
    item = Reference(ids=(context.focus.id,))
    spelled = scene.words.wishes.grammar.numbers
    numbers = [token for token in view.tokens if token.type == "number" or token.word in spelled]
    either = len(wishes.filters) == 1 and wishes.filters[0].op == "is" and len(wishes.filters[0].values) > 1
    if (len(numbers) > 1 or either) and view.has("or"):  # either one: its own value answers
        fields = tuple(dict.fromkeys((*wishes.asked, *(one.field for one in wishes.filters))))
        return [AskItem(items=item, question=scene.text, fields=fields, words=scene.text, confidence=_LIKELY)]
    return [question_of(scene, item)] if scene.question else []


def again(scene: Scene) -> list[Command]:
    """ "And the other one?", "what about the second": the last question, of another item."""
    state, reference, wishes = scene.context.state, scene.reference, scene.wishes
    if reference is None or not (state.asked or state.asked_in) or state.last not in ("item", "compared"):
        return []
    if reference.how not in ("ordinal", "other", "value", "title", "superlative", "kind"):
        return []
    if scene.view.starts_with("and", "offer", skip=("filler", "then")) is None:
        return []
    said = (
        wishes.asked or wishes.kinds or wishes.purpose or wishes.drop or scene.has("add", "cart", "compare", "better")
    )
    if said or any(not _points(limit, reference) for limit in wishes.filters):
        return []
    return [
        AskItem(items=reference, question=state.asked_in or scene.text, fields=state.asked, words=scene.text,
                confidence=_LIKELY)
    ]  # fmt: skip


def _negated(scene: Scene) -> bool:
    """Whether something is denied: "not the first one"; "no, show me the first" only begins with a no."""
    for span in scene.view.spans("negation"):
        tokens = scene.view.linked.tokens
        apart = span.start == scene.view.start and span.end < scene.view.end and tokens[span.end].word == ","
        if not apart:
            return True
    return False


def _is_question_of(scene: Scene) -> bool:
    return bool(scene.wishes.asked) and not scene.wishes.sort


def _points(limit: Filter, items: Reference) -> bool:
    """Whether a value said is how the item was pointed at: "the green one"."""
    said = limit.words.split(", ")
    return items.how == "value" and bool(limit.words) and all(word in items.words for word in said)


def question_of(scene: Scene, items: Reference) -> AskItem:
    wishes = scene.wishes
    limits = [one for one in wishes.filters if one.field != "use" and not _points(one, items)]
    filters: tuple[Filter, ...] = tuple(
        one
        for one in limits
        if one.op not in ("has", "has_not") and not (scene.has("suit") and one.op == "is" and one.field not in _OPTIONS)
    )
    said = [*wishes.asked, *(one.field for one in limits)]
    if scene.has("delivered") and not said:
        said.append("delivery")
    if scene.has("in_stock") and "stock" not in said:
        said.append("stock")
    if scene.has("reviews") and not said:
        said.append("reviews")
    if wishes.sort is not None:
        said.append(wishes.sort.field)
    suits = [one.words for one in limits if one not in filters and one.op == "is"]
    purpose = wishes.purpose or (wishes.said_for or " ".join(suits) if scene.has("suit") else "")
    return AskItem(
        items=items,
        question=scene.text,
        fields=tuple(dict.fromkeys(said)),
        filters=filters,
        purpose=purpose,
        words=scene.text,
        confidence=_LIKELY,
    )


def how_one_does(scene: Scene) -> bool:
    """ "How often should I sharpen a knife", "how do I wash down": of all such things, not of one on the shelf."""
    wishes = scene.wishes
    first = scene.view.starts_with("how", "how_much", "how_to", skip=("filler", "then", "and"))
    if first is None or not scene.word("me") or scene.reference is not None or not scene.word("how"):
        return False
    return not wishes.asked and all(one.op in ("is", "is_not") for one in wishes.filters)
