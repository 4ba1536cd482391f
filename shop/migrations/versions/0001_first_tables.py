"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import Money, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "coupons",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("percent", Money(), nullable=True),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("min_total", Money(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupons")),
    )
    op.create_table(
        "faqs",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("paraphrases", sa.JSON(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faqs")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("price", Money(), nullable=True),
        sa.Column("list_price", Money(), nullable=True),
        sa.Column("stock", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_items_version"), ["version"], unique=False)

    op.create_table(
        "orders",
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=True),
        sa.Column("unlinked_at", UtcTime(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("total", Money(), nullable=False),
        sa.Column("shipping", Money(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.Column("shipped_at", UtcTime(), nullable=True),
        sa.Column("delivered_at", UtcTime(), nullable=True),
        sa.Column("expected_at", UtcTime(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("tracking", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_shopper_id"), ["shopper_id"], unique=False)

    op.create_table(
        "popularity",
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_popularity")),
    )
    op.create_table(
        "shoppers",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.JSON(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("merged_into", sa.String(length=80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["shoppers.id"], name=op.f("fk_shoppers_merged_into"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoppers")),
        sa.UniqueConstraint("subject", name=op.f("uq_shoppers_subject")),
    )
    with op.batch_alter_table("shoppers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shoppers_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoppers_merged_into"), ["merged_into"], unique=False)

    op.create_table(
        "blocked_tastes",
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_blocked_tastes_shopper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shopper_id", "norm", name=op.f("pk_blocked_tastes")),
    )
    op.create_table(
        "carts",
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("coupon", sa.String(length=40), nullable=True),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.id"], name=op.f("fk_carts_shopper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shopper_id", name=op.f("pk_carts")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_cases_order_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("key", name=op.f("uq_cases_key")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_order_number"), ["order_number"], unique=False)

    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_conversations_shopper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_owner_updated_at"), ["owner", "updated_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_shopper_id"), ["shopper_id"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("ts", UtcTime(), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.id"], name=op.f("fk_events_shopper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("shopper_id", "digest", name=op.f("uq_events_shopper_id_digest")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_shopper_id_ts"), ["shopper_id", "ts"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_ts"), ["ts"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.id"], name=op.f("fk_outbox_shopper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_sent_at_due_at"), ["sent_at", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_shopper_id"), ["shopper_id"], unique=False)

    op.create_table(
        "profiles",
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("price_low", Money(), nullable=True),
        sa.Column("price_high", Money(), nullable=True),
        sa.Column("brands", sa.JSON(), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_profiles_shopper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shopper_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "tastes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("ts", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.id"], name=op.f("fk_tastes_shopper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tastes")),
        sa.UniqueConstraint("shopper_id", "norm", name=op.f("uq_tastes_shopper_id_norm")),
    )
    op.create_table(
        "watches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_watches_shopper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
        sa.UniqueConstraint("shopper_id", "item_id", name=op.f("uq_watches_shopper_id_item_id")),
    )
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watches_item_id"), ["item_id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=True),
        sa.Column("author", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")),
        sa.UniqueConstraint("id", name=op.f("uq_messages_id")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_conversation_id_seq"), ["conversation_id", "seq"], unique=False)

    op.create_table(
        "owner_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.String(length=200), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_owner_changes_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_changes")),
    )
    with op.batch_alter_table("owner_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owner_changes_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "quick_replies",
        sa.Column("payload", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_quick_replies_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("payload", name=op.f("pk_quick_replies")),
    )
    with op.batch_alter_table("quick_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quick_replies_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("quick_replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quick_replies_conversation_id"))

    op.drop_table("quick_replies")
    with op.batch_alter_table("owner_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owner_changes_conversation_id"))

    op.drop_table("owner_changes")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_conversation_id_seq"))

    op.drop_table("messages")
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watches_item_id"))

    op.drop_table("watches")
    op.drop_table("tastes")
    op.drop_table("profiles")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_shopper_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_sent_at_due_at"))

    op.drop_table("outbox")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_ts"))
        batch_op.drop_index(batch_op.f("ix_events_shopper_id_ts"))

    op.drop_table("events")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_shopper_id"))
        batch_op.drop_index(batch_op.f("ix_conversations_owner_updated_at"))

    op.drop_table("conversations")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_order_number"))

    op.drop_table("cases")
    op.drop_table("carts")
    op.drop_table("blocked_tastes")
    with op.batch_alter_table("shoppers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shoppers_merged_into"))
        batch_op.drop_index(batch_op.f("ix_shoppers_email"))

    op.drop_table("shoppers")
    op.drop_table("popularity")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_shopper_id"))
        batch_op.drop_index(batch_op.f("ix_orders_email"))

    op.drop_table("orders")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_version"))

    op.drop_table("items")
    op.drop_table("faqs")
    op.drop_table("coupons")
    op.drop_table("counters")
