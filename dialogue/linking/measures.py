"""Numbers of a message with their units and the words that bound them: "no more than 2.5 kg", "30 to 50 €"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.linking.exchange import Exchange
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import Bound, ClassSpan, Measure
from dialogue.linking.numerals import Numerals, ordinal
from dialogue.linking.tokens import Token
from shop.quantities.units import wide

_INGRESS = re.compile(r"ip(?:x|[0-6])(\d)k?(?!\w)", re.IGNORECASE)
_BOUNDS: tuple[Bound, ...] = ("at_most", "below", "at_least", "above", "around")
_DENIED: dict[Bound, Bound] = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}
_TIMES_MARKS = ("x", "×")
_SLIGHT = 1.2  # "a bit over 100" ends here
_BACK = 4  # tokens before a number that may bound it
_VERBS = 4  # words between a denial and the bound that it denies
_MOST = 100  # measures of one message that are read: nobody means more, and each is looked at from all sides


@dataclass(frozen=True)
class Found:
    """A measure and its tokens; ``core`` without the words that bound it."""

    measure: Measure
    start: int
    end: int
    core: tuple[int, int]


@dataclass(frozen=True)
class _Message:
    """What is looked at while numbers are read: tokens, and function words by where they start, end and stand."""

    text: str
    tokens: Sequence[Token]
    starting: dict[int, ClassSpan]
    ending: dict[int, ClassSpan]
    covering: dict[int, ClassSpan]


class Measures:
    def __init__(self, grammar: Grammar, exchange: Exchange | None = None) -> None:
        self._grammar = grammar
        self._numerals = Numerals(grammar)
        self._exchange = exchange or Exchange()

    def read(self, text: str, tokens: Sequence[Token], classes: Sequence[ClassSpan]) -> list[Found]:
        """All measures of a message, in order."""
        found: list[Found] = []
        place = 0
        message = _Message(
            text,
            tokens,
            {span.start: span for span in classes},
            {span.end: span for span in classes},
            {place: span for span in classes for place in range(span.start, span.end)},
        )
        while place < len(tokens) and len(found) < _MOST:
            made = self._at(message, place, found[-1].end if found else 0)
            if made is None:
                place += 1
                continue
            made = self._exchanged(made, tokens)
            if made.measure.currency == "loose" and made.measure.spelled and made.measure.high == 1:
                place = made.end  # 一块 is "together"
                continue
            core = made.measure
            if (
                core.bound
                or tokens[made.core[0]].word not in self._grammar.number_articles
                or made.core[1] - made.core[0] > 2
            ) or self._grammar.numbers.get(tokens[made.core[1] - 1].word):
                found.append(made)
            place = max(made.end, place + 1)
        return found

    def _at(self, message: _Message, place: int, floor: int) -> Found | None:
        text, tokens, starting, ending = message.text, message.tokens, message.starting, message.ending
        if ingress := _INGRESS.match(text, tokens[place].start):
            end = place
            while end < len(tokens) and tokens[end].end <= ingress.end():
                end += 1
            measure = Measure(float(ingress[1]), float(ingress[1]), "ingress")
            return self._bounded(measure, message, place, end, floor)
        if (people := self._grammar.counted.get(tokens[place].word)) is not None:  # "a two-man" tent
            measure = Measure(people, people, "people", spelled=True)
            return Found(measure, place, place + 1, (place, place + 1))
        around = message.covering.get(place)
        if around is not None and around.start < place and tokens[place].word in self._grammar.minus:
            return None  # "au moins 10" is no less than nothing
        first = self._numerals.number(tokens, place)
        if first is None:
            return None
        opened = self._numerals.money_mark(tokens, first.start - 1, floor)
        low, dimension, factor, end = self._numerals.unit(text, tokens, first)
        start = first.start - opened
        if opened and not dimension:
            dimension = "money"
        joined = starting.get(end)
        dash = end < len(tokens) and tokens[end].word == "-"
        if dash or (joined is not None and "to" in joined.names):
            behind = end + 1 if dash else joined.end if joined else end
            behind += self._numerals.money_mark(tokens, behind, 0)
            second = self._numerals.number(tokens, behind) if behind < len(tokens) else None
            only_and = joined is not None and "and" in joined.names
            between = any(
                "between" in ending[at].names for at in range(start, max(floor - 1, start - 3), -1) if at in ending
            )
            if second is not None and (not only_and or between):
                other, other_dimension, other_factor, other_end = self._numerals.unit(text, tokens, second)
                if other_dimension and not dimension:
                    low, dimension, factor = (
                        self._numerals.like(first.value, text, tokens, second),
                        other_dimension,
                        other_factor,
                    )
                elif dimension and not other_dimension and factor != 1.0:
                    other = second.value * factor
                if other_dimension in ("", dimension):
                    low, high, end = min(low, other), max(low, other), other_end
                    opener = next(
                        (ending[at] for at in range(start, max(floor - 1, start - 3), -1) if at in ending), None
                    )
                    if opener is not None and "between" in opener.names:
                        start = opener.start
                    measure = Measure(low, high, dimension, "between", factor=factor)
                    return self._bounded(measure, message, start, end, floor, closed=True)
        one = first.spelled and first.value == 1 and not dimension
        if (
            one
            and first.start in message.covering
            and message.covering[first.start].names & {"one", "it", "which", "other"}
        ):
            following = starting.get(first.end)
            before = ending.get(first.start)
            alone = before is not None and "for" in before.names and first.end >= len(tokens) - 1
            if not alone and (following is None or "people" not in following.names):
                return None  # "the red one" counts nothing
        measure = Measure(low, low, dimension, spelled=first.spelled, factor=factor)
        return self._bounded(measure, message, start, end, floor)

    def _exchanged(self, found: Found, tokens: Sequence[Token]) -> Found:
        """An amount in the shop's currency; one in another, without a rate, bounds no price."""
        if found.measure.dimension != "money":
            return found
        measure, words = found.measure, [token.word for token in tokens[found.start : found.end]]
        code = next((self._grammar.currencies[word] for word in words if word in self._grammar.currencies), "")
        if not code:
            loose = any(word in self._grammar.loose_money for word in words)
            return replace(found, measure=replace(measure, currency="loose")) if loose else found
        if self._exchange.is_own(code):
            return found
        rate = self._exchange.rates.get(code)
        if rate is None:
            return replace(found, measure=replace(measure, dimension="foreign", currency=code))
        low, high = measure.low * rate, measure.high * rate
        return replace(found, measure=replace(measure, low=low, high=high, currency=code))

    def _hung(self, tokens: Sequence[Token], span: ClassSpan) -> bool:
        """Whether a bound of a script without blanks hangs on the number before it, and no other number follows."""
        token = tokens[span.start]
        return wide(token.word[0]) and not token.spaced and not _starts_number(tokens, span.end, self._grammar)

    # ── bounds ───────────────────────────────────────────────────────────────

    def _bounded(
        self,
        measure: Measure,
        message: _Message,
        start: int,
        end: int,
        floor: int,
        *,
        closed: bool = False,
    ) -> Found:
        """The measure with the words before and behind that bound it, that say whom it is for or that it is joint."""
        tokens, starting, ending = message.tokens, message.starting, message.ending
        core = (start, end)
        if end < len(tokens) and tokens[end].word == "+":
            measure, end = replace(measure, bound="at_least"), end + 1
        if end < len(tokens) and tokens[end].word in self._grammar.number_suffixes and not tokens[end].spaced:
            measure, end = replace(measure, suffix=True), end + 1
            if not measure.bound and (span := starting.get(end - 1)) is not None and "around" in span.names:
                measure = replace(measure, bound="around")
        place = start
        for _ in range(_BACK):
            span = ending.get(place)
            if span is not None and span.start >= floor:
                if wide(tokens[span.start].word[0]) and _hangs(tokens, span.start, place):
                    break
                if "each" in span.names and measure.dimension == "":
                    measure = replace(measure, dimension="money")
                if bounded := _bound(measure, span):
                    measure, start = bounded, span.start
                    place = span.start
                    if (denier := self._denier(message, place, floor, measure.bound)) is not None:
                        measure, start = replace(measure, bound=_DENIED[measure.bound]), denier.start
                        break
                    continue
                if "people_before" in span.names and measure.dimension == "" and not measure.bound:
                    measure, start = replace(measure, dimension="people"), span.start
                    break
                if closed and "budget" in span.names and measure.dimension in ("", "money"):
                    measure, start = replace(measure, dimension="money"), span.start
                    break
                if not closed and "budget" in span.names | frozenset():
                    measure = replace(measure, dimension=measure.dimension or "money", bound=measure.bound or "at_most")
                    start = place = span.start
                    continue
                if span.names <= {
                    "filler",
                    "article",
                    "asks",
                    "for",
                    "of",
                    "it",
                    "in",
                    "price_word",
                    "each",
                    "purpose",
                    "my",
                }:
                    place = span.start
                    continue
                break
            if place - 1 < floor or (
                tokens[place - 1].word not in self._grammar.stop and tokens[place - 1].word not in ":="
            ):
                break
            place -= 1
        aged = message.covering.get(end - 1)
        if measure.dimension == "years" and aged is not None and "years" in aged.names and aged.end > end:
            measure, end = replace(measure, dimension="age"), aged.end  # "15 yr old"
        for _ in range(3):
            span = starting.get(end)
            if span is None:
                money = end < len(tokens) and tokens[end].word in self._grammar.money_words
                if money and not measure.dimension and not ordinal(measure.low, tokens[end]):
                    measure, end = replace(measure, dimension="money"), end + 1
                    continue
                break
            if "budget" in span.names and measure.dimension in ("", "money"):
                measure = replace(measure, dimension="money", bound="between" if closed else "at_most")
                end = span.end
            elif "each" in span.names and measure.dimension in ("", "money"):
                measure, end = replace(measure, dimension="money"), span.end
            elif "below_zero" in span.names and measure.dimension in ("", "temperature"):
                measure = replace(measure, low=-measure.high, high=-measure.low, dimension="temperature")
                end = span.end
            elif "times" in span.names and measure.dimension == "" and tokens[end].word in _TIMES_MARKS:
                break  # "4x the cheapest": a number of pieces, bounded by nothing behind it
            elif "joint" in span.names:
                measure, end = replace(measure, joint=True), span.end
            elif "people" in span.names and measure.dimension == "" and measure.bound in ("", "at_least", "between"):
                measure, end = replace(measure, dimension="people"), span.end
            elif "years" in span.names and measure.dimension in ("", "years"):
                measure, end = replace(measure, dimension="age"), span.end
            elif (not closed or span.end - span.start > 1) and (
                bounded := _bound(measure, span, behind=not self._hung(tokens, span))
            ):
                if wide(tokens[span.start].word[0]) and not tokens[span.start].spaced:
                    measure, end = bounded, span.end
                    continue
                follower = starting.get(span.end)
                if span.end < len(tokens) and _starts_number(tokens, span.end, self._grammar) and measure.bound != "":
                    break
                if _starts_number(tokens, span.end, self._grammar) and follower is None:
                    break  # "60 euros, at least 400 lumens"
                measure, end = bounded, span.end
            else:
                break
        return Found(measure, start, end, core)

    def _denier(self, message: _Message, place: int, floor: int, bound: Bound) -> ClassSpan | None:
        """The word that denies a bound: "nothing over 100"; over a verb too, "I'm not paying more than 130"."""
        if bound not in _DENIED:
            return None
        span = message.ending.get(place)
        if span is not None and span.start >= floor and "negation" in span.names:
            return span
        if bound not in ("above", "at_least"):
            return None  # "I can't find one under 50"
        for at in range(place, max(floor - 1, place - _VERBS - 1), -1):
            span = message.ending.get(at)
            if span is not None and span.start >= floor and span.names & {"negation", "unwanted", "refused"}:
                first = span.start == 0 or message.tokens[span.start - 1].type == "mark"
                asks = first and "asks" in span.names and message.text.rstrip().endswith("?")
                return None if asks else span  # "don't you have any over 20 litres"
            token = message.tokens[at - 1] if at > 0 else None
            if token is None or not token.is_word:
                return None
            names = message.covering[at - 1].names if at - 1 in message.covering else frozenset()
            own = self._grammar.classes.get((token.word,))
            if {"but", "and", "or", "have_you", "there_is"} & names or "me" in own:
                return None
        return None


def _bound(measure: Measure, span: ClassSpan, *, behind: bool = False) -> Measure | None:
    """The measure as a function word bounds it, None where it does not."""
    if "slightly_above" in span.names:
        return replace(measure, bound="between", high=measure.low * _SLIGHT)
    if "slightly_below" in span.names:
        return replace(measure, bound="between", low=measure.high / _SLIGHT)
    if measure.bound and measure.bound != "around":
        return None
    if behind and span.end - span.start == 1 and span.names & {"below", "above", "between", "and"}:
        return None  # a new limit begins: "60 euros under 2 kg"
    for bound in _BOUNDS:
        if bound in span.names:
            if bound == "around" and measure.bound:
                return None
            return replace(measure, bound=bound)
    return None


def _hangs(tokens: Sequence[Token], start: int, number: int) -> bool:
    """Whether a word of a script without blanks belongs to the number before it: "400 lm以上 70 €"."""
    return start > 0 and tokens[number].spaced and not tokens[start].spaced and tokens[start - 1].type != "mark"


def _starts_number(tokens: Sequence[Token], place: int, grammar: Grammar) -> bool:
    return place < len(tokens) and (tokens[place].type == "number" or tokens[place].word in grammar.money_words)
