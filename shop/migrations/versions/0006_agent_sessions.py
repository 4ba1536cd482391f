"""where agents are signed in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.tables.base import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agent_sessions", sa.Column("created_at", UtcTime(), nullable=True))
    op.add_column("agent_sessions", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("agent_sessions", sa.Column("browser", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agent_sessions") as batch_op:
        for name in ("created_at", "address", "browser"):
            batch_op.drop_column(name)
