"""What the README and the requirement files promise holds."""

from __future__ import annotations

import re
import tomllib

import pytest

from run.layout import ROOT
from shop.settings import Settings

README = (ROOT / "README.md").read_text()
PINNED = ["requirements/shop.txt", "requirements/dev.txt", "requirements/weights.txt", "bot/requirements.txt"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join(blocks("sh")))) | {"run", "test"}
    assert named <= targets


def test_the_settings_that_are_shown_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for snippet in blocks("toml"):
        Settings(**tomllib.loads(snippet))


def test_every_file_that_is_linked_exists() -> None:
    links = re.findall(r"\]\(((?!https?:)[^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_attribute_of_the_script_tag_is_read_by_the_loader() -> None:
    loader = (ROOT / "web/widget/src/loader.ts").read_text()
    for attribute in re.findall(r"^\| `data-([a-z-]+)`", README, re.MULTILINE):
        camel = re.sub(r"-([a-z])", lambda match: match[1].upper(), attribute)
        assert re.search(rf"dataset\.{camel}\b|dataset\[\"{camel}\"\]|\b{camel}\b", loader), attribute


@pytest.mark.parametrize("file", PINNED)
def test_every_package_is_pinned_and_no_address_is_named(file: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines()]
    for line in filter(None, lines):
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s/@]+( *;.*)?", line), line


def test_npms_lock_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "web/package-lock.json").read_text()
