"""Where a text names lines of orders by their titles: "the kettle", "pet bed + headphones", "both backpacks".

A title is named by its last word, by a word that no other title has, or by the end of a compound ("phone" of a
smartphone); the words around it tell two kettles apart. Lines of one title are told apart by the options named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogue.flows.values import Named, tokens
from dialogue.flows.words import FlowWords
from retrieval.text import fold
from shop.types import OrderLine

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
COMPOUND = 4  # letters of the end of a longer word that may stand for it
BEFORE = 40  # letters before a name in which its adjectives stand
NEXT = 25  # letters between "only the" and what is meant
NEAR = 4  # words before a title's word in which its others are looked for


@dataclass(frozen=True)
class Mention:
    """A title in a text: where it stands, and the lines that it may mean."""

    start: int
    end: int
    title: str
    lines: tuple[OrderLine, ...]
    plural: bool = False


class Titles:
    """``lines`` are those of one or several orders; ``words`` say where a new thing begins; ``values``: those of the
    goods' options, which name no line ("wireless" of headphones beside Wireless Earbuds)."""

    def __init__(self, lines: Iterable[OrderLine], words: FlowWords, values: Iterable[str] = ()) -> None:
        self._words = words
        self._lines: dict[str, list[OrderLine]] = {}
        for line in lines:
            self._lines.setdefault(line.title, []).append(line)
        self._titles = {title: [one for one in tokens(title) if len(one) > 1] for title in self._lines}
        self._joined = {title: tokens("".join(_WORD.findall(title.replace("-", " ")))) for title in self._lines}
        own = [value for rows in self._lines.values() for line in rows for value in line.options.values()]
        known = {token for value in (*own, *values) for token in tokens(value)}
        every = [token for row in self._titles.values() for token in set(row)]
        self._own = {
            title: {token for token in row if every.count(token) == 1 and token not in known and len(token) > 2}
            for title, row in self._titles.items()
        }

    def mentions(self, text: str) -> list[Mention]:
        """In the order of the text; words of one title next to each other are one mention."""
        words = [(match.start(), match.end(), tokens(match.group())) for match in _WORD.finditer(text)]
        found: list[Mention] = []
        for place, (start, end, row) in enumerate(words):
            best = self._best(words, place, row)
            if not best:
                continue
            last = found[-1] if found else None
            if (
                last is not None
                and set(best) & set(last.title.split("\0"))
                and not self._words.has("starts", text[last.end : start])
            ):
                found[-1] = self._mention([one for one in best if one in last.title.split("\0")], last.start, end, text)
            else:
                found.append(self._mention(best, start, end, text))
        return found

    def _mention(self, titles: Sequence[str], start: int, end: int, text: str) -> Mention:
        lines = tuple(line for title in titles for line in self._lines[title])
        word = fold(text[start:end]).split()[-1]
        return Mention(start, end, "\0".join(titles), lines, plural=word.endswith("s") and tokens(word)[-1:] != [word])

    def _best(self, words: Sequence[tuple[int, int, list[str]]], place: int, row: list[str]) -> list[str]:
        near = {one for _, _, said in words[max(0, place - NEAR) : place + 3] for one in said}
        scores: dict[str, int] = {}
        for title, parts in self._titles.items():
            if row == self._joined[title]:  # "smartwatch" of a Smart Watch
                scores[title] = len(parts) + 1
            elif parts and self._names(title, parts, row):
                scores[title] = sum(_same(part, near) for part in parts)
        most = max(scores.values(), default=0)
        return [title for title, score in scores.items() if score == most]

    def _names(self, title: str, parts: list[str], row: list[str]) -> bool:
        head = {parts[-1], *self._own[title]}
        return any(token in head or _ends(token, parts[-1]) for token in row)


def _same(part: str, said: set[str]) -> bool:
    return part in said or any(_ends(token, part) for token in said)


def _ends(token: str, part: str) -> bool:
    return len(token) >= COMPOUND and part != token and part.endswith((token, token.rstrip("e")))


def parts_of(text: str, mentions: Sequence[Mention], words_of: FlowWords) -> list[str]:
    """The words about each mention: from the beginning of its part of the sentence to that of the next."""
    starts: list[int] = []
    for place, mention in enumerate(mentions):
        least = mentions[place - 1].end if place else 0
        breaks = [least + match.end() for match in words_of.finditer("starts", text[least : mention.start])]
        starts.append(0 if not place else breaks[-1] if breaks else least)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=False)]


def told_apart(mention: Mention, text: str, words_of: FlowWords, whole: str = "") -> list[OrderLine]:
    """The lines of a mention that the options named beside it leave; ``text``: the words about it. ``whole``: all that
    was said; what stands before the name tells which one it is ("the red helmet to S in blue")."""
    if len(mention.lines) < 2:
        return list(mention.lines)
    if whole:
        before = whole[max(0, mention.start - BEFORE) : mention.start]
        cuts = words_of.finditer("starts", before)
        meant = told_apart(mention, before[cuts[-1].end() :] if cuts else before, words_of)
        if len(meant) == 1:
            return meant
    named = Named(text, words_of)
    options = dict.fromkeys(name for line in mention.lines for name in line.options)
    scores = {line.item_id: 0 for line in mention.lines}
    for name in options:
        values = list(dict.fromkeys(line.options[name] for line in mention.lines if name in line.options))
        if len(values) < 2:
            continue
        for value in named.of(name, values):
            for line in mention.lines:
                scores[line.item_id] += line.options.get(name) == value
    most = max(scores.values())
    return [line for line in mention.lines if scores[line.item_id] == most]


def named_lines(
    lines: Sequence[OrderLine], left: Mapping[str, int], text: str, words_of: FlowWords, values: Iterable[str] = ()
) -> tuple[dict[str, int], list[str]]:
    """Item id → pieces of the lines that a text names by their titles, without those that are to stay; and the ids of
    which one is meant, where that cannot be told."""
    chosen: dict[str, int] = {}
    loose: list[list[str]] = []
    mentions = _alone(Titles(lines, words_of, values).mentions(text), text, words_of)
    kept: set[str] = set()
    but = words_of.find("all_but", text)
    stays, last = False, 0
    for mention, part in zip(mentions, parts_of(text, mentions, words_of), strict=True):
        whose = told_apart(mention, _near(mention, part, text), words_of, text)
        in_a_row = last and words_of.has("in_a_row", text[last : mention.start])  # "the phone and the camera stay"
        stays = (stays and bool(in_a_row)) or _kept(mention, text, words_of)
        stays = stays or (but is not None and mention.start >= but.start())
        last = mention.end
        if stays:
            kept |= {line.item_id for line in whose}
            continue
        if words_of.has("if_so", _clause(mention, text, words_of)) and words_of.has("kept_line", part):
            continue  # what would be kept if it cannot be done
        if len(whose) > 1 and (not mention.plural or words_of.has("one_of", part)):
            loose.append([line.item_id for line in whose])
            continue
        for line in whose:
            chosen[line.item_id] = quantity(part, left[line.item_id], words_of) or left[line.item_id]
    if kept and not chosen and (but is not None or words_of.has("rest_meant", text)):
        chosen = dict(left)
    still = [item_id for ids in loose if not set(ids) & set(chosen) for item_id in ids if item_id not in kept]
    return {item_id: count for item_id, count in chosen.items() if item_id not in kept}, list(dict.fromkeys(still))


def _alone(mentions: list[Mention], text: str, words_of: FlowWords) -> list[Mention]:
    """Without what was named before "only the lamp"."""
    for only in words_of.finditer("only_lines", text):
        meant = [place for place, mention in enumerate(mentions) if 0 <= mention.start - only.end() <= NEXT]
        if meant and not words_of.has("starts", text[only.end() : mentions[meant[0]].start]):
            mentions = mentions[meant[0] :]
    return mentions


def quantity(text: str, left: int, words_of: FlowWords) -> int | None:
    """ "ONE of the two bottles", "only one": how many pieces of a line are meant."""
    if left < 2:
        return None
    for match in words_of.finditer("pieces_of", text):
        said = match.group(1).lower()
        count = int(said) if said.isdigit() else int(words_of.tables["numbers"].get(said, 0))
        if 1 <= count <= left:
            return count
    return None


def _kept(mention: Mention, text: str, words_of: FlowWords) -> bool:
    """Whether what is said of it is that it stays: "I'm keeping the lamp", "not the lamp"."""
    clause = _clause(mention, text, words_of)
    before = clause[: clause.find(text[mention.start : mention.end])]
    said = words_of.find("kept_line", clause)
    denied = words_of.find("kept_line", before)
    stays = said is not None and not said.group().lower().startswith(("not", "without", "except", "but", "n't"))
    return bool(stays or denied) and not words_of.has("kept_not", clause) and not words_of.has("if_so", clause)


def _clause(mention: Mention, text: str, words_of: FlowWords) -> str:
    cuts = words_of.finditer("clauses", text)
    start = max((cut.end() for cut in cuts if cut.end() <= mention.start), default=0)
    return text[start : min((cut.start() for cut in cuts if cut.start() >= mention.end), default=len(text))]


def _near(mention: Mention, part: str, text: str) -> str:
    return part if len(mention.lines) > 1 else text
