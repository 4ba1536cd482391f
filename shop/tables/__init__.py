"""The store's tables, one small file a subject; importing this package registers all of them."""

from shop.tables.base import Base
from shop.tables.carts import CartRow, CouponRow
from shop.tables.catalogue import CounterRow, FaqRow, ItemRow, PopularityRow
from shop.tables.conversations import ConversationRow, MessageRow, OwnerChangeRow, QuickReplyRow
from shop.tables.notices import OutboxRow, WatchRow
from shop.tables.orders import CaseRow, OrderRow
from shop.tables.shoppers import BlockedTasteRow, EventRow, ProfileRow, ShopperRow, TasteRow

__all__ = [
    "Base",
    "BlockedTasteRow",
    "CartRow",
    "CaseRow",
    "ConversationRow",
    "CounterRow",
    "CouponRow",
    "EventRow",
    "FaqRow",
    "ItemRow",
    "MessageRow",
    "OrderRow",
    "OutboxRow",
    "OwnerChangeRow",
    "PopularityRow",
    "ProfileRow",
    "QuickReplyRow",
    "ShopperRow",
    "TasteRow",
    "WatchRow",
]
