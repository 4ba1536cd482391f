"""Yes, no, "the second one", "no, i meant …": words that get their meaning from what was said before."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions.adding import add, added_last, ask_option, quantity_of, swap_option
from actions.answers import other_one
from actions.asides import TalkAction
from actions.base import ShopAction
from actions.cards import short
from actions.comparison import MOST
from actions.details import describe
from actions.dislikes import dismissed, turns_down
from actions.finding import look_or_ask, search
from actions.glossary import in_english
from actions.handoff import Human
from actions.meant import which_one
from actions.previous import show_previous
from actions.privacy import erased
from actions.qualities import by_quality
from actions.reading import read
from actions.reply import Quick, Reply
from actions.search import ShowMore, of_item_in_hand
from actions.turn import Turn
from actions.turning_down import turned_down

_MEANT = re.compile(
    r"^.*?\b(i meant?|i said|meant|rather|instead of that|i want(ed)?)\b[:,]?\s*"
    r"|^(\W*(no|nope|not that|wait|sorry|oops|actually|hang on|hold on)\b[,.!\s]*)+"
    r"|^.*?(我是说|我的意思是|我要的是|应该是)|^\W*(不是|不对|错了)[，,。\s]*",
    re.IGNORECASE,
)


_BUYS = re.compile(
    r"\b(?:buy|buying|purchase|order)\b|\bi(?:'ll| will|'d like to|'m going to)? (?:take|have|get)\b"
    r"|^(?:\W*(?:ok|okay|so|then|well|yes|fine))*\W*(?:take|gimme|give me|let'?s (?:go with|take|get))\b"
    r"|买|我要了|要了",
    re.IGNORECASE,
)
_BACK = re.compile(r"\bback\b|返回", re.IGNORECASE)

# what data/rules does with an intent, for a request that was kept for later
ACTIONS = {
    "search_item": "action_search",
    "refine_search": "action_refine",
    "show_more": "action_show_more",
    "show_previous": "action_show_previous",
    "show_similar": "action_show_similar",
    "ask_recommendation": "action_recommend",
    "ask_gift": "action_gift",
    "ask_why": "action_why",
    "ask_my_data": "action_my_data",
    "erase_data": "action_erase_data",
    "ask_details": "action_details",
    "compare_items": "action_compare",
    "ask_stock": "action_stock",
    "ask_size": "action_size",
    "add_to_cart": "action_add_to_cart",
    "view_cart": "action_view_cart",
    "change_cart": "action_change_cart",
    "checkout": "action_checkout",
    "ask_coupon": "action_coupon",
    "ask_shipping": "action_shipping",
    "ask_faq": "action_faq",
    "ask_human": "action_human",
    "list_orders": "action_list_orders",
    "track_order": "track_form",
    "return_item": "return_form",
    "exchange_item": "exchange_form",
    "refund_status": "refund_form",
    "cancel_order": "cancel_form",
    "change_address": "address_form",
    "report_missing": "parcel_form",
    "report_damaged": "parcel_form",
    "report_wrong_item": "parcel_form",
    "notify_restock": "restock_form",
}


class Affirm(ShopAction):
    """Yes to what was offered last."""

    action_name = "action_affirm"

    async def answer(self, turn: Turn) -> Reply:
        offer = turn.offer or {}
        if offer.get("kind") == "person":
            return await Human(self.house).answer(turn)
        if offer.get("kind") == "erase":
            return erased(turn)
        if offer.get("kind") == "restock":
            turn.state.focus = str(offer["item_id"])
            return Reply(events=[FollowupAction("restock_form")])
        if offer.get("kind") == "rest" and offer["intent"] in ACTIONS:
            turn.state.pending["carried"] = {"text": offer["text"], "intent": offer["intent"]}
            return Reply(events=[FollowupAction(ACTIONS[offer["intent"]])])
        return Reply(turn.say("dialogue.yes_to_what"))


class Deny(ShopAction):
    action_name = "action_deny"

    async def answer(self, turn: Turn) -> Reply:
        if other_one(turn) and turn.state.focus:
            others = [item for item in await turn.shown() if item.id != turn.state.focus]
            if len(others) == 1:
                return await describe(turn, others[0])
        if told := await turned_down(turn):
            return told
        return Reply(turn.say("dialogue.no_offer" if turn.offer else "dialogue.no"))


class Choose(TalkAction):
    """Picking from the last list, to look at it."""

    action_name = "action_choose"

    async def answer(self, turn: Turn) -> Reply:
        if turns_down(turn) and (told := await dismissed(turn)):
            return told
        if told := await of_item_in_hand(turn):
            return told
        items = await turn.referred()
        if not items:
            return await by_quality(turn) or await which_one(turn)
        if len(items) == 1 and (_BUYS.search(turn.text) or quantity_of(turn)):  # "2 of the first"
            return await add(turn, items[0])
        if 2 <= len(items) <= MOST:
            return Reply(
                turn.say("dialogue.which_of", titles=turn.one_of([item.title for item in items])),
                quick=[
                    *(Quick(short(item.title), "ask_details", {"item_id": item.id}) for item in items),
                    Quick(turn.say("tap.compare"), "compare_items", {"words": " / ".join(i.title for i in items)}),
                ],
            )
        return await describe(turn, items[0])


class Inform(TalkAction):
    """A number, an e-mail, a size, out of the blue: what it can only mean."""

    action_name = "action_inform"

    async def answer(self, turn: Turn) -> Reply:
        if turn.order_number or turn.email:
            return Reply(events=[FollowupAction("track_form")])
        if told := await of_item_in_hand(turn):
            return told
        understood = await read(turn, turn.state.constraints)
        if understood.changes:
            return await search(turn, understood)
        if (question := turn.state.pending.get("add")) and (items := await turn.items([question["item"]])):
            return ask_option(turn, items[0], question)
        return Reply(turn.say("dialogue.thanks_for_what"))


class Stop(ShopAction):
    action_name = "action_stop"

    async def answer(self, turn: Turn) -> Reply:
        turn.state.pending.pop("add", None)
        if _BACK.search(turn.plain) and turn.state.shown:
            return await show_previous(turn)
        if turn.state.shown and (await read(turn)).another:  # "something else"
            return await ShowMore(self.house).answer(turn)
        return await turned_down(turn) or Reply(turn.say("dialogue.stop"))


class Correct(TalkAction):
    """ "no, i meant the blue ones": another item of the list, or the last search with the words after "meant"."""

    action_name = "action_correct"

    async def answer(self, turn: Turn) -> Reply:
        if turns_down(turn) and (told := await dismissed(turn)):
            return told
        meant = _MEANT.sub("", turn.text).strip() or turn.text
        line = await added_last(turn)
        if line is not None and (swapped := await swap_option(turn, line)):
            return swapped
        if other_one(turn) and turn.state.focus:
            others = [item for item in await turn.shown() if item.id != turn.state.focus]
            if len(others) == 1:
                return await describe(turn, others[0])
        if turn.order_number:
            return Reply(events=[FollowupAction("track_form")])
        ids = (
            turn.house.retrieval.references.resolve(in_english(meant), await turn.shown(), None)
            if turn.state.shown
            else []
        )
        if len(ids) == 1:
            return await describe(turn, (await turn.items(list(ids)))[0])
        turn.text = meant
        understood = await read(turn, turn.state.constraints)
        if understood.changes or understood.residual:
            return await search(turn, understood)
        return await look_or_ask(turn)
