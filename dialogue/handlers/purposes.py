"""What matters for a purpose: "heavy rain" is a matter of waterproofness, "a long trek" one of weight.

Written down in ``languages/<tag>/grammar-purposes.yml`` as qualities, which grammar-qualities.yml ties to fields; what
stands in neither is found by meaning, in the records of the items that are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog
import yaml

from dialogue.linking.grammar import Grammar, load_grammar
from dialogue.linking.phrases import PhraseTable, keys
from dialogue.linking.segmenting import Segmenter, frequencies
from dialogue.linking.tokens import normal, tokenize
from dialogue.wording import REFERENCE, language_file
from retrieval.moments import by_turns
from shop.dialogue import Sort
from shop.errors import ShopkeeperError
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.fields import Field

log = structlog.get_logger(__name__)
MOST = 4  # fields that a purpose is weighed by
NEAR = 0.3  # from here on a fact has to do with the purpose
_FOUND = "purpose"


@dataclass(frozen=True)
class Weight:
    """A field that counts for a purpose, and whether more of it is better (``None``: no telling)."""

    field: str
    more: bool | None

    @property
    def sort(self) -> Sort | None:
        return None if self.more is None else Sort(field=self.field, descending=self.more)


async def weighed_by(turn: Turn, purpose: str, items: Sequence[Item], *, by_meaning: bool = True) -> list[Weight]:
    """The fields that decide, the most telling first, as far as any of the items states them."""
    fields = _stated_by(turn, items)
    grammar, table = load_grammar(turn.language), _matters(turn.language)
    found: dict[str, Weight] = {}
    tokens = _tokens(turn.language, purpose)
    for place in range(len(tokens)):
        for length, qualities in table.at(tokens, place):
            for quality in qualities:
                if (weight := weight_of(grammar, quality, fields)) is not None:
                    found.setdefault(weight.field, weight)
            if length:
                break
    for weight in _named_in(grammar, tokens, fields):
        found.setdefault(weight.field, weight)
    if not found and by_meaning:
        found = {weight.field: weight for weight in await _by_meaning(turn, grammar, purpose, items, fields)}
    return list(found.values())[:MOST]


def weight_of(grammar: Grammar, quality: str, fields: Sequence[Field]) -> Weight | None:
    """The first field that states the quality: "warm" is the lowest comfort temperature; "-warm" the highest."""
    turned = quality.startswith(("-", "!"))
    for thing in grammar.qualities.get(keys(quality.lstrip("-!"))):
        for hint in thing.hints:
            field = next((one for one in fields if _called(one, hint.words)), None)
            if field is None or hint.value:
                continue
            more = None if hint.direction == "=" else (hint.direction == "+") != turned
            return Weight(field.name, more)
    return None


def _called(field: Field, words: tuple[str, ...]) -> bool:
    """Whether the field's name holds the words in a row."""
    name = keys(field.name, stems=True)
    return any(name[place : place + len(words)] == words for place in range(len(name) - len(words) + 1))


def _named_in(grammar: Grammar, tokens: list[str], fields: Sequence[Field]) -> list[Weight]:
    """Qualities that the purpose names itself: "something light and warm"."""
    found = []
    for place in range(len(tokens)):
        for _, thing in grammar.qualities.at(tokens, place):
            for hint in thing.hints:
                field = next((one for one in fields if _called(one, hint.words)), None)
                if field is not None and not hint.value:
                    found.append(Weight(field.name, None if hint.direction == "=" else hint.direction == "+"))
                    break
    return found


async def _by_meaning(
    turn: Turn, grammar: Grammar, purpose: str, items: Sequence[Item], fields: Sequence[Field]
) -> list[Weight]:
    """The fields whose values come nearest to the purpose's words."""
    near: Counter[str] = Counter()
    for item in items[:3]:
        try:
            facts = await turn.call("retrieval", turn.services.index.facts(item, purpose), share=0.4)
        except ShopkeeperError as error:
            log.warning("facts were not found", error=str(error))
            return []
        near.update(fact.field for fact in facts if fact.field and fact.score >= NEAR)
    directions = _directions(grammar, fields)
    return [Weight(name, directions.get(name)) for name, _ in near.most_common(2)]


def better_ways(turn: Turn, items: Sequence[Item]) -> dict[str, bool]:
    """Which way each field of these items is better: True for more."""
    return _directions(load_grammar(turn.language), _stated_by(turn, items))


def _directions(grammar: Grammar, fields: Sequence[Field]) -> dict[str, bool]:
    """Which way each field is better, as the first adjective for it has it."""
    found: dict[str, bool] = {}
    for phrase in grammar.qualities:
        for thing in grammar.qualities.get(phrase):
            for hint in thing.hints:
                if thing.as_ != "adjective" or hint.direction not in "+-":
                    continue
                for field in fields:
                    if _called(field, hint.words):
                        found.setdefault(field.name, hint.direction == "+")
    return found


def _stated_by(turn: Turn, items: Sequence[Item]) -> list[Field]:
    index = turn.services.index.fields
    kinds = tuple(dict.fromkeys(item.category for item in items if item.category))
    return [one for one in index.of_kinds(kinds) if any(index.value(item, one.name) is not None for item in items)]


@lru_cache(maxsize=16)
def _matters(tag: str) -> PhraseTable[tuple[str, ...]]:
    """The written purposes of a language, each with its qualities."""
    return _table(tag, "matters", "qualities")


@lru_cache(maxsize=16)
def _packs(tag: str) -> PhraseTable[tuple[str, ...]]:
    """The written purposes of a language, each with the things that belong to it."""
    return _table(tag, "packs", "things")


def _table(tag: str, part: str, column: str) -> PhraseTable[tuple[str, ...]]:
    """Of English where the language has none of its own."""
    path = language_file(tag, "grammar-purposes.yml")
    table: PhraseTable[tuple[str, ...]] = PhraseTable()
    if path is None:
        return table if tag == REFERENCE else _table(REFERENCE, part, column)
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))[part]
    for row in rows:
        values = tuple(value.strip() for value in row[column].split(","))
        for phrase in row["say"].split(","):
            table.add(keys(phrase.strip()), values)
    return table


@lru_cache(maxsize=16)
def _cut(tag: str) -> Segmenter | None:
    grammar = load_grammar(tag)
    said = [word for table in (_matters(tag), _packs(tag)) for phrase in table for word in phrase]
    return Segmenter((*grammar.wide, *said), frequencies(grammar.corpus), grammar.numbers) if grammar.wide else None


def _tokens(tag: str, purpose: str) -> list[str]:
    """The words of a purpose as the tables hold them."""
    return [token.word for token in tokenize(load_grammar(tag).read(normal(purpose)), _cut(tag))]


def things_for(language: str, purpose: str) -> list[str]:
    """What one takes along, the first needs of all that is named first: "rain jackets" for a walk in Scotland."""
    table, tokens = _packs(language), _tokens(language, purpose)
    rows = dict.fromkeys(things for place in range(len(tokens)) for _, things in table.at(tokens, place))
    return list(dict.fromkeys(by_turns(rows)))
