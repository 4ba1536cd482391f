"""The store: one engine a process, short transactions, SQLite or PostgreSQL by URL.

>>> store = Store("sqlite:///shop.db")
>>> store.migrate()
>>> with store.session() as session: ...
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StatementError,
)
from sqlalchemy.orm import Session
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

from shop.database import CONNECT_SECONDS, database
from shop.errors import BadInput, Conflict, Unavailable
from shop.keys import Keys
from shop.scrub import LARGEST, scrub
from shop.tables.sealed import ATTRIBUTE

if TYPE_CHECKING:
    from alembic.config import Config

    from shop.settings import Settings

BUSY_SECONDS = 20  # how long a writer waits for another one on SQLite
_WRITES = "shop_writes"  # execution option of connections that will write
_MIGRATION_LOCK = 7_402_118  # any number, the same in all our processes


class Store:
    def __init__(self, url: str, *, echo: bool = False, seal: str = "") -> None:
        """``url``: ``sqlite:///path`` or ``postgresql://user:password@host/name``. Connects on first use.

        ``seal`` is the secret that opens what is sealed (:mod:`shop.keys`); without it such values are seen, and
        written, as they stand.
        """
        parsed = database(url, "store.url")
        options: dict[str, Any] = {}
        if parsed.get_backend_name() == "sqlite":
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        else:
            options = {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_SECONDS}}
        self.engine: Engine = create_engine(parsed, echo=echo, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._turn: AbstractContextManager[Any] = RLock() if self.is_sqlite else nullcontext()
        self.keys = Keys(self.engine, seal) if seal else None
        setattr(self.engine.dialect, ATTRIBUTE, self.keys)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The shop's own, with what opens it."""
        return cls(settings.store_url, echo=settings.store.echo, seal=settings.secrets.seal)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that may write: committed at the end, rolled back on any error.

        On SQLite it takes the write lock at once, since a reader that turns writer half-way cannot wait; threads of
        one process queue for it, since SQLite itself would have them sleep and try again.
        """
        with _our_errors(), self._turn:
            if self.keys is not None and not self.keys.ready:
                with Session(self._writer) as session, session.begin():
                    own = self.keys.prepare(session)
                self.keys.use(own)
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads; it never waits for a writer."""
        with _our_errors(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date (Alembic). Safe to call from several processes at once."""
        from alembic import command

        with self._migrating() as (_, config):
            command.upgrade(config, "head")

    def replace(self, revision: str, load: Callable[[Connection], object]) -> None:
        """All anew in one transaction: the tables of ``revision``, filled by ``load``, then brought up to date.

        Raises:
            BadInput: this version of the shop does not know the revision.
        """
        from alembic import command
        from alembic.util.exc import CommandError

        with self._migrating() as (connection, config):
            try:
                command.downgrade(config, "base")
                command.upgrade(config, revision)
            except CommandError as error:
                raise BadInput(
                    f"the tables' revision {revision} is not known here: is it a newer version's?"
                ) from error
            load(connection)
            command.upgrade(config, "head")

    @contextmanager
    def _migrating(self) -> Iterator[tuple[Connection, Config]]:
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        with _our_errors(), self._turn, self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            config.attributes["connection"] = connection
            yield connection, config

    def check(self) -> None:
        """Raise :class:`Unavailable` where the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def scrub(self, *, largest: int | None = LARGEST) -> bool:
        """Leave nothing of deleted rows in the files: see :func:`shop.scrub.scrub`."""
        with self._turn:
            return scrub(self.engine.url, largest=largest)

    def close(self) -> None:
        self.engine.dispose()
        if self.keys is not None:
            self.keys.close()


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # erased rows are overwritten in their pages


@retry(
    retry=retry_if_exception_message(match=".*locked.*"),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(BUSY_SECONDS),
    reraise=True,
)
def _use_wal(connection: sqlite3.Connection) -> None:
    """A new file turns to the write-ahead log once; whoever comes meanwhile is refused, whatever the timeout."""
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _our_errors() -> Iterator[None]:
    """The database's errors in our own words."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("store", str(error.orig)) from error
    except IntegrityError as error:
        raise Conflict(f"the store refused the change: {error.orig}") from error
    except (DataError, StatementError) as error:  # NUL characters, lone surrogates, numbers out of range
        if type(error) is DatabaseError:  # SQLite's word for a file that is damaged, or no database of its own
            raise Unavailable("store", f"the database is damaged ({error.orig}); put a backup back") from error
        raise BadInput(f"the store cannot hold this value: {error.orig}") from error
    except UnicodeDecodeError as error:
        raise Unavailable("store", "the database is damaged (its texts are no texts); put a backup back") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise BadInput(f"the store cannot hold this value: {error}") from error
