"""docs/contracts.md names the commands, the state and the reply as they are."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from dialogue.handling import HANDLERS
from dialogue.reading import Context, Reading, Utterance
from dialogue.reply import Reply
from shop.dialogue import State

PAGE = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`([a-z_]+)`", PAGE.partition("## dialogue")[2].partition("## actions")[0]))


def test_every_command_is_named() -> None:
    assert {command.model_fields["type"].default for command in HANDLERS} - TOLD == set()


def test_all_that_is_remembered_is_named() -> None:
    assert set(State.model_fields) - TOLD == set()


def test_what_a_reader_gets_and_gives_is_named() -> None:
    named = {field.name for kind in (Utterance, Context, Reading) for field in fields(kind)}
    assert named - TOLD == set()


def test_what_a_reply_holds_is_named() -> None:
    assert [field.name for field in fields(Reply) if field.name not in PAGE] == []


def test_links_lead_somewhere() -> None:
    home = Path(__file__).parents[2] / "docs"
    assert [link for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE) if not (home / link).exists()] == []
