"""What the widget does for the page that it stands on, and for a shopper with a bad connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from run.layout import ROOT
from run.opened import Opened
from tests.e2e.axe import faults
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e
PICTURE = ROOT / "docs" / "pictures" / "widget.png"
LISTEN = """() => {
  window.heard = [];
  for (const name of ["open", "message"]) Shopkeeper.on(name, (detail) => heard.push([name, detail?.author ?? null]));
  Shopkeeper.open();
  Shopkeeper.send("hello from the page");
}"""


def test_the_page_drives_it(page: Page) -> None:
    widget = Widget(page)
    expect(widget.root.get_by_role("button", name="Open the chat")).to_be_visible()
    page.evaluate(LISTEN)
    expect(widget.bubbles.first).to_contain_text("hello from the page")
    expect(widget.answers.first).to_be_visible(timeout=45_000)
    assert page.evaluate("heard")[:2] == [["open", None], ["message", "bot"]]
    with page.expect_response("**/api/events") as tracked:
        page.evaluate("Shopkeeper.track({type: 'search', query: 'tents'})")
    assert tracked.value.status == 202
    token = page.evaluate("fetch('/api/demo').then((r) => r.json()).then((demo) => demo.shoppers[0].user_token)")
    with page.expect_response("**/api/sessions") as opened:
        page.evaluate("(token) => Shopkeeper.identify(token)", token)
    assert opened.value.json()["shopper"]["known"] is True


def test_a_picture_is_sent_and_stays(page: Page, tmp_path: Path) -> None:
    widget = Widget(page).open()
    words = tmp_path / "words.txt"
    words.write_text("no picture")
    for file in (words, PICTURE):
        with page.expect_file_chooser() as chooser:
            widget.root.get_by_role("button", name="Attach a picture").click()
        chooser.value.set_files(file)
        if file is words:
            expect(widget.root.get_by_role("alert")).to_contain_text("PNG")
    widget.box.press("Enter")
    expect(widget.root.get_by_role("img", name="Picture")).to_be_visible()
    expect(widget.answers.last).to_contain_text("Thank you for the picture")
    assert faults(page) == []
    page.reload()
    expect(Widget(page).open().root.get_by_role("img", name="Picture")).to_be_visible()


def test_what_is_written_without_a_connection_is_sent_when_there_is_one(page: Page, context: BrowserContext) -> None:
    widget = Widget(page).open()
    widget.say("hello")
    context.set_offline(True)
    expect(widget.root.get_by_text("No connection")).to_be_visible()
    widget.box.fill("sent without a line")
    widget.box.press("Enter")
    expect(widget.root.get_by_text("Not sent")).to_be_visible()
    context.set_offline(False)
    expect(widget.root.get_by_text("Not sent")).to_have_count(0)
    expect(widget.root.get_by_text("No connection")).to_have_count(0)
    expect(widget.bubbles.filter(has_text="sent without a line")).to_have_count(1)


def test_two_tabs_are_one_conversation(page: Page, context: BrowserContext, house: Opened) -> None:
    first = Widget(page).open()
    first.say("hello from the first tab")
    other = context.new_page()
    other.goto(house.url)
    second = Widget(other).open()
    expect(second.bubbles.first).to_contain_text("hello from the first tab")
    second.write("and from the second")
    expect(first.bubbles.filter(has_text="and from the second")).to_have_count(1)


COLOURS = """(name) => {
  const parts = [document.querySelector("shopkeeper-chat")];
  const found = new Set();
  for (let at = 0; at < parts.length; at += 1) {
    found.add(getComputedStyle(parts[at]).getPropertyValue(name).trim());
    parts.push(...[...parts[at].shadowRoot.querySelectorAll("*")].filter((one) => one.shadowRoot));
  }
  return [...found];
}"""


def test_a_shops_own_colours_reach_every_part(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("show me headlamps")
    widget.root.evaluate("chat => chat.style.setProperty('--shopkeeper-accent', 'rgb(1, 2, 3)')")
    assert page.evaluate(COLOURS, "--shopkeeper-accent") == ["rgb(1, 2, 3)"]
    button = widget.cards.first.get_by_role("button", name="Add to cart")
    expect(button).to_have_css("background-color", "rgb(1, 2, 3)")
    widget.root.evaluate("chat => { chat.theme = 'dark' }")
    assert page.evaluate(COLOURS, "--shopkeeper-surface") == ["#20241f"]


def test_a_new_answer_is_read_from_its_first_line(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("show me headlamps")
    widget.say("compare the first three")
    log = widget.root.get_by_role("log")
    expect(widget.root.locator("shopkeeper-compare")).to_be_visible()
    first = widget.answers.last
    page.wait_for_timeout(500)  # pictures and fonts come in
    inside, answer = log.bounding_box(), first.bounding_box()
    assert inside and answer and inside["y"] - 1 <= answer["y"] <= inside["y"] + inside["height"]
    log.evaluate("log => { log.scrollTop = 0 }")
    page.evaluate("Shopkeeper.send('and which is the lightest?')")
    newest = widget.root.get_by_role("button", name="New messages")
    newest.click(timeout=45_000)
    expect(newest).to_have_count(0)


def test_what_is_asked_on_an_items_page_is_about_that_item(page: Page) -> None:
    page.locator("section[aria-labelledby=shelf] li a").first.click()
    title = page.locator("article h1").inner_text()
    page.get_by_role("button", name="Ask about it").click()
    widget = Widget(page)
    expect(widget.root.get_by_text(f"About: {title}")).to_be_visible()
    widget.say("what does it cost?")
    expect(widget.answers.last).to_contain_text(title)
    expect(widget.root.get_by_text(f"About: {title}")).to_have_count(0)


def test_the_panel_and_what_is_unread_outlive_the_page(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("hello")
    page.reload()
    expect(widget.box).to_be_visible()
    expect(widget.bubbles.first).to_contain_text("hello")
    widget.root.get_by_role("button", name="Close the chat").first.click()
    page.evaluate("Shopkeeper.send('thanks')")
    expect(widget.root.locator(".badge")).to_have_text("1", timeout=45_000)
    page.reload()
    expect(widget.root.locator(".badge")).to_have_text("1")
    widget.open()
    expect(widget.root.locator(".badge")).to_have_count(0)
