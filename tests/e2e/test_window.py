"""What a shopper notices of the widget, and an agent of the lists: carts, files, menus, places that are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from run.opened import Opened
from tests.e2e.console import Console
from tests.e2e.test_widget import PICTURE
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e
PHONE: Any = {"width": 390, "height": 844}


def test_the_cart_is_changed_in_the_chat(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("show me headlamps")
    widget.say("put the first one into my cart")
    widget.say("show my cart")
    cart = widget.bubbles.last.locator("shopkeeper-cart")
    cart.get_by_role("button", name="One more").click()
    expect(cart.locator(".count")).to_contain_text("2")
    expect(page.get_by_role("link", name="Cart (2)")).to_be_visible()
    expect(widget.root.locator("shopkeeper-cart").first.get_by_role("button")).to_have_count(0)  # it was so then
    cart.get_by_role("link", name="Check out").click()
    expect(page.locator(".lines li")).to_contain_text("× 2")
    page.get_by_role("button", name="Buy").click()
    expect(page.get_by_role("alert")).to_contain_text("Your order is AF-9")


def test_the_menu_keeps_a_transcript_and_forgets_on_request(page: Page, tmp_path: Path) -> None:
    widget = Widget(page).open()
    widget.say("show me headlamps")
    menu = widget.root.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    with page.expect_download() as kept:
        page.keyboard.press("Enter")
    kept.value.save_as(tmp_path / "chat.txt")
    assert "show me headlamps" in (tmp_path / "chat.txt").read_text()
    before = widget.conversation_id
    menu.click()
    widget.root.get_by_role("menuitem", name="Delete my data").click()
    widget.root.get_by_role("menuitem", name="Yes, delete it").click()
    expect(widget.bubbles).to_have_count(0)
    assert widget.conversation_id != before


def test_on_a_phone_the_page_rests_and_the_way_back_is_shown(browser: Browser, house: Opened) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(house.url)
    widget = Widget(page)
    widget.root.locator(".launcher").tap()
    expect(widget.box).to_be_visible()
    expect(widget.box).not_to_be_focused()  # no keyboard over what there is to read
    assert page.locator("shop-front").evaluate("page => page.inert") is True
    assert widget.box.evaluate("box => getComputedStyle(box).fontSize") == "16px"
    widget.say("show me headlamps")
    small = "shopkeeper-cards button:not(.arrow), .launcher, header button, shopkeeper-composer button"
    for target in widget.root.locator(small).all():
        box = target.bounding_box()
        assert box is None or (box["height"] >= 44 and box["width"] >= 44), target.get_attribute("aria-label")
    with page.expect_navigation():
        widget.cards.first.get_by_role("link").tap()
    back = widget.root.get_by_role("button", name="Back to the chat")
    back.tap()
    expect(widget.bubbles.first).to_contain_text("show me headlamps")
    context.close()


def test_speaks_the_pages_language_and_reads_its_history_once(context: BrowserContext, house: Opened) -> None:
    page = context.new_page()
    page.goto(house.url)
    Widget(page).open().say("hello")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/messages" in request.url else None)
    page.reload()
    expect(Widget(page).bubbles.first).to_contain_text("hello")
    page.wait_for_load_state("networkidle")
    assert len(asked) == 1
    page.locator("shopkeeper-chat").evaluate("chat => { chat.language = 'de' }")
    expect(page.locator("shopkeeper-chat").get_by_placeholder("Nachricht schreiben …")).to_be_visible()


def test_an_agent_finds_what_was_said_and_sends_a_picture(visit: Callable[[], Page], bea: Console) -> None:
    widget = Widget(visit()).open()
    widget.say("do you sell a xylophone for camping")
    conversation = widget.call_a_person()
    bea.show("All")
    bea.page.get_by_role("searchbox", name="Search conversations").fill("camping xylophone")
    expect(bea.page.locator("desk-lines ul a")).to_have_count(1)
    bea.claim(conversation)
    with bea.page.expect_file_chooser() as chooser:
        bea.page.get_by_role("button", name="Picture").click()
    chooser.value.set_files(PICTURE)
    expect(bea.page.get_by_role("img", name="The picture to be sent")).to_be_visible()
    bea.page.get_by_role("button", name="Send", exact=True).click()
    picture = widget.root.get_by_role("img", name="Picture")
    expect(picture).to_be_visible()
    assert int(picture.get_attribute("height") or 0) > 0, "its place is kept until it is there"
