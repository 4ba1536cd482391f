"""The action server's answers are still checked, with a validator made once."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.components.quick import check_answers_quickly


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_answers_quickly()
    return RemoteAction("action_search", None)


def test_a_good_answer_passes(action):
    events = [{"event": "slot", "timestamp": None, "name": "email", "value": "a@example.org"}]
    assert action._validate_action_result({"events": events, "responses": [{"text": "hello"}]})


@pytest.mark.parametrize("answer", [{"events": [{"name": "email"}]}, {"events": {}}, {"responses": ["hello"]}, []])
def test_a_bad_answer_is_refused(action, answer):
    with pytest.raises(ValidationError, match="not of the form that Rasa expects"):
        action._validate_action_result(answer)
