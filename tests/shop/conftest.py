"""Every test that asks for ``store`` runs on SQLite and on PostgreSQL, each with a database of its own."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from shop.settings import Settings, load_settings
from shop.store import Store
from tests.postgres import cluster

SEAL = "a secret of the tests"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a server whose database ``template`` is migrated."""
    with cluster() as url:
        _postgres_do(url, "CREATE DATABASE template")
        store = Store(url + "template")
        store.migrate()
        store.close()
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "shop.db")
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    url: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    _postgres_do(url, f"CREATE DATABASE {name} TEMPLATE template")
    yield url + name
    _postgres_do(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    made = Store(store_url, seal=SEAL)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(state=tmp_path)


def _postgres_do(url: str, statement: str) -> None:
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://") + "postgres", isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
