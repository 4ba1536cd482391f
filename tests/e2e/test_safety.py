"""What is typed stays text, and a token opens only what is its owner's."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from run.opened import Opened
from tests.e2e.bad_input import bad_texts
from tests.e2e.console import Console
from tests.e2e.tokens import expire, forge, stream_code
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e


def test_what_either_side_types_is_text(shopper: Widget, bea: Console) -> None:
    shopper.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    conversation = shopper.call_a_person()
    bea.show("Queue")
    bea.claim(conversation)
    for text in bad_texts():
        shopper.box.fill(text)
        shopper.box.press("Enter")
        expect_as_text(bea.bubbles.locator(".row.shopper .text").last, text)
        expect_as_text(shopper.bubbles.locator(".row.shopper .text").last, text)
        bea.say(text)
        expect_as_text(shopper.bubbles.locator(".row.agent .text").last, text)
        expect_as_text(bea.bubbles.locator(".row.agent .text").last, text)
        bea.note(text)
    bea.dialog("Close").get_by_role("button", name="Close it").click()


def expect_as_text(place: Locator, text: str) -> None:
    """All of the text, character by character, and no element made of it."""
    expect(place).to_contain_text(text, use_inner_text=False)
    assert str(place.evaluate("node => node.textContent")).endswith(text)
    expect(place.locator(":not(.hidden)")).to_have_count(0)


def test_no_token_but_ones_own_opens_anything(visit: Callable[[], Page], house: Opened, bea: Console) -> None:
    shopper, other = Widget(visit()).open(), Widget(visit()).open()
    shopper.say("my name is Ines and this is private")
    session = shopper.session
    forged, expired = forge(session["token"]), expire(session["token"], house)
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as client:
        for token in (forged, expired, "x"):
            bearer = {"Authorization": f"Bearer {token}"}
            for path in ("/api/messages", "/api/me", "/api/cart", "/api/agent/conversations"):
                assert client.get(path, headers=bearer).status_code == 401, (path, token)
        own = {"Authorization": f"Bearer {session['token']}"}
        assert "private" in client.get("/api/messages", headers=own).text
        assert client.get("/api/agent/conversations", headers=own).status_code == 401
        theirs = {"Authorization": f"Bearer {other.session['token']}"}
        assert "private" not in client.get("/api/messages", headers=theirs).text
    for token in (forged, expired):
        assert stream_code(other.page, token) == 4401
        other.keep({**session, "token": token})
        other.page.reload()
        other.open()
        other.page.wait_for_function(
            "token => Object.values(localStorage).every(one => !one.includes(token))", arg=token
        )
        assert other.session["conversation_id"] != session["conversation_id"], "the browser has a session of its own"
        expect(other.bubbles.filter(has_text="private")).to_have_count(0)
    # another's conversation under one's own token
    other.keep({**other.session, "conversation_id": session["conversation_id"]})
    other.page.reload()
    other.open().say("hello")
    expect(other.bubbles.filter(has_text="private")).to_have_count(0)
    # an agent's cookie without the token that only our page knows
    refused = bea.page.request.put(f"{house.url}/api/agent/me", data={"online": False})
    assert refused.status == 403
