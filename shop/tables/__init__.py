"""The store's tables, one small file a subject; importing this package registers all of them."""

from shop.tables.audit import AuditRow, FactorRow
from shop.tables.base import Base
from shop.tables.carts import CartRow, CouponRow
from shop.tables.catalogue import CounterRow, FaqRow, ItemRow, PopularityRow
from shop.tables.conversations import ConversationRow, MessageRow, OwnerChangeRow, PendingRow, QuickReplyRow
from shop.tables.desk import (
    AgentRow,
    AgentSessionRow,
    CannedRow,
    DeskRow,
    DeskSettingRow,
    NoteRow,
    RatingRow,
    ReviewRow,
)
from shop.tables.facts import FactRow
from shop.tables.hooks import HookRow, SweepRow
from shop.tables.leases import LeaseRow
from shop.tables.notices import OutboxRow, WatchRow
from shop.tables.orders import CaseRow, OrderRow
from shop.tables.picks import ShownPickRow
from shop.tables.proofs import AttemptRow, CodeRow
from shop.tables.sealed import KeyRow
from shop.tables.search import MessageWordRow, ShopperWordRow
from shop.tables.shoppers import BlockedTasteRow, EventRow, ProfileRow, ShopperRow, TasteRow

__all__ = [
    "AgentRow",
    "AgentSessionRow",
    "AttemptRow",
    "AuditRow",
    "Base",
    "BlockedTasteRow",
    "CannedRow",
    "CartRow",
    "CaseRow",
    "CodeRow",
    "ConversationRow",
    "CounterRow",
    "CouponRow",
    "DeskRow",
    "DeskSettingRow",
    "EventRow",
    "FactRow",
    "FactorRow",
    "FaqRow",
    "HookRow",
    "ItemRow",
    "KeyRow",
    "LeaseRow",
    "MessageRow",
    "MessageWordRow",
    "NoteRow",
    "OrderRow",
    "OutboxRow",
    "OwnerChangeRow",
    "PendingRow",
    "PopularityRow",
    "ProfileRow",
    "QuickReplyRow",
    "RatingRow",
    "ReviewRow",
    "ShopperRow",
    "ShopperWordRow",
    "ShownPickRow",
    "SweepRow",
    "TasteRow",
    "WatchRow",
]
