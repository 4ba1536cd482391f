"""The reader without a model: links, sentence forms and the talk so far, in plain code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from dialogue.commands import (
    AddToCart,
    Affirm,
    AskItem,
    AskShop,
    Bundle,
    Command,
    Compare,
    Deny,
    Emergency,
    Page,
    Recommend,
    Reference,
    Search,
    Select,
    StartFlow,
    Unknown,
    Why,
)
from dialogue.labels import LabelBook
from dialogue.linking.exchange import Exchange
from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar, load_grammar
from dialogue.linking.linker import Linker
from dialogue.linking.links import Linked, View
from dialogue.linking.references import References, in_view
from dialogue.linking.tokens import tokenize
from dialogue.linking.wishes import WishReader
from dialogue.readers import answering, asking, asking_shop, carting, comparing, hazards, ordering, searching, talking
from dialogue.readers.cart_lines import told_beside
from dialogue.readers.clauses import beyond, clauses
from dialogue.readers.merging import merge
from dialogue.readers.scene import Scene, Words
from dialogue.reading import Amount, Context, Reading, Utterance
from retrieval.fields import Fields
from shop.types import Item

log = logging.getLogger(__name__)
Shelf = Callable[[], tuple[Sequence[Item], Fields]]

# what a clause may be, in the order that is tried: answers first, talk last; danger was looked for in the whole message
_ACTS = (
    answering.read_answer,
    talking.read_people,
    carting.read_cart,
    ordering.read_orders,
    comparing.read_comparison,
    searching.read_lists,
    searching.read_picks,
    asking.read_item,
    asking_shop.read_shop,
    talking.read_taste,
    searching.read_search,
    talking.read_social,
    asking_shop.read_rest,
)
_TALE = 6  # words from which on a clause tells something
_TOGETHER = 4  # items named in one breath that what follows may compare
_PRICED = (Search, Recommend, Bundle, AskItem, Select, Compare)  # what an amount may bound
_PARSED = (Search, Recommend, Bundle)  # whose handlers get no text of the message


class Judge(Protocol):
    """What else has a say in what a message does: see :mod:`dialogue.readers.tagger`."""

    careful: bool  # somebody's health is told of

    def danger(self, scene: Scene) -> list[Command]: ...

    def harmless(self) -> bool: ...

    def clause(self, scene: Scene, found: list[Command]) -> list[Command]: ...

    def message(self, scene: Scene, commands: list[Command]) -> list[Command]: ...

    def missing(self, scene: Scene, commands: Sequence[Command]) -> list[Command]: ...


class RulesReader:
    """Reads in milliseconds and asks nobody. ``shelf`` gives the items and their fields as they are now; what is built
    from them is kept until the fields are others."""

    name = "rules"

    def __init__(self, shelf: Shelf, labels: LabelBook | None = None, rates: Mapping[str, float] | None = None) -> None:
        """``rates``: what a unit of another currency is worth in the shop's."""
        self._shelf = shelf
        self._labels = labels or LabelBook()
        self._rates = rates or {}
        self._built: dict[str, tuple[Fields, Linker, Words, Grammar]] = {}

    async def read(self, utterance: Utterance, context: Context, judge: Judge | None = None) -> Reading:
        """The commands of a message. Never raises: what fails is unread and logged."""
        try:
            return self.read_now(utterance, context, judge)
        except Exception:
            log.exception("the rules could not read a message")
            return Reading((Unknown(words=utterance.text),), (utterance.text,), 0.0, notes=("failed",))

    def linker(self, language: str) -> Linker:
        """What links words of this catalogue in a language."""
        return self._for(language)[0]

    def views(self, utterance: Utterance, context: Context) -> list[View]:
        """The whole message, then its clauses."""
        linked = self.linker(utterance.language).link(utterance.text, _near(context))
        return [linked.all, *clauses(linked)]

    def read_now(self, utterance: Utterance, context: Context, judge: Judge | None = None) -> Reading:
        """``judge`` has a say in what each clause does; without one the forms of sentences decide."""
        linker, words, grammar = self._for(utterance.language)
        if judge is not None and judge.careful:
            words = replace(words, careful=True)
        linked = linker.link(utterance.text, _near(context))
        if not linked.tokens:
            return Reading((Unknown(words=utterance.text),), (), 0.2)
        message = Scene(linked.all, words, context, utterance, kinds_in_force(context))
        if (whole := self._whole(message, judge)) is not None:
            return whole
        commands: list[Command] = []
        unread: list[str] = []
        tale: list[Command] = []
        kinds = kinds_in_force(context)
        parts = clauses(linked)
        if left := beyond(linked, parts):
            unread.append(left)
        for view in parts:
            scene = Scene(view, words, context, utterance, kinds, alone=len(parts) == 1)
            if len(parts) == 1 and (view.start, view.end) == (message.view.start, message.view.end):
                scene = message  # what is read of it is read once
            found = _act(scene)
            if judge is not None:
                found = judge.clause(scene, found)
            if any(isinstance(command, StartFlow) for command in (*commands, *found)):
                found = [
                    one
                    for one in found
                    if (_of_orders(one) and (scene.question or not isinstance(one, AskShop)))
                    or (_names_goods(one) and scene.word("seek", "have_you"))
                ]
                commands = [one for one in commands if _of_orders(one) or "?" in one.words]
            if _tells(scene, found):
                tale = found
            elif tale and any(_names_goods(one) for one in found) and scene.word("seek", "have_you", "offer"):
                commands = [one for one in commands if one not in tale]  # only the last clause wants something
            commands += found
            context = _looked_at(context, found, words)
            if not found or isinstance(found[0], _PARSED):
                unread += scene.wishes.left
            named = [command for command in found if isinstance(command, Search)]
            if named and named[-1].kinds:
                kinds = named[-1].kinds
            kinds = next((_of_parts(one) for one in found if isinstance(one, Bundle) and one.parts), kinds)
        amounts = _amounts(linked)
        unread = [words for words in unread if words not in {amount.words for amount in amounts}]
        commands = merge(commands)
        lines = [command for command in commands if isinstance(command, AddToCart)]
        if len(lines) == 1 and len(parts) > 1:
            commands = [told_beside(one, message) if isinstance(one, AddToCart) else one for one in commands]
        if judge is not None:
            scene = Scene(linked.all, words, context, utterance, kinds_in_force(context))
            commands = judge.message(scene, commands)
            if left_out := judge.missing(scene, commands):
                commands = merge([*commands, *left_out])
        if context.state.flow is None and len(commands) > 1:  # "no, show me the first"
            commands = [one for one in commands if not isinstance(one, Deny) and not _nods(one, context, grammar)]
        if not commands:
            unread = unread or [utterance.text]
            commands = [Unknown(words=utterance.text, confidence=0.3)]
        sure = min((command.confidence for command in commands), default=0.0)
        health = hazards.told_of(message)
        commands = [hazards.asked_for_somebody(one, message) for one in commands]
        return Reading(
            tuple(commands),
            tuple(dict.fromkeys(unread)),
            sure * (0.7 if unread else 1.0),
            health=health,
            amounts=amounts if any(isinstance(one, _PRICED) for one in commands) else (),
        )

    def _whole(self, scene: Scene, judge: Judge | None) -> Reading | None:
        """Danger anywhere in a message is what the message is about; an address is no row of clauses."""
        worded = hazards.read_danger(scene)
        if judge is not None and any(map(hazards.of_health, worded)) and judge.harmless():
            worded = []
        danger = [*worded, *(judge.danger(scene) if judge is not None else [])]
        danger.sort(key=lambda command: not isinstance(command, Emergency))
        if danger := danger[:1] or hazards.goes_on(scene):
            return Reading(tuple(danger))
        flow = scene.context.state.flow
        if flow is None or not (flow.asked or flow.confirming) or scene.asking:
            return None
        parts = clauses(scene.view.linked)
        if any(Scene(part, scene.words, scene.context, scene.utterance, ()).asking for part in parts):
            return None
        answer = answering.read_answer(scene)
        if not answer and scene.has("person", "legal"):
            return None
        if judge is not None:
            answer = judge.clause(scene, answer)
        return Reading(tuple(answer)) if answer else None

    def _for(self, language: str) -> tuple[Linker, Words, Grammar]:
        items, fields = self._shelf()
        built = self._built.get(language)
        if built is None or built[0] is not fields:
            grammar = load_grammar(language)
            gazetteer = Gazetteer(items, grammar, fields, self._labels.of(language))
            wishes = WishReader(gazetteer, fields, grammar)
            references = References(gazetteer, fields, wishes.resolver, grammar)
            own = frozenset(item.currency for item in items if item.currency)
            linker = Linker(gazetteer, grammar, Exchange(own, self._rates))
            built = (fields, linker, Words(wishes, references), grammar)
            self._built[language] = built
        return built[1], built[2], built[3]


def _act(scene: Scene) -> list[Command]:
    for act in _ACTS:
        if found := act(scene):
            return found
    return []


def kinds_in_force(context: Context) -> tuple[str, ...]:
    """The categories talked about: of the search, else of the item in focus, else of what is shown."""
    if context.state.query.kinds:
        return context.state.query.kinds
    if context.focus is not None and context.focus.category:
        return (context.focus.category,)
    return tuple(dict.fromkeys(item.category for item in context.shown if item.category))


def _nods(command: Command, context: Context, grammar: Grammar) -> bool:
    """Whether an "ok" before another request only takes note: it fetches no person that was offered."""
    offer = context.state.offer
    if not isinstance(command, Affirm) or offer is None or offer.kind != "person":
        return False
    said = tokenize(command.words)
    return all("ack" in grammar.classes.get((token.word,)) for token in said if token.type != "mark")


def _tells(scene: Scene, found: Sequence[Command]) -> bool:
    """Whether a clause only tells how it came about: "my old coat has had it"."""
    wants = (
        scene.asking or scene.question or scene.word("seek", "have_you", "offer", "recommend", "add", "polite", "gift")
    )
    told = all(isinstance(one, Search | StartFlow) and not getattr(one, "filters", ()) for one in found)
    return bool(found) and told and not wants and scene.length > _TALE


def _of_parts(bundle: Bundle) -> tuple[str, ...]:
    return tuple(kind for part in bundle.parts for kind in part.kinds)


def _names_goods(command: Command) -> bool:
    return isinstance(command, Search) and bool(command.kinds)


def _of_orders(command: Command) -> bool:
    return not isinstance(command, Search | Recommend | Select | AskItem | Unknown | Compare)


def _looked_at(context: Context, found: Sequence[Command], words: Words) -> Context:
    """The talk as it stands for the next clause: the one item of this clause is talked about."""
    for command in found:
        reference = getattr(command, "item", None) or getattr(command, "items", None)
        if isinstance(reference, Reference) and len(reference.ids) == 1 and not isinstance(command, Why):
            item = words.wishes.gazetteer.names.items.get(reference.ids[0])
            seen = (*(id_ for id_ in context.state.looked_at if id_ != reference.ids[0]), *reference.ids)
            context = replace(
                context, focus=item or context.focus, state=context.state.model_copy(update={"looked_at": seen})
            )
        elif isinstance(reference, Reference) and reference.how == "title" and 2 <= len(reference.ids) <= _TOGETHER:
            context = replace(context, state=context.state.model_copy(update={"compared": reference.ids}))
        if isinstance(command, Select) and command.item.how == "value" and len(command.item.ids) > 1:
            items = words.wishes.gazetteer.names.items  # "the one with pit zips, how much is it": of those
            context = replace(context, shown=tuple(items[id_] for id_ in command.item.ids if id_ in items), focus=None)
        if isinstance(command, Search) and command.fresh and command.kinds:  # "poles then. I'd set them to 125 cm"
            context = replace(context, shown=(), focus=None)
        if isinstance(command, Page) and command.to == "list" and command.list_index is not None:
            listed = context.state.results[command.list_index]
            items = words.wishes.gazetteer.names.items
            context = replace(context, shown=tuple(items[id_] for id_ in listed.ids if id_ in items), focus=None)
    return context


def _amounts(linked: Linked) -> tuple[Amount, ...]:
    """What was said in a currency that is not plainly the shop's."""
    return tuple(
        Amount(link.words, link.measure.currency, link.measure.dimension == "money")
        for link in linked.links
        if link.measure is not None and link.measure.currency
    )


def _near(context: Context) -> set[str]:
    ids = {item.id for item in in_view(context)} | {item.id for _, item in context.cart}
    return ids | {line.item_id for order in context.orders for line in order.lines}
