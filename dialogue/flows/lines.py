"""Which lines of an order words mean: "the gloves", "both", "all but the socks", "the hooded one", "one of the mugs".

A text is cut into clauses. A clause about keeping something names what stays. Every other clause names lines by the
words that they share with a line's title and options, rarer words counting more, then with the item's record; words
that no line has are taken as misspelt ones, and last as the name of a kind ("earphones").
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from dialogue.flows.words import FlowWords
from dialogue.labels import Labels
from retrieval.text import STOP, stem, words
from shop.types import Item, OrderLine

FUZZY = 86.0  # of 100, from which a word is a misspelt one
FUZZY_ASKED = 80.0  # and where only the few lines of one order can be meant
LEAST = 0.3  # score of a clause below which it names nothing
RECORD = 0.4  # weight of a word that only the item's record has
_UNNAMED = Labels()
KindsNamed = Callable[[str], Awaitable[Iterable[str]]]


@dataclass(frozen=True)
class Meant:
    """``chosen``: item id → pieces. ``open``: ids of which one is meant. ``unknown``: words that named no line."""

    chosen: Mapping[str, int] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    unknown: str = ""

    def __bool__(self) -> bool:
        return bool(self.chosen or self.open)


@dataclass(frozen=True)
class LineText:
    """What a line is called by: stems of its title and options, and of the item's record."""

    line: OrderLine
    title: frozenset[str]
    record: frozenset[str]
    category: str = ""

    @classmethod
    def of(cls, line: OrderLine, item: Item | None, labels: Labels = _UNNAMED) -> LineText:
        """``labels``: what the item is called in the shopper's language."""
        title = _stems(f"{line.title} {' '.join(line.options.values())}")
        title |= _stems(", ".join(labels.of_item(item, line.options.values()))) if item else frozenset()
        record = _stems(item.text) if item else frozenset()
        return cls(line, title, record - title, (item.category or "").casefold() if item else "")


class LineReader:
    """Reads words against some lines; ``left`` says how many pieces of each may be meant."""

    def __init__(
        self, lines: Sequence[LineText], left: Mapping[str, int], words_of: FlowWords, *, fuzzy: float = FUZZY_ASKED
    ) -> None:
        self._fuzzy = fuzzy
        self._lines = [line for line in lines if left.get(line.line.item_id, 0) > 0]
        self._left = left
        self._words = words_of
        self._vocabulary = sorted({word for line in self._lines for word in line.title})

    async def read(
        self, text: str, kinds_named: KindsNamed | None = None, *, before: Mapping[str, int] | None = None, asked: bool
    ) -> Meant:
        """What the text means; ``asked``: it answers the question which lines. ``before``: those chosen so far."""
        words_of = self._words
        if not self._lines or not text.strip():
            return Meant()
        if match := words_of.find("all_but", text):
            out = await self._named(match.group(1), kinds_named)
            if out.chosen and len(out.chosen) < len(self._lines):
                return Meant({key: left for key, left in self._all().items() if key not in out.chosen})
        if before and words_of.has("other", text) and len(self._lines) > 1:
            rest = {key: left for key, left in self._all().items() if key not in before}
            if len(rest) == 1:
                return Meant(rest)
        kept: set[str] = set()
        wanted: list[str] = []
        for clause in words_of.split("clauses", text):
            if words_of.has("kept", clause):
                kept |= set((await self._named(clause, kinds_named)).chosen)
            else:
                wanted.append(clause)
        named = await self._named_in(wanted, kinds_named)
        chosen = {key: count for key, count in named.chosen.items() if key not in kept}
        if chosen or named.open:
            return Meant(chosen, tuple(key for key in named.open if key not in kept), named.unknown)
        if words_of.has("all", text) or (words_of.has("both", text) and self._pieces() == 2):
            return Meant({key: left for key, left in self._all().items() if key not in kept})
        if words_of.has("both", text) and len(self._lines) == 2:
            return Meant(self._all())
        if kept and len(kept) < len(self._lines):
            return Meant({key: left for key, left in self._all().items() if key not in kept})
        if len(self._lines) == 1 and (count := self._quantity(text, self._lines[0].line.item_id)):
            return Meant({self._lines[0].line.item_id: count})
        if asked and (place := words_of.place(text, len(self._lines))) is not None:
            line = self._lines[place].line
            return Meant({line.item_id: self._left[line.item_id]})
        return Meant(unknown=named.unknown)

    async def scores(self, phrase: str, kinds_named: KindsNamed | None = None) -> dict[str, float]:
        """How well each line is what a phrase names, by item id; only those that it names at all."""
        said = _stems(phrase) - self._words.empty
        if not said:
            return {}
        scores = {line.line.item_id: self._score(line, said) for line in self._lines}
        named = {key: score for key, score in scores.items() if score >= LEAST}
        if named or kinds_named is None:
            return named
        kinds = {kind.casefold() for kind in await kinds_named(" ".join(content(phrase, self._words)))}
        return {line.line.item_id: LEAST for line in self._lines if line.category in kinds}

    def _all(self) -> dict[str, int]:
        return {line.line.item_id: self._left[line.line.item_id] for line in self._lines}

    def _pieces(self) -> int:
        return sum(self._all().values())

    async def _named_in(self, clauses: Sequence[str], kinds_named: KindsNamed | None) -> Meant:
        """Every clause picks its best lines; one that several fit is settled by a later one that fits fewer."""
        picked = [(clause, await self._best(clause, kinds_named)) for clause in clauses]
        chosen: dict[str, int] = {}
        for clause, best in picked:
            if len(best) == 1:
                chosen[best[0]] = self._quantity(clause, best[0]) or chosen.get(best[0]) or self._left[best[0]]
        loose: list[str] = []
        for clause, best in picked:
            if len(best) < 2 or any(key in chosen for key in best):
                self._requantify(clause, best, chosen)
            elif self._plural(clause, best):
                chosen |= {key: self._left[key] for key in best}
            else:
                loose += best
        unknown = next((clause for clause, best in picked if not best and _stems(clause) - self._words.empty), "")
        return Meant(chosen, tuple(dict.fromkeys(loose)), unknown)

    async def _named(self, clause: str, kinds_named: KindsNamed | None) -> Meant:
        """All that a clause names, for what is left out."""
        best = await self._best(clause, kinds_named)
        return Meant({key: self._left[key] for key in best})

    def _requantify(self, clause: str, best: Sequence[str], chosen: dict[str, int]) -> None:
        """ "only one bottle, there were two": the number may stand in another clause than the name."""
        for key in best:
            if key in chosen and (count := self._quantity(clause, key)):
                chosen[key] = count

    async def _best(self, clause: str, kinds_named: KindsNamed | None) -> list[str]:
        scores = await self.scores(clause, kinds_named)
        best = max(scores.values(), default=0.0)
        return [key for key, score in scores.items() if score >= best - 1e-9]

    def _score(self, line: LineText, said: frozenset[str]) -> float:
        score = 0.0
        for word in said:
            near = word if word in self._vocabulary else self._spelt(word)
            if near in line.title:
                score += 1.0 / sum(near in other.title for other in self._lines) + 0.5
            elif word in line.record:
                score += RECORD / sum(word in other.record | other.title for other in self._lines)
        return score

    def _spelt(self, word: str) -> str:
        if len(word) < 5:
            return word
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=self._fuzzy)
        return found[0] if found else word

    def _plural(self, clause: str, best: Sequence[str]) -> bool:
        """Whether a clause that several lines fit means all of them: "the t-shirts", "both mugs", "two backpacks"."""
        if self._words.has("both", clause) or self._words.has("all", clause):
            return True
        count = self._number(clause)
        if count is not None:
            return count == len(best)
        shared = frozenset.intersection(*(line.title for line in self._lines if line.line.item_id in best))
        said = [word for word in words(clause) if stem(word) in shared]
        return bool(said) and all(word != stem(word) and word.endswith("s") for word in said[-1:])

    def _quantity(self, clause: str, item_id: str) -> int | None:
        count = self._number(clause)
        return count if count is not None and 1 <= count <= self._left[item_id] and self._left[item_id] > 1 else None

    def _number(self, clause: str) -> int | None:
        match = self._words.find("quantity", clause)
        if match is None:
            return None
        said = match.group(1).lower()
        return int(said) if said.isdigit() else int(self._words.tables["numbers"].get(said, 0)) or None


def content(text: str, words_of: FlowWords) -> list[str]:
    """Words that may name a thing."""
    return [word for word in words(text) if word not in STOP and stem(word) not in words_of.empty]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOP and len(word) > 1)
