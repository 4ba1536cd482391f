"""docs/bot-builders.md does what it says: its blocks, put where it says, are an order process that works."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogue.acts.data import read
from dialogue.commands import Affirm, Base, StartFlow
from dialogue.flows.engine import FlowEngine
from dialogue.services import Services
from dialogue.wording import Wording
from shop.errors import BadInput, BadSettings
from shop.importers import Report
from shop.importers.faq import read_faq
from tests.dialogue.flows.conftest import Talk

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "bot-builders.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
FILES = {named[1]: body for _, body in BLOCKS if (named := re.match(r"# ((?:data|languages|tests)/\S+)\n", body))}
COMMANDS: dict[int, Base] = {0: StartFlow(flow="partial"), 4: Affirm()}  # what a reader makes of the turns, by place
QUESTION = 3  # the turn that asks about the process


@dataclass
class Copy:
    """The folders that the page writes into, with its blocks in them."""

    flows: Path
    words: Path
    services: Services


@pytest.fixture
def copy(tmp_path: Path, services: Services) -> Copy:
    flows, words = tmp_path / "flows", tmp_path / "languages"
    shutil.copytree(ROOT / "data" / "flows", flows)
    shutil.copytree(ROOT / "languages" / "en", words / "en")
    (flows / "partial.yml").write_text(FILES["data/flows/partial.yml"], encoding="utf-8")
    with (words / "en" / "orders.yml").open("a", encoding="utf-8") as texts:
        texts.write(FILES["languages/en/orders.yml"])
    return Copy(flows, words, replace(services, wording=Wording(words)))


async def test_the_process_is_played_as_its_conversation_says(copy: Copy) -> None:
    services = copy.services
    engine = FlowEngine(services, copy.flows)
    conversation = services.conversations.open(services.shoppers.anonymous())
    talk = Talk(services, engine, conversation)
    for place, turn in enumerate(yaml.safe_load(FILES["tests/understanding/conversations/partial.yml"])[0]["turns"]):
        text, command = turn["say"], COMMANDS.get(place)
        if place == QUESTION:
            about = await engine.about(talk.turn(text), text)
            assert about is not None
            said = about.text
        else:
            said = (await talk.say(text, *([command.model_copy(update={"words": text})] if command else []))).text
        check(turn["expect"], said, talk)
    case = talk.cases("AF-108375")[0]
    assert (case.kind, case.lines, case.options) == ("missing_piece", {"AF-RAIN-0002": 1}, {"wanted": "refund"})


def check(expect: dict[str, Any], said: str, talk: Talk) -> None:
    assert [one for one in expect.get("says", []) if not re.search(one, said, re.IGNORECASE)] == [], said
    assert [one for one in expect.get("never", []) if re.search(one, said, re.IGNORECASE)] == [], said
    assert talk.owner == expect.get("owner", "bot")


def test_a_process_without_its_words_is_refused_by_name(copy: Copy, services: Services) -> None:
    with pytest.raises(BadSettings, match=r"partial\.yml: languages/en has no text for partial\.ask\.lines"):
        FlowEngine(services, copy.flows)


def test_a_report_says_which_case_it_opens(copy: Copy) -> None:
    flow = copy.flows / "partial.yml"
    flow.write_text(flow.read_text().replace("case: missing_piece\n", ""))
    with pytest.raises(BadSettings, match="case: missing"):
        FlowEngine(copy.services, copy.flows)


def test_its_lines_are_lines_once_the_file_is_there(copy: Copy, tmp_path: Path) -> None:
    path = tmp_path / "en_partial.tsv"
    path.write_text(FILES["data/acts/en_partial.tsv"], encoding="utf-8")
    assert next(line.acts for line in read(path, copy.flows)) == ("flow=partial",)
    with pytest.raises(BadInput, match="flow=partial"):
        list(read(path))


@pytest.mark.parametrize("body", [body for kind, body in BLOCKS if kind == "tsv" and not body.startswith("#")])
def test_the_other_lines_are_lines(tmp_path: Path, body: str) -> None:
    path = tmp_path / "en_more.tsv"
    path.write_text(body, encoding="utf-8")
    assert all(line.acts for line in read(path))


def test_the_answer_is_an_entry_of_the_faq(tmp_path: Path) -> None:
    path = tmp_path / "gifts.md"
    path.write_text(next(body for kind, body in BLOCKS if kind == "md"), encoding="utf-8")
    entry = read_faq(path, Report())[0]
    assert entry.question == "Do you wrap gifts?" and "3 €" in entry.answer


def test_the_files_and_names_that_are_told_of_exist() -> None:
    told = re.findall(r"`((?:data|dialogue|languages|shop|tests|benchmarks|bot)/[\w/.]+)`", PAGE)
    assert told and [path for path in told if path not in FILES and not (ROOT / path).exists()] == []
    told = re.findall(r"`([A-Z]{5,}(?:_[A-Z]+)*)`", PAGE)
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dialogue").rglob("*.py"))
    assert told and [name for name in told if f"\n{name}" not in code] == []
