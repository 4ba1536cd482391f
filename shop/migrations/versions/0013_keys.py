"""keys that seal what shoppers wrote, and hashes to find them by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
LONGER = (("shoppers", "email"), ("orders", "email"), ("watches", "email"), ("desk", "email"), ("outbox", "recipient"))


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=True),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_keys_shopper_id_shoppers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
    )
    op.create_index(op.f("ix_keys_shopper_id"), "keys", ["shopper_id"], unique=False)
    op.create_table(
        "shopper_words",
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_shopper_words_shopper_id_shoppers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "shopper_id", name=op.f("pk_shopper_words")),
    )
    op.create_index(op.f("ix_shopper_words_shopper_id"), "shopper_words", ["shopper_id"], unique=False)
    for table, column in (("outbox", "recipient_key"), ("desk", "email_key")):
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.drop_index(op.f("ix_shoppers_email"), table_name="shoppers")
    op.drop_index(op.f("ix_orders_email"), table_name="orders")
    if op.get_bind().dialect.name == "postgresql":  # SQLite counts no characters
        for table, column in LONGER:
            op.alter_column(table, column, type_=sa.Text())


def downgrade() -> None:
    op.create_index(op.f("ix_orders_email"), "orders", ["email"], unique=False)
    op.create_index(op.f("ix_shoppers_email"), "shoppers", ["email"], unique=False)
    for table, column in (("desk", "email_key"), ("outbox", "recipient_key")):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
        op.drop_column(table, column)
    op.drop_table("shopper_words")
    op.drop_table("keys")
