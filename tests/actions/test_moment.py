"""How a moment is quoted, and that its cards do not repeat it."""

from __future__ import annotations

import pytest

from tests.actions.conftest import Talk


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("my girlfriend and i are going hiking in ireland in march, what do we need?", "hiking in ireland in march"),
        ("something to do with the kids on a windy day", "the kids on a windy day"),
        ("my son starts camp next week, what should he have", "my son starts camp next week"),
        ("i am moving into a flat by the harbour", "moving into a flat by the harbour"),
        ("what do you suggest for a trip to norway under 100", "a trip to norway"),
    ],
)
async def test_the_moment_is_quoted_well(talk: Talk, text: str, quoted: str) -> None:
    said = await talk.act("action_recommend", text, "ask_recommendation")
    assert f"“{quoted}”" in said.text
    assert not any(quoted in reason for card in said.custom["cards"] for reason in card.get("reasons", []))
