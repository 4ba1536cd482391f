"""Each job on a real store; mail goes to files, or to a small SMTP server on this machine."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import delete

from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.errors import BadSettings, Unavailable
from shop.examples import Examples
from shop.letters import LetterFiles
from shop.outbox import Outbox
from shop.restock import Restock
from shop.settings import MailSettings, ShopSettings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.tables import OutboxRow
from shop.tracker import Tracker
from shop.types import Item, Message, now
from worker.jobs.fit import NightlyFit
from worker.jobs.outbox import SendLetters
from worker.jobs.restock import RestockNotices
from worker.jobs.retention import Retention
from worker.mail import Files, Smtp, carrier

BOOT = Item(id="boot", title="Trail Boot", price=Decimal("89.90"), stock=0, url="https://shop.example/boot")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    made.migrate()
    yield made
    made.close()


async def test_letters_become_files_once(store: Store, tmp_path: Path) -> None:
    outbox = Outbox(store)
    outbox.put("answer", "ann@x.example", {"subject": "Your question\r\nBcc: x@y", "text": "Häppy?"}, "k1")
    send = SendLetters(outbox, Files(tmp_path / "outbox"), "shop@shop.example")
    assert await send() == {"sent": 1}
    assert await send() == {}
    (path,) = (tmp_path / "outbox").iterdir()
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"], mail["Bcc"]) == ("ann@x.example", "Your question Bcc: x@y", None)
    assert mail.get_content().strip() == "Häppy?"
    assert outbox.waiting() == 0


async def test_smtp(store: Store) -> None:
    got: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        data = False
        while line := (await reader.readline()).decode():
            if data:
                got.append(line)
                if line == ".\r\n":
                    data = False
                    writer.write(b"250 taken\r\n")
                continue
            word = line.split()[0].upper()
            data = word == "DATA"
            writer.write({"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n"))
            if word == "QUIT":
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outbox = Outbox(store)
    outbox.put("answer", "ann@x.example", {"subject": "Hello", "text": "World"}, "k1")
    send = SendLetters(outbox, Smtp(f"smtp://127.0.0.1:{port}"), "shop@shop.example")
    assert await send() == {"sent": 1}
    assert "Subject: Hello\r\n" in got
    server.close()


async def test_a_letter_that_cannot_be_sent_waits(store: Store) -> None:
    outbox = Outbox(store)
    outbox.put("answer", "ann@x.example", {"text": "x"}, "k1")
    outbox.put("answer", "bob@x.example", {"text": "x"}, "k2")
    send = SendLetters(outbox, Smtp("smtp://127.0.0.1:9"), "shop@shop.example")
    assert await send() == {"failed": 2}
    assert await send() == {}, "not at once again"
    assert outbox.waiting() == 2


def test_the_carrier_follows_the_settings(tmp_path: Path) -> None:
    assert isinstance(carrier(MailSettings(), tmp_path), Files)
    assert isinstance(carrier(MailSettings(smtp_url="smtp://u:p%40@mail.example:25"), tmp_path), Smtp)
    with pytest.raises(BadSettings, match="smtp_url"):
        carrier(MailSettings(smtp_url="http://mail.example"), tmp_path)


async def test_restock_notices_go_out_once(store: Store) -> None:
    catalogue, conversations, outbox = Catalogue(store), Conversations(store), Outbox(store)
    catalogue.upsert([BOOT])
    shopper = Shoppers(store).anonymous()
    conversation = conversations.open(shopper)
    restock = Restock(store)
    restock.watch(shopper, "boot", "ann@x.example")
    tell = RestockNotices(restock, catalogue, conversations, outbox, ShopSettings(name="Test Shop"))
    assert await tell() == {}, "it is not back yet"
    catalogue.set_stock("boot", 3)
    assert await tell() == {"told": 1}
    assert await tell() == {}
    (letter,) = outbox.due()
    assert letter.to == "ann@x.example"
    assert "https://shop.example/boot" in letter.payload["text"]
    (message,) = conversations.history(conversation.id)
    assert message.cards[0].item_id == "boot"
    catalogue.set_stock("boot", 0)
    restock.watch(shopper, "boot", "ann@x.example")
    catalogue.set_stock("boot", 1)
    assert await tell() == {"told": 1}, "who asks again is told again"


async def test_retention(store: Store, tmp_path: Path) -> None:
    conversations = Conversations(store)
    kept = conversations.open(Shoppers(store).anonymous())
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT)")
        old, new = (now() - timedelta(days=400)).timestamp(), now().timestamp()
        rows = [("c_old", old), (kept.id, old), (kept.id, new)]
        connection.executemany("INSERT INTO events (sender_id, timestamp) VALUES (?, ?)", rows)
    for folder in (kept.id, "c_gone"):
        (tmp_path / "uploads" / folder).mkdir(parents=True)
        (tmp_path / "uploads" / folder / "a.png").write_bytes(b"x")
    tracker = Tracker(f"sqlite:///{tmp_path / 'tracker.db'}")
    tidy = Retention(store, conversations, tracker, tmp_path / "uploads", 365)
    assert await tidy() == {"bot_log": 1, "uploads": 1}
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [kept.id]
    assert await tidy() == {}
    tracker.close()


async def test_retention_finds_what_an_erasure_could_not_and_old_letters(store: Store, tmp_path: Path) -> None:
    conversations = Conversations(store)
    kept = conversations.open(Shoppers(store).anonymous())
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT)")
        earlier, just_now = (now() - timedelta(hours=2)).timestamp(), now().timestamp()
        rows = [("c_erased", earlier), (kept.id, earlier), ("c_coming", just_now)]
        connection.executemany("INSERT INTO events (sender_id, timestamp) VALUES (?, ?)", rows)
    letters = LetterFiles(tmp_path / "outbox")
    for name in ("old", "new"):
        letters.write(name, b"To: ann@x.example\n\nhello")
    os.utime(tmp_path / "outbox" / "old.eml", (0, 0))
    tracker = Tracker(f"sqlite:///{tmp_path / 'tracker.db'}")
    tidy = Retention(store, conversations, tracker, tmp_path / "uploads", 365, letters)
    assert await tidy() == {"orphaned_bot_log": 1, "letter_files": 1}
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == ["new.eml"]
    assert set(tracker.senders(now() + timedelta(days=1))) == {kept.id, "c_coming"}
    tracker.close()


async def test_retention_takes_filed_examples_and_old_logs_along(store: Store, tmp_path: Path) -> None:
    conversations, examples = Conversations(store), Examples(tmp_path / "review" / "nlu.yml")
    here = conversations.open(Shoppers(store).known("ann")).id
    long_ago, intent = now() - timedelta(days=400), examples.intents()[0]
    for number, moment in (("old", long_ago), ("new", now())):
        said = Message(id=number, conversation_id=here, author="shopper", text=f"my {number} words", created_at=moment)
        conversations.append(said)
        examples.file(intent, said.text)
        DeskBook(store).review(number, here, "a_boss", intent)
    (tmp_path / "logs").mkdir()
    for name in ("house.log", "house.log.1"):
        (tmp_path / "logs" / name).write_text("line")
    os.utime(tmp_path / "logs" / "house.log.1", (0, 0))
    tracker = Tracker(f"sqlite:///{tmp_path / 'tracker.db'}")
    tidy = Retention(store, conversations, tracker, tmp_path / "uploads", 365, None, examples, tmp_path / "logs")
    assert await tidy() == {"messages": 1, "examples": 1, "logs": 1}
    assert examples.read() == {intent: ["my new words"]}
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["house.log"]
    tracker.close()


async def test_a_letter_whose_recipient_was_erased_meanwhile_is_taken_back(store: Store, tmp_path: Path) -> None:
    outbox = Outbox(store)
    outbox.put("answer", "ann@x.example", {"subject": "Hello", "text": "World"}, "k1")

    class Slow(Files):
        async def send(self, message: EmailMessage) -> None:
            await super().send(message)
            with store.session() as session:
                session.execute(delete(OutboxRow))

    assert await SendLetters(outbox, Slow(tmp_path / "outbox"), "shop@shop.example")() == {"sent": 1}
    assert list((tmp_path / "outbox").iterdir()) == []


async def test_the_nightly_fit_is_a_process_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "fit.log"
    assert await NightlyFit(log, (sys.executable, "-c", "print('fitted')"))() == {"log": str(log)}
    assert log.read_text() == "fitted\n"
    with pytest.raises(Unavailable, match="status 3"):
        await NightlyFit(log, (sys.executable, "-c", "raise SystemExit(3)"))()
