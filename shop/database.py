"""Where a database is: one form of URL for the shop's store and Rasa's tracker, whichever driver reads it.

``sqlite:///path``, ``postgresql://user:password@host/name`` or ``postgresql+psycopg://…`` is written in the settings.
The shop's environment reads PostgreSQL with psycopg 3, the bot's with psycopg2, as Rasa 3.6 needs it.

>>> database("postgresql+psycopg2://shop@db/shop", "store.url").drivername
'postgresql+psycopg'
>>> for_the_bot("postgresql+psycopg://shop@db/rasa", "rasa.tracker_url")
'postgresql+psycopg2://shop@db/rasa'
"""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from shop.errors import BadSettings

CONNECT_SECONDS = 10
_SHOP, _BOT = "postgresql+psycopg", "postgresql+psycopg2"
_POSTGRESQL = ("postgresql", "postgres", _SHOP, _BOT)


def database(url: str, key: str) -> URL:
    """The URL with the driver of the shop's environment; :class:`BadSettings` names the setting ``key``."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the URL itself is not repeated: it may hold a password
        raise BadSettings(f"{key}: is no database's URL; expected postgresql://user:password@host/name") from error
    if parsed.drivername in _POSTGRESQL:
        if not parsed.database:
            raise BadSettings(f"{key}: names no database; expected postgresql://user:password@host/name")
        return parsed.set(drivername=_SHOP)
    if parsed.drivername != "sqlite":
        raise BadSettings(f"{key}: {parsed.drivername} is not known; expected sqlite or postgresql")
    if not parsed.database or parsed.database == ":memory:":
        raise BadSettings(f"{key}: SQLite needs a file, e.g. sqlite:///.shopkeeper/shop.db")
    return parsed


def for_the_bot(url: str, key: str) -> str:
    """The same database as a URL for the bot's environment."""
    parsed = database(url, key)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername=_BOT)
    return parsed.render_as_string(hide_password=False)


def check(url: str, key: str, seconds: int = CONNECT_SECONDS) -> None:
    """Raise :class:`BadSettings` where no PostgreSQL answers there within ``seconds``; an SQLite file is made later."""
    parsed = database(url, key)
    if parsed.get_backend_name() == "sqlite":
        return
    engine = create_engine(parsed, poolclass=NullPool, connect_args={"connect_timeout": seconds})
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        why = " ".join(str(getattr(error, "orig", None) or error).split())
        raise BadSettings(f"{key}: {parsed.render_as_string()} cannot be used: {why}") from error
