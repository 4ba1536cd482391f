"""Cuts a message into clauses that may each want something of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dialogue.linking.links import Linked, View

_ENDS = frozenset(".!?;")
_JOINTS = ("and", "then", "but")  # may begin a clause with a verb of its own
_SKIPPED = ("filler", "then", "and", "but", "instead", "greet", "affirm", "deny", "thank", "to")
_STARTS = (
    "add", "remove", "compare", "checkout", "how_much", "how", "when", "where", "why", "is_it", "view", "track",
    "cancel", "return", "exchange", "apply", "empty", "undo", "tell", "have_you", "recommend", "how_to", "browse",
    "person", "change", "notify", "there_is", "delivered",
)  # fmt: skip
_QUOTED = 40  # characters of what is left unread
MOST = 12  # clauses of a message
_NEAR = 2  # words between a comma and the kind behind it
_THINGS = ("item", "value", "colour", "size", "ordinal")
_FREE = 4  # words beside the cart's name
_TO_CART = frozenset({"filler", "to", "in", "my", "article", "thank", "it"})
_SHOWS = ("seek", "offer")
_ASKS = ("what", "which", "who", "asks", "polite")  # behind a comma only


def clauses(linked: Linked) -> list[View]:
    """The first clauses of a message, at most :data:`MOST`, so that no message takes long."""
    return list(islice(_cut(linked), MOST))


def beyond(linked: Linked, parts: Sequence[View]) -> str:
    """The beginning of what no clause holds: a message of more clauses than are read."""
    left = linked.words(parts[-1].end, len(linked.tokens)).strip(" .!?;:,") if len(parts) == MOST else ""
    return left if len(left) <= _QUOTED else f"{left[:_QUOTED].rsplit(' ', 1)[0]} …"


def _cut(linked: Linked) -> Iterator[View]:
    """Sentences, and parts of them that begin with a verb or question of their own: "add the first and show me socks".

    Decimal points and abbreviations are no ends: the tokens of numbers hold theirs.
    """
    start = 0
    tokens = linked.tokens
    place = 0
    while place < len(tokens):
        if tokens[place].word in _ENDS and not _inside(linked, place):
            if place > start and not _into_cart(linked, start, place) and not _put_in(linked, start, place):
                yield View(linked, start, place)
                start = place + 1
            elif place == start:
                start = place + 1
        elif place > start and _begins(linked, start, place):
            yield View(linked, start, place)
            start = place
        place += 1
    if start < len(tokens):
        yield View(linked, start, len(tokens))


def _into_cart(linked: Linked, start: int, place: int) -> bool:
    """Whether what follows a mark only says where to: "olive, the small size. in basket"."""
    rest = View(linked, place + 1, len(linked.tokens))
    said = [span for span in rest.spans("cart") if span.names.isdisjoint(("view", "sum", "empty"))]
    if linked.tokens[place].word not in ".;" or len(said) != 1 or not View(linked, start, place).link(*_THINGS):
        return False
    free = [at for at in range(rest.start, rest.end) if not said[0].start <= at < said[0].end]
    return len(free) <= _FREE and all(linked.tokens[at].type == "mark" or rest.at(at) & _TO_CART for at in free)


def _put_in(linked: Linked, start: int, place: int) -> bool:
    """The same over a full stop: "the teal one. add it"."""
    rest = View(linked, place + 1, len(linked.tokens))
    end = next((at for at in range(rest.start, rest.end) if linked.tokens[at].word in _ENDS), rest.end)
    rest = View(linked, rest.start, end)
    adds = rest.starts_with("add", skip=_SKIPPED)
    return linked.tokens[place].word in ".;" and adds is not None and _pointing(View(linked, start, place), rest)


def _inside(linked: Linked, place: int) -> bool:
    return place in linked.inside and place + 1 in linked.inside


def _begins(linked: Linked, start: int, place: int) -> bool:
    """Whether a clause begins at a comma or a joining word: another verb follows, and something stands before."""
    token = linked.tokens[place]
    span = linked.covering.get(place)
    joint = token.word == "," or (span is not None and span.start == place and not span.names.isdisjoint(_JOINTS))
    if not joint or place in linked.inside:
        return False
    if token.word != "," and _relative(linked, place - 1):
        return False  # "the one that only comes in blue"
    before = View(linked, start, place)
    asked = View(linked, place + 1, len(linked.tokens)).starts_with("have_you", "polite", *_ASKS, skip=_SKIPPED)
    if token.word == "," and asked is not None and place - start >= 2 and asked.start - place <= 2:
        return True
    if not any(True for _ in before.links()) and not before.has(
        "add",
        "remove",
        "track",
        "return",
        "cancel",
        "shop_topic",
        "cart",
        "apply",
        "coupon",
        "affirm",
        "deny",
        "how_to",
        "delivered",
    ):
        return False
    rest = View(linked, place + (token.word == ","), len(linked.tokens))
    verb = rest.starts_with(*_STARTS, *_SHOWS, *_ASKS, skip=_SKIPPED)
    if verb is None:
        topic = token.word == "," and rest.starts_with("shop_topic", "coupon", skip=(*_SKIPPED, "any", "offer"))
        whole = linked.all
        return bool(topic) or (not whole.has("pack", "joint") and _own_limits(before, rest))
    if token.word == "," and verb.names & set(_ASKS) and verb.start == place + 1:
        return True
    if "add" in verb.names and (_topic(before) if linked.topic_first else _pointing(before, rest)):
        return False
    if verb.names & set(_STARTS):
        return verb.start - place <= 4
    return (
        verb.end - verb.start > 1
        and verb.start - place <= 3
        and rest.link("kind", "item", "quality", "value", "colour") is not None
    )


def _topic(view: View) -> bool:
    """Whether a part only says which thing and which of its options: no verb, no kind of goods, no limit."""
    verbs = (*_STARTS, *_SHOWS, *_ASKS, "cart", "asks_end")
    named = view.link("item") is not None
    return not view.has(*verbs) and not any(view.links("measure", "code", "email", *(() if named else ("kind",))))


def _pointing(before: View, rest: View) -> bool:
    """Whether a part only points, and what follows only says to put it in: "the sand one, add it please"."""
    own = any(rest.links("item", "kind", "ordinal", "value", "colour", "quality"))
    return not own and before.link(*_THINGS) is not None and _topic(before)


def _relative(linked: Linked, place: int) -> bool:
    span = linked.covering.get(place)
    return span is not None and "relative" in span.names


def _own_limits(before: View, rest: View) -> bool:
    """ "jacket in red, the trousers in black": a kind with its own limits on either side."""
    kind, other = before.link("kind"), rest.link("kind")
    if kind is None or other is None or other.start - rest.start > _NEAR:
        return False
    limits = ("colour", "value", "size", "measure", "quality")
    return any(link.start >= kind.end for link in before.links(*limits)) and any(
        link.start >= other.end for link in rest.links(*limits)
    )
