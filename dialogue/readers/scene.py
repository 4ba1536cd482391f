"""A clause with everything that is known around it, as the readers of acts see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dialogue.commands import Reference
from dialogue.linking.links import View
from dialogue.linking.references import References
from dialogue.linking.wishes import Wishes, WishReader
from dialogue.reading import Context, Utterance
from shop.dialogue import Filter
from shop.quantities import number as number_of

_LEAD = ("filler", "then", "and", "but", "instead")
_QUESTION = (
    "which",
    "what",
    "how",
    "how_much",
    "why",
    "where",
    "when",
    "who",
    "have_you",
    "there_is",
    "is_it",
    "delivered",
)
# questions by themselves, wherever they stand
_ANYWHERE = ("asks_whether", "which", "what", "how", "how_much", "why", "where", "when", "who")
_LEAST_PRICE = 10.0  # a smaller number alone counts or points
_APART = 3.0  # times: how far from the prices shown a number may be to be one
_BARE = 4  # words of a message that is a number
_NUMERIC = ("at_most", "at_least", "between", "around", "covers")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Words:
    """What links and resolves words of one catalogue in one language. ``careful``: somebody's health is told of, and
    what is named must not be inside."""

    wishes: WishReader
    references: References
    careful: bool = False


@dataclass
class Scene:
    """One clause. Everything is read once, when first asked for."""

    view: View
    words: Words
    context: Context
    utterance: Utterance
    kinds: tuple[str, ...] = ()  # those talked about
    alone: bool = True  # the message is this clause
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.view.words.strip(" ,")

    def has(self, *names: str) -> bool:
        return self.view.has(*names)

    def verb(self, *names: str) -> bool:
        """Whether a word of the classes stands for itself: "put", but not that of "put up" or "noise cancelling"."""
        return any(
            not any(link.start <= span.start < link.end and link.end - link.start > 1 for link in self.view.links())
            for span in self.view.spans(*names)
        )

    def word(self, *names: str) -> bool:
        """Whether any single word is of the classes, inside longer function words too: "my" of "where is my"."""
        classes = self.words.wishes.grammar.classes
        return any(not set(names).isdisjoint(classes.get((token.word,))) for token in self.view.tokens)

    def intent(self, *names: str) -> float:
        """How sure Rasa is of one of these intents, for this clause where it was asked of it."""
        for text, intent, confidence in self.utterance.parts:
            if text.strip() and text.strip() in self.text:
                return confidence if intent in names else 0.0
        return max((confidence for intent, confidence in self.utterance.intents if intent in names), default=0.0)

    @cached_property
    def question(self) -> bool:
        """Whether it asks: by its mark, or by a question word or an inverted verb in front."""
        end = self.view.end
        tokens = self.view.linked.tokens
        if (end < len(tokens) and tokens[end].word == "?") or any(token.word == "?" for token in self.view.tokens):
            return True
        first = self.view.starts_with(*_QUESTION, "asks", "how_to", "conditional", skip=_LEAD)
        return first is not None or self._asks_anywhere() or self.view.has("yes_or_no")

    @cached_property
    def asking(self) -> bool:
        """Whether it begins as a question does, mark or no mark."""
        return (
            self.view.starts_with(*_QUESTION, "asks", "how_to", "reviews", "conditional", skip=(*_LEAD, "greet"))
            is not None
        ) or self._asks_anywhere()

    def _asks_anywhere(self) -> bool:
        """Where a language leaves question words in their places, or puts one of its own at the end."""
        if not self.words.wishes.grammar.questions_anywhere:
            return False
        end, tokens = self.view.end, self.view.linked.tokens
        marked = end < len(tokens) and tokens[end].word == "?"
        tail = [span for span in self.view.spans("asks_end") if self._last(span.end)]
        return marked or bool(tail) or self.view.has(*_ANYWHERE)

    def _last(self, place: int) -> bool:
        tokens = self.view.linked.tokens
        return all(tokens[at].type == "mark" for at in range(place, self.view.end))

    @cached_property
    def wishes(self) -> Wishes:
        wishes = self.words.wishes.read(
            self.view, self._talked_of(), question=self.asking and self.reference is not None,
            careful=self.words.careful,
        )  # fmt: skip
        if wishes.for_me and self.context.state.query.receiver is not None:
            wishes.drop.append("receiver")
        if limit := self._bare_limit(wishes):
            wishes.filters.append(limit)
        return wishes

    def _talked_of(self) -> tuple[str, ...]:
        """The kinds of the items named, else those talked about: "42" is a size of shoes."""
        named = self.reference
        if named is None or named.how in ("all", "kind") or (named.ambiguous and named.how != "title"):
            return self.kinds
        items = self.words.wishes.gazetteer.names.items
        return tuple(dict.fromkeys(item.category for id_ in named.ids if (item := items[id_]).category)) or self.kinds

    def _bare_limit(self, wishes: Wishes) -> Filter | None:
        """ "Ok, 70 then": another number for the limit told last, in its unit."""
        state = self.context.state
        waits = state.question is not None or state.flow is not None
        if not wishes.bare or wishes.goods or self.length > _BARE or waits:
            return None
        if self.reference is not None or self.view.link("item", "code", "email", "ordinal", "kind", "value"):
            return None
        number = wishes.bare[-1].measure
        assert number is not None
        known = self.words.wishes.gazetteer.numbers
        limits = [one for one in state.query.filters if one.op in _NUMERIC and not one.safety]
        scaled = [(one, number.low * _factor(one)) for one in reversed(limits)]
        exact = [(one, value) for one, value in scaled if value in known(one.field)]
        for limit, value in (exact or scaled)[:1]:
            low = value if limit.low is not None else None
            high = value if limit.high is not None else None
            return limit.model_copy(update={"low": low, "high": high, "words": wishes.bare[-1].words})
        return self._bare_price(number.low, wishes.bare[-1].words) if number.low == number.high else None

    def _bare_price(self, amount: float, words: str) -> Filter | None:
        """A number alone beside a list is what one wants to pay, if goods like those cost about that."""
        prices = [float(item.price) for item in self.context.shown if item.price is not None]
        if self.context.focus is not None or not prices or amount < _LEAST_PRICE:
            return None
        if not min(prices) / _APART <= amount <= max(prices) * _APART:
            return None
        return Filter(field="price", op="at_most", high=amount, words=words)

    @cached_property
    def reference(self) -> Reference | None:
        return self.words.references.read(self.view, self.context)

    @cached_property
    def unsaid(self) -> Reference | None:
        """What a question is about in a language that leaves its subject out: the item talked about, else what is
        shown."""
        context, grammar = self.context, self.words.wishes.grammar
        if not grammar.drops_subject or self.reference is not None or not self.asking or self.view.has("have_you"):
            return None
        if context.focus is not None:
            return Reference(ids=(context.focus.id,))
        return Reference(ids=tuple(item.id for item in context.shown), how="all") if context.shown else None

    @cached_property
    def cart_reference(self) -> Reference | None:
        return self.words.references.read(self.view, self.context, cart=True)

    @cached_property
    def length(self) -> int:
        """Words, marks not counted."""
        return sum(token.type != "mark" for token in self.view.tokens)

    @property
    def definite(self) -> bool:
        """Whether it points at particular items."""
        return self.reference is not None

    def only(self, *names: str) -> bool:
        """Whether it is made of function words of these classes alone, fillers aside."""
        covered: set[int] = set()
        hit = False
        for span in self.view.spans(*names, "filler", "then", "greet", "article"):
            covered.update(range(span.start, span.end))
            hit |= bool(span.names & set(names))
        return hit and all(
            at in covered or token.type == "mark" for at, token in enumerate(self.view.tokens, self.view.start)
        )

    def shown_kinds(self) -> Sequence[str]:
        return self.kinds


def _factor(limit: Filter) -> float:
    """What one of the unit that a limit was said in is in base units: 1,000 of "90 litres"."""
    said = _NUMBER.search(limit.words)
    base = limit.high if limit.high is not None else limit.low
    number = number_of(said[0]) if said else 0.0
    return base / number if base and number else 1.0
