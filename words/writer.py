"""Writes about items: the planner says what each sentence tells, the model how, the checker whether it may be shown.

What has been yielded stands: a sentence is checked before it is shown, so that nothing is ever taken back. Whatever
happens to the model, a text comes within the voice's time: where its sentence is late, wrong or missing, the
planner's own wording stands.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Literal

import structlog

from shop.errors import ShopkeeperError
from shop.settings import VoiceSettings
from shop.types import Frozen, Item, Profile
from words.checker import Checker
from words.comparer import compare
from words.composition import Sentence
from words.emphasis import Emphasis
from words.facts import Fact, Facts
from words.frames import Frames
from words.generator import Generator
from words.lines import Kind, Lines
from words.peers import Peers
from words.planner import Planner
from words.prompts import Phrase
from words.shelf import Shelf
from words.style import reads_well, renamed
from words.text import sentences

log = structlog.get_logger(__name__)
Origin = Literal["model", "cut", "composed"]
VERSION = "6"  # of the way texts are made: a new one leaves the kept texts aside
DRAWS = 1000  # seeds of the model's sampling
REST = 20.0  # seconds for which a model that failed is not asked


class Written(Frozen):
    """``origin``: all the model's; the model's, with some sentences cut and composed instead; or all composed."""

    text: str
    origin: Origin


class Writer:
    """Safe for concurrent use. ``generator`` may be ``None``: all is then composed."""

    def __init__(
        self,
        voice: VoiceSettings,
        frames: Frames,
        generator: Generator | None,
        shelf: Shelf,
        peers: Peers | None = None,
    ) -> None:
        self._voice = voice
        self._frames = frames
        self._generator = generator
        self._shelf = shelf
        self._peers = peers or Peers(frames)
        self._planner = Planner(frames, voice.tone)
        self._lines = Lines(frames, voice.tone)
        self._checker = Checker(frames, voice.forbidden)
        self._rests_until = 0.0

    async def describe(self, item: Item, profile: Profile | None) -> Written:
        """A paragraph about the item, for this shopper's tastes."""
        draft = _Draft()
        async for _ in self._write(item, profile, draft):
            pass
        return Written(text=" ".join(draft.sentences), origin=draft.origin)

    async def keeps(self, item: Item, profile: Profile | None) -> bool:
        """Whether the description stands finished, so that it comes at once."""
        facts = await self._facts(item)
        key = self._key(facts, Emphasis.of(facts, profile, self._frames))
        return await asyncio.to_thread(self._shelf.get, key) is not None

    async def stream_description(self, item: Item, profile: Profile | None) -> AsyncIterator[str]:
        """The same paragraph, a whole checked sentence at a time."""
        async with aclosing(self._write(item, profile, _Draft())) as written:
            async for sentence in written:
                yield sentence

    async def compare(self, items: Sequence[Item], profile: Profile | None) -> Written:
        """What sets two or more items apart, from their facts."""
        told = compare([Facts.of(item) for item in items], profile, self._frames)
        return Written(text=" ".join(told), origin="composed")

    async def line(self, kind: Kind, item: Item, profile: Profile | None) -> Written:
        """An ad line, an e-mail's subject or a gift's note; nothing that the checker or the shop's words forbid."""
        facts = await self._facts(item)
        told = sentences(self._lines.compose(kind, facts, Emphasis.of(facts, profile, self._frames)))
        # a subject ends without a full stop
        allowed = [one for one in told if self._checker.allows(one if one[-1] in ".!?" else f"{one}.", facts)]
        return Written(text=" ".join(allowed) or facts.short, origin="composed")

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _write(self, item: Item, profile: Profile | None, draft: _Draft) -> AsyncGenerator[str]:
        facts = await self._facts(item)
        emphasis = Emphasis.of(facts, profile, self._frames)
        key = self._key(facts, emphasis)
        kept = await asyncio.to_thread(self._shelf.get, key)
        if kept is not None:
            draft.origin, draft.sentences = _origin(kept[0]), list(kept[1])
            for text in kept[1]:
                yield text
            return
        planned = self._plan(facts, emphasis)
        deadline = time.monotonic() + self._voice.seconds
        asked = [self._ask(sentence, facts, emphasis, deadline) for sentence in planned]
        try:
            for place, (sentence, question) in enumerate(zip(planned, asked, strict=True)):
                first = self._voice.first_seconds if place == 0 else self._voice.seconds
                until = min(deadline, time.monotonic() + first)
                text = await self._answer(question, until, facts, draft)
                text = renamed(text, facts) if text and draft.names(facts) else text
                draft.add(text or sentence.text, from_model=bool(text))
                yield draft.sentences[-1]
        finally:
            for question in asked:
                if question is not None:
                    question.cancel()
        draft.settle()
        # what was written while the model was down is kept for this process alone: the next may write better
        lasting = draft.heard or self._generator is None
        await asyncio.to_thread(self._shelf.put, key, (draft.origin, tuple(draft.sentences)), lasting=lasting)

    def _plan(self, facts: Facts, emphasis: Emphasis) -> list[Sentence]:
        """The planner's sentences as far as they may be shown: the shop may forbid a frame's words."""
        planned = self._planner.compose(facts, emphasis, self._voice.sentences)
        allowed = [sentence for sentence in planned if self._checker.allows(sentence.text, facts)]
        return allowed or [Sentence(f"This is {facts.item.title}.", frozenset())]

    def _ask(self, planned: Sentence, facts: Facts, emphasis: Emphasis, deadline: float) -> asyncio.Task[str] | None:
        """Have the model phrase a sentence's facts; all sentences at once, which the service batches.

        Its likeliest words for the same facts are always the same. So that two shoppers do not read one text, those
        whose tastes are known get the planner's opening, worded for them, and words that are drawn for their segment.
        """
        notes = list(planned.notes)
        resting = time.monotonic() < self._rests_until
        if self._generator is None or self._voice.attempts == 0 or resting or not notes or planned.personal:
            return None
        if not emphasis.neutral and "title" in planned.facts:
            return None
        draw = 0 if emphasis.neutral else 1 + zlib.crc32(emphasis.segment.encode()) % DRAWS
        return asyncio.create_task(self._phrase(self._generator, notes, facts, deadline, draw))

    async def _phrase(self, generator: Generator, notes: list[Fact], facts: Facts, deadline: float, draw: int) -> str:
        """A sentence that the facts bear out and that tells what it should, or "" when the attempts are spent."""
        prompt = Phrase(
            tone=self._voice.tone,
            item=about(facts),
            notes="; ".join(f"{fact.name}: {fact.value}" for fact in notes),
            style=self._voice.style,
        ).messages("tuned" if generator.tuned else "phrase")
        for attempt in range(self._voice.attempts):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            sentence = await generator.sentence(prompt, seconds=left, attempt=draw + attempt)
            problems = self._checker.problems(sentence, facts) if sentence else ["says nothing"]
            untold = [fact.name for fact in notes if not self._tells(sentence, fact)]
            if not problems and not untold and reads_well(sentence, facts, notes):
                return sentence
            log.debug("sentence cut", item=facts.item.id, sentence=sentence, problems=problems, untold=untold)
        return ""

    def _tells(self, sentence: str, fact: Fact) -> bool:
        return fact.is_told_by(sentence) and self._frames.is_named_by(sentence, fact)

    async def _answer(self, question: asyncio.Task[str] | None, until: float, facts: Facts, draft: _Draft) -> str:
        """The model's sentence if it comes in time and is not told yet, else ""; a slow or dead model rests a while."""
        if question is None:
            return ""
        try:
            text = await asyncio.wait_for(asyncio.shield(question), max(until - time.monotonic(), 0.001))
        except (ShopkeeperError, TimeoutError) as error:
            if isinstance(error, ShopkeeperError) or (time.monotonic() - until > -0.05 and not draft.first):
                self._rests_until = time.monotonic() + REST
            log.info("the model's sentence gives way", item=facts.item.id, why=str(error) or "too slow")
            return ""
        draft.heard = True
        return "" if text in draft.sentences else text

    async def _facts(self, item: Item) -> Facts:
        facts = Facts.of(item)
        return replace(facts, apart=await asyncio.to_thread(self._peers.apart, facts))

    def _key(self, facts: Facts, emphasis: Emphasis) -> str:
        version = facts.item.model_dump_json(
            exclude={"stock": True, "variants": True, "image": True, "url": True, "rating": True, "rating_count": True}
        )
        model = self._generator.name if self._generator else ""
        return Shelf.key(
            VERSION, version, ",".join(facts.apart), emphasis.segment, model, self._voice.model_dump_json()
        )


class _Draft:
    """One text in the making, and how it came about."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.origin: Origin = "composed"
        self.heard = False  # the model answered
        self._model = 0

    @property
    def first(self) -> bool:
        return not self.sentences

    def add(self, sentence: str, *, from_model: bool) -> None:
        self.sentences.append(sentence)
        self._model += from_model

    def names(self, facts: Facts) -> bool:
        """Whether the last sentence calls the item by its name."""
        return bool(self.sentences) and facts.short in self.sentences[-1]

    def settle(self) -> None:
        if self._model:
            self.origin = "model" if self._model == len(self.sentences) else "cut"


def about(facts: Facts) -> str:
    """An item as a prompt names it."""
    return f"{facts.short}, {facts.kind}" if facts.kind else facts.item.title


def _origin(kept: str) -> Origin:
    return "model" if kept == "model" else "cut" if kept == "cut" else "composed"
