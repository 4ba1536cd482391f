"""which words stand in which messages, so that conversations are found by what was said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.search import hashes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
AT_ONCE = 2_000  # messages


def upgrade() -> None:
    table = op.create_table(
        "message_words",
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["messages.seq"], name=op.f("fk_message_words_seq_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "seq", name=op.f("pk_message_words")),
    )
    with op.batch_alter_table("message_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_words_seq"), ["seq"], unique=False)
    connection, last = op.get_bind(), 0
    said = sa.text("SELECT seq, text FROM messages WHERE seq > :last ORDER BY seq LIMIT :some")
    while messages := connection.execute(said, {"last": last, "some": AT_ONCE}).all():
        rows = [{"word": word, "seq": seq} for seq, text in messages for word in hashes(text)]
        if rows:
            op.bulk_insert(table, rows)
        last = messages[-1][0]


def downgrade() -> None:
    op.drop_table("message_words")
