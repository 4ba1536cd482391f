"""Talk and people: what is neither goods nor orders."""

from __future__ import annotations

from dialogue.commands import BackToBot, Command, Person, Social, Taste
from dialogue.readers.scene import Scene

_SURE, _GUESS = 0.95, 0.6
_SOCIAL = (
    ("bye", "bye"), ("greet", "greet"), ("thank", "thank"), ("praise", "praise"), ("bot", "bot"), ("help", "help"),
    ("joke", "joke"), ("complaint", "complaint"), ("ack", "ack"), ("affirm", "ack"), ("filler", "filler"),
)  # fmt: skip
_BY_INTENT = {
    "greet": "greet", "goodbye": "bye", "thank": "thank", "bot_challenge": "bot", "ask_help": "help",
    "smalltalk": "joke", "give_feedback": "complaint",
}  # fmt: skip


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
    disliked = (
        view.has("unwanted") or (not wishes.kinds and any(one.safety for one in wishes.filters))
    ) and not view.has("seek", "have_you")
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
