"""Conversations on real shops, written down: ``python -m run.transcripts [NAME …]``.

Plays the lines of ``docs/transcripts/lines/<name>.txt`` against a freshly opened shop through the public API and
writes ``docs/transcripts/<name>.md``. A line file's first line says which shop (``shop: demo``, or ``shop:`` and a path
below ``SHOPKEEPER_EVAL_DATA``); ``as: NAME`` signs in as one of the demo's shoppers; ``> TITLE`` clicks a quick reply;
``# …`` is a heading.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from rich.progress import track

from dialogue.cards import money
from run.layout import ROOT
from run.opened import opened
from shop.errors import BadInput, Unavailable

FOLDER = ROOT / "docs" / "transcripts"
LEFT_OUT = "(The description, which holds the shop's own sentences, is left out here.)"
PATIENT = {"SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE": "1000"}  # a script types faster than shoppers may
_CHECKOUT = re.compile(r"https?://[^/\s]+(/checkout\?\S+)")


class Shopper:
    """One shopper at the public API, who remembers the quick replies of the last answer."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=90.0)
        self._replies: dict[str, str] = {}
        self._open()

    def _open(self, user_token: str | None = None) -> None:
        answer = self._http.post("/api/sessions", json={"user_token": user_token} if user_token else {})
        answer.raise_for_status()
        self._http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def sign_in(self, name: str) -> None:
        people = self._http.get("/api/demo").raise_for_status().json()["shoppers"]
        token = next((one["user_token"] for one in people if name.lower() in one["name"].lower()), None)
        if token is None:
            raise BadInput(f"no demo shopper {name!r}; expected one of {[one['name'] for one in people]}")
        self._open(token)

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._post({"text": text})

    def click(self, title: str) -> list[dict[str, Any]]:
        if title not in self._replies:
            raise BadInput(f"no quick reply {title!r}; the last answer has {list(self._replies)}")
        return self._post({"payload": self._replies[title], "text": title})

    def _post(self, body: dict[str, str]) -> list[dict[str, Any]]:
        answer = self._http.post("/api/messages", params={"wait": 1}, json=body)
        answer.raise_for_status()
        replies: list[dict[str, Any]] = answer.json()["replies"]
        if any((reply.get("data") or {}).get("apology") for reply in replies):
            raise Unavailable("shop", f"had no answer to {body['text']!r}")
        self._replies = {one["title"]: one["payload"] for reply in replies for one in reply["quick_replies"]}
        return replies


def written(reply: dict[str, Any], *, foreign: bool = False) -> str:
    """One answer as a reader of the transcript sees it; a foreign shop's own sentences about an item are left out."""
    text = _CHECKOUT.sub(r"[checkout](\1)", reply["text"])
    if foreign and any(source["kind"] == "item" for source in reply["sources"]):
        text = "\n".join([LEFT_OUT, *text.split("\n")[1:]])
    lines = [f"**Shop:** {line}" if index == 0 else line for index, line in enumerate(text.split("\n"))]
    for card in reply["cards"]:
        price = money(Decimal(str(card["price"])), card["currency"], "en") if card["price"] is not None else ""
        stock = "" if card["in_stock"] else ", sold out"
        why = f" — {'; '.join(card['reasons'])}" if card["reasons"] else ""
        lines.append(f"- [{card['title']}] {price}{stock}{why}")
    table = (reply.get("data") or {}).get("compare")
    if table:
        lines += ["", "| | " + " | ".join(item["title"] for item in table["items"]) + " |"]
        lines.append("|---" * (len(table["items"]) + 1) + "|")
        lines += [f"| {row['name']} | " + " | ".join(row["values"]) + " |" for row in table["rows"]]
    if reply["sources"]:
        lines.append(f"*From: {', '.join(source['title'] for source in reply['sources'])}*")
    if reply["quick_replies"]:
        lines += ["", " ".join(f"`{one['title']}`" for one in reply["quick_replies"])]
    return "\n".join(lines)


def _real(path: str) -> Path:
    """A catalogue that no one here wrote."""
    folder = os.environ.get("SHOPKEEPER_EVAL_DATA")
    if not folder:
        raise BadInput(f"{path}: set SHOPKEEPER_EVAL_DATA to the folder with the real catalogues")
    return Path(folder) / path


def play(name: str) -> Path:
    """Open the shop that the line file names, play its lines, write the transcript."""
    lines = [line.rstrip() for line in (FOLDER / "lines" / f"{name}.txt").read_text().splitlines() if line.strip()]
    shop = lines[0].removeprefix("shop:").strip()
    file = None if shop == "demo" else _real(shop)
    out = [f"# A conversation at {'the demo shop' if file is None else shop}", ""]
    with tempfile.TemporaryDirectory() as scratch, opened(Path(scratch), file, settings=PATIENT) as house:
        shopper = Shopper(house.url)
        for line in track(lines[1:], description=name):
            if line.startswith("#"):
                out += [f"## {line.lstrip('# ')}", ""]
            elif line.startswith("new"):
                shopper = Shopper(house.url)
            elif line.startswith("as:"):
                shopper.sign_in(line.removeprefix("as:").strip())
                out += [f"*Signed in as {line.removeprefix('as:').strip()}.*", ""]
            else:
                clicked = line.startswith(">")
                said = line.lstrip("> ")
                replies = shopper.click(said) if clicked else shopper.say(said)
                out += [f"**Shopper:** {'*clicks* ' if clicked else ''}{said}", ""]
                out += [part for reply in replies for part in (written(reply, foreign=file is not None), "")]
    target = FOLDER / f"{name}.md"
    target.write_text("\n".join(out).rstrip() + "\n")
    return target


def main(names: list[str]) -> None:
    for name in names or sorted(file.stem for file in (FOLDER / "lines").glob("*.txt")):
        sys.stdout.write(f"{play(name)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
