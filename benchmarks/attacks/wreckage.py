"""Things break: files, disks, processes. The last cases leave the shop changed, and the very last closes it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import httpx
import psutil

from benchmarks.attacks.target import Target, fell_if, source, until
from run.layout import ROOT
from shop.audit import Audit
from shop.catalogue import Catalogue
from shop.errors import OwnCatalogue, Unavailable
from shop.loader import load_demo
from shop.store import Store
from shop.types import Item


def files_are_their_owners_alone(target: Target) -> None:
    """Another user of the machine reads the shop's files."""
    state = target.opened.state
    open_to_others = []
    for path in [state, *state.rglob("*")]:
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            open_to_others.append(str(path.relative_to(state)))
    # whoever cannot enter the folder reaches nothing in it; what holds secrets or words is closed by itself too
    bare = [name for name in open_to_others if name == "." or not name.startswith(("models", "chroma"))]
    fell_if(bare, f"{len(bare)} of them, such as {', '.join(bare[:4])}")


def no_secret_stands_in_a_command_line(target: Target) -> None:
    """``ps`` shows a token."""
    keys = [value for value in target.settings.secrets.model_dump().values() if value]
    shown = [one.name() for one in target.processes() for key in keys if key in " ".join(one.cmdline())]
    fell_if(shown, f"of {', '.join(shown)}")


def a_damaged_store_is_called_so(target: Target) -> None:
    """A damaged database is reported as if the shopper's input were bad."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shop.db"
        store = Store(f"sqlite:///{file}")
        store.migrate()
        Catalogue(store).upsert([Item(id=f"i{n}", title="x" * 500, price=Decimal(1)) for n in range(200)])
        store.scrub()
        store.close()
        content = bytearray(file.read_bytes())
        for place in range(4096 * 2, len(content), 997):
            content[place] ^= 0xFF
        for damaged in (bytes(content), b"no database at all" * 500):
            file.write_bytes(damaged)
            again = Store(f"sqlite:///{file}")
            try:
                list(Catalogue(again).all())
            except Unavailable as error:
                fell_if("damaged" not in error.message and "not a database" not in error.message, error.message)
            except Exception as error:
                fell_if(True, f"{type(error).__name__}: {str(error)[:100]}")
            else:
                fell_if(True, "nothing was noticed")
            finally:
                again.close()


def a_full_disk_is_not_ready(target: Target) -> None:
    """``readyz`` says ok while nothing more can be written."""
    ready = httpx.get(f"{target.url}/readyz").json()
    fell_if("disk" not in ready["parts"], "nobody looks at the disk")
    if os.geteuid() != 0:
        return
    from gateway.readiness import _room

    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
        if mounted.returncode != 0:
            return
        try:
            _room(Path(folder))
        except Unavailable:
            return
        finally:
            subprocess.run(["umount", folder], check=False)
    fell_if(True, "a disk of one megabyte had room")


def a_crash_leaves_no_question_open(target: Target) -> None:
    """Messages that a killed gateway had taken are never answered."""
    browsers = [target.browser() for _ in range(12)]
    for number, browser in enumerate(browsers):
        browser.say(f"do you have a tent for {number + 1} people", wait=False)
    os.kill(target.pid_of("gateway"), signal.SIGKILL)
    fell_if(not until(lambda: _is_up(target), 60), "the gateway did not come back within a minute")
    open_ones = list(browsers)

    def answered() -> bool:
        open_ones[:] = [one for one in open_ones if all(m["author"] == "shopper" for m in one.history())]
        return not open_ones

    fell_if(not until(answered, 120), f"{len(open_ones)} of {len(browsers)} stayed unanswered")
    twice = sum(sum(m["author"] == "bot" and not m["data"].get("apology") for m in b.history()) > 1 for b in browsers)
    fell_if(twice, f"{twice} were answered twice")


def _is_up(target: Target) -> bool:
    try:
        return httpx.get(f"{target.url}/healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def a_corrupt_tracker_is_healed(target: Target) -> None:
    """Rasa's damaged tracker file takes the bot away until somebody comes."""
    rasa = next(one for one in target.processes() if "rasa.__main__" in " ".join(one.cmdline()) and _serves(one))
    rasas = [one for one in target.processes() if "rasa.__main__" in str(one.cmdline())]
    keepers = [one for one in rasas if "run.keep" in one.cmdline()]
    for keeper in keepers:
        keeper.suspend()  # so that it does not start Rasa again while the file is being broken
    rasa.kill()
    until(lambda: not _alive([rasa]), 20)
    for file in target.opened.state.glob("tracker.db*"):
        file.write_bytes(b"garbage " * 2000)
    for keeper in keepers:
        keeper.resume()
    browser = target.browser()
    fell_if(not until(lambda: bool(browser.heard("hello there")) and _answered(browser), 180), "no answer after 180 s")


def _serves(process: psutil.Process) -> bool:
    return "run.keep" not in process.cmdline() and not process.cmdline()[0].endswith("sh")


def _answered(browser: object) -> bool:
    last = browser.history()[-1]  # type: ignore[attr-defined]
    return last["author"] == "bot" and not last["data"].get("apology")


def logs_do_not_grow_for_ever(target: Target) -> None:
    """The common log is one file that grows until the disk is full."""
    from run.logfile import LogFile

    with tempfile.TemporaryDirectory() as folder:
        with LogFile(Path(folder) / "house.log", largest=10_000, kept=2) as log:
            for number in range(5_000):
                log.write(f"line {number}\n")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    fell_if(size > 40_000, f"{size} bytes of at most 30,000")


def an_own_catalogue_stays(target: Target) -> None:
    """Opening the shop again puts the demo over an own catalogue, or the demo's sign-in goes on beside it."""
    Catalogue(target.store).upsert([Item(id=f"own-{secrets.token_hex(4)}", title="Our own", price=Decimal(5))])
    client = target.client(source())
    answer = client.get("/api/demo")
    fell_if(answer.status_code != 404, f"/api/demo was answered {answer.status_code}")
    answer = target.browser().ask("POST", "/api/demo/checkout")
    fell_if(answer.status_code != 404, f"/api/demo/checkout was answered {answer.status_code}")
    before = Catalogue(target.store).count()
    try:
        load_demo(target.settings, target.store, ROOT / "data" / "demo", lambda *_: None)
    except OwnCatalogue:
        pass
    else:
        fell_if(True, "the demo was loaded over it")
    fell_if(Catalogue(target.store).count() != before, "items are gone")


def the_house_is_in_order(target: Target) -> None:
    """There is no licence, or no list of what the house is made of."""
    fell_if(not (ROOT / "LICENSE").is_file(), "no LICENSE")
    with tempfile.TemporaryDirectory() as folder:
        done = target.command("sbom", "--out", folder)
        fell_if(done.returncode != 0, f"no list of parts: {(done.stdout + done.stderr)[-120:]}")
        for part in ("shop", "bot", "web"):
            listed = json.loads((Path(folder) / f"{part}.cdx.json").read_text(encoding="utf-8"))
            fell_if(listed["bomFormat"] != "CycloneDX" or len(listed["components"]) < 20, f"{part}: no list")


def deeds_are_written_down(target: Target) -> None:
    """An admin's deed leaves no trace, or a trace that can be changed unnoticed."""
    admin = target.desk("admin")
    admin.ask("PUT", "/api/admin/hours", json={}).raise_for_status()
    log = admin.ask("GET", "/api/admin/audit").json()
    fell_if(log["deeds"][0]["who"] != admin.agent_id, "the hours were set by nobody")
    fell_if(target.command("audit", "verify").returncode != 0, "the chain does not hold")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shop.db"
        with sqlite3.connect(str(target.store.engine.url.database)) as live, sqlite3.connect(copy) as taken:
            live.backup(taken)
        with sqlite3.connect(copy) as stolen:
            try:
                stolen.execute("DELETE FROM audit")
            except sqlite3.DatabaseError:
                pass
            else:
                fell_if(True, "the database lets go of deeds")
            for (name,) in stolen.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                stolen.execute(f"DROP TRIGGER {name}")
            stolen.execute("UPDATE audit SET who = 'nobody' WHERE number = 1")
            stolen.commit()
        again = Store(f"sqlite:///{copy}")
        fell_if(Audit(again, target.settings.secrets.audit).verify().broken is None, "a change went unnoticed")
        again.close()


def nothing_outlives_its_parent(target: Target) -> None:
    """After ``kill -9`` of the opener its processes run on and hold their ports."""
    children = target.processes()
    openers = [one for one in children if one.cmdline()[1:4] == ["-m", "run", "up"]]
    fell_if(not openers, "no opener is running")
    started = time.monotonic()
    for opener in openers:
        opener.kill()
    until(lambda: not _alive(children), 30)
    left = [" ".join(one.cmdline())[-60:] for one in _alive(children)]
    for one in _alive(children):
        one.kill()
    fell_if(left, f"{len(left)} ran on after {time.monotonic() - started:.0f} s, such as {left[0] if left else ''}")


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


CASES = (
    (8, files_are_their_owners_alone),
    (8, no_secret_stands_in_a_command_line),
    (8, a_damaged_store_is_called_so),
    (8, a_full_disk_is_not_ready),
    (8, logs_do_not_grow_for_ever),
    (8, the_house_is_in_order),
    (10, deeds_are_written_down),
    (6, a_crash_leaves_no_question_open),
    (8, a_corrupt_tracker_is_healed),
    (2, an_own_catalogue_stays),
    (8, nothing_outlives_its_parent),
)
