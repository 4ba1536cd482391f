"""What was kept comes back, row by row and file by file, from either kind of database to either kind."""

from __future__ import annotations

import json
import socket
import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, String, create_engine, select, text

from run import secrets
from run.backup import Manifest, backup, restore
from run.layout import Layout
from run.services import running
from shop.conversations import Conversations
from shop.database import database
from shop.errors import BadInput, Conflict, Unavailable
from shop.outbox import Outbox
from shop.settings import ChromaSettings, Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.tables import Base
from shop.tables.base import Money, UtcTime
from shop.tables.sealed import Sealed, SealedJson
from shop.tracker import Tracker
from tests.postgres import cluster
from tests.shop.test_keys import MARK, written

COLUMNS = "(sender_id, type_name, timestamp, intent_name, action_name, data)"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """A shop's place: its state folder, and two databases of one kind."""

    def __init__(self, folder: Path, kind: str, server: str) -> None:
        self.layout = Layout(Layout.of().home, folder)
        urls = [f"sqlite:///{folder / name}.db" for name in ("shop", "tracker")]
        if kind == "postgresql":
            urls = [f"{server}{folder.name.replace('-', '_')}_{name}" for name in ("shop", "tracker")]
            admin = create_engine(database(f"{server}postgres", "x"), isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                for url in urls:
                    connection.execute(text(f"CREATE DATABASE {url.rpartition('/')[2]}"))
            admin.dispose()
        folder.mkdir(exist_ok=True)
        secrets.ensure(folder)
        ports = {name: {"port": free_port()} for name in ("gateway", "rasa", "actions", "models")}
        given: dict[str, Any] = {"state": folder, "store": {"url": urls[0]}, "rasa": {"tracker_url": urls[1]}}
        given |= {name: port for name, port in ports.items() if name != "rasa"}
        given["rasa"] |= ports["rasa"]
        self._given = given | {"chroma": ChromaSettings(port=free_port())}
        self.store = Store(urls[0])

    @property
    def settings(self) -> Settings:
        """As a process reads them that begins now."""
        return Settings(**self._given, secrets=secrets.kept(self.layout.state))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        with self.store.reading() as session:
            return {
                table.name: [
                    dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
                ]
                for table in Base.metadata.sorted_tables
            }


def value(column: Column[Any], number: int) -> Any:
    """Something of the column's type that is easily lost on the way."""
    kind = column.type
    for key in column.foreign_keys:
        return value(key.column, 3 - number if key.column.table is column.table else number)
    if isinstance(kind, Sealed | SealedJson):
        kind = kind.impl_instance
    if isinstance(kind, Money):
        return Decimal(f"{number}0.90")
    if isinstance(kind, UtcTime):
        return datetime(2026, 1, number, 23, 59, 1, 123456, tzinfo=UTC)
    if isinstance(kind, Sealed):
        return f"{number}靴 {column.name}"
    if isinstance(kind, JSON | SealedJson):
        return {"b": [number, None], "a": "Grüße 👟"}
    if isinstance(kind, String):
        return f"{number}靴 {column.name}"[: kind.length]
    return kind.python_type(number)


def fill(house: House) -> None:
    """Two rows in every table, a talk with the bot, and an upload."""
    house.store.migrate()
    with house.store.session() as session:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))  # two shoppers name each other
        for table in Base.metadata.sorted_tables:
            session.execute(table.delete() if table.name != "audit" else select(1))
            rows = [{c.name: value(c, number) for c in table.columns} for number in (1, 2)]
            session.execute(table.insert(), rows)
    tracker = Tracker(house.settings.tracker_url)
    row = {"s": "talk", "d": json.dumps({"event": "user", "text": "Grüße"})}
    tracker.replace(
        lambda c: c.execute(text(f"INSERT INTO events {COLUMNS} VALUES (:s, 'user', 1.5, NULL, NULL, :d)"), row)
    )
    tracker.close()
    uploads = house.layout.state / "uploads" / "ab"
    uploads.mkdir(parents=True)
    (uploads / "photo.jpg").write_bytes(b"\xff\xd8 picture")


@pytest.mark.parametrize(
    "kinds",
    [
        ["sqlite", "sqlite"],
        pytest.param(["sqlite", "postgresql", "postgresql", "sqlite"], marks=pytest.mark.postgres),
    ],
    ids="-".join,
)
def test_everything_comes_back(kinds: list[str], tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Handed on from house to house: SQLite to PostgreSQL, to another PostgreSQL, and back."""
    server = request.getfixturevalue("server") if "postgresql" in kinds else ""
    houses = [House(tmp_path / f"house_{number}", kind, server) for number, kind in enumerate(kinds)]
    fill(houses[0])
    before = houses[0].rows()
    assert all(before.values())
    for old, new in pairwise(houses):
        kept, apart = tmp_path / "shop.backup", tmp_path / "secrets.backup"
        made = backup(old.layout, old.settings, kept, apart)
        assert made.chroma is None
        assert kept.stat().st_mode & 0o077 == 0 and apart.stat().st_mode & 0o077 == 0
        with tarfile.open(kept) as tar:
            assert tar.getnames()[0] == "manifest.json"
            assert not any("secrets" in name for name in tar.getnames())
        restore(new.layout, new.settings, kept, secrets=apart)
        after = new.rows()
        for name, rows in before.items():
            assert after[name] == rows, name
        assert (new.layout.state / "uploads" / "ab" / "photo.jpg").read_bytes() == b"\xff\xd8 picture"
        assert (new.layout.state / "secrets.toml").read_text() == (old.layout.state / "secrets.toml").read_text()
        tracker = Tracker(new.settings.tracker_url)
        assert tracker.export("talk")[0]["text"] == "Grüße"
        tracker.close()
        with pytest.raises(Conflict, match="--over"):
            restore(new.layout, new.settings, kept)
        restore(new.layout, new.settings, kept, over=True)
        assert new.rows() == before
    for house in houses[1:]:  # life goes on: counters stand behind what came back
        assert Outbox(house.store).put("mail", "a@b.example", {}, "a new one")
        assert len(house.rows()["outbox"]) == 3
    for house in houses:
        house.store.close()


def test_what_is_sealed_stays_so_and_opens_with_the_secrets_that_were_put_back(tmp_path: Path) -> None:
    old, new = House(tmp_path / "old", "sqlite", ""), House(tmp_path / "new", "sqlite", "")
    told = old.settings.secrets.model_copy(update={"seal": "the environment's"})  # it goes before the file's
    settings = old.settings.model_copy(update={"secrets": told})
    store = Store.of(settings)
    store.migrate()
    written(store)
    store.close()
    (old.layout.state / "review").mkdir()
    (old.layout.state / "review" / "manifest.json").write_text("of somebody else")
    kept, apart = tmp_path / "kept", tmp_path / "apart"
    apart.touch(0o644)
    backup(old.layout, settings, kept, apart)
    assert apart.stat().st_mode & 0o077 == 0
    with tarfile.open(kept) as tar:
        tar.extractall(tmp_path / "inside", filter="data")
    assert not [file for file in (tmp_path / "inside").rglob("*.jsonl") if MARK in file.read_text()]
    before = (new.layout.state / "secrets.toml").read_text()
    with pytest.raises(Unavailable, match="nowhere"):
        restore(new.layout, new.settings, kept, secrets=tmp_path / "nowhere")
    assert (new.layout.state / "secrets.toml").read_text() == before and not any(new.rows().values())
    restore(new.layout, new.settings, kept, secrets=apart)
    assert (new.layout.state / "review" / "manifest.json").is_file()
    again = Store(new.settings.store_url, seal=secrets.kept(new.layout.state)["seal"])
    assert Conversations(again).message("m").text == f"I am {MARK}"
    for store in (again, old.store, new.store):
        store.close()


def test_it_is_of_one_moment_while_the_shop_is_open(tmp_path: Path) -> None:
    """Each conversation is begun together with its shopper's: no backup holds one without the other."""
    house = House(tmp_path / "open", "sqlite", "")
    fill(house)
    stop, begun = threading.Event(), 0

    def trade() -> None:
        nonlocal begun
        shoppers, conversations = Shoppers(house.store), Conversations(house.store)
        while not stop.is_set():
            conversations.open(shoppers.anonymous())
            begun += 1

    trader = threading.Thread(target=trade)
    trader.start()
    made = backup(house.layout, house.settings, tmp_path / "kept")
    stop.set()
    trader.join()
    assert begun > 0
    with tarfile.open(tmp_path / "kept") as tar:
        tar.extractall(tmp_path / "open-kept", filter="data")
    lines = [json.loads(line) for line in (tmp_path / "open-kept/store/conversations.jsonl").read_text().splitlines()]
    owners = {row[list(lines[0]).index("shopper_id")] for row in lines[1:]}
    rows = [json.loads(line) for line in (tmp_path / "open-kept/store/shoppers.jsonl").read_text().splitlines()]
    assert owners <= {row[list(rows[0]).index("id")] for row in rows[1:]}
    assert made.rows["conversations"] == len(lines) - 1
    house.store.close()


def test_chroma_comes_back(tmp_path: Path) -> None:
    from retrieval.store import Alias, Record, VectorStore

    class Encoder:
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(len(text)), 1.0, 0.5] for text in texts]

    house = House(tmp_path / "house", "sqlite", "")
    house.store.migrate()
    with running(house.layout, house.settings, "chroma"):  # a server of several shops stays up meanwhile
        vectors = VectorStore(house.settings.chroma, Encoder())  # type: ignore[arg-type]
        name, alias = vectors.name("items", "abc"), vectors.name("aliases")
        vectors.shelf(name, create=True).put([Record("1", "boot", "d1"), Record("2", "cup", "d2")], ["a boot", "cup"])
        in_use = Alias(name, "encoder", 3, [1.0, 0.0, 0.0], version=7)
        vectors.set_alias("items", in_use)
        assert backup(house.layout, house.settings, tmp_path / "kept").chroma == "shopkeeper"
        vectors.drop(name)
        vectors.drop(alias)
        assert vectors.alias("items") is None
        restore(house.layout, house.settings, tmp_path / "kept")
        assert vectors.alias("items") == in_use
        shelf = vectors.shelf(name)
        assert sorted(record.owner for record in shelf.records()) == ["boot", "cup"]
        [(_, cup)] = shelf.vectors(["2"])
        assert shelf.nearest(cup[0], 1)[0][0] == "2"
    away = ChromaSettings(host="nowhere.invalid", port=free_port())
    settings = house.settings.model_copy(update={"chroma": away})
    assert restore(house.layout, settings, tmp_path / "kept").chroma is None, "it is made again"
    house.store.close()


def test_a_damaged_file_changes_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "house", "sqlite", "")
    fill(house)
    before = house.rows()
    kept = tmp_path / "kept"
    backup(house.layout, house.settings, kept)
    with tarfile.open(kept) as tar:
        tar.extractall(tmp_path / "inside", filter="data")
    with (tmp_path / "inside/store/messages.jsonl").open("a") as out:
        out.write("[]\n")
    with tarfile.open(kept, "w:gz") as tar:
        tar.add(tmp_path / "inside", "")
    with pytest.raises(BadInput, match=r"messages\.jsonl is not what was kept"):
        restore(house.layout, house.settings, kept, over=True)
    manifest = Manifest.model_validate_json((tmp_path / "inside/manifest.json").read_bytes())
    newer = manifest.model_copy(update={"revision": "9999", "files": {}})
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer/manifest.json").write_text(newer.model_dump_json())
    with tarfile.open(kept, "w:gz") as tar:
        tar.add(tmp_path / "newer/manifest.json", "manifest.json")
    with pytest.raises(BadInput, match="9999 is not known"):
        restore(house.layout, house.settings, kept, over=True)
    kept.write_bytes(b"not a backup")
    with pytest.raises(BadInput, match="is no backup"):
        restore(house.layout, house.settings, kept, over=True)
    assert house.rows() == before
    house.store.close()
