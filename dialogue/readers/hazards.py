"""What may hurt somebody: emergencies, dangerous uses, questions for a doctor. In doubt it is read as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from dialogue.commands import AskItem, Command, Danger, Emergency
from dialogue.linking.links import ClassSpan
from dialogue.readers.scene import Scene
from shop.dialogue import Filter

SUSPECTED = {"emergency": 0.4, "danger": 0.6, "medical": 0.45}  # P(act) from which it is one
PART = 0.25  # by how much surer it must be of a clause alone
LOOKS = 0.3  # by how much surer of a message that names goods with limits: somebody looks for something
CARE = 0.35  # P(allergy) from which what is named must not be inside
_USES = ("flame_indoors", "child", "other")
_NEAR = 3  # words from a hurt to what is hurt, from "in" to a place
_ELSEWHERE = ("order", "cart", "coupon", "person", "thank", "bye", "track", "return", "cancel", "list_orders")


def read_danger(scene: Scene) -> list[Command]:
    """Before all else. An emergency needs no question; a use that may hurt is asked for or told."""
    view = scene.view
    if view.has("emergency_poison"):
        return [Emergency(kind="poison", words=scene.text)]
    if view.has("emergency_fire"):
        return [Emergency(kind="fire", words=scene.text)]
    if view.has("emergency_medical") or _hurt(scene):
        return [Emergency(kind="medical", words=scene.text)]
    meant = scene.question or view.has("suit", "me", "add", "purpose")
    flame = view.has("flame") or (scene.question and _burns(scene))
    if meant and flame and _indoors(scene):
        return [Danger(kind="flame_indoors", words=scene.text)]
    if meant and _named(scene, "current") and _named(scene, "wet_place"):
        return [Danger(kind="other", words=scene.text)]
    if view.has("certain") and scene.question and _for_health(scene) and not scene.wishes.kinds:
        return [Danger(kind="traces", words=scene.text)]
    if view.has("medical") and not (view.has("allergy") or view.link("allergen")) and _advice(scene):
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
    looks = bool(scene.wishes.kinds and scene.wishes.filters) and not scene.question
    for act in sorted(highest, key=lambda name: -highest[name]):
        if highest[act] >= SUSPECTED[act] + LOOKS * looks:
            return [_told(scene, act, highest[act])]
    return []


def goes_on(scene: Scene) -> list[Command]:
    """ "Just with the door a bit open", "but everybody does it": right after a warning, what names no goods and no
    other matter is about the same use."""
    state, view = scene.context.state, scene.view
    if state.last != "danger" or state.warned_of not in _USES:
        return []
    wishes = scene.wishes
    if wishes.kinds or wishes.options or wishes.asked or view.link("item", "code", "email", "ordinal"):
        return []
    if any(one.values for one in wishes.filters):
        return []
    if view.has(*_ELSEWHERE, "shop_topic", "deny", "leave") or scene.only("ack", "affirm", "thank", "praise", "bye"):
        return []
    return [Danger(kind=state.warned_of, words=scene.text)]


def told_of(scene: Scene) -> tuple[Filter, ...]:
    """What must not be inside for somebody's health, however the message is read otherwise."""
    return tuple(one for one in scene.wishes.filters if one.safety and one.op in ("without", "has", "has_not"))


def asked_for_somebody(command: Command, scene: Scene) -> Command:
    """ "Is that one ok for him too?": a question of no field is about what he must not have or is too young for."""
    if not isinstance(command, AskItem) or command.fields or command.filters:
        return command
    query = scene.context.state.query
    limits = tuple(one for one in dict.fromkeys((*query.filters, *query.set_aside)) if one.safety)
    somebody = scene.words.careful or scene.has("suit", "someone") or scene.view.link("person", "audience") is not None
    return command.model_copy(update={"filters": limits}) if limits and somebody else command


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
    child = view.has("child_use") or any(link.name in ("kids", "baby") for link in view.links("audience"))
    return Danger(kind="child" if child else "other", words=scene.text, confidence=chance)


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


def _denied(scene: Scene, span: ClassSpan) -> bool:
    return any(0 <= span.start - no.end <= 1 for no in scene.view.spans("negation", "unwanted"))


def _indoors(scene: Scene) -> bool:
    """Inside, or in or at a place with walls: "in the shed", "in a closed tent", "to heat the caravan"."""
    if _named(scene, "outdoors"):
        return False
    before = _named(scene, "inside", "heat")
    rooms = _named(scene, "room")
    return scene.view.has("indoors") or any(0 <= room[0] - end <= _NEAR for room in rooms for _, end in before)


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
    asks = scene.question or view.has("is_it", "polite", "which", "what", "how", "how_much", "have_you")
    taken = view.has("asks", "polite", "is_it", "which", "me") and not view.has("seek", "recommend")
    return view.has("suit") or (asks and (taken or not scene.wishes.kinds))


def _for_health(scene: Scene) -> bool:
    """Whether what is looked for must be without something, for somebody's health."""
    query = scene.context.state.query
    return any(one.safety and one.op in ("without", "has", "has_not") for one in (*query.filters, *query.set_aside))
