"""A shopper, the storefront and the widget, with every process real."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from run.opened import Opened
from tests.e2e.other_shop import OtherShop
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e


def test_finds_products_and_keeps_them_over_a_reload(page: Page, pictures: Path) -> None:
    widget = Widget(page).open()
    widget.say("im looking for a tent for two people")
    expect(widget.cards.first).to_be_visible()
    title = widget.cards.first.get_by_role("heading").inner_text()
    assert "tent" in title.lower()
    page.screenshot(path=pictures / "widget.png")
    page.reload()
    Widget(page).open()
    expect(Widget(page).root.get_by_role("heading", name=title).first).to_be_visible()


def test_asks_for_consent_once(page: Page) -> None:
    widget = Widget(page).open()
    widget.root.get_by_role("button", name="No, thanks").click()
    page.reload()
    again = Widget(page).open()
    expect(again.root.get_by_role("button", name="No, thanks")).to_have_count(0)


def test_is_forgotten_on_request_and_may_go_on_as_a_stranger(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("show me headlamps")
    before = widget.conversation_id
    asked = widget.say("delete all my data")
    asked.get_by_role("button", name="Yes, please").click()
    expect(widget.answers.last).to_contain_text("Goodbye")
    widget.write("do you have tents")
    expect(widget.cards.first).to_be_visible(timeout=45_000)
    assert widget.conversation_id != before
    expect(widget.root.get_by_text("show me headlamps")).to_have_count(0)


def test_a_card_goes_into_the_cart_that_the_storefront_shows(page: Page) -> None:
    widget = Widget(page).open()
    widget.say("show me T-shirts")
    card = widget.cards.first
    card.get_by_role("button", name="Add to cart").click()
    expect(card.get_by_role("button", name="Choose above")).to_be_disabled()
    expect(page.get_by_role("link", name="Cart (0)")).to_be_visible()  # neither size nor colour is chosen for anybody
    chosen = [group.locator("button:not([disabled])").first for group in card.locator("fieldset").all()]
    names = [chip.inner_text() for chip in chosen]
    for chip in chosen:
        chip.click()
    card.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Cart (1)").click()
    line = page.locator(".lines li")
    for name in names:
        expect(line).to_contain_text(name)
    page.goto(f"{page.url.split('#')[0]}checkout")
    expect(line).to_contain_text("× 1")


def test_views_on_the_storefront_change_what_is_picked(page: Page) -> None:
    page.get_by_role("button", name="Everything").wait_for()
    picks = page.locator("section[aria-labelledby=for-you] li[data-item]")  # not the blanks that keep their places
    picks.first.wait_for()
    before = picks.evaluate_all("els => els.map(e => e.dataset.item)")
    page.get_by_role("searchbox").fill("espresso coffee beans")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="“espresso coffee beans”")).to_be_visible()
    for index in range(3):
        page.locator("section[aria-labelledby=shelf] li a").nth(index).click()
        page.get_by_role("button", name="Ask about it").wait_for()
        page.go_back()
        page.get_by_role("heading", name="“espresso coffee beans”").wait_for()
    page.reload()
    picks.first.wait_for()
    after = picks.evaluate_all("els => els.map(e => e.dataset.item)")
    assert before != after


def test_signs_in_as_a_demo_shopper_and_sees_only_their_orders(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_label("Shopping as").select_option(label="Maya Lindgren")
    widget = Widget(page).open()
    answer = widget.say("where are my orders")
    expect(answer).to_contain_text("AF-")


def test_text_is_text_and_a_slash_is_no_command(page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    widget = Widget(page).open()
    widget.say("<img src=x onerror=alert(1)><script>alert(2)</script>")
    expect(widget.bubbles.first).to_contain_text("<img src=x")
    widget.say("/restart")
    expect(widget.bubbles.filter(has_text="/restart")).to_be_visible()


def test_talks_on_another_shops_page_that_is_on_the_list(
    context: BrowserContext, friend: OtherShop, house: Opened
) -> None:
    page = context.new_page()
    page.goto(friend.url)
    answer = Widget(page).open().say("hello")
    expect(answer).to_be_visible()


def test_a_page_that_may_not_embed_the_widget_gets_none(context: BrowserContext, stranger: OtherShop) -> None:
    page = context.new_page()
    with page.expect_request_finished(lambda request: request.url.endswith("/widget/loader.js")):
        page.goto(stranger.url)
    page.wait_for_timeout(2000)  # time enough for a widget that were let in
    expect(page.get_by_role("button", name="Open the chat")).to_have_count(0)
