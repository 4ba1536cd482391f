"""Every language says what the reference says: the same keys, the same {names}."""

from __future__ import annotations

import string
from collections.abc import Iterable

import pytest

from dialogue.wording import REFERENCE, Wording

WORDING = Wording()
OTHERS = sorted(tag for tag in WORDING.languages if tag != REFERENCE and WORDING.texts[tag])


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_every_key(tag: str) -> None:
    missing = WORDING.texts[REFERENCE].keys() - WORDING.texts[tag].keys()
    unknown = WORDING.texts[tag].keys() - WORDING.texts[REFERENCE].keys()
    assert not missing, f"languages/{tag} lacks {', '.join(sorted(missing))}"
    assert not unknown, f"languages/{tag} has keys that languages/{REFERENCE} has not: {', '.join(sorted(unknown))}"


@pytest.mark.parametrize("tag", OTHERS)
def test_a_text_fills_in_what_the_reference_does(tag: str) -> None:
    wrong = [
        f"{key}: {sorted(names(ways))} instead of {sorted(names(said))}"
        for key, said in WORDING.texts[REFERENCE].items()
        if (ways := WORDING.texts[tag].get(key)) and names(ways) != names(said)
    ]
    assert not wrong, f"languages/{tag}: " + "; ".join(wrong)


def names(ways: Iterable[str]) -> set[str]:
    """The ``{names}`` of a text's variants."""
    return {name for way in ways for _, name, _, _ in string.Formatter().parse(way) if name}
