"""Rasa's list of parts becomes replies."""

from gateway.rasa import join, parse_command


def test_a_text_and_its_custom_part_are_one_reply() -> None:
    parts = [
        {"recipient_id": "c", "text": "Here you are."},
        {"recipient_id": "c", "custom": {"cards": [{"item_id": "1", "title": "Boot", "price": "19.90"}]}},
        {"recipient_id": "c", "text": "Anything else?"},
    ]
    first, second = join(parts)
    assert (first.text, first.cards[0].title, str(first.cards[0].price)) == ("Here you are.", "Boot", "19.90")
    assert (second.text, second.cards) == ("Anything else?", ())


def test_a_text_that_rasa_split_at_blank_lines_is_put_together() -> None:
    parts = [{"text": "One."}, {"text": "Two."}, {"custom": {"data": {"order": {}}}}]
    (reply,) = join(parts)
    assert reply.text == "One.\n\nTwo."
    assert reply.data == {"order": {}}


def test_two_pairs_stay_two_replies() -> None:
    parts = [{"text": "A"}, {"custom": {"data": {"n": 1}}}, {"text": "B"}, {"custom": {"data": {"n": 2}}}]
    assert [(reply.text, reply.data["n"]) for reply in join(parts)] == [("A", 1), ("B", 2)]


def test_a_custom_part_that_is_not_ours_keeps_its_text() -> None:
    (reply,) = join([{"text": "Hello"}, {"custom": {"cards": "nonsense"}}])
    assert reply.text == "Hello"


def test_stock_buttons_and_images() -> None:
    first, second = join([{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}, {"image": "u"}])
    assert first.buttons == ({"title": "Yes", "payload": "/affirm"},)
    assert second.data == {"image": "u"}


def test_what_is_no_reply_is_left_out() -> None:
    assert join([None, "x", {"recipient_id": "c"}]) == []


def test_buttons_payloads_are_read() -> None:
    assert parse_command('/choose{"ordinal": 2}') == ("choose", {"ordinal": 2})
    assert parse_command("/affirm") == ("affirm", {})
    assert parse_command("yes please") is None
    assert parse_command("/choose{broken") is None
