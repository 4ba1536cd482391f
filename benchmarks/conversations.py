"""Written conversations, played against the whole shop: turns right, conversations passed, seconds a turn.

    python -m benchmarks.conversations tests/understanding/conversations/finding_a.yml …
    python -m benchmarks.conversations FILE … --base http://127.0.0.1:8000 --talks talks.md

Without ``--base`` a freshly loaded demo shop is opened on free ports (orders are spent by playing). A file is a list of
conversations: ``id``, ``kind``, ``language``, ``as`` (a demo shopper signed in), ``turns`` with ``say`` and ``expect``;
``benchmarks/playing`` has the checks. One with a ``shop`` is played at a shop of that file under
``$SHOPKEEPER_EVAL_DATA/catalogues``, and left out where there is none. ``--talks`` writes every talk, to read; without
it only the table is shown, so that files that are held back stay unread.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.playing.judge import Judge, Turn
from benchmarks.playing.shopper import Shopper
from run.opened import opened

FREELY = {
    "SHOPKEEPER_GATEWAY__SESSIONS_PER_MINUTE": "10000",
    "SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE": "10000",
}
Row = dict[str, Any]


def main() -> None:
    options = _options()
    files = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in options.files}
    ids = Counter(one["id"] for conversations in files.values() for one in conversations)
    if twice := [name for name, count in ids.items() if count > 1]:
        raise SystemExit(f"ids used twice: {', '.join(twice)}")
    if options.base:
        played = _play(Shopper(options.base), files, options.only)
    else:
        played = {path: [] for path in files}
        for shop in dict.fromkeys(one.get("shop", "") for conversations in files.values() for one in conversations):
            own = {path: [one for one in rows if one.get("shop", "") == shop] for path, rows in files.items()}
            if (file := _shop_file(shop, sum(map(len, own.values())))) is False:
                continue
            with (
                tempfile.TemporaryDirectory() as scratch,
                opened(Path(scratch), file, settings=FREELY, patience=1800) as house,
            ):
                for path, rows in _play(Shopper(house.url, house.user_token), own, options.only).items():
                    played[path] += rows
    if options.talks:
        options.talks.write_text("\n".join(_written(rows) for rows in played.values()), encoding="utf-8")
    if not any(played.values()):
        raise SystemExit("nothing was played")
    report.write(options.name, [row for path, rows in played.items() if rows for row in _figures(path.stem, rows)])


def _shop_file(shop: str, talks: int) -> Path | Literal[False] | None:
    """The catalogue that a shop is opened with, None for the demo's; False where it is not here, which is said."""
    if not shop:
        return None
    folder = os.environ.get("SHOPKEEPER_EVAL_DATA", "")
    file = Path(folder) / "catalogues" / shop
    if folder and file.is_file():
        return file
    where = str(file) if folder else f"catalogues/{shop} under SHOPKEEPER_EVAL_DATA, which is not set"
    print(f"left out: {talks} conversations at {shop}, since there is no {where}", file=sys.stderr)
    return False


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("files", nargs="+", type=Path)
    reader.add_argument("--base", help="address of a shop that is open already")
    reader.add_argument("--only", action="append", default=[], help="play this conversation; repeatable")
    reader.add_argument("--talks", type=Path, help="write every talk to this file")
    reader.add_argument("--name", default="conversations", help="of the file in benchmarks/results")
    return reader.parse_args()


def _play(shopper: Shopper, files: dict[Path, list[Row]], only: Sequence[str]) -> dict[Path, list[Row]]:
    judge = Judge(shopper)
    return {
        path: [
            _talk(one, shopper, judge)
            for one in track(conversations, description=path.stem)
            if not only or one["id"] in only
        ]
        for path, conversations in files.items()
    }


def _talk(conversation: Row, shopper: Shopper, judge: Judge) -> Row:
    """The conversation with a row a turn: what was said, what came, what is wrong, whether it was checked."""
    shopper.begin(conversation.get("as"))
    lists: list[list[str]] = []
    rows = []
    for turn in conversation["turns"]:
        replies, seconds, status = shopper.say(turn["say"])
        seen = _seen(replies)
        lists.append(seen.cards)
        seen.lists = lists
        wrong = [] if replies else [f"no reply: HTTP {status}"]
        if replies and turn.get("expect"):
            wrong += judge.faults(turn["expect"], seen)
        if replies and conversation.get("language") == "zh":
            wrong += judge.not_chinese(seen.text)
        titles = [shopper.item(one)["title"] for one in seen.cards]
        checked = bool(turn.get("expect")) or conversation.get("language") == "zh"
        language = conversation.get("language")
        pure = judge.is_in(language, seen.text) if language and replies else None
        rows.append({"say": turn["say"], "reply": seen.text, "cards": titles, "wrong": wrong, "seconds": seconds,
                     "checked": checked, "pure": pure})  # fmt: skip
    return {"id": conversation["id"], "kind": conversation.get("kind", "other"), "turns": rows}


def _seen(replies: Sequence[Row]) -> Turn:
    data = [reply.get("data") or {} for reply in replies]
    told = [one[part] for one in data for part in ("compare", "order", "cart") if one.get(part)]
    return Turn(
        text="\n".join(str(reply.get("text", "")) for reply in replies),
        cards=[card["item_id"] for reply in replies for card in reply.get("cards", [])],
        tables="\n".join(json.dumps(one, ensure_ascii=False) for one in told),
        sources=" | ".join(source["title"] for reply in replies for source in reply.get("sources", [])),
    )


def _figures(name: str, talks: Sequence[Row]) -> Iterable[Row]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for talk in talks:
        groups["all"].append(talk)
        groups[talk["kind"]].append(talk)
    for kind, group in groups.items():
        turns = [turn for talk in group for turn in talk["turns"]]
        checked = [turn for turn in turns if turn["checked"]]
        passed = [talk for talk in group if not any(turn["wrong"] for turn in talk["turns"])]
        seconds = [turn["seconds"] for turn in turns]
        for metric, value in (
            ("turns", sum(not turn["wrong"] for turn in checked) / max(1, len(checked))),
            ("conversations", len(passed) / len(group)),
            ("seconds_p50", float(np.percentile(seconds, 50))),
            ("seconds_p95", float(np.percentile(seconds, 95))),
            *_purity(turns),
        ):
            yield {"dataset": name, "system": kind, "metric": metric, "value": round(value, 3), "count": len(group)}


def _purity(turns: Sequence[Row]) -> Iterable[tuple[str, float]]:
    """Replies that are wholly in the talk's language, where the file says which it is."""
    told = [turn["pure"] for turn in turns if turn["pure"] is not None]
    return [("replies in the talk's language", sum(told) / len(told))] if told else []


def _written(talks: Sequence[Row]) -> str:
    lines = []
    for talk in talks:
        good = not any(turn["wrong"] for turn in talk["turns"])
        lines.append(f"\n## {'ok' if good else 'FAIL'} {talk['id']} ({talk['kind']})")
        for turn in talk["turns"]:
            lines.append(f"> {turn['say']}\n  {turn['reply']!r}\n  {turn['cards']}")
            lines += [f"  ✗ {fault}" for fault in turn["wrong"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
