"""Alembic's entry: runs on the connection that ``Store.migrate`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from shop.tables import Base

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run migrations through shop.store.Store(url).migrate()")
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
