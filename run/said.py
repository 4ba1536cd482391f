"""What the processes say: kept in the log, with the last words of each at hand for the one who waits."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable
from pathlib import Path

from honcho.printer import Message, Printer

from run.keep import ENDED
from run.logfile import LogFile

KEPT = 80  # lines a process
LONGEST = 300  # characters of a reason
_ERROR = re.compile(r"^[\w.]*(Error|Exception|Unavailable|BadSettings)\b|^\w+: \S|\b(error|fatal)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\s|^\(Background on|^Traceback|^During handling|^The above exception|^\[SQL:")


def reason(lines: Iterable[str]) -> str:
    """The last error among lines of a log, else the last line; "" where there is none."""
    told = [text for line in lines if (text := _plain(line))]
    errors = [text for text in told if _ERROR.search(text)]
    return (errors or told or [""])[-1][:LONGEST]


def reason_in(log: Path) -> str:
    """The same of a log file's end."""
    try:
        return reason(log.read_text(encoding="utf-8", errors="replace").splitlines()[-KEPT:])
    except OSError:
        return ""


def _plain(line: str) -> str:
    """A line without what stands around its news; of our JSON lines the event and its reason."""
    if line.startswith("{"):
        try:
            fields = json.loads(line)
        except ValueError:
            fields = {}
        parts = [fields.get("event"), fields.get("why") or fields.get("error")]
        parts += str(fields.get("exception") or "").strip().splitlines()[-1:]
        line = ": ".join(str(part) for part in parts if part)
    return "" if _ASIDE.search(line) or ENDED in line else line.strip()


class Said(Printer):  # type: ignore[misc]  # honcho carries no types
    """honcho's printer, which remembers the last lines of each process and how often it has ended."""

    def __init__(self, output: LogFile) -> None:
        super().__init__(output=output)
        self._lines: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._ends: defaultdict[str, int] = defaultdict(int)

    def write(self, message: Message) -> None:
        super().write(message)
        data = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        for line in data.splitlines():
            self._ends[message.name] += ENDED in line
            self._lines[message.name].append(line)

    def ends(self, name: str) -> int:
        """How often a process has ended by itself."""
        return self._ends[name]

    def reason(self, name: str) -> str:
        return reason(list(self._lines[name]))
