"""Talk, danger and people: what is neither goods nor orders."""

from __future__ import annotations

from dialogue.commands import BackToBot, Command, Danger, Emergency, Person, Social, Taste
from dialogue.readers.scene import Scene

_NEAR = 3  # words from a hurt to what is hurt
_SURE, _GUESS = 0.95, 0.6
_SOCIAL = (
    ("bye", "bye"), ("greet", "greet"), ("thank", "thank"), ("praise", "praise"), ("bot", "bot"), ("help", "help"),
    ("joke", "joke"), ("complaint", "complaint"), ("ack", "ack"), ("affirm", "ack"), ("filler", "filler"),
)  # fmt: skip
_BY_INTENT = {
    "greet": "greet", "goodbye": "bye", "thank": "thank", "bot_challenge": "bot", "ask_help": "help",
    "smalltalk": "joke", "give_feedback": "complaint",
}  # fmt: skip


def read_danger(scene: Scene) -> list[Command]:
    """Before all else. An emergency needs no question; a use that may hurt is asked for or told."""
    view = scene.view
    if view.has("emergency_poison"):
        return [Emergency(kind="poison", words=scene.text)]
    if view.has("emergency_fire"):
        return [Emergency(kind="fire", words=scene.text)]
    if view.has("emergency_medical") or _hurt(scene):
        return [Emergency(kind="medical", words=scene.text)]
    flame = view.has("flame")
    if flame and view.has("indoors") and (scene.question or view.has("suit", "me", "add", "purpose")):
        return [Danger(kind="flame_indoors", words=scene.text)]
    if view.has("certain") and scene.question and _for_health(scene) and not scene.wishes.kinds:
        return [Danger(kind="traces", words=scene.text)]
    if view.has("medical") and (scene.question or view.has("suit")) and not scene.wishes.kinds:
        return [Danger(kind="medical_advice", words=scene.text)]
    return []


def _hurt(scene: Scene) -> bool:
    """ "burnt his hand", "cut my finger badly": a hurt, and right behind it a part of somebody's body."""
    classes, tokens = scene.words.wishes.grammar.classes, scene.view.linked.tokens
    for span in scene.view.spans("hurt"):
        if any(0 <= span.start - no.end <= 1 for no in scene.view.spans("negation", "unwanted")):
            continue  # "so that I don't cut my fingers"
        places = range(span.start, min(span.end + _NEAR, scene.view.end))
        owned = [place for place in places if "my" in classes.get((tokens[place].word,))]
        if any("body" in classes.get((tokens[place].word,)) for place in places if owned and place > owned[0]):
            return True
    return False


def _for_health(scene: Scene) -> bool:
    """Whether what is looked for must be without something, for somebody's health."""
    query = scene.context.state.query
    return any(one.safety and one.op in ("without", "has", "has_not") for one in (*query.filters, *query.set_aside))


def read_people(scene: Scene) -> list[Command]:
    """Whoever wants a person, or the bot back, or asks what the bot is."""
    view = scene.view
    if view.has("back_to_bot") or (view.has("person") and _denied(scene) and not view.has("talk_to")):
        return [BackToBot(words=scene.text)]
    if view.has("legal") and not scene.wishes.kinds:
        return [Person(reason="legal", words=scene.text)]
    if view.has("bot") and not view.has("talk_to") and (scene.asking or scene.length <= 5 or not scene.wishes.goods):
        return [Social(kind="bot", words=scene.text)]
    if view.has("bot") and scene.asking and not view.has("seek"):
        return [Social(kind="bot", words=scene.text)]
    if (
        view.has("person")
        and (view.has("talk_to", "seek") or scene.length <= 4 or scene.word("me"))
        and not _denied(scene)
    ):
        return [Person(reason="asked", words=scene.text)]
    return []


def _denied(scene: Scene) -> bool:
    """ "I don't want a person": a negation right before the word."""
    for span in scene.view.spans("person"):
        if any(0 <= span.start - no.end <= 3 for no in scene.view.spans("negation", "unwanted")):
            return True
    return False


def subject(scene: Scene) -> str:
    """What a taste is about, in the shopper's words: the spans that name kinds and values, else words of no kind."""
    named = list(scene.view.links("kind", "value", "colour", "item", "audience"))
    if named:
        return " ".join(dict.fromkeys(link.words for link in sorted(named, key=lambda link: link.start)))
    return " ".join((*scene.wishes.text, *scene.wishes.unknown)) or scene.wishes.purpose


def read_taste(scene: Scene) -> list[Command]:
    """Lasting likes and dislikes: only where they are said to last, or stand without a search to belong to."""
    view, wishes = scene.view, scene.wishes
    lasting = view.has("remember")
    about = bool(wishes.filters or wishes.kinds or wishes.not_kinds or wishes.purpose or wishes.text)
    if view.has("forget_taste") and about:
        return [Taste(what=subject(scene), forget=True, words=scene.text)]
    disliked = view.has("unwanted") and not view.has("seek", "have_you")
    liked = view.has("like") and not view.has("seek", "have_you", "recommend", "similar", "offer") and not scene.asking
    in_search = bool(scene.context.state.query.kinds or scene.context.shown)
    if about and lasting and (disliked or liked):
        return [Taste(what=subject(scene), like=not disliked, words=scene.text)]
    if about and scene.word("me") and (liked or disliked) and not in_search and scene.alone is not False:
        return [Taste(what=subject(scene), like=not disliked, words=scene.text, confidence=_GUESS)]
    return []


def read_social(scene: Scene) -> list[Command]:
    """Small talk, where nothing else is said."""
    view = scene.view
    if view.has("bye") and scene.only("bye", "thank", "ack", "affirm", "praise"):
        return [Social(kind="bye", words=scene.text)]
    for class_, kind in _SOCIAL:
        if scene.only(class_) or (
            class_ in ("joke", "complaint", "help", "thank", "bye", "praise")
            and view.has(class_)
            and scene.length <= 7
            and not scene.wishes.goods
        ):
            return [Social(kind=kind, words=scene.text)]
    if not any(token.type in ("word", "number") for token in view.tokens):
        return [Social(kind="filler", words=scene.text)]
    if (
        (told := _BY_INTENT.get(scene.utterance.intent))
        and scene.intent(scene.utterance.intent) > 0.8
        and scene.length <= 8
        and not scene.wishes.goods
    ):
        return [Social(kind=told, words=scene.text, confidence=scene.utterance.confidence)]
    return []
