"""What Rasa made of a message, as the dialogue gets it."""

from __future__ import annotations

from actions.respond import utterance_of


def test_a_message_with_its_intents_and_pieces() -> None:
    utterance = utterance_of(
        {
            "text": " do you have tents? and where is my order ",
            "intent": {"name": "search_item", "confidence": 0.6},
            "intent_ranking": [{"name": "search_item", "confidence": 0.6}, {"name": "track_order", "confidence": 0.3}],
            "pieces": [{"text": "do you have tents?", "intent": "search_item", "confidence": 0.9}],
        }
    )
    assert utterance.text == "do you have tents? and where is my order"
    assert utterance.intents == (("search_item", 0.6), ("track_order", 0.3))
    assert utterance.parts == (("do you have tents?", "search_item", 0.9),)


def test_what_the_shopper_typed_goes_before_what_was_made_of_it() -> None:
    assert utterance_of({"text": "帐篷", "typed": "帳篷"}).text == "帳篷"


def test_a_tap_carries_its_command() -> None:
    entities = [{"entity": "tap", "value": '{"type": "view_cart"}'}]
    utterance = utterance_of(
        {"text": "/choose{}", "intent": {"name": "choose", "confidence": 1.0}, "entities": entities}
    )
    assert (utterance.text, utterance.tapped) == ("", (("tap", '{"type": "view_cart"}'),))


def test_a_stock_payload_carries_its_intent() -> None:
    utterance = utterance_of({"text": "/ask_human", "intent": {"name": "ask_human", "confidence": 1.0}})
    assert utterance.tapped == (("intent", "ask_human"),)
