"""shown picks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import Serial, UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shown_picks",
        sa.Column("id", Serial, nullable=False),
        sa.Column("shopper_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("placement", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown_at", UtcTime(), nullable=False),
        sa.Column("clicked_at", UtcTime(), nullable=True),
        sa.Column("bought_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shopper_id"], ["shoppers.id"], name=op.f("fk_shown_picks_shopper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_picks")),
    )
    with op.batch_alter_table("shown_picks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shown_picks_shopper_id_item_id"), ["shopper_id", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shown_picks_shown_at"), ["shown_at"], unique=False)


def downgrade() -> None:
    op.drop_table("shown_picks")
