"""What the bot does not understand, or no shop can help with: look once more, say so, offer a person."""

from __future__ import annotations

import re

from actions.absent import no_such_goods
from actions.answers import asks
from actions.asides import TalkAction
from actions.brands import brands
from actions.complements import goes_with
from actions.faq_lookup import answer_from_faq
from actions.foreign import is_foreign
from actions.gifts import of_the_receiver
from actions.greeting import openings
from actions.listing import speaks_of_goods
from actions.meant import by_title, nearest
from actions.reading import only_narrows, read
from actions.reply import Quick, Reply
from actions.search import look, refine
from actions.suggesting import recommend
from actions.turn import Turn
from retrieval.text import terms
from shop.errors import ShopkeeperError
from words.abuse import is_abusive

_WHAT_IS = re.compile(r"^\W*what(?:'?s| is| are)\s+(?:an? )?(.+?)\W*$", re.IGNORECASE)
PATIENCE = 2  # failures in a row before a person is offered


class Fallback(TalkAction):
    """Rasa is not sure: the FAQ and the catalogue may still know. What is out of scope is said to be so."""

    action_name = "action_fallback"
    succeeds = False

    async def answer(self, turn: Turn) -> Reply:
        if is_abusive(turn.text):
            turn.propose("person")
            return Reply(turn.say("abuse"), quick=[Quick(turn.say("tap.person"), "ask_human")])
        if told := await self._narrowed(turn) or (None if turn.form else await goes_with(turn)):
            turn.state.failures = 0
            return told
        if is_foreign(turn.text):
            turn.propose("person")
            return Reply(turn.say("fallback.language"), quick=[Quick(turn.say("tap.person"), "ask_human")])
        if not turn.form and (told := await brands(turn) or await no_such_goods(turn)):
            turn.state.failures = 0
            return told
        if not turn.form and (told := await of_the_receiver(turn) or await self._what_is(turn)):
            return told
        if turn.intent != "out_of_scope" and not turn.form and re.search(r"\w\w", turn.text):
            found = await self._look(turn)
            if found is not None:
                turn.state.failures = 0
                return found
        turn.state.failures += 1
        failed = {"fallback": "out_of_scope" if turn.intent == "out_of_scope" else "unclear"}  # the gateway counts too
        if turn.state.failures >= PATIENCE:
            turn.propose("person")
            person = [Quick(turn.say("tap.person"), "ask_human"), Quick(turn.say("tap.help"), "ask_help")]
            return Reply(turn.say("fallback.person"), quick=person, data=failed)
        return Reply(turn.say(f"fallback.{failed['fallback']}"), quick=await openings(turn), data=failed)

    async def _what_is(self, turn: Turn) -> Reply | None:
        """ "what's a santoku": those of that name are shown, and their own pages tell."""
        asked = _WHAT_IS.match(turn.text)
        if asked is None or not (called := set(terms(asked[1]))) or not called <= await self._titled(turn, asked[1]):
            return None
        turn.text, turn.state.failures = asked[1], 0
        return await look(turn)

    async def _titled(self, turn: Turn, text: str) -> set[str]:
        """Words of the title that comes nearest to the text."""
        return {word for item in await nearest(turn, text, limit=1) for word in terms(item.title)}

    async def _narrowed(self, turn: Turn) -> Reply | None:
        """ "just blak please" beside a list: nothing but a limit, whatever Rasa made of it."""
        if turn.form or turn.state.constraints is None or not turn.state.shown:
            return None
        understood = await read(turn)
        if understood.residual or not only_narrows(understood.constraints):
            return None
        try:
            return await refine(turn, await read(turn, turn.state.constraints))
        except ShopkeeperError:
            return None

    async def _look(self, turn: Turn) -> Reply | None:
        understood = await read(turn)
        limits = understood.constraints
        named = limits.categories or limits.brands or limits.colours or limits.materials
        question = asks(turn)
        if question or not named:
            found = await answer_from_faq(turn)
            if found is not None:
                return found
        known = bool(named or await by_title(turn))
        if not known and (question or not speaks_of_goods(turn, limits.text)):
            return None
        try:
            reply = await look(turn) if known else await recommend(turn)  # "a week long trek": a moment
        except ShopkeeperError:
            return None
        return reply if reply.cards else None
