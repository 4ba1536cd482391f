"""The widget as a shopper uses it: through roles and names, as a screen reader would."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

KEY = "'shopkeeper.session:' + location.origin"


class Widget:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("shopkeeper-chat")

    def open(self) -> Widget:
        launcher = self.root.locator(".launcher")
        launcher.wait_for(state="attached")
        if launcher.get_attribute("aria-expanded") == "false":  # a page loaded anew shows it as it was
            launcher.click()
        expect(self.box).to_be_visible()
        return self

    @property
    def box(self) -> Locator:
        return self.root.get_by_role("textbox", name="Write a message…")

    @property
    def session(self) -> dict[str, Any]:
        """What the browser keeps of its session."""
        kept: dict[str, Any] = self.page.evaluate(f"JSON.parse(localStorage.getItem({KEY}))")
        return kept

    def keep(self, session: dict[str, Any]) -> None:
        """Put another session into the browser's storage."""
        self.page.evaluate(f"session => localStorage.setItem({KEY}, JSON.stringify(session))", session)

    @property
    def conversation_id(self) -> str:
        return str(self.session["conversation_id"])

    @property
    def bubbles(self) -> Locator:
        return self.root.locator("shopkeeper-bubble")

    @property
    def answers(self) -> Locator:
        """Bubbles of the bot, an agent or the shop."""
        return self.bubbles.filter(has=self.page.locator(".row:not(.shopper)"))

    @property
    def cards(self) -> Locator:
        return self.bubbles.last.locator("shopkeeper-cards li")

    def call_a_person(self) -> str:
        """Into the queue; returns the conversation's id."""
        self.root.get_by_role("button", name="Talk to a person").click()
        expect(self.bubbles.last).to_contain_text("asked a colleague")
        return self.conversation_id

    def write(self, text: str) -> None:
        """Write and send; nobody need answer."""
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.bubbles.locator(".row.shopper").last).to_contain_text(text.strip()[:80])

    def say(self, text: str) -> Locator:
        """Write, send, wait for an answer that was not there before; returns the last bubble."""
        before = self.answers.count()
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.answers.nth(before)).to_be_visible(timeout=45_000)
        return self.answers.last
