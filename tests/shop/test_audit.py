"""The audit log on both databases: nothing of it is changed unnoticed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from shop.audit import Audit
from shop.errors import ShopkeeperError
from shop.store import Store

SECRET = "secret of the audit's tests"


@pytest.fixture
def audit(store: Store) -> Audit:
    made = Audit(store, SECRET)
    for number in range(5):
        made.add(f"a_{number % 2}", "close", {"conversation": made.alias(f"c_{number}"), "category": "ä"})
    return made


def _force(store: Store, statement: str) -> None:
    """As someone who owns the database and takes the lock off."""
    with store.engine.begin() as connection:
        if store.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_append_only ON audit"))
        connection.execute(text(statement))


def test_deeds_are_read_latest_first_and_the_chain_holds(audit: Audit) -> None:
    assert [deed.number for deed in audit.deeds(3)] == [5, 4, 3]
    assert [deed.number for deed in audit.deeds(3, before=3)] == [2, 1]
    assert [deed.number for deed in audit.deeds(who="a_1")] == [4, 2]
    verdict = audit.verify()
    assert (verdict.checked, verdict.broken, verdict.last) == (5, None, audit.deeds(1)[0].digest)
    assert audit.alias("c_1") == audit.alias("c_1") != audit.alias("c_2")


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit WHERE number = 3"])
def test_the_database_refuses_changes(audit: Audit, store: Store, statement: str) -> None:
    with pytest.raises(ShopkeeperError, match="append-only"), store.session() as session:
        session.execute(text(statement))
    assert audit.verify().broken is None


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET who = 'somebody else' WHERE number = 2", "number 2 was changed"),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE number = 4", "number 4 was changed"),
        ("DELETE FROM audit WHERE number = 3", "number 3 is missing"),
        ("DELETE FROM audit WHERE number = 5", "numbers 5 to 5 are missing"),
        ("DELETE FROM audit WHERE number = 1", "number 1 is missing"),
    ],
)
def test_whoever_takes_the_lock_off_is_told(audit: Audit, store: Store, statement: str, told: str) -> None:
    _force(store, statement)
    assert audit.verify().broken == told


def test_without_the_key_no_chain_can_be_made(audit: Audit, store: Store) -> None:
    assert Audit(store, "another key").verify().broken == "number 1 was changed"


def test_many_at_once_make_one_chain(audit: Audit) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: audit.add("a", "note", {"n": number}), range(40)))
    assert audit.verify().checked == 45 and audit.verify().broken is None
