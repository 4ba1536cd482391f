"""Questions without an answer, as the desk sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.gaps import gathered
from shop.ids import new_id
from shop.types import Message
from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import Console


@pytest.fixture
def boss(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Boss", "admin")
    yield console
    console.leave()


def unanswered(conversation_id: str, question: str) -> Message:
    return Message(
        id=new_id("m"), conversation_id=conversation_id, author="bot", text="I do not know.", data={"gap": question}
    )


def test_what_asks_the_same_is_counted_together() -> None:
    asked = [
        "Do you engrave bottles?",
        "can I rent a tent",
        "do you engrave a bottle",
        "rent a tent?",
        "Can I rent a tent",
    ]
    gaps = gathered(unanswered("c", question) for question in asked)
    assert [(len(gap.messages), gap.wordings) for gap in gaps] == [
        (3, ["can I rent a tent", "rent a tent?"]),
        (2, ["Do you engrave bottles?", "do you engrave a bottle"]),
    ]


def test_a_gap_is_listed_until_it_is_put_aside(shop: Shop, shopper: Shopper, boss: Console) -> None:
    said = [
        unanswered(shopper.conversation_id, text) for text in ("Do you engrave?", "do you engrave", "who sews these")
    ]
    for message in said:
        shop.services.conversations.append(message)
    gaps = boss.ask("GET", "/api/admin/gaps").json()["gaps"]
    mine = [gap for gap in gaps if gap["conversation_id"] == shopper.conversation_id]
    assert [(gap["question"], gap["count"]) for gap in mine] == [("do you engrave", 2), ("who sews these", 1)]
    assert boss.ask("POST", "/api/admin/gaps/aside", json={"messages": mine[0]["messages"]}).status_code == 204
    left = boss.ask("GET", "/api/admin/gaps").json()["gaps"]
    assert [gap["question"] for gap in left if gap["conversation_id"] == shopper.conversation_id] == ["who sews these"]
    shopper.say("hello")
    other = shopper.history()[-1]["id"]
    assert boss.ask("POST", "/api/admin/gaps/aside", json={"messages": [other]}).status_code == 422
