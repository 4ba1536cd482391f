"""arrivals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("added_at", UtcTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("items", "added_at")
