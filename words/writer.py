"""Writes about items: the model's sentences as far as the facts bear them out, the planner's for the rest.

What has been yielded stands: a sentence is checked before it is shown, so that nothing is ever taken back. Whatever
happens to the model, a text comes within the voice's time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Literal

import structlog

from shop.errors import ShopkeeperError
from shop.settings import VoiceSettings
from shop.types import Frozen, Item, Profile
from words.checker import Checker
from words.comparer import compare
from words.emphasis import Emphasis
from words.facts import Fact, Facts
from words.frames import Frames
from words.generator import Generator
from words.planner import Planner
from words.prompts import Describe
from words.shelf import Shelf
from words.text import stems

log = structlog.get_logger(__name__)
Origin = Literal["model", "cut", "composed"]
VERSION = "1"  # of the way texts are made: a new one leaves the kept texts aside
FEWEST_WORDS = 5
FACTS_IN_PROMPT = 12


class Written(Frozen):
    """``origin``: all the model's, the model's with sentences cut or composed, or composed from the facts alone."""

    text: str
    origin: Origin


class Writer:
    """Safe for concurrent use. ``generator`` may be ``None``: all is then composed."""

    def __init__(self, voice: VoiceSettings, frames: Frames, generator: Generator | None, shelf: Shelf) -> None:
        self._voice = voice
        self._frames = frames
        self._generator = generator
        self._shelf = shelf
        self._planner = Planner(frames)
        self._checker = Checker(frames, voice.forbidden)

    async def describe(self, item: Item, profile: Profile | None) -> Written:
        """A paragraph about the item, for this shopper's tastes."""
        draft = _Draft()
        async for _ in self._write(item, profile, draft):
            pass
        return Written(text=" ".join(draft.sentences), origin=draft.origin)

    async def stream_description(self, item: Item, profile: Profile | None) -> AsyncIterator[str]:
        """The same paragraph, a whole checked sentence at a time."""
        async with aclosing(self._write(item, profile, _Draft())) as written:
            async for sentence in written:
                yield sentence

    async def compare(self, items: Sequence[Item], profile: Profile | None) -> Written:
        """What sets two or more items apart, from their facts."""
        told = compare([Facts.of(item) for item in items], profile, self._frames)
        return Written(text=" ".join(told), origin="composed")

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _write(self, item: Item, profile: Profile | None, draft: _Draft) -> AsyncGenerator[str]:
        facts = Facts.of(item)
        emphasis = Emphasis.of(facts, profile, self._frames)
        key = self._key(item, emphasis)
        kept = await asyncio.to_thread(self._shelf.get, key)
        if kept is not None:
            draft.origin, draft.sentences = _origin(kept[0]), list(kept[1])
            for sentence in kept[1]:
                yield sentence
            return
        draft.heard = self._generator is None or self._voice.attempts == 0
        if self._generator is not None:
            async with aclosing(self._from_model(self._generator, facts, emphasis, draft)) as sentences:
                async for sentence in sentences:
                    yield sentence
        missing = self._voice.sentences - len(draft.sentences)
        if missing > 0:
            opened = bool(draft.sentences)
            for planned in self._planner.compose(facts, emphasis, missing, draft.said, opened=opened):
                if self._checker.allows(planned.text, facts):
                    draft.add(planned.text, planned.facts)
                    yield planned.text
            draft.composed = True
        if not draft.sentences:
            draft.add(f"This is {item.title}.", ())
            yield draft.sentences[0]
        draft.settle()
        if draft.heard:  # a text written while the model was down is not kept: the next may be better
            await asyncio.to_thread(self._shelf.put, key, (draft.origin, tuple(draft.sentences)))

    async def _from_model(
        self, generator: Generator, facts: Facts, emphasis: Emphasis, draft: _Draft
    ) -> AsyncGenerator[str]:
        """Sentences of the model that the facts bear out, within the attempts and the time."""
        started = time.monotonic()
        for attempt in range(self._voice.attempts):
            limit = self._voice.seconds if draft.sentences else min(self._voice.first_seconds, self._voice.seconds)
            left = self._voice.seconds - (time.monotonic() - started)
            missing = self._voice.sentences - len(draft.sentences)
            if missing <= 0 or left <= 0:
                return
            prompt = self._prompt(facts, emphasis, draft.said, missing)
            stream = generator.sentences(prompt.messages(), count=missing + 1, seconds=left, attempt=attempt)
            try:
                while len(draft.sentences) < self._voice.sentences:
                    remaining = limit - (time.monotonic() - started)
                    sentence = await asyncio.wait_for(anext(stream), max(remaining, 0.001))
                    draft.heard = True
                    if self._takes(sentence, facts, draft):
                        draft.add(sentence, self._covered(sentence, facts))
                        draft.model += 1
                        limit = self._voice.seconds
                        yield sentence
            except StopAsyncIteration:
                continue
            except (ShopkeeperError, TimeoutError) as error:
                log.info("the model's text gives way", item=facts.item.id, why=str(error) or "too slow")
                return
            finally:
                await _close(stream)

    def _takes(self, sentence: str, facts: Facts, draft: _Draft) -> bool:
        """Whether the facts bear a sentence out, and it tells something that was not told."""
        if len(sentence.split()) < FEWEST_WORDS:
            return False
        problems = self._checker.problems(sentence, facts)
        new = bool(set(self._covered(sentence, facts)) - draft.said)
        if problems or not new:
            draft.cut += 1
            log.debug("sentence cut", item=facts.item.id, sentence=sentence, problems=problems)
            return False
        return True

    def _prompt(self, facts: Facts, emphasis: Emphasis, said: set[str], count: int) -> Describe:
        """The facts not yet told, those that this shopper cares about first; prices change and stay out."""
        wanted = [liked.fact for liked in emphasis.liked] + list(emphasis.favoured)
        open_facts = [fact for fact in facts.facts if fact.name not in said and fact.name not in ("price", "rating")]
        title = [fact for fact in facts.facts if fact.name in ("title", "brand")]
        ordered = sorted(open_facts, key=lambda fact: wanted.index(fact.name) if fact.name in wanted else len(wanted))
        chosen = title + [fact for fact in ordered if fact not in title]
        return Describe(
            tone=self._voice.tone,
            sentences=count,
            facts=tuple(f"{fact.name}: {fact.value}" for fact in chosen[:FACTS_IN_PROMPT]),
            likes=tuple(liked.text for liked in emphasis.liked),
        )

    def _covered(self, sentence: str, facts: Facts) -> list[str]:
        """Names of the facts that a sentence tells."""
        there = stems(sentence)
        return [fact.name for fact in facts.facts if _tells(sentence, there, fact)]

    def _key(self, item: Item, emphasis: Emphasis) -> str:
        version = item.model_dump_json(
            exclude={"stock": True, "variants": True, "image": True, "url": True, "rating": True, "rating_count": True}
        )
        model = self._generator.name if self._generator else ""
        return Shelf.key(VERSION, version, emphasis.segment, model, self._voice.model_dump_json())


class _Draft:
    """One text in the making, and how it came about."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.said: set[str] = set()
        self.origin: Origin = "composed"
        self.model = self.cut = 0
        self.composed = False
        self.heard = False  # the model answered, or none was to be asked

    def add(self, sentence: str, names: Sequence[str] | frozenset[str]) -> None:
        self.sentences.append(sentence)
        self.said.update(names)

    def settle(self) -> None:
        if self.model:
            self.origin = "cut" if self.cut or self.composed else "model"


def _tells(sentence: str, there: set[str], fact: Fact) -> bool:
    if fact.name == "title":
        return False
    if fact.value.lower() in ("yes", "no"):
        return stems(fact.name) <= there
    digits = "".join(char if char.isdigit() or char == "." else " " for char in fact.value).split()
    return stems(fact.value) <= there and all(number in sentence.replace(",", "") for number in digits)


def _origin(kept: str) -> Origin:
    return "model" if kept == "model" else "cut" if kept == "cut" else "composed"


async def _close(stream: AsyncIterator[str]) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
