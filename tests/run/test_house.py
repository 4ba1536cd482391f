"""The shop opens part by part; one that does not come up is named with its reason, and nobody waits in silence."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from run.layout import ROOT, Layout
from run.said import reason

OPEN = """
import sys
from pathlib import Path
from rich.console import Console
from run.house import House
from run.layout import Layout
from run.processes import Process
from shop.settings import Settings

house = House(Layout(Path(sys.argv[1]), Path(sys.argv[2])), Settings(), Console(width=300))
def part(name, code):
    return Process(name, (sys.executable, "-c", code), dict(), "http://127.0.0.1:9/")
broken = "import time; print('loading', flush=True); time.sleep(0.2); raise ConnectionError('no database at [db]')"
slow = "import time; print('still at it', flush=True); time.sleep(60)"
house.table = {"rasa": part("rasa", broken), "actions": part("actions", slow)}
sys.exit(house.open())
"""


def test_a_part_that_does_not_come_up_is_named_with_its_last_error_within_twenty_seconds(tmp_path: Path) -> None:
    home = Layout.of().home
    house = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(home), str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        started, said = time.monotonic(), ""
        assert house.stdout is not None
        while "still at it" not in said:
            assert time.monotonic() - started < 25, said
            said += house.stdout.readline()
        assert time.monotonic() - started < 20
    finally:
        house.send_signal(signal.SIGINT)
        said += house.communicate(timeout=30)[0]
    assert "rasa does not come up, and is tried again: ConnectionError: no database at [db]" in said
    assert said.count("no database") == 1, "said once, not at every try"
    assert "actions is still starting after 15 s: still at it" in said


def test_the_reason_is_the_error_and_not_what_stands_around_it() -> None:
    lines = [
        "starting",
        "Traceback (most recent call last):",
        '  File "x.py", line 1, in <module>',
        "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection refused",
        "\tIs the server running on that host?",
        "(Background on this error at: https://sqlalche.me/e/14/e3q8)",
        "ended with status 1; starts again in 1.0 s",
    ]
    assert reason(lines).startswith("sqlalchemy.exc.OperationalError")
    assert reason(['{"event": "job failed", "why": "chroma: down", "level": "warning"}']) == "job failed: chroma: down"
    assert reason(["loading the model", "halfway"]) == "halfway"
    assert reason([]) == ""
