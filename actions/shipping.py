"""What delivery costs and when it would come, before buying."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from actions.base import ShopAction
from actions.cards import day, money
from actions.countries import chinese_country, country_named
from actions.faq_lookup import answer_from_faq
from actions.reply import Quick, Reply
from actions.turn import Turn

# "do you ship to Norway and what does it cost": whether at all, the shop's own answers know
_WHERE = re.compile(r"\bdo (?:you|u) .*\b(?:ship|deliver|send)\b.* to\b|送到.*吗", re.IGNORECASE)


class Shipping(ShopAction):
    """For the item in hand or the cart; without either, the price list."""

    action_name = "action_shipping"

    async def answer(self, turn: Turn) -> Reply:
        total, about = await self._total(turn)
        rules, currency = turn.house.rules, turn.house.settings.shop.currency
        today = datetime.now(UTC).date()
        lines = []
        # without a basket the plain prices are quoted: a cent keeps the free limit out of it
        for quote in rules.shipping_quotes(total or Decimal("0.01"), today):
            lines.append(
                turn.say(
                    "shipping.line" if quote.earliest != quote.latest else "shipping.line_day",
                    method=turn.say(f"shipping.{quote.method}")
                    if turn.house.wording.has(f"shipping.{quote.method}", turn.language)
                    else quote.method,
                    price=money(quote.price, currency) if quote.price else turn.say("cart.free"),
                    earliest=day(quote.earliest, turn.language),
                    latest=day(quote.latest, turn.language),
                )
            )
        free = turn.house.rules.policy.delivery.free_from or Decimal("Infinity")
        where = await self._where(turn)
        lead = turn.say("shipping.for", what=about) if about else turn.say("shipping.lead")
        tail = (
            "" if total is not None and total >= free else turn.say("shipping.free_over", amount=money(free, currency))
        )
        quick = [Quick(turn.say("tap.add"), "add_to_cart", {"item_id": turn.state.focus})] if turn.state.focus else []
        first = where.text if where else ""
        text = "\n".join(part for part in (first, lead, *lines, tail) if part)
        return Reply(text, quick=quick, sources=where.sources if where else [])

    async def _where(self, turn: Turn) -> Reply | None:
        """What the shop says of the country that was named: it may not deliver there at any price."""
        if country := country_named(turn.text):
            return await answer_from_faq(turn, f"Do you deliver to {country}?")
        if country := chinese_country(turn.text):
            return await answer_from_faq(turn, f"可以寄到{country}吗？")
        return await answer_from_faq(turn) if _WHERE.search(turn.plain) else None

    async def _total(self, turn: Turn) -> tuple[Decimal | None, str]:
        """The sum that decides the price, and what it is the sum of."""
        items = await turn.referred()
        if not items and turn.state.focus:
            items = await turn.items([turn.state.focus])
        if items and items[0].price is not None:
            turn.state.focus = items[0].id
            return items[0].price, items[0].title
        cart = await turn.budget.store(turn.house.carts.get, turn.shopper_id)
        if cart.lines:
            total = await turn.budget.store(turn.house.carts.total, cart)
            return total.subtotal - total.discount, turn.say("shipping.your_cart")
        return None, ""
