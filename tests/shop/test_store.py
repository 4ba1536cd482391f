from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from shop.catalogue import Catalogue
from shop.errors import BadInput, BadSettings, Unavailable
from shop.store import Store
from shop.tables import Base
from shop.types import Item


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    Catalogue(store).upsert([Item(id="a", title="A")])
    store.migrate()
    assert Catalogue(store).get("a").title == "A"


def test_processes_that_migrate_at_once_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Store(url).migrate(), range(4)))
    assert "items" in inspect(Store(url).engine).get_table_names()


def test_an_error_rolls_back(store: Store) -> None:
    catalogue = Catalogue(store)

    def broken() -> object:
        yield Item(id="a", title="A")
        raise ValueError("the file broke off")

    with pytest.raises(ValueError):
        catalogue.upsert(broken())  # type: ignore[arg-type]
    assert catalogue.count() == 0


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_be_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadSettings, match=r"store\.url"):
        Store(url)


def test_a_database_that_is_away_is_told() -> None:
    with pytest.raises(Unavailable, match="store"):
        Store("postgresql://nobody@127.0.0.1:1/nothing").check()


def test_a_value_that_the_database_cannot_hold_is_bad_input(store: Store) -> None:
    with pytest.raises(BadInput):
        Catalogue(store).upsert([Item(id="a\ud800", title="A")])


def test_money_is_exact_on_both(store: Store) -> None:
    price = Decimal("12345678901234.0000001")
    Catalogue(store).upsert([Item(id="a", title="A", price=price)])
    assert Catalogue(store).get("a").price == price


def test_a_damaged_file_is_no_fault_of_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    store = Store(f"sqlite:///{file}")
    store.migrate()
    Catalogue(store).upsert([Item(id=f"i{n}", title="x" * 500) for n in range(200)])
    store.scrub()
    store.close()
    content = bytearray(file.read_bytes())
    for place in range(2 * 4096, len(content), 997):
        content[place] ^= 0xFF
    for damaged in (bytes(content), b"this is no database " * 500):
        file.write_bytes(damaged)
        again = Store(f"sqlite:///{file}")
        with pytest.raises(Unavailable, match="the database is damaged"):
            list(Catalogue(again).all())
        again.close()
