"""messages that wait for their answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending",
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=True),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_pending_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_pending")),
    )
    with op.batch_alter_table("pending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_until"), ["until"], unique=False)
        batch_op.create_index(batch_op.f("ix_pending_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pending")
