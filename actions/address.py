"""Sending an order somewhere else, as long as it has not left."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from actions.answers import yes_or_no
from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.order_form import ORDER_SLOTS, OrderForm, no_order, order_or_none
from actions.orders import deed_key, fix_key, refusal
from actions.reply import Reply
from actions.turn import Turn
from shop.errors import Conflict
from shop.types import Address, Order

SLOTS = (*ORDER_SLOTS, "new_address", "confirmed")

# "1012 AB Amsterdam", "SW1A 1AA London", "80331 München", "100020": the code, then perhaps the city
_POSTCODE = re.compile(
    r"\b(\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?)\b",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r"\b(?:number|no\.?|nr\.?|it'?s)\s*(\d+\s?[a-z]?)\b|(\d+)\s*号", re.IGNORECASE)
_COUNTRY = re.compile(
    r"\b(austria|belgium|bulgaria|canada|china|croatia|cyprus|czech republic|czechia|denmark|england|estonia|finland|"
    r"france|germany|greece|hungary|iceland|ireland|italy|japan|latvia|liechtenstein|lithuania|luxembourg|malta|"
    r"netherlands|northern ireland|norway|poland|portugal|romania|scotland|slovakia|slovenia|spain|sweden|switzerland|"
    r"united kingdom|united states|usa|uk|wales)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*((please )?(send|ship|deliver|change|move)\b.{0,40}?\bto\b:?"
    r"|my (new )?address is|(the )?new address( is)?:?|it'?s|to:?)\s+"
    r"|^(新?地址是?|改成|寄到|送到)[:：]?",
    re.IGNORECASE,
)


class AddressForm(OrderForm):
    form = "address_form"
    slots = SLOTS
    triggers = ("change_address",)

    def suits(self, turn: Turn, order: Order) -> bool:
        return turn.house.rules.may_change_address(order).ok

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        return ("new_address", "confirmed") if turn.house.rules.may_change_address(order).ok else ()

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        asked = None if starting else turn.slot(REQUESTED)
        if asked == "confirmed" and not strict:
            if (country := country_in(turn.text)) and not _POSTCODE.search(turn.text):  # "no, in germany"
                return Filled({"new_address": turn.slot("new_address") | {"country": country}})
            if turn.intent == "correct":
                return Filled({"new_address": corrected(turn.typed, turn.slot("new_address"), order.address)})
            answer = yes_or_no(turn)
            if answer is not None:
                return Filled({"confirmed": answer})
        if asked in ("new_address", "confirmed") or (starting and _POSTCODE.search(_without(turn.text, order.number))):
            address = parse_address(_without(turn.typed, order.number), order.address)
            if address is not None:
                return Filled({"new_address": address.model_dump()})
            return Filled(problem="address.unclear" if asked == "new_address" and not strict else None)
        return Filled()


class AskNewAddress(Ask):
    action_name = "action_ask_new_address"

    async def question(self, turn: Turn) -> Reply:
        return Reply(turn.say("address.ask", number=turn.slot("order_number")))


class AskAddressConfirmed(Ask):
    action_name = "action_ask_address_form_confirmed"

    async def question(self, turn: Turn) -> Reply:
        address = Address.model_validate(turn.slot("new_address"))
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        fix_key(turn, order, "address", extra=one_line(address))
        kept = address.country == order.address.country and address.city != order.address.city
        return Reply(
            turn.say(
                "address.confirm_kept" if kept else "address.confirm",
                number=turn.slot("order_number"),
                address=one_line(address),
            ),
            quick=yes_no(turn),
        )


class ChangeAddress(Finish):
    action_name = "action_change_address"
    slots = SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        verdict = turn.house.rules.may_change_address(order)
        if not verdict.ok:
            return Reply(refusal(turn, verdict.why, order))
        if not turn.slot("confirmed") or not turn.slot("new_address"):
            return Reply(turn.say("order.nothing_done"))
        address = Address.model_validate(turn.slot("new_address"))
        key = deed_key(turn, order, "address")
        try:
            await turn.budget.call(
                "orders", asyncio.to_thread(turn.house.orders.change_address, order.number, address, key=key)
            )
        except Conflict as refused:
            return Reply(refusal(turn, refused.message, order))
        return Reply(turn.say("address.done", number=order.number, address=one_line(address)))


def corrected(text: str, typed: dict[str, str], old: Address) -> dict[str, str] | None:
    """ "no, number 14": the address with another house number; or a whole new one; ``None`` asks again."""
    whole = parse_address(text, old)
    if whole is not None:
        return whole.model_dump()
    number = _HOUSE_NUMBER.search(text)
    if number is None:
        return None
    return typed | {
        "street": re.sub(r"\d+\s?[a-zA-Z]?\b", number.group(1) or number.group(2), typed["street"], count=1)
    }


def _without(text: str, number: str) -> str:
    """The text without the order's number, which may begin as a postcode does."""
    return re.sub(rf"(?<!\w){re.escape(number)}(?!\d)", "", text, flags=re.ASCII)


def country_in(text: str) -> str | None:
    """The last country named in the text, spelt as on an envelope."""
    found: list[str] = _COUNTRY.findall(text)
    if not found:
        return None
    return found[-1].upper() if len(found[-1]) <= 3 else found[-1].title()


def one_line(address: Address) -> str:
    return f"{address.name}, {address.street}, {address.postcode} {address.city}, {address.country}"


def parse_address(text: str, old: Address) -> Address | None:
    """An address as people type it, by commas or lines; name and country stay the old ones unless given.

    ``None`` when there is no street with a number or no postcode: better asked again than delivered nowhere.
    """
    text = _LEAD.sub("", text.strip()).strip(" .。")
    country = country_in(text.rsplit(" ", 2)[-1]) or country_in(" ".join(text.split()[-2:]))
    if country:
        text = re.sub(rf"[\s,;]*\b{re.escape(country)}$", "", text, flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"[,;\n，；]+", text) if part.strip()]
    coded = next(
        (i for i in range(len(parts) - 1, -1, -1) if _POSTCODE.search(parts[i]) and (i > 0 or len(parts) == 1)),
        None,
    )
    if coded is None:
        return None
    match = list(_POSTCODE.finditer(parts[coded]))[-1]
    postcode = match.group().upper()
    before, after = parts[coded][: match.start()].strip(), parts[coded][match.end() :].strip()
    head, tail = parts[:coded], parts[coded + 1 :]
    if not head and before:  # no commas: "Main Street 5 1012 AB Amsterdam"
        head, before = [before], ""
    street_at = next((i for i in range(len(head) - 1, -1, -1) if re.search(r"\d", head[i])), None)
    if street_at is None:
        return None
    between = head[street_at + 1 :]
    city = after or before or (between[-1] if between else tail.pop(0) if tail else "")
    if not city:
        return None
    name = ", ".join(head[:street_at]) or old.name
    return Address(
        name=name,
        street=head[street_at],
        postcode=postcode,
        city=city,
        country=country or (tail[0] if tail else old.country),
    )
