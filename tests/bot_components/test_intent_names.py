import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_names import IntentNames, sentence_of


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("DELAY_IN_PARCEL", "delay in parcel"),
        ("ask_stock", "ask stock"),
        ("faq/returns", "faq returns"),
        ("orderStatus", "order status"),
        ("100_NIGHT_TRIAL_OFFER", "100 night trial offer"),
        ("退货", "退货"),
        ("17", None),
        ("", None),
        ("out_of_scope", None),
        ("NO_NODES_DETECTED", None),
    ],
)
def test_an_intent_says_what_it_is_called(intent, sentence):
    assert sentence_of(intent) == sentence


def test_a_name_is_learnt_once_beside_the_sentences_and_the_data_handed_in_stay_as_they_are():
    said = [Message({TEXT: "where is it", INTENT: "track_order"}), Message({TEXT: "my parcel", INTENT: "track_order"})]
    given = TrainingData([*said, Message({TEXT: "who won the cup", INTENT: "out_of_scope"})])
    learnt = IntentNames().process_training_data(given)
    assert [(m.get(TEXT), m.get(INTENT)) for m in learnt.training_examples if m not in given.training_examples] == [
        ("track order", "track_order")
    ]
    assert len(learnt.training_examples) == 4
    assert len(given.training_examples) == 3


def test_a_message_is_left_alone():
    message = Message({TEXT: "where is it"})
    assert IntentNames().process([message]) == [message]
    assert message.as_dict() == {TEXT: "where is it"}
