"""What rings, and what is for sale."""

import pytest

from gateway.alarm import alarm
from tests.gateway.conftest import Shop, Shopper


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The charger exploded last night", "safety"),
        ("my daughter had an allergic reaction to the cream", "safety"),
        ("i will take you to court", "legal"),
        ("You’ll hear from my lawyer", "legal"),
        ("this is ridiculous, i am so angry", "angry"),
        ("WORST SERVICE EVER", "angry"),
        ("你们这群骗子", "angry"),
        ("我要起诉你们", "legal"),
    ],
)
def test_it_rings(text: str, why: str) -> None:
    assert alarm(text) == why


@pytest.mark.parametrize(
    "text",
    [
        "do you have a safety vest",
        "a fire grate for the garden",
        "tennis court shoes",
        "boots that do not hurt",
        "burnt orange cushion",
        "a joke gift for my brother",
        "an angry birds mug",
        "legal pads and a suit",
        "is it safe in the dishwasher",
        "i hate wool, show me cotton",
        "can i cut it to size",
        "有没有安全帽",
    ],
)
def test_goods_do_not_ring(text: str) -> None:
    assert alarm(text) is None


def test_a_person_is_called_and_the_bot_is_silent(shop: Shop, shopper: Shopper) -> None:
    (told,) = shopper.say("the lamp caught fire!")
    assert told["author"] == "system"
    assert shop.rasa.turns == []
    assert shop.services.conversations.owner_history(shopper.conversation_id)[-1].why == "safety"
