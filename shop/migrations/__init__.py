"""Alembic's migrations, shipped with the package; run by ``Store.migrate``."""
