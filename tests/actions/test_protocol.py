"""The wire between Rasa 3.6 and our action server (rasa-sdk 3.21): JSON in and out, as both sides have it.

What Rasa 3.6 sends is `RemoteAction._action_call_format`, what it takes is its `action_response_format_spec`: an object
with `events` (each an object with `event`) and `responses` (objects); a rejection is a 400 that names the action.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop.settings import Settings

ROOT = Path(__file__).parents[2]
TOKEN = {"token": "token-of-the-tests"}  # as Rasa sends it


@pytest.fixture(scope="module")
def url(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m actions` on a port of its own, over the test's shop."""
    state = tmp_path_factory.mktemp("state")
    (state / "shop.db").write_bytes(opened.read_bytes())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "SHOPKEEPER_STATE": str(state),
        "SHOPKEEPER_ACTIONS__PORT": str(port),
        "SHOPKEEPER_MODELS__PORT": "9",
        "SHOPKEEPER_CHROMA__PORT": "9",
        "SHOPKEEPER_SECRETS__ACTIONS_TOKEN": TOKEN["token"],
    }
    process = subprocess.Popen([sys.executable, "-m", "actions"], cwd=ROOT, env=env)
    root = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, "the action server ended"
            try:
                if httpx.get(f"{root}/health", timeout=1).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield root
    finally:
        process.terminate()
        process.wait(20)


def call(action: str, text: str = "hi", intent: str = "greet") -> dict[str, Any]:
    """The body of Rasa 3.6's call: the whole tracker, no domain (`selective_domain: true` in bot/endpoints.yml)."""
    message = {
        "intent": {"name": intent, "confidence": 0.98},
        "entities": [],
        "text": text,
        "message_id": "0f1e",
        "metadata": {"request_id": "r-1", "streaming": False, "language": "en"},
        "intent_ranking": [{"name": intent, "confidence": 0.98}],
        "language": "en",
    }
    return {
        "next_action": action,
        "sender_id": "wire-test",
        "tracker": {
            "sender_id": "wire-test",
            "slots": {"order_number": None, "requested_slot": None, "session_started_metadata": None},
            "latest_message": message,
            "latest_event_time": 1764000000.0,
            "followup_action": None,
            "paused": False,
            "events": [
                {"event": "action", "timestamp": 1764000000.0, "name": "action_session_start", "policy": None,
                 "confidence": 1.0, "action_text": None, "hide_rule_turn": False},
                {"event": "session_started", "timestamp": 1764000000.0},
                {"event": "action", "timestamp": 1764000000.0, "name": "action_listen", "policy": None,
                 "confidence": None, "action_text": None, "hide_rule_turn": False},
                {"event": "user", "timestamp": 1764000000.0, "text": text, "parse_data": message,
                 "input_channel": "rest", "message_id": "0f1e", "metadata": message["metadata"]},
            ],
            "latest_input_channel": "rest",
            "active_loop": {},
            "latest_action": {"action_name": "action_listen"},
            "latest_action_name": "action_listen",
        },
        "version": "3.6.21",
    }  # fmt: skip


def test_an_action_answers_with_events_and_responses(url: str) -> None:
    answer = httpx.post(f"{url}/webhook", params=TOKEN, json=call("action_respond"), timeout=20)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) >= {"events", "responses"}
    [said] = body["responses"]
    assert said["text"] and said["custom"]["quick_replies"][0].keys() == {"title", "payload"}
    assert all(isinstance(event, dict) and event["event"] for event in body["events"])


def test_who_has_no_token_gets_nothing_but_the_health(url: str) -> None:
    for params in ({}, {"token": "another"}):
        answer = httpx.post(f"{url}/webhook", params=params, json=call("action_respond"), timeout=20)
        assert answer.status_code == 401 and "responses" not in answer.json()
    assert httpx.get(f"{url}/actions").status_code == 401
    assert httpx.get(f"{url}/health").status_code == 200


def test_compressed_calls_are_read(url: str) -> None:
    import json

    body = zlib.compress(json.dumps(call("action_respond", "thanks", "thank")).encode())
    headers = {"Content-Encoding": "deflate", "Content-Type": "application/json"}
    assert httpx.post(f"{url}/webhook", params=TOKEN, content=body, headers=headers, timeout=20).json()["responses"]


def test_an_unknown_action_is_a_404_that_names_it(url: str) -> None:
    answer = httpx.post(f"{url}/webhook", params=TOKEN, json=call("action_make_tea"), timeout=20)
    assert answer.status_code == 404 and answer.json()["action_name"] == "action_make_tea"


def test_every_action_of_the_domain_is_served_and_the_other_way_round(url: str) -> None:
    import yaml

    served = {entry["name"] for entry in httpx.get(f"{url}/actions", params=TOKEN, timeout=20).json()}
    domain = {
        name
        for path in (ROOT / "bot" / "domain").glob("*.yml")
        for name in yaml.safe_load(path.read_text(encoding="utf-8")).get("actions", [])
    }
    assert served == domain


def test_it_listens_on_loopback_only_by_default() -> None:
    assert Settings.model_fields["actions"].default.host == "127.0.0.1"
