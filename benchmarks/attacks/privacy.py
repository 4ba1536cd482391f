"""What is kept of a shopper, for how long, and what they get to see of it."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
from sqlalchemy import update

from benchmarks.attacks.target import Browser, Desk, Target, fell_if, until
from gateway.identity import ALGORITHM
from shop.tables import (
    CartRow,
    ConversationRow,
    EventRow,
    KeyRow,
    MessageRow,
    OutboxRow,
    ProfileRow,
    ShopperRow,
    TasteRow,
)
from shop.types import now


def known(target: Target) -> tuple[Browser, str, str]:
    """A signed-in shopper: browser, subject and e-mail."""
    subject = f"attack-{secrets.token_hex(6)}"
    email = f"{subject}@shopper.example"
    claims = {"sub": subject, "email": email, "exp": now() + timedelta(hours=1)}
    return target.browser(user_token=jwt.encode(claims, target.settings.secrets.shop, ALGORITHM)), subject, email


def written_about(target: Target, browser: Browser, mark: str) -> Desk:
    """Say, rate, note and file something with a mark in it, everywhere that a shopper's words get to."""
    browser.ask("PUT", "/api/me/consent", json={"tracking": True})
    browser.ask("POST", "/api/events", json={"events": [{"type": "search", "query": f"{mark} tent"}]})
    browser.heard(f"i really like {mark} wool")
    browser.heard(f"remember that my name is {mark}")
    said = browser.history()[0]["id"]
    admin = target.desk("admin")
    here = f"/api/agent/conversations/{browser.conversation_id}"
    admin.ask("POST", f"{here}/join", json={})
    admin.ask("POST", f"{here}/notes", json={"text": f"a note on {mark}"}).raise_for_status()
    browser.ask("POST", "/api/ratings", json={"rating": 4, "comment": f"{mark} was fine"}).raise_for_status()
    intents = admin.ask("GET", "/api/admin/review").json()["intents"]
    admin.ask("POST", f"/api/admin/review/{said}", json={"intent": intents[0]}).raise_for_status()
    return admin


def tastes_need_consent(target: Target) -> None:
    """What a shopper likes is kept though they never agreed."""
    browser = target.browser()
    browser.heard("i love merino wool, and i hate leather")
    browser.heard("remember that i like bright colours")
    held = browser.ask("GET", "/api/me").json()
    fell_if(held["tastes"] or held["events"], f"kept: {held['tastes'] or held['events']}")


def the_export_is_whole(target: Target) -> None:
    """The export leaves out notes, ratings or what was decided about the shopper's messages."""
    browser, _, _ = known(target)
    mark = f"mark{secrets.token_hex(5)}"
    written_about(target, browser, mark)
    held = browser.ask("GET", "/api/me")
    for what in (f"a note on {mark}", f"{mark} was fine", f"like {mark} wool"):
        fell_if(what not in held.text, f"{what!r} is missing")
    missing = {"notes", "ratings", "reviews", "owner_changes", "state"} - held.json()["conversations"][0].keys()
    fell_if(missing, f"missing: {', '.join(sorted(missing))}")


def erased_is_gone_from_every_file(target: Target) -> None:
    """After an erasure some file of the installation still holds what the shopper wrote."""
    browser, subject, email = known(target)
    mark = f"mark{secrets.token_hex(5)}"
    written_about(target, browser, mark)
    browser.ask("DELETE", "/api/me").raise_for_status()
    time.sleep(3.0)
    left = files_with(target.opened.state, mark, subject, email)
    fell_if(left, f"still in {', '.join(left)}")


def nothing_stands_open(target: Target) -> None:
    """Whoever gets the database's file reads what a shopper wrote, or who they are."""
    browser, _, email = known(target)
    mark = f"mark{secrets.token_hex(5)}"
    browser.heard(f"the parcel for {mark} has not come")
    admin = target.desk("admin")
    here = f"/api/agent/conversations/{browser.conversation_id}"
    admin.ask("POST", f"{here}/notes", json={"text": f"a note on {mark}"}).raise_for_status()
    browser.ask("POST", "/api/ratings", json={"rating": 2, "comment": mark}).raise_for_status()
    left = [name for name in files_with(target.opened.state, mark, email) if name.startswith("shop.db")]
    fell_if(left, f"in {', '.join(left)}")
    fell_if(mark not in browser.ask("GET", "/api/messages").text, "the shopper does not read it any more either")


def keys_go_with_their_shopper(target: Target) -> None:
    """After an erasure a copy of the database can still be opened."""
    browser, subject, _ = known(target)
    browser.heard("hello there")
    with target.store.reading() as session:
        shopper = session.query(ShopperRow).filter(ShopperRow.subject == subject).one().id
        fell_if(not session.query(KeyRow).filter(KeyRow.shopper_id == shopper).count(), "there was no key")
    browser.ask("DELETE", "/api/me").raise_for_status()
    with target.store.reading() as session:
        fell_if(session.query(KeyRow).filter(KeyRow.shopper_id == shopper).count(), "the key is still there")


def a_card_is_never_kept(target: Target) -> None:
    """A card's number that is typed into the chat stands in some file."""
    browser = target.browser()
    numbers = ("4242 4242 4242 4242", "5105105105105100", "3714-496353-98431")
    for number in numbers:
        browser.heard(f"please charge {number} instead")
    left = files_with(target.opened.state, *numbers, *(re.sub("[ -]", "", number) for number in numbers))
    fell_if(left, f"in {', '.join(left)}")
    fell_if("[••••]" not in browser.ask("GET", "/api/messages").text, "nothing stands in its place")


def files_with(folder: Path, *marks: str) -> list[str]:
    """Files that hold one of the marks, byte by byte."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found += [str(path.relative_to(folder)) for mark in marks if mark.encode() in content]
    return sorted(set(found))


def logs_name_nobody(target: Target) -> None:
    """An e-mail address or a card number gets into the logs."""
    browser, card = target.browser(), "4111 1111 1111 1111"
    email = f"{secrets.token_hex(5)}@shopper.example"
    browser.heard(f"my card is {card} and my e-mail is {email}")
    browser.client.post("/api/sessions", json={"user_token": email})
    left = files_with(target.opened.state / "logs", email, card, card.replace(" ", ""))
    fell_if(left, f"in {', '.join(left)}")


def the_old_is_let_go(target: Target) -> None:
    """Of a known shopper who has not come for years words, tastes, letters or the address stay."""
    from shop.outbox import Outbox
    from worker.wiring import build as worker

    browser, subject, email = known(target)
    mark = f"mark{secrets.token_hex(5)}"
    written_about(target, browser, mark)
    with target.store.reading() as session:
        shopper = session.query(ShopperRow).filter(ShopperRow.subject == subject).one().id
    Outbox(target.store).put("answer", email, {"subject": "x", "text": mark}, f"attack:{mark}", shopper_id=shopper)
    long_ago: Any = now() - timedelta(days=target.settings.worker.retention_days + 10)
    mine = {"shopper_id": shopper}
    with target.store.session() as session:
        for table, column in (
            (EventRow, "ts"),
            (TasteRow, "ts"),
            (ProfileRow, "last_seen"),
            (CartRow, "updated_at"),
            (ConversationRow, "updated_at"),
            (OutboxRow, "created_at"),
        ):
            session.execute(update(table).filter_by(**mine).values({column: long_ago}))
        session.execute(update(ShopperRow).filter_by(id=shopper).values(created_at=long_ago))
        here = browser.conversation_id
        session.execute(update(MessageRow).filter_by(conversation_id=here).values(created_at=long_ago))
    outbox = target.opened.state / "outbox"
    until(lambda: files_with(outbox, mark), 30)  # it has become a letter
    for letter in outbox.glob("*.eml"):
        os.utime(letter, (0, 0))
    _run_retention(worker(target.settings))
    left = [name for name in files_with(target.opened.state, mark, email) if "tracker" not in name]
    fell_if(left, f"still in {', '.join(left)}")


def _run_retention(schedule: Any) -> None:
    job = next(job for job in schedule.jobs if job.name == "retention")
    asyncio.run(job.run())


CASES = (
    (8, tastes_need_consent),
    (8, the_export_is_whole),
    (5, erased_is_gone_from_every_file),
    (5, nothing_stands_open),
    (5, keys_go_with_their_shopper),
    (8, a_card_is_never_kept),
    (8, logs_name_nobody),
    (8, the_old_is_let_go),
)
