"""The stronger proof that changing an order needs of who is not signed in: a code sent to the order's own address.

Only where mail is set up: letters that become files could be read by nobody. Number and e-mail, or name and postcode,
stay enough for looking.
"""

from __future__ import annotations

import re
import unicodedata

from dialogue.commands import LeaveFlow, Provide
from dialogue.flows.process import Process
from dialogue.reply import Reply, Tap
from shop.orders.codes import DIGITS
from shop.types import Order

SLOT = "code"
AGAIN = "again"  # the slot's value that asks for another letter
CHANGES = frozenset({"return", "exchange", "cancel", "change_address", "change_payment", "change_line"})
_CODE = re.compile(rf"(?<!\d)\d(?:[ -]?\d){{{DIGITS - 1}}}(?!\d)")


async def asked(process: Process) -> Reply | None:
    """What is said instead of doing it, while a code is needed and not given; the first time one is sent."""
    turn, order = process.turn, process.order
    if order is None or process.flow.deed not in CHANGES or not turn.services.codes.needed():
        return None
    if turn.context.signed_in and order.shopper_id == turn.shopper_id:
        return None
    if await turn.store(turn.services.codes.proven, turn.conversation.id, order.number):
        return None
    process.asked = SLOT
    if await turn.store(turn.services.codes.pending, turn.conversation.id, order.number):
        return _reply(process, order, "waiting")
    return await _send(process, order)


async def heard(process: Process, text: str, given: str) -> Reply | bool:
    """Whether the code was told: True, what is said where it was wrong, or False where no code was told.

    Args:
        given: what the reader took for it; :data:`AGAIN` of the tap.
    """
    turn, order = process.turn, process.order
    if order is None or process.asked != SLOT:
        return False
    if given == AGAIN:
        return await _send(process, order)
    found = _CODE.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return False
    if await turn.store(turn.services.codes.verify, turn.conversation.id, order.number, found.group()):
        process.asked = ""
        return True
    there = await turn.store(turn.services.codes.pending, turn.conversation.id, order.number)
    return _reply(process, order, "wrong" if there else "void")


async def _send(process: Process, order: Order) -> Reply:
    turn, here = process.turn, process.turn.conversation.id
    values = {"number": order.number, "shop": turn.services.settings.shop.name}
    code = await turn.store(turn.services.codes.issue, here, order.number, order.email)
    letter = {
        "subject": turn.say("code.subject", number=order.number),
        "text": turn.say("code.letter", code=f"{code[:3]} {code[3:]}", **values),
    }
    key = f"code:{here}:{turn.message_id or code}"
    await turn.store(turn.services.outbox.put, "code", order.email, letter, key, shopper_id=turn.shopper_id)
    return _reply(process, order, "sent")


def _reply(process: Process, order: Order, what: str) -> Reply:
    turn = process.turn
    taps = [
        Tap(turn.say("code.again"), Provide(slots=((SLOT, AGAIN),))),
        Tap(turn.say("tap.leave"), LeaveFlow()),
    ]
    return Reply(turn.say(f"code.{what}", email=masked(order.email)), taps=taps[what == "sent" :])


def masked(email: str) -> str:
    """ "m…@example.com": enough for who owns it."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
