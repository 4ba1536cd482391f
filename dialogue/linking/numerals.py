"""Numbers of a message in digits and words, and the units behind them: "two hundred", "10 000", "34€95", "1.5 kg"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.linking.grammar import Grammar
from dialogue.linking.tokens import Token
from shop.quantities import number
from shop.quantities.units import units

_MYRIAD = 10_000  # from here on a place multiplies all before it
_THOUSANDS = "k"
_FEW = 10.0  # below it a number with a letter is an ordinal
_ZEROS = ".000"  # nobody writes these decimals: "20.000 mm" are twenty thousand


@dataclass(frozen=True)
class Number:
    value: float
    start: int
    end: int
    spelled: bool = False


class Numerals:
    """One language's numbers."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def number(self, tokens: Sequence[Token], place: int) -> Number | None:
        """The number whose first token stands at ``place``, in digits or words, with its minus."""
        if place >= len(tokens):
            return None
        grammar, start, sign = self._grammar, place, 1.0
        if tokens[place].word in grammar.minus and place + 1 < len(tokens):
            behind_number = place > 0 and tokens[place - 1].type == "number" and not tokens[place].spaced
            if behind_number or (tokens[place + 1].type != "number" and tokens[place].word == "-"):
                return None
            sign, place = -1.0, place + 1
        token = tokens[place]
        if token.type == "number":
            value, end = number(token.text, comma=grammar.comma or token.text.endswith(_ZEROS)), place + 1
            if grammar.comma and _grouped(tokens, place):  # "10 000"
                value, end = value * 1000 + float(tokens[place + 1].text), end + 1
            if end < len(tokens) and tokens[end].word == _THOUSANDS and not tokens[end].spaced and value < 1000:
                value, end = value * 1000, end + 1
            elif end < len(tokens) and tokens[end].word in grammar.multipliers:
                value, end = value * grammar.numbers[tokens[end].word], end + 1
            elif _fraction(tokens, end):
                value, end = value + int(tokens[end].word) / int(tokens[end + 2].word), end + 3
            return Number(sign * value, start, end)
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if token.word in grammar.number_articles and len(following) > 2 and units().get(following) is not None:
            return Number(sign, place, place + 1, spelled=True)  # "an hour"
        if grammar.places:
            return self._positional(tokens, start, place, sign)
        total = 0.0
        current: float | None = None
        end = place
        if (
            token.word in grammar.number_articles
            and place + 1 < len(tokens)
            and grammar.numbers.get(tokens[place + 1].word, 0) > 1
        ):
            end, current = place + 1, 1.0
            if tokens[end].word not in grammar.multipliers:
                return Number(sign * grammar.numbers[tokens[end].word], start, end + 1)
        while end < len(tokens):
            word = tokens[end].word
            if word in grammar.number_joiners and current is not None and end > place:
                following = tokens[end + 1].word if end + 1 < len(tokens) else ""
                if tokens[end - 1].word not in grammar.multipliers or following not in grammar.numbers:
                    break
                end += 1
                continue
            value = grammar.numbers.get(word, math.nan)
            if math.isnan(value):
                break
            if word in grammar.multipliers:
                current = (current if current is not None else 1.0) * value
                if value >= 1000:
                    total, current = total + current, 0.0
            elif current is None:
                current = value
            elif 1 <= current < 10 <= value < 100:  # "two fifty"
                current = current * 100 + value
            elif current % 100 == 0 or (current % 10 == 0 and value < 10):
                current += value
            else:
                break
            end += 1
            if value < 1 and end < len(tokens) and tokens[end].word in grammar.number_articles:
                end += 1  # "half a litre"
        if current is None:
            return None
        return Number(sign * (total + current), start, end, spelled=end - place == 1)

    def _positional(self, tokens: Sequence[Token], start: int, place: int, sign: float) -> Number | None:
        """A number of digits and places, "two hundred five ten" for 250; its last digit alone is of the place below:
        "one thousand five" is 1,500."""
        grammar, end = self._grammar, place
        total = section = below = 0.0
        digit: float | None = None
        while end < len(tokens) and tokens[end].word in grammar.numbers:
            word, value = tokens[end].word, grammar.numbers[tokens[end].word]
            if word in grammar.number_joiners and end > place:
                below = 1.0
            elif word in grammar.multipliers:
                section += value * (1.0 if digit is None else digit) if value < _MYRIAD else 0.0
                if value >= _MYRIAD:
                    total, section = total + (section + (digit or 0.0) or 1.0) * value, 0.0
                digit, below = None, value / 10 if grammar.tens_of_last else 0.0
            elif digit is None and (value >= 1 or end == place):
                digit = value
            else:
                break
            end += 1
        if end == place:
            return None
        last = 0.0 if digit is None else digit * (below if below > 1 else 1.0)
        return Number(sign * (total + section + last), start, end, spelled=end - place == 1)

    def money_mark(self, tokens: Sequence[Token], place: int, floor: int) -> int:
        """1 where a currency's sign stands at a place, else 0."""
        return int(floor <= place < len(tokens) and tokens[place].word in self._grammar.money_words)

    def unit(self, text: str, tokens: Sequence[Token], at: Number) -> tuple[float, str, float, int]:
        """(value in the base unit, dimension, factor, end)."""
        end = at.end
        if end < len(tokens) and tokens[end].word in self._grammar.money_words and not ordinal(at.value, tokens[end]):
            cents, last = self._cents(tokens, end + 1)
            return at.value + (cents if at.value % 1 == 0 else 0.0), "money", 1.0, last
        place = tokens[end - 1].end
        for gap in ("", " ", "-"):
            if not text.startswith(gap, place):
                continue
            known = units().at(text, place + len(gap))
            if known is None:
                continue
            unit, stop = known
            last = end
            while last < len(tokens) and tokens[last].end <= stop:
                last += 1
            letter = gap and at.spelled and stop - place - len(gap) == 1  # "one w fewer watts" counts no watts
            if (
                last == end
                or letter
                or (gap and tokens[end].word in self._grammar.stop and unit.dimension.name not in ("time", "years"))
            ):
                continue
            decimals, last = self._decimals(tokens, last)
            at = replace(at, value=at.value + decimals)
            aged = unit.dimension.name == "years" and last - end > 1  # "years old"
            return unit.to_base(at.value), "age" if aged else unit.dimension.name, unit.factor, last
        if end < len(tokens) and tokens[end].word != tokens[end].text.lower() and len(tokens[end].word) > 3:
            meant = units().get(tokens[end].word)  # a slip put right
            if meant is not None:
                return meant.to_base(at.value), meant.dimension.name, meant.factor, end + 1
        return at.value, "", 1.0, end

    def _cents(self, tokens: Sequence[Token], place: int) -> tuple[float, int]:
        """What hangs on a currency's word: "34€95", "three euros five" for 3.50."""
        token = tokens[place] if place < len(tokens) else None
        if token is not None and token.type == "number" and token.text.isdigit() and len(token.text) <= 2:
            followed = place + 1 < len(tokens) and not tokens[place + 1].spaced and tokens[place + 1].word == "%"
            return (0.0, place) if token.spaced or followed else (int(token.text) / 10 ** len(token.text), place + 1)
        return self._decimals(tokens, place)

    def _decimals(self, tokens: Sequence[Token], place: int) -> tuple[float, int]:
        """What stands behind a unit as digits alone, where a language says so: "one metre seven five" is 1.75."""
        value, tenth, start = 0.0, 0.1, place
        numbers = self._grammar.numbers
        while self._grammar.tens_of_last and place < len(tokens) and 1 <= numbers.get(tokens[place].word, 0) < 10:
            value, tenth, place = value + tenth * numbers[tokens[place].word], tenth / 10, place + 1
        behind = tokens[place].word if place < len(tokens) else ""
        counts = place > start and (
            behind in self._grammar.multipliers or "times" in self._grammar.classes.get((behind,))
        )
        return (0.0, start) if counts else (value, place)

    def like(self, value: float, text: str, tokens: Sequence[Token], other: Number) -> float:
        return self.unit(text, tokens, replace(other, value=value))[0]


def ordinal(number: float, behind: Token) -> bool:
    """Whether a letter makes a small number an ordinal, not euros: "la 2e"."""
    return number < _FEW and len(behind.word) == 1 and behind.word.isascii() and behind.word.isalpha()


def _grouped(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number's thousands and the rest are parted by a blank."""
    text, following = tokens[place].text, tokens[place + 1] if place + 1 < len(tokens) else None
    return (
        following is not None
        and following.type == "number"
        and following.spaced
        and text.isdigit()
        and len(text) <= 3
        and following.text.endswith("00")
        and len(following.text) == 3
    )


def _fraction(tokens: Sequence[Token], place: int) -> bool:
    """ "2/3" behind a number."""
    if place + 2 >= len(tokens) or tokens[place + 1].word != "/":
        return False
    above, below = tokens[place].word, tokens[place + 2].word
    return len(above) == len(below) == 1 and above.isdigit() and below.isdigit() and below != "0"
