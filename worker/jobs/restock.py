"""Tells shoppers that what they waited for is back."""

from __future__ import annotations

import asyncio

from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.outbox import Outbox
from shop.restock import Restock, Watch
from shop.settings import ShopSettings
from shop.types import Card, Item, Message


class RestockNotices:
    """By e-mail where there is an address, and in the shopper's latest conversation."""

    def __init__(
        self,
        restock: Restock,
        catalogue: Catalogue,
        conversations: Conversations,
        outbox: Outbox,
        shop: ShopSettings,
    ) -> None:
        self._restock = restock
        self._catalogue = catalogue
        self._conversations = conversations
        self._outbox = outbox
        self._shop = shop

    async def __call__(self) -> dict[str, int]:
        due = await asyncio.to_thread(self._restock.due)
        for watch in due:
            await asyncio.to_thread(self._tell, watch)
        return {"told": len(due)} if due else {}

    def _tell(self, watch: Watch) -> None:
        """Both are safe to repeat: letter and message carry the watch's key."""
        item = self._catalogue.get(watch.item_id)
        key = f"restock:{watch.id}:{int(watch.created_at.timestamp())}"
        if watch.email:
            where = item.url or f"{self._shop.url.rstrip('/')}/?item={item.id}"
            payload = {
                "subject": f"{item.title} is back at {self._shop.name}",
                "text": f"Good news: {item.title} is in stock again.\n\n{where}\n\n"
                f"You asked us to tell you; we will not write about it again.\n{self._shop.name}\n",
            }
            self._outbox.put("restock", watch.email, payload, key, shopper_id=watch.shopper_id)
        conversations = self._conversations.of_shopper(watch.shopper_id)
        if conversations:
            self._conversations.append(_message(conversations[0].id, item, key), key)
        self._restock.done(watch)


def _message(conversation_id: str, item: Item, key: str) -> Message:
    card = Card(
        item_id=item.id,
        title=item.title,
        price=item.price,
        currency=item.currency,
        image=item.image,
        url=item.url,
    )
    text = f"Good news: {item.title} is in stock again."
    return Message(id=f"m_{key}", conversation_id=conversation_id, author="bot", text=text, cards=(card,))
