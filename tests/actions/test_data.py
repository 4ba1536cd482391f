"""Wording, rules and stories agree with each other."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

from actions.dialogue import ACTIONS
from actions.wording import Wording

ROOT = Path(__file__).parents[2]
_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    english, chinese = Wording().texts["en"], Wording().texts["zh"]
    assert set(english) == set(chinese)
    for key, ways in english.items():
        needed = set().union(*(names_in(way) for way in ways))
        offered = set().union(*(names_in(way) for way in chinese[key]))
        assert offered <= needed, key


def test_nothing_english_in_the_chinese_wording() -> None:
    allowed = {"SAVE10"}
    for key, ways in Wording().texts["zh"].items():
        if key.startswith("words."):  # for the understanding, never shown
            continue
        for way in ways:
            left = re.sub(r"\{[^}]*\}", "", way)
            assert set(re.findall(r"[A-Za-z]{2,}[A-Za-z0-9]*", left)) <= allowed, key


def test_every_key_that_the_code_asks_for_exists() -> None:
    texts = Wording().texts["en"]
    groups = "|".join({key.split(".")[0] for key in texts})
    for path in (ROOT / "actions").glob("*.py"):
        for key in re.findall(rf'(?<!f)"((?:{groups})\.[a-z_.]+)"', path.read_text(encoding="utf-8")):
            assert key in texts or key.endswith("."), f"{path.name}: {key}"


def rules() -> dict[str, str]:
    found = {}
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            steps = rule["steps"]
            if "condition" not in rule and "intent" in steps[0]:
                found[steps[0]["intent"]] = steps[1]["action"]
    return found


def test_requests_kept_for_later_go_where_the_rules_send_them() -> None:
    known = rules()
    assert {intent: known[intent] for intent in ACTIONS} == ACTIONS


def test_every_topic_has_its_name_in_every_folder() -> None:
    topics = {path.stem for path in (ROOT / "bot" / "domain").glob("*.yml")}
    assert topics == {path.stem for path in (ROOT / "data" / "rules").glob("*.yml")}
    assert topics <= {path.stem for path in (ROOT / "actions").glob("*.py")}


def sentence(text: str) -> str:
    """As compared: entities' marks off, lower case, nothing but words."""
    return " ".join(re.findall(r"\w+", _MARKED.sub(r"\1", text).lower()))


def test_no_test_story_speaks_a_sentence_of_the_training_data() -> None:
    trained = {
        sentence(line.lstrip()[2:])
        for path in (ROOT / "data" / "nlu").rglob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s+- (?!intent:|lookup:|regex:|synonym:)", line)
    }
    if not trained:
        pytest.fail("data/nlu holds no examples")
    spoken = {
        step["user"].strip()
        for path in (ROOT / "tests" / "bot").glob("*_stories.yml")
        for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
        for step in story["steps"]
        if "user" in step and re.search(r"\w", step["user"])  # nobody says "…" in a way of their own
    }
    assert len(spoken) > 80
    # bare words of agreement and order numbers aside, which everybody says the same way
    repeated = {text for text in spoken if sentence(text) in trained}
    assert repeated == set()
