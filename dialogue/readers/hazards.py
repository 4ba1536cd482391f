"""What may hurt somebody: emergencies, dangerous uses, questions for a doctor. In doubt it is read as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from dialogue.commands import AskItem, Command, Danger, Emergency, Recommend, Reference, Search
from dialogue.linking.links import ClassSpan
from dialogue.readers.scene import Scene
from shop.dialogue import Filter

SUSPECTED = {"emergency": 0.4, "danger": 0.6, "medical": 0.45}  # P(act) from which it is one
LIKELIEST = 0.4  # the same of the likeliest act, whichever of them
LIKELY = 0.3  # P(emergency) of a clause, in the light of its message, from which it is one
TOGETHER = 0.6  # P(any of them) from which the likeliest is taken
WANTED = ("search", "refine", "recommend", "ask_item", "compare", "add", "change", "flow=track", "flow=cancel")
PLAIN, CALM = 0.6, 0.04  # P(act) of something else and P(any of them) of which a figure of speech is sure
PART = 0.25  # by how much surer it must be of a clause alone
LOOKS = 0.3  # by how much surer of a message that names goods with limits: somebody looks for something
CARE = 0.35  # P(allergy) from which what is named must not be inside
_SOMEBODYS = frozenset({"audience", "age"})  # fields that ask whom it is made for
_USES = ("flame_indoors", "child", "electric", "spoiled", "worn", "other")
_INFANT = 1.5  # years, below which what somebody may eat is a doctor's matter
_NEAR = 3  # words from a hurt to what is hurt, from "in" to a place
_ELSEWHERE = ("order", "cart", "coupon", "person", "thank", "bye", "track", "return", "cancel", "list_orders")


def read_danger(scene: Scene) -> list[Command]:
    """Before all else. An emergency needs no question; a use that may hurt is asked for or told."""
    view = scene.view
    if view.has("emergency_poison") or (_named(scene, "ate") and _named(scene, "harmful")):
        return [Emergency(kind="poison", words=scene.text)]
    if view.has("emergency_fire"):
        return [Emergency(kind="fire", words=scene.text)]
    if view.has("emergency_medical") or _hurt(scene):
        return [Emergency(kind="medical", words=scene.text)]
    meant = scene.question or view.has("suit", "me", "add", "purpose", "polite")
    burns = any(not _denied(scene, span) for span in view.spans("flame")) or (scene.question and _burns(scene))
    flame = burns and not _named(scene, "flameless")
    if meant and flame and _indoors(scene):
        return [Danger(kind="flame_indoors", words=scene.text)]
    if meant and _named(scene, "current") and _named(scene, "wet_place"):
        return [Danger(kind="electric", words=scene.text)]
    if _asks(scene) and (kind := _unfit(scene)):
        return [Danger(kind=kind, words=scene.text)]
    if view.has("certain") and scene.question and _for_health(scene) and not scene.wishes.kinds:
        return [Danger(kind="traces", words=scene.text)]
    if _asks(scene) and _fed_to_a_baby(scene):
        return [Danger(kind="medical_advice", words=scene.text)]
    treated = bool(_named(scene, "remedy")) and _asks(scene)
    spared = view.has("allergy") or view.link("allergen") is not None  # what must not be inside: answered by the pages
    if view.has("medical") and (treated or (not spared and _advice(scene))):
        return [Danger(kind="medical_advice", words=scene.text)]
    return []


def suspected(scene: Scene, chances: Sequence[Mapping[str, float]]) -> list[Command]:
    """What the act model fears, of the message (the first of ``chances``) or one of its clauses: a fair suspicion is
    enough, a stronger one of a clause alone."""
    highest = {
        act: max(chances[0].get(act, 0.0), *(one.get(act, 0.0) - PART for one in chances[1:]), 0.0) for act in SUSPECTED
    }
    if max(one.get("allergy", 0.0) for one in chances) > highest["medical"]:
        highest["medical"] = 0.0  # what somebody must not eat is answered by what the pages declare
    if _aged(scene):
        highest["danger"] = 0.0  # so is the age that they are made for
    looks = bool(scene.wishes.kinds and scene.wishes.filters) and not scene.question
    ranked = sorted(highest, key=lambda name: -highest[name])
    top = max(chances[0], key=lambda name: chances[0][name])
    for act in ranked:
        if highest[act] >= (LIKELIEST if act == top else SUSPECTED[act]) + LOOKS * looks:
            return [_told(scene, act, highest[act])]
    if sum(highest.values()) >= TOGETHER + LOOKS * looks:  # one of them, whichever
        return [_told(scene, ranked[0], highest[ranked[0]])]
    return []


def harmless(chances: Sequence[Mapping[str, float]]) -> bool:
    """Whether the act model is sure of a message and all its clauses that nobody is in danger: "my wallet is
    bleeding, the cheapest please". Only then a word that tells of an emergency is a manner of speaking."""
    feared = [sum(one.get(act, 0.0) for act in SUSPECTED) for one in chances]
    wanted = max(chances[0].get(act, 0.0) for act in WANTED)
    return wanted >= PLAIN and feared[0] <= CALM and max(feared) <= PLAIN * PART


def of_health(command: Command) -> bool:
    """Whether it is read of words that are manners of speaking too: "the doctor says she is fine, how do I …"."""
    return isinstance(command, Emergency) or (isinstance(command, Danger) and command.kind == "medical_advice")


def without(chances: Mapping[str, float]) -> Mapping[str, float]:
    """The chances of a clause of a message in which no danger was found, but for a likely emergency."""
    return {
        act: 0.0 if act in SUSPECTED and (act != "emergency" or one < LIKELY) else one for act, one in chances.items()
    }


def goes_on(scene: Scene) -> list[Command]:
    """ "Just with the door a bit open", "but everybody does it": right after a warning, what names no goods and no
    other matter is about the same use."""
    state, view = scene.context.state, scene.view
    if state.last != "danger" or state.warned_of not in _USES:
        return []
    wishes = scene.wishes
    if wishes.kinds or wishes.options or view.link("item", "code", "email", "ordinal"):
        return []
    if wishes.asked and scene.question:  # "how many doors has it"; "just with the door open" asks nothing
        return []
    if any(one.values for one in wishes.filters) or _aged(scene):
        return []
    if view.has(*_ELSEWHERE, "shop_topic", "deny", "leave") or scene.only("ack", "affirm", "thank", "praise", "bye"):
        return []
    return [Danger(kind=state.warned_of, words=scene.text)]


def told_of(scene: Scene) -> tuple[Filter, ...]:
    """What must not be inside for somebody's health, however the message is read otherwise."""
    return tuple(one for one in scene.wishes.filters if one.safety and one.op in ("without", "has", "has_not"))


def asked_for_somebody(command: Command, scene: Scene) -> Command:
    """ "Is that one ok for him too?": a question of no field is about what he must not have or is too young for; one
    with an age told anywhere in the message, "is it safe for her? she's 2", is about that."""
    ages = tuple(one for one in scene.wishes.filters if one.safety and one.op == "covers")
    if ages and isinstance(command, Recommend | Search) and _of_those(command, scene):
        items = scene.reference or Reference(ids=tuple(item.id for item in scene.context.shown), how="all")
        return AskItem(items=items, question=scene.text, filters=ages, words=scene.text)
    if isinstance(command, AskItem) and ages and not command.filters and set(command.fields) <= _SOMEBODYS:
        return command.model_copy(update={"filters": ages, "fields": (), "purpose": ""})
    if not isinstance(command, AskItem) or command.fields or command.filters:
        return command
    query = scene.context.state.query
    limits = tuple(one for one in dict.fromkeys((*query.filters, *query.set_aside)) if one.safety)
    somebody = scene.words.careful or scene.has("suit", "someone") or scene.view.link("person", "audience") is not None
    return command.model_copy(update={"filters": limits}) if limits and somebody else command


def _aged(scene: Scene) -> bool:
    """Whether somebody's age is told where goods in view state from which age on they are made."""
    in_view = scene.context.shown or scene.context.focus is not None
    return bool(in_view) and any(one.safety and one.op == "covers" for one in scene.wishes.filters)


def _of_those(command: Recommend | Search, scene: Scene) -> bool:
    """Whether what was read as a wish asks of what is in view: "my nephew is 5, too young for that one?"."""
    if getattr(command, "kinds", ()) or scene.word("seek", "have_you", "recommend", "another"):
        return False
    pointed = scene.reference is not None and bool(scene.reference.ids)
    return pointed and (scene.question or scene.asking)


def _told(scene: Scene, act: str, chance: float) -> Command:
    view = scene.view
    if act == "emergency":
        burning, eaten = _named(scene, "burning"), _named(scene, "ate")
        kind: Literal["fire", "poison", "medical"] = "fire" if burning else "poison" if eaten else "medical"
        return Emergency(kind=kind, words=scene.text, confidence=chance)
    if act == "medical":
        return Danger(kind="medical_advice", words=scene.text, confidence=chance)
    if (view.has("flame") or _burns(scene)) and (_indoors(scene) or _named(scene, "heat", "asleep")):
        return Danger(kind="flame_indoors", words=scene.text, confidence=chance)
    if unfit := _unfit(scene):
        return Danger(kind=unfit, words=scene.text, confidence=chance)
    if _named(scene, "current"):
        return Danger(kind="electric", words=scene.text, confidence=chance)
    child = view.has("child_use") or any(link.name in ("kids", "baby") for link in view.links("audience"))
    return Danger(kind="child" if child else "other", words=scene.text, confidence=chance)


def _unfit(scene: Scene) -> Literal["spoiled", "worn", ""]:
    """Whether food past its time, or protective gear after a blow, is to be used all the same."""
    if scene.view.has(*_ELSEWHERE):
        return ""
    if _named(scene, "spoiled") and _named(scene, "ate", "food"):
        return "spoiled"
    return "worn" if _named(scene, "protective") and _named(scene, "blow") else ""


def _hurt(scene: Scene) -> bool:
    """ "burnt his hand", "cut my finger badly": a hurt, and right behind it a part of somebody's body."""
    classes, tokens = scene.words.wishes.grammar.classes, scene.view.linked.tokens
    for span in scene.view.spans("hurt"):
        if _denied(scene, span):
            continue  # "so that I don't cut my fingers"
        places = range(span.start, min(span.end + _NEAR, scene.view.end))
        owned = [place for place in places if "my" in classes.get((tokens[place].word,))]
        if any("body" in classes.get((tokens[place].word,)) for place in places if owned and place > owned[0]):
            return True
    return False


def _fed_to_a_baby(scene: Scene) -> bool:
    """Whether something to eat or drink is talked about beside somebody younger than a year or two."""
    young = any(
        link.measure.low < _INFANT and (link.measure.dimension == "age" or scene.view.has("child_use", "someone"))
        for link in scene.view.links("measure")
        if link.measure is not None and link.measure.dimension in ("age", "years")
    )
    edible = scene.words.wishes.gazetteer.edible
    eaten = any(kind in edible for kind in scene.wishes.kinds or scene.kinds)
    given = bool(_named(scene, "food", "given")) or scene.view.has("suit")
    if young and given and not scene.wishes.kinds:
        return True
    return (young or scene.view.has("child_use")) and bool(given if eaten else _named(scene, "food"))


def _denied(scene: Scene, span: ClassSpan) -> bool:
    return any(0 <= span.start - no.end <= 1 for no in scene.view.spans("negation", "unwanted"))


def _indoors(scene: Scene) -> bool:
    """Inside, or in or at a place with walls: "in the shed", "in a closed tent", "to heat the caravan"."""
    if _named(scene, "outdoors"):
        return False
    rooms, heats = _named(scene, "room"), _named(scene, "heat")
    before = [*_named(scene, "inside"), *heats]
    if scene.view.has("indoors") or any(0 <= room[0] - end <= _NEAR for room in rooms for _, end in before):
        return True
    if any(0 <= heat[0] - end <= _NEAR for heat in heats for _, end in rooms):
        return True  # "the van overnight heat", as other languages put it
    behind = scene.words.wishes.grammar.denies_behind  # such a language says "tent inside"
    return behind and any(0 <= place[0] - end <= 1 for _, end in rooms for place in _named(scene, "inside"))


def _named(scene: Scene, *names: str) -> list[tuple[int, int]]:
    """Where words of these hazards stand in the clause."""
    words = [token.word for token in scene.view.tokens]
    return list(scene.words.wishes.grammar.dangers(words, *names))


def _burns(scene: Scene) -> bool:
    """Whether what is talked about has a flame: the goods in view are called so."""
    context, grammar = scene.context, scene.words.wishes.grammar
    one = context.focus.category if context.focus is not None else None
    kinds = (one,) if one else scene.kinds
    words = {word for kind in kinds for word in kind.lower().split()}
    return any("flame" in grammar.classes.get((word,)) for word in words)


def _advice(scene: Scene) -> bool:
    """Whether it is asked if something is good for somebody, in whatever part of the message ("I'm on insulin, can I
    eat it"), not to be shown goods."""
    view = scene.view
    asks = _asks(scene) or view.has("is_it", "polite", "which", "what", "how", "how_much", "have_you")
    taken = view.has("asks", "polite", "is_it", "which", "me") and not view.has("seek", "recommend")
    return view.has("suit") or (asks and (taken or not scene.wishes.kinds))


def _asks(scene: Scene) -> bool:
    """Whether the message or a part of it asks: "I'm on insulin, can I eat it"."""
    tokens = scene.view.linked.tokens
    begun = (span.start for span in scene.view.spans("asks", "polite") if span.start > scene.view.start)
    return scene.question or any(tokens[place - 1].type == "mark" for place in begun)


def _for_health(scene: Scene) -> bool:
    """Whether what is looked for must be without something, for somebody's health."""
    query = scene.context.state.query
    return any(one.safety and one.op in ("without", "has", "has_not") for one in (*query.filters, *query.set_aside))
