"""The console as an agent uses it: through roles and names, as a screen reader would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.staff import PASSWORD

SLOW = 45_000  # milliseconds; the bot, the model and a busy machine


class Console:
    """``page`` is a tab of the agent's own browser."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = f"{url}/console"
        self.root = page.locator("desk-console")

    def sign_in(self, email: str, password: str) -> Console:
        self.page.goto(self.url)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.lists).to_be_visible()
        return self

    def sign_out(self) -> None:
        self.page.goto(f"{self.url}/#/queue")
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_label("Password")).to_be_visible()

    # ── the lists ────────────────────────────────────────────────────────────

    @property
    def lists(self) -> Locator:
        return self.page.get_by_role("navigation", name="Lists")

    def show(self, name: str) -> None:
        self.lists.get_by_role("link", name=re.compile(f"^{name}")).click()

    def line(self, conversation_id: str) -> Locator:
        return self.page.locator(f'desk-lines a[data-id="{conversation_id}"]')

    def open(self, conversation_id: str) -> Console:
        self.line(conversation_id).click(timeout=SLOW)
        expect(self.log).to_be_visible(timeout=SLOW)
        return self

    def claim(self, conversation_id: str) -> Console:
        self.open(conversation_id)
        self.page.get_by_role("button", name="Claim").click()
        expect(self.reply).to_be_visible(timeout=SLOW)
        return self

    # ── the open conversation ────────────────────────────────────────────────

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def bubbles(self) -> Locator:
        return self.log.locator("desk-bubble")

    @property
    def reply(self) -> Locator:
        return self.page.get_by_role("textbox", name="Reply to the shopper")

    @property
    def notice(self) -> Locator:
        return self.root.locator(".notice")

    def say(self, text: str) -> None:
        self.reply.fill(text)
        self.reply.press("Enter")
        expect(self.reply).to_have_value("")

    def note(self, text: str) -> None:
        self.page.get_by_role("button", name="Private note").click()
        box = self.page.get_by_role("textbox", name="Private note")
        box.fill(text)
        box.press("Enter")
        expect(self.log.get_by_role("note").filter(has_text=text)).to_be_visible(timeout=SLOW)
        self.page.get_by_role("button", name="Reply", exact=True).click()

    def send_product(self, query: str) -> str:
        """Search for a product and send the first that is found; returns its title."""
        self.page.get_by_role("button", name="Product", exact=True).click()
        self.page.get_by_role("searchbox", name="Search the shop").fill(query)
        first = self.page.locator("desk-products li button").first
        first.wait_for(timeout=SLOW)
        title = first.locator(".title").inner_text()
        first.click()
        self.page.get_by_role("button", name="Send", exact=True).click()
        return title

    def dialog(self, deed: str) -> Locator:
        """Press the button of that name and have what its dialog holds."""
        self.page.get_by_role("group", name="This conversation").get_by_role("button", name=deed).click()
        return self.deeds

    @property
    def deeds(self) -> Locator:
        return self.page.locator("desk-deeds")


@contextmanager
def at_the_desk(browser: Browser, url: str, email: str) -> Iterator[Console]:
    """An agent's browser, signed in, and signed out at the end; a script's dialog in it is a failure."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    console = Console(page, url).sign_in(email, PASSWORD)
    yield console
    console.sign_out()
    context.close()
