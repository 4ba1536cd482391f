"""Questions about items in view: the fact from the record, with its value; then its text; then the shop's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.commands import AddToCart, AskItem, Notify, Reference, Select, Similar
from dialogue.formatting import Amounts, label, limit_phrase, phrase_of, rated, said_value, value_of
from dialogue.handlers.answers import delivery, facts_of, from_shop, in_words
from dialogue.handlers.cart_view import titled
from dialogue.handlers.lookup import others_that
from dialogue.handlers.purposes import weighed_by
from dialogue.handlers.relative import amount
from dialogue.handlers.results import joined, lines, which_one
from dialogue.handlers.variants import as_asked, availability, option_filters, stock_told
from dialogue.reply import Reply, Tap
from retrieval.values import says
from shop.dialogue import Choice, Filter, Offer, Question
from shop.types import Item, Source

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.catalogue_index import Fact

MOST = 8  # items that one question is answered for
SURE = 0.36  # of a fact that nobody linked: from here on it answers the question
MAYBE = 0.2  # and from here on it has to do with it
OWN = frozenset({"price", "stock", "size", "colour", "delivery", "reviews", "rating", "warranty"})


async def ask_item(turn: Turn, command: AskItem) -> Reply:
    """Answer for all the items meant; ask which only where each would need an answer of its own."""
    items = meant(turn, command.items)
    if not items:
        return await from_shop(turn, command.question) or Reply(turn.say("ask.of_what"))
    reply = await (_of_one(turn, items[0], command) if len(items) == 1 else _of_several(turn, items[:MOST], command))
    turn.update(asked=command.fields, asked_in=command.question)
    return reply


def meant(turn: Turn, reference: Reference | None) -> list[Item]:
    """The items a reference points at; without any the one talked about, or all that are shown."""
    if reference is not None and reference.ids:
        return turn.items(reference.ids)
    if turn.state.focus:
        return turn.items([turn.state.focus])
    return turn.items(turn.state.shown)


# ── one ───────────────────────────────────────────────────────────────────────────────────────


async def _of_one(turn: Turn, item: Item, command: AskItem) -> Reply:
    turn.update(focus=item.id)
    unlinked = bool(command.purpose) and not command.fields and not command.filters
    by_shop = await from_shop(turn, command.question, [item], as_is=True) if unlinked else None
    if by_shop is not None:  # "can you gift wrap it"
        return _with_card(turn, item, by_shop, ())
    options, limits = option_filters(item, command.filters)
    version, chosen = as_asked(item, options)
    said: list[str] = []
    taps: list[Tap] = []
    answered = False
    if options:
        text, taps = stock_told(turn, item, options)
        said.append(text)
        answered = True
    for limit in limits:
        said.append(_checked(turn, item, limit))
        answered = answered or bool(said[-1])
    covered = {limit.field for limit in command.filters}
    differ = chosen and len({one.price for one in item.variants}) > 1  # then its price is worth saying
    for field in (*command.fields, *(["price"] if differ and "price" not in command.fields else [])):
        if field in covered:
            continue
        told = _price(turn, version, chosen) if field == "price" else await told_of(turn, item, field)
        said.append(told)
        answered = answered or bool(told)
    matters = command.purpose or ("" if answered else command.question)
    if matters:
        told = await _for_purpose(turn, item, matters, written=not command.purpose)
        said.append(told)
        answered = answered or bool(told)
    sources = [Source(kind="item", id=item.id, title=item.title)]
    if not answered:
        reply = await _from_text(turn, item, command)
        return _with_card(turn, item, reply, taps)
    stock = _stock_taps(turn, item) if {"stock", "size", "colour"} & {*command.fields} and not taps else taps
    return _with_card(turn, item, Reply(joined(*said), sources=sources), stock)


def _with_card(turn: Turn, item: Item, reply: Reply, taps: Sequence[Tap]) -> Reply:
    reply.cards = [turn.card(item)]
    if not reply.taps:
        reply.taps = [*taps] or [Tap(turn.say("tap.add"), AddToCart(item=_this(item)))] if item.in_stock else [*taps]
    return reply


def _this(item: Item) -> Reference:
    return Reference(ids=(item.id,), how="tap")


async def told_of(turn: Turn, item: Item, field: str) -> str:
    """One fact in a sentence; "" where the record does not state it."""
    if field == "size" and not item.sizes and (told := _measures(turn, item)):
        key = "ask.measures" if _lengths(turn, item) else "ask.no_measures"
        return turn.say(key, title=item.title, facts=turn.all_of(told))
    if field == "size" and not item.sizes:
        return ""  # its measurements are asked for, and it states none
    if field in ("stock", "size", "colour"):
        return availability(turn, item, field)
    if field == "delivery":
        return await delivery(turn, item)
    if field in ("reviews", "rating"):
        if not rated(item):
            return turn.say("ask.not_rated", title=item.title)
        return turn.say("ask.rating", title=item.title, value=said_value(turn, item, "rating"))
    if field == "material" and item.materials:
        return turn.say("ask.material", title=item.title, value=turn.all_of(item.materials))
    return stated(turn, item, field)


def _price(turn: Turn, item: Item, chosen: Mapping[str, str]) -> str:
    """What it costs, in the version that is meant; where none is and they differ, what the ones in stock cost."""
    if item.price is None:
        return ""
    title = titled(turn, item.title, chosen)
    prices = sorted({one.price for one in item.variants if one.stock > 0 and one.price is not None})
    if not chosen and len(prices) > 1:
        low, high = turn.money(prices[0], item.currency), turn.money(prices[-1], item.currency)
        return turn.say("ask.price_between", title=title, low=low, high=high)
    reduced = item.list_price is not None and item.list_price > item.price
    price, before = turn.money(item.price, item.currency), turn.money(item.list_price, item.currency)
    return turn.say("ask.price_reduced" if reduced else "ask.price", title=title, price=price, before=before)


def _measures(turn: Turn, item: Item) -> list[str]:
    """How large it is, of what comes in no sizes to choose from."""
    fields = turn.services.index.fields.of_kinds((item.category,) if item.category else ())
    large = [field.name for field in fields if field.dimension in ("length", "volume")]
    return [said for name in large[:3] if (said := phrase_of(turn, item, name))]


def _lengths(turn: Turn, item: Item) -> bool:
    fields = turn.services.index.fields
    return any(fields.value(item, field.name) for field in fields.with_dimension("length", (item.category or "",)))


def stated(turn: Turn, item: Item, field: str) -> str:
    """ "Yes, the Heath has that: red light, yes." or "The Heath: brightness 500 lm."; "" where it is not stated."""
    value, said = value_of(turn, item, field), said_value(turn, item, field)
    if not said:
        return ""
    first, _, more = (part.strip() for part in said.partition(","))
    name = label(turn, field)
    if value is not None and value.yes is not None and says(first) is not None:
        key = "ask.yes" if value.yes else "ask.no"
        return turn.say(key, title=item.title, name=name, more=f" ({more})" if more else "")
    return turn.say("ask.fact", title=item.title, name=name, value=said)


def _checked(turn: Turn, item: Item, limit: Filter) -> str:
    """Whether the item meets a limit that was asked about, with its own value; "" where it does not say."""
    passes = turn.services.index.passes(item, limit)
    if passes is None:
        return ""
    if limit.op == "has" and (told := stated(turn, item, limit.field)):
        return told
    said = said_value(turn, item, limit.field) if limit.field else ""
    wanted = limit_phrase(turn, limit, [item])
    if not said:
        return turn.say("ask.meets" if passes else "ask.misses", title=item.title, wanted=wanted)
    if _of_age(limit):  # a bare yes or no would be read both ways: "is he too young for it?"
        return turn.say("ask.meets_age" if passes else "ask.misses_age", title=item.title, value=said)
    key = "ask.meets_value" if passes else "ask.misses_value"
    name = label(turn, limit.field)
    return turn.say(key, title=item.title, wanted=wanted, name=name, value=said)


def _of_age(limit: Filter) -> bool:
    return limit.safety and limit.op == "covers"


async def _for_purpose(turn: Turn, item: Item, purpose: str, *, written: bool) -> str:
    """What of the record matters for the purpose: never a bare yes. ``written``: as far as it is written down."""
    fields = [weight.field for weight in await weighed_by(turn, purpose, [item], by_meaning=not written)]
    told = [phrase for field in fields if (phrase := phrase_of(turn, item, field))]
    if not told:
        return ""
    key = "ask.matters" if written else "ask.for_purpose"
    return turn.say(key, title=item.title, purpose=purpose, facts=turn.all_of(told[:3]))


async def _from_text(turn: Turn, item: Item, command: AskItem) -> Reply:
    """The record's own words that answer the question; else the shop's answers; else that the page does not say."""
    source = [Source(kind="item", id=item.id, title=item.title)]
    facts = await facts_of(turn, item, command.question)
    sure = [fact for fact in facts if fact.score >= SURE]
    of_item = (
        bool(sure) and bool(sure[0].field) and not command.fields
    )  # its own record comes before what holds for all
    if not of_item and (told := await from_shop(turn, command.question, [item])):
        return told
    if sure and not command.fields:
        return Reply(turn.say("ask.record", title=item.title, said=in_words(turn, sure[:2])), sources=source)
    near = [fact for fact in facts if fact.score >= MAYBE]
    what = turn.all_of([label(turn, field) for field in command.fields if field not in OWN])
    text = turn.say("ask.unstated_field" if what else "ask.unstated", title=item.title, what=what)
    if near:
        text = joined(text, turn.say("ask.nearest_fact", said=in_words(turn, near[:1])))
    turn.update(offer=Offer(kind="person"))
    return Reply(joined(text, turn.say("ask.colleague")), sources=source)


def _stock_taps(turn: Turn, item: Item) -> list[Tap]:
    if item.in_stock:
        return [Tap(turn.say("tap.add"), AddToCart(item=_this(item)))]
    turn.update(offer=Offer(kind="notify", item_id=item.id))
    return [
        Tap(turn.say("tap.notify"), Notify(item=_this(item))),
        Tap(turn.say("tap.similar"), Similar(item=_this(item))),
    ]


# ── several ───────────────────────────────────────────────────────────────────────────────────


async def _of_several(turn: Turn, items: list[Item], command: AskItem) -> Reply:
    """Which of them do, or what each of them says."""
    if command.filters:
        reply = _which(turn, items, command.filters)
        if not reply.cards and (others := await others_that(turn, items, command.filters)) is not None:
            return replace(others, text=lines(reply.text, others.text))
        covered = {limit.field for limit in command.filters}
        asked = [field for field in command.fields if field not in covered and field != "delivery"]
        good = turn.items([card.item_id for card in reply.cards])
        if asked and good and (told := _each(turn, good, asked[0])) is not None:
            reply.text = lines(reply.text, told.text)
        return reply
    fields = [field for field in command.fields if field != "delivery"]
    if command.purpose and not fields:
        fields = [weight.field for weight in await weighed_by(turn, command.purpose, items)][:2]
    for field in fields:
        if (told := _each(turn, items, field)) is not None:
            return told
    if not fields and (told := await _each_text(turn, items, command)):
        return told
    if told := await from_shop(turn, command.question, items):
        return told
    if fields:
        what = turn.all_of([label(turn, field) for field in fields])
        return Reply(turn.say("ask.unstated_all", what=what), taps=_details(turn, items))
    return ask_which(turn, items, command.question)


def ask_which(turn: Turn, items: Sequence[Item], words: str) -> Reply:
    """Ask once which is meant; the answer is taken up with the question."""
    named = which_one(turn, items[:4])
    choices = tuple(Choice(label=title, value=item.id) for title, item in named)
    turn.update(question=Question(kind="item", choices=choices, then="ask", words=words))
    taps = [Tap(title, AskItem(items=_this(item), question=words)) for title, item in named]
    return Reply(turn.say("ask.which"), taps=taps)


def _details(turn: Turn, items: Sequence[Item]) -> list[Tap]:
    return [Tap(title, Select(item=_this(item))) for title, item in which_one(turn, items[:4])]


def _which(turn: Turn, items: list[Item], filters: Sequence[Filter]) -> Reply:
    """ "Are any of them waterproof": those that are, those that are not, and those that do not say."""
    verdicts = {item.id: [turn.services.index.passes(item, limit) for limit in filters] for item in items}
    good = [item for item in items if all(verdicts[item.id])]
    silent = [item for item in items if None in verdicts[item.id] and False not in verdicts[item.id]]
    wanted = turn.all_of([limit_phrase(turn, limit, items) for limit in filters])
    if good:
        turn.show(good, turn.state.query, total=len(good))
        key = "ask.all_do" if len(good) == len(items) else "ask.some_do" if len(good) > 1 else "ask.one_does"
        text = turn.say(key, titles=turn.all_of([item.title for item in good]), wanted=wanted)
    else:
        text = turn.say("ask.none_do_age" if all(map(_of_age, filters)) else "ask.none_do", wanted=wanted)
        field = filters[0].field
        text = lines(text, *_values(turn, items[:4], field)) if field and len(filters) == 1 else text
    if silent:
        text = joined(text, turn.say("ask.some_silent", count=len(silent)))
    return Reply(text, cards=[turn.card(item) for item in good], taps=_details(turn, good or items))


def _values(turn: Turn, items: Sequence[Item], field: str) -> list[str]:
    told = [(item, said_value(turn, item, field)) for item in items]
    return [turn.say("ask.line", title=item.title, value=said) for item, said in told if said]


def _each(turn: Turn, items: list[Item], field: str) -> Reply | None:
    """Each one's value of a field; a truth is told as those that are and those that are not."""
    if field in ("size", "colour", "stock"):
        return Reply(lines(*(availability(turn, item, field) for item in items)), cards=[turn.card(i) for i in items])
    known = [item for item in items if said_value(turn, item, field)]
    if not known:
        return None
    values = {item.id: value_of(turn, item, field) for item in known}
    name = label(turn, field)
    truths = [value is not None and says(value.said.split(",")[0]) is not None for value in values.values()]
    if all(truths):
        return _which(turn, items, [Filter(field=field, op="has")])
    same = {said_value(turn, item, field) for item in known}
    if len(same) == 1 and len(known) == len(items) > 2:
        return Reply(turn.say("ask.all_same", name=name, value=same.pop()), cards=[turn.card(item) for item in known])
    lead = turn.say("ask.each", name=name[:1].upper() + name[1:])
    text = lines(lead, *_values(turn, known, field), _apart(turn, known, field))
    return Reply(text, cards=[turn.card(item) for item in known], taps=_details(turn, known))


def _apart(turn: Turn, items: Sequence[Item], field: str) -> str:
    """How far two numbers lie apart: "how many grams do I save"."""
    known = turn.services.index.fields.get(field)
    numbers = [amount(turn, item, field) for item in items]
    if len(items) != 2 or None in numbers or known is None or not (known.unit or field == "price"):
        return ""
    one, other = (number or 0.0 for number in numbers)
    return turn.say("ask.apart", amount=Amounts(turn, field, items).said(abs(one - other))) if one != other else ""


async def _each_text(turn: Turn, items: list[Item], command: AskItem) -> Reply | None:
    """The field that most of them answer the question with, or each one's own words."""
    found: dict[str, list[Fact]] = {}
    for item in items[:4]:
        found[item.id] = [fact for fact in await facts_of(turn, item, command.question) if fact.score >= SURE]
    fields = [facts[0].field for facts in found.values() if facts and facts[0].field]
    if fields:
        return _each(turn, items, max(set(fields), key=fields.count))
    told = [
        turn.say("ask.line", title=item.title, value=in_words(turn, found[item.id][:1]))
        for item in items[:4]
        if found[item.id]
    ]
    return Reply(lines(*told), taps=_details(turn, items)) if told else None
