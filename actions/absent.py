"""What the catalogue does not hold, said plainly: "I have no “adidas” running shoes", "we don't carry bicycles"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions.cards import card
from actions.listing import PAGE, categories_to_tap, refinements, show, spoken_of
from actions.reading import has_limits, read
from actions.reply import Quick, Reply
from actions.summary import phrase
from actions.turn import Turn
from retrieval.ordinary import ordinary
from retrieval.text import fold, stem
from retrieval.understanding.claims import PRAISE
from retrieval.understanding.grammar import says_nothing
from retrieval.wording import text
from shop.errors import ShopkeeperError
from shop.types import Constraints, Item

if TYPE_CHECKING:
    from retrieval.understander import Understood

# limits that say nothing of what a thing is
_ASIDE = {"text": "", "price_min": None, "price_max": None, "rating_min": None, "in_stock": False, "sort": "relevance"}
NEAR = 0.45  # cosine from which on something is close enough to a word to be shown for it
_ASKS = re.compile(
    r"\b(?:do|does|have|has|can|could|would) (?:you|u|ya|they|the shop|this shop)(?: guys| all| also| even| still)*"
    r" (?:have|sell|stock|carry|offer|do|got|get)\b|\b(?:got|sell|are there) any\b|\byou (?:got|have|sell)\b"
    r"|有没有|卖不卖|有卖",
    re.IGNORECASE,
)


def unheard(turn: Turn, understood: Understood) -> str:
    """What the text says of the things wanted that nothing under its limits bears, in quotes; "" for nothing."""
    claims = [claim for claim in understood.claims if claim.isascii()]
    found = [claim for claim in claims if not _borne(turn, claim, understood.constraints)]
    said = [match[0] for claim in found if (match := re.search(re.escape(claim), turn.text, re.IGNORECASE))]
    return turn.one_of([f"“{claim}”" for claim in said]) if said else ""


def is_the_thing(turn: Turn, understood: Understood) -> bool:
    """Whether the last claim is the thing itself ("a purple dress"), and nothing that it has or whose it is."""
    limits = understood.constraints
    if limits.categories or limits.brands or limits.uses or limits.features or not understood.claims:
        return False
    claim = understood.claims[-1]
    led = re.search(rf"\b(?:with|by|from|called|named)\b[^,.;]*\b{re.escape(claim)}\b", turn.plain, re.IGNORECASE)
    return led is None and not _borne(turn, claim, limits) and has_limits(limits)


def lacking(turn: Turn, what: str, constraints: Constraints) -> str:
    """The sentence that leads a list of what there is instead."""
    kinds = Constraints(categories=constraints.categories)
    if kinds.categories:
        elsewhere = all(_borne(turn, said.lower(), kinds) for said in re.findall("“(.*?)”", what))
        limits = constraints.model_copy(update={"text": "", "in_stock": False, "sort": "relevance"})
        return turn.say("absent.of", what=what, kind=phrase(turn, limits if elsewhere else kinds))
    return turn.say("absent.called", what=what)


def names_nothing_else(constraints: Constraints) -> bool:
    """Whether no limit says what kind of thing is wanted, or how it looks."""
    return not has_limits(constraints.model_copy(update=_ASIDE))


def only_called(items: Sequence[Item], words: str) -> list[Item]:
    """The items whose titles bear the last of the words, where all of them write it as a name, in capitals beside words
    that are in none: a "Copper Kettle medium roast coffee" is no kettle. None where it says what one of them is."""
    last = stem(words.split()[-1])
    bearing = []
    for item in items:
        title = re.findall(r"[^\W\d_]+", item.title)
        own = [word for word in title if stem(fold(word)) == last]
        if own and (any(word.islower() for word in own) or not any(map(str.islower, title))):
            return []
        bearing += [item] if own else []
    return bearing


async def no_such_goods(turn: Turn) -> Reply | None:
    """The answer to "do you sell bicycles", whatever it was taken for, where nothing here bears the word."""
    understood = await read(turn)
    if not _ASKS.search(turn.text) and not _is_plural(turn.text):
        return None
    what = unheard(turn, understood)
    if not what or not names_nothing_else(understood.constraints):
        return None
    return await absent(turn, what, understood.constraints.text, ask=True)


def _is_plural(text: str) -> bool:
    """Whether the text is nothing but the name of some things: "books"."""
    said = re.fullmatch(r"\W*([a-z]+s)\W*", text, re.IGNORECASE)
    return said is not None and said[1].lower() in ordinary()


async def absent(turn: Turn, what: str, words: str, *, ask: bool = False) -> Reply:
    """ "We don't carry that", with what comes close in meaning, where anything does; the list before stays as it is.

    ``ask``: a colleague may know more.
    """
    person = [Quick(turn.say("tap.person"), "ask_human")] if ask else []
    if ask:
        turn.propose("person")
    try:
        search = turn.house.retrieval.search
        hits = await turn.budget.call("retrieval", search.alike(words, PAGE)) if words else []
    except ShopkeeperError:
        hits = []
    items = [item for item in await turn.items([hit.item_id for hit in hits if hit.score >= NEAR]) if item.in_stock]
    if not items:
        said = turn.say("absent.ask" if ask else "absent.nothing", what=what)
        return Reply(said, quick=[*person, *await categories_to_tap(turn)][:4])
    show(turn, items, offset=len(items))
    turn.state.constraints = None
    said = turn.say("absent.near", what=what)
    return Reply(said, cards=[card(item) for item in items], quick=[*person, *refinements(turn, items, 0)][:4])


def _borne(turn: Turn, claim: str, constraints: Constraints) -> bool:
    """Whether each word stands in the text of something under the limits; a name that an everyday word begins ("new
    balance") as a whole."""
    words = claim.split()
    if says_nothing(words[0]) or any(map(str.isdigit, claim)):
        limits = constraints.model_copy(update={"text": ""})
        return any(claim in fold(text(item)) for item in turn.house.retrieval.mirror.under(limits))
    return all(word in PRAISE or spoken_of(turn, constraints, word) for word in words)
