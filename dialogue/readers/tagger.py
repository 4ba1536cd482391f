"""The reader that was taught: a small network over the encoder's vectors tells what each clause does in its context;
what it is filled with comes from the same links as the rules'."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import structlog

from dialogue.acts.data import taught
from dialogue.acts.features import context_vector, flags, masked, rows
from dialogue.acts.labels import act_of, context_of
from dialogue.acts.model import ActModel
from dialogue.commands import (
    SIDE_EFFECTS,
    AddToCart,
    ApplyCoupon,
    AskShop,
    Bundle,
    ChangeCart,
    Command,
    Danger,
    Emergency,
    StartFlow,
    Taste,
    ViewCart,
)
from dialogue.linking.links import View
from dialogue.linking.tokens import WIDE
from dialogue.readers import hazards, ordering, searching
from dialogue.readers.building import build
from dialogue.readers.rules import RulesReader
from dialogue.readers.scene import Scene
from dialogue.reading import Context, Reading, Utterance
from retrieval.encoding import QueryEncoder
from retrieval.store import Vectors

log = structlog.get_logger(__name__)
Chances = Mapping[str, float]

KEPT = 0.5  # P(act) from which the rules' own reading of a clause stands
TAKEN = 0.4  # P(act) from which another act takes the place of a sure reading of the rules
GUESSED = 0.25  # and of one that is a guess
TIMES = 2.5  # where it is so many times as likely
SOUGHT = 0.6  # P(search) from which goods that are asked for are none that were bought
ANEW = 0.2  # P(search) from which unknown words beside limits are other goods
FOREIGN = 0.7  # P(act) that is taken in a language unlike those of which the model has seen lines
BEGUN = 0.22  # P(act) from which an order process begins though no rule read one
UNSURE = 0.15  # the same for what changes something
NOISE = 0.03  # P(act) of the whole message below which a clause's act is dropped beside a likely one
ELSE = 0.9  # P(act) from which another act takes the place of what leaves no doubt, if that is noise
_PLAIN = 0.95  # confidence of a reading of the rules that leaves no doubt
_LIST = 2  # kinds that are still no list of what is needed
MOST = 8  # clauses that are judged; those of a longer message are read by the rules
_DEEDS = frozenset({"add", "change", "empty", "undo"})  # only by the clause's own words: not for the "ugh" before them
_LOOKS = frozenset({"search", "refine"})  # one search, anew or not
_FIRST = (Emergency, Danger)  # never overruled
_GOODS = frozenset({  # acts that look for goods, or put them in
    "search", "refine", "more", "select", "compare", "similar", "complements", "recommend", "bundle", "browse", "add",
})  # fmt: skip
_ASKED = frozenset({"ask_shop", "ask_item", "ask_coupon", "view_cart"})
_WORDED = 0.8  # confidence of a process that the words themselves name
_SLIGHT = 0.12  # P(act) below which words that nobody read are no talk beside the matter either
_TALK = frozenset({"greet", "thank", "bye", "praise", "complaint", "joke", "isbot", "help", "ack"})
_LEAST = 0.05  # P(act) of an order matter below which it is only asked how an order stands
_ABOUT_GOODS = frozenset({"ask_item", "compare", "select"})


class TaggerReader:
    """``rules`` links and fills, ``model`` decides; without a model or an encoder the rules read alone."""

    name = "tagger"

    def __init__(self, rules: RulesReader, models: Mapping[str, ActModel], encoder: QueryEncoder) -> None:
        """``models`` by the space of the encoder that they were fitted in; the talk's language chooses."""
        self._rules = rules
        self._models = models
        self._taught = taught()
        self._encoder = encoder

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        model = self._models.get(self._encoder.space)
        if model is None:
            return await self._rules.read(utterance, context)
        try:
            views = self._rules.views(utterance, context)[: MOST + 1]
            chances = await self._chances(model, views, utterance, context)
            known = utterance.language.split("-")[0] in self._taught or not WIDE.search(utterance.text)
        except Exception:
            log.exception("the acts of a message could not be told")
            chances = None
        if chances is None:
            return await self._rules.read(utterance, context)
        reading = await self._rules.read(utterance, context, Judge(views, chances, taught=known))
        best = max(chances[0], key=lambda act: chances[0][act])
        return replace(reading, by=self.name, notes=(*reading.notes, f"{best} {chances[0][best]:.2f}"))

    async def _chances(
        self, model: ActModel, views: Sequence[View], utterance: Utterance, context: Context
    ) -> list[Chances] | None:
        """P(act) of the whole message, then of each clause; ``None`` without vectors."""
        texts = [view.words for view in views]
        plain = [masked(view.linked, view.start, view.end) for view in views]
        vectors, second = await asyncio.gather(self._encoder.encode_all([*texts, *plain]), self._second(model, texts))
        if vectors is None:
            return None
        flagged = [flags(view.linked, view.start, view.end, view.words) for view in views]
        where = context_vector(*context_of(context, waiting=context.waiting))
        features = rows(vectors[: len(views)], vectors[len(views) :], flagged, [where] * len(views), second)
        return [model.probabilities(row) for row in features]

    async def _second(self, model: ActModel, texts: Sequence[str]) -> list[Vectors] | None:
        """What the other encoder sees, for a model that was fitted with both; nothing but zeros where it is late."""
        if not model.other:
            return None
        found = await self._encoder.encode_all(texts, space="multilingual")
        return found if found is not None else [np.zeros(model.other, dtype=np.float32)] * len(texts)


def plain(command: Command) -> bool:
    """Whether a reading of the rules leaves no doubt: a line with an item by its name or place, a code, the sum."""
    if isinstance(command, AddToCart):
        return (
            command.item.how in ("title", "ordinal", "value", "other", "superlative")
            and not command.item.ambiguous
            and command.confidence >= _PLAIN
        )
    if isinstance(command, Bundle):
        return len(command.parts) > 1 and (command.budget is not None or len(command.parts) > _LIST)
    if isinstance(command, ChangeCart):
        return bool(command.item.ids) and not command.item.ambiguous and command.confidence >= _PLAIN
    return isinstance(command, ApplyCoupon | ViewCart) or (isinstance(command, Taste) and not command.like)


def _without_goods(chances: Chances) -> Chances:
    """Of something that one has bought nothing is looked for."""
    return {act: 0.0 if act in _GOODS else chance for act, chance in chances.items()}


class Judge:
    """What the model thinks of a message's parts, asked by the rules clause by clause."""

    def __init__(self, views: Sequence[View], chances: Sequence[Chances], *, taught: bool = True) -> None:
        """``views`` and ``chances``: of the whole message first, then of its clauses. ``taught``: the model has seen
        lines of this language or of one written alike; else the rules' own reading stands wherever they have one."""
        self._taught = taught
        whole = self._whole = chances[0]
        self._all = chances
        self.careful = any(one.get("allergy", 0.0) >= hazards.CARE for one in chances)
        self._own: dict[tuple[int, int], Chances] = {}
        self._parts: dict[tuple[int, int], Chances] = {}
        if len(views) > 2:  # a clause is read in the light of its message
            for view, part in zip(views[1:], chances[1:], strict=True):
                self._own[view.start, view.end] = part
                self._parts[view.start, view.end] = {
                    act: min(part[act], whole[act]) if act in _DEEDS else (2 * part[act] + whole[act]) / 3
                    for act in whole
                }

    def danger(self, scene: Scene) -> list[Command]:
        """What may hurt, if there is a fair suspicion of it in the message or a clause."""
        return hazards.suspected(scene, self._all)

    def harmless(self) -> bool:
        """Whether it is sure that nobody is in danger."""
        return self._taught and hazards.harmless(self._all)

    def clause(self, scene: Scene, found: list[Command]) -> list[Command]:
        """The clause's commands: the rules' own where the model thinks them likely, else those of its own act."""
        chances = hazards.without(self._parts.get((scene.view.start, scene.view.end), self._whole))
        if any(isinstance(command, _FIRST) for command in found):
            return found
        if any(map(plain, found)) and not self._surely_else(chances, found):
            return found
        sought = scene.word("seek") and chances.get("search", 0.0) >= SOUGHT  # "show me the red backpacks"
        owned = self._taught and not sought and ordering.bought(scene)
        if owned:
            chances, self._whole = _without_goods(chances), _without_goods(self._whole)
            found = [command for command in found if act_of(command) not in _GOODS]
            if not scene.question:  # a tale asks nothing
                chances = {act: 0.0 if act in _ASKED else chance for act, chance in chances.items()}
            if not found and max(chances.values()) < _LEAST:
                return build(f"flow={ordering.goes_on(scene)}", scene, _LEAST)
        own = max((chances.get(act_of(command), 0.0) for command in found), default=0.0)
        act = max(chances, key=lambda name: chances[name])
        alone = self._own.get((scene.view.start, scene.view.end), self._whole)
        if self._taught and alone.get("search", 0.0) >= ANEW and (other := searching.strange(scene, found)):
            return other
        sure = min((command.confidence for command in found), default=0.0) >= _PLAIN
        least = max(TAKEN if sure else GUESSED, TIMES * own)
        if found and (own >= KEPT or chances[act] < least or not self._taught):
            return found
        if not self._taught and chances[act] < FOREIGN:
            return found
        if act in _TALK and chances[act] < _SLIGHT:
            return found
        if act.startswith("flow=") and chances[act] < BEGUN and (not owned or scene.question):
            return build(f"flow={ordering.goes_on(scene)}", scene, _LEAST) if owned and not found else found
        made = build(act, scene, chances[act]) or found
        return made or (build(f"flow={ordering.goes_on(scene)}", scene, _LEAST) if owned else [])

    def _surely_else(self, chances: Chances, found: Sequence[Command]) -> bool:
        """ "Put it side by side with the Halo" puts nothing in, whatever it says of a name."""
        own = max((chances.get(act_of(command), 0.0) for command in found), default=0.0)
        return self._taught and max(chances.values()) >= ELSE and own <= NOISE

    def message(self, scene: Scene, commands: list[Command]) -> list[Command]:
        """Commands of all clauses: those that the whole message makes unlikely go, beside one that it makes likely."""
        if len(commands) < 2 or not self._taught or any(isinstance(command, _FIRST) for command in commands):
            return commands
        begun = any(isinstance(command, StartFlow) for command in commands)
        kept = [command for command in commands if self._whole.get(act_of(command), 1.0) >= self._least(command, begun)]
        return kept or commands

    def _least(self, command: Command, begun: bool) -> float:
        """P(act) of the whole message that a command of several needs: more where it changes something, or would be a
        question beside a process that begins."""
        if begun and isinstance(command, AskShop):
            return UNSURE
        if isinstance(command, StartFlow) and command.confidence >= _WORDED:
            return NOISE
        return UNSURE if isinstance(command, SIDE_EFFECTS) and not plain(command) else NOISE

    def missing(self, scene: Scene, commands: Sequence[Command]) -> list[Command]:
        """What the whole message surely does and no clause was read as."""
        act = max(self._whole, key=lambda name: self._whole[name])
        there = {act_of(command) for command in commands}
        if not self._taught or any(plain(command) for command in commands):
            return []  # a message of one clause was judged as that
        if not self._parts and ({act} | there) & _LOOKS and ({act} | there) & _ABOUT_GOODS:
            return []  # one clause looks for goods or asks about those in view
        if {act} & _LOOKS and there & _LOOKS:
            return []
        if act in there or self._whole[act] < TAKEN or any(isinstance(command, _FIRST) for command in commands):
            return []
        if max((self._whole.get(name, 0.0) for name in there), default=0.0) >= KEPT:
            return []
        return build(act, scene, self._whole[act])
