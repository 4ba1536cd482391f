"""A shopper and two agents, each in a browser of their own, with every process real."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from run.opened import Opened
from tests.e2e.console import SLOW, Console
from tests.e2e.killing import kill
from tests.e2e.staff import Staff
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e
Visit = Callable[[], Page]


def test_from_the_bot_to_two_agents_and_back(visit: Visit, bea: Console, cem: Console, pictures: Path) -> None:
    page = visit()
    with page.expect_navigation():
        page.get_by_label("Shopping as").select_option(label="Tom Okafor")
    shopper = Widget(page).open()
    bea.show("Queue")
    shopper.say("im looking for a red tent for two people")
    shopper.write("can i talk to a person")
    place = re.compile(r"You are (next|number \d+) in the queue")
    expect(shopper.bubbles.filter(has_text=place)).to_be_visible(timeout=SLOW)
    conversation = shopper.conversation_id
    expect(bea.line(conversation)).to_contain_text("Tom Okafor")
    expect(bea.line(conversation)).to_contain_text(re.compile(r"\d+ (s|min)"))
    expect(bea.page).to_have_title(re.compile(r"^\(\d+\) "))
    cem.show("Queue")
    cem.open(conversation)

    # the bot's part is there, with what it understood and showed
    bea.claim(conversation)
    expect(bea.log).to_contain_text("ask human")
    expect(bea.log.get_by_role("list", name="Products shown").first).to_contain_text("tent")
    expect(bea.page.get_by_role("region", name="Summary")).to_be_visible(timeout=SLOW)
    panel = bea.page.get_by_role("region", name="The shopper")
    expect(panel).to_contain_text("tom.okafor@example.com")
    expect(panel).to_contain_text(re.compile(r"AF-\d{6}"))
    expect(shopper.bubbles.filter(has_text="Bea Novak has joined")).to_be_visible()
    expect(shopper.root.get_by_text("You are talking to Bea Novak")).to_be_visible()
    expect(cem.page.get_by_role("button", name="Claim")).to_have_count(0)
    expect(cem.page.get_by_text("with Bea Novak")).to_be_visible()

    # both ways, with typing; the bot is silent
    shopper.box.press_sequentially("the poles", delay=20)
    expect(bea.log).to_contain_text("is typing")
    shopper.write("the poles of my last one broke, hello?")
    expect(bea.bubbles.last).to_contain_text("the poles of my last one broke")
    bea.reply.press_sequentially("Oh no", delay=20)
    expect(shopper.root.locator(".typing")).to_be_visible()
    bea.say("Oh no. Let me find you a better one.")
    expect(shopper.bubbles.last).to_contain_text("Oh no. Let me find you a better one.")
    expect(shopper.bubbles.last).to_contain_text("Bea Novak")

    # a picture
    photo = shopper.page.screenshot(clip={"x": 0, "y": 0, "width": 120, "height": 80})
    picture = FilePayload(name="poles.png", mimeType="image/png", buffer=photo)
    shopper.root.locator("input[type=file]").set_input_files(picture)
    shopper.write("they look like this")
    expect(bea.bubbles.last.get_by_role("img")).to_have_js_property("naturalWidth", 120)

    # a note for colleagues, a product for the shopper
    bea.note("Prefers steel poles.")
    expect(cem.log.get_by_role("note")).to_contain_text("Prefers steel poles.")
    title = bea.send_product("family tent")
    expect(shopper.cards.get_by_role("heading", name=title)).to_be_visible()
    expect(shopper.root.get_by_text("steel poles")).to_have_count(0)

    # a suggestion is a draft: nothing is sent before the agent sends it
    said = shopper.bubbles.count()
    bea.page.get_by_role("button", name="Suggest").click()
    suggestion = bea.page.get_by_role("region", name="Suggested reply")
    expect(suggestion).to_contain_text("nothing is sent until you send it", timeout=SLOW)
    bea.page.screenshot(path=pictures / "console.png")
    suggestion.get_by_role("button", name="Use it").click()
    expect(bea.reply).not_to_have_value("")
    assert shopper.bubbles.count() == said
    bea.say("It has a guarantee of ten years.")
    expect(shopper.bubbles.last).to_contain_text("guarantee of ten years")
    shopper.page.screenshot(path=pictures / "widget-agent.png")

    # to a colleague
    dialog = bea.dialog("Transfer")
    dialog.get_by_text("Cem Aydin").click()
    dialog.get_by_label("Note for colleagues").fill("Please see to the guarantee.")
    dialog.get_by_role("button", name="Transfer").click()
    expect(shopper.bubbles.filter(has_text="Cem Aydin takes over")).to_be_visible()
    expect(cem.reply).to_be_visible()
    expect(cem.log).to_contain_text("Please see to the guarantee.")
    cem.say("Hello, I have your guarantee here.")
    expect(shopper.bubbles.last).to_contain_text("I have your guarantee here")

    # back to the bot, which answers again
    cem.dialog("To the bot").get_by_role("button", name="Give back").click()
    expect(shopper.bubbles.filter(has_text="talking with the assistant again")).to_be_visible()
    shopper.say("show me headlamps")
    expect(shopper.cards.first).to_be_visible(timeout=SLOW)

    # a person once more, claimed and closed by keys; rated
    shopper.call_a_person()
    bea.show("Queue")
    bea.open(conversation)
    bea.page.keyboard.press("c")
    expect(bea.reply).to_be_focused(timeout=SLOW)
    bea.reply.press("Escape")
    bea.page.keyboard.press("x")
    dialog = bea.deeds
    dialog.get_by_text("Product question").click()
    dialog.get_by_role("button", name="Close it").click()
    shopper.root.locator("shopkeeper-rating label").nth(3).click()
    shopper.root.get_by_label("Anything to add?").fill("friendly people")
    shopper.root.get_by_role("button", name="Send rating").click()
    bea.show("Closed")
    expect(bea.line(conversation)).to_contain_text("Product question")
    expect(bea.line(conversation)).to_contain_text("4 of 5")

    # written into again, it is the bot's
    shopper.say("hello")
    expect(bea.line(conversation)).to_have_count(0)


def test_of_two_claims_the_second_is_refused_by_name(shopper: Widget, bea: Console, cem: Console) -> None:
    conversation = shopper.call_a_person()
    held: list[Route] = []
    cem.page.route("**/claim", lambda route: held.append(route))
    cem.show("Queue")
    cem.open(conversation)
    with cem.page.expect_request("**/claim"):
        cem.page.get_by_role("button", name="Claim").click()  # on its way while Bea is faster
    bea.show("Queue")
    bea.claim(conversation)
    held[0].continue_()
    expect(cem.notice).to_contain_text("Bea Novak has this conversation already")
    cem.page.unroute("**/claim")
    expect(shopper.bubbles.filter(has_text="has joined")).to_have_count(1)
    bea.dialog("Close").get_by_role("button", name="Close it").click()


def test_nothing_is_lost_or_doubled_when_parts_die(visit: Visit, house: Opened, bea: Console) -> None:
    page = visit()
    shopper = Widget(page).open()
    conversation = shopper.call_a_person()
    bea.show("Queue")
    bea.claim(conversation)
    bea.say("one: before")
    bea.reply.fill("half a sentence")
    bea.page.reload()
    expect(bea.reply).to_have_value("half a sentence")
    page.close()  # the shopper's tab is gone; what is said meanwhile waits
    bea.say("two: while the tab was closed")
    page = page.context.new_page()
    page.goto(house.url)
    shopper = Widget(page).open()
    expect(shopper.bubbles.filter(has_text="two: while")).to_have_count(1)

    kill(house, "gateway")
    expect(bea.page.get_by_text("No connection")).to_be_visible()
    bea.say("three: while the gateway was dead")
    shopper.write("four: from the shopper, meanwhile")
    expect(bea.page.get_by_text("No connection")).to_have_count(0, timeout=120_000)
    for text in ("one: before", "two: while", "three: while", "four: from"):
        expect(shopper.bubbles.filter(has_text=text)).to_have_count(1, timeout=SLOW)
        expect(bea.bubbles.filter(has_text=text)).to_have_count(1, timeout=SLOW)
    expect(bea.page.get_by_text("Not sent")).to_have_count(0)
    page.reload()
    Widget(page).open()
    for text in ("three: while", "four: from"):
        expect(Widget(page).bubbles.filter(has_text=text)).to_have_count(1)
    bea.dialog("Close").get_by_role("button", name="Close it").click()


def test_out_of_hours_the_answer_goes_by_mail(visit: Visit, house: Opened, staff: Staff, bea: Console) -> None:
    page = visit()
    shopper = Widget(page).open()
    staff.ask("PUT", "/api/admin/hours", json={"timezone": "UTC", "week": [[]] * 7})
    try:
        shopper.root.get_by_role("button", name="Talk to a person").click()
        expect(shopper.bubbles.filter(has_text="Nobody is at the desk right now")).to_be_visible()
        shopper.root.get_by_label("Your e-mail address").fill("ines@example.com")
        shopper.root.get_by_label("Your question").fill("does the tent come in green")
        shopper.root.get_by_role("button", name="Send it to us").click()
        expect(shopper.bubbles.filter(has_text="the answer will come to ines@example.com")).to_be_visible()
        conversation = shopper.conversation_id
        page.goto("about:blank")
        bea.show("Queue")
        expect(bea.line(conversation)).to_contain_text("ines@example.com")
        bea.claim(conversation)
        expect(bea.log).to_contain_text("does the tent come in green")
        bea.say("Yes, it does: forest green.")
        expect(bea.bubbles.filter(has_text="forest green")).to_be_visible()
        letter = wait_for_letter(bea.page, house.state / "outbox")
        assert "forest green" in letter
        assert "ines@example.com" in letter
        page.goto(house.url)
        expect(Widget(page).open().bubbles.filter(has_text="forest green")).to_be_visible()
    finally:
        staff.ask("PUT", "/api/admin/hours", json={"timezone": "UTC", "week": None})
    bea.dialog("Close").get_by_role("button", name="Close it").click()


def wait_for_letter(page: Page, outbox: Path) -> str:
    """The first letter that the worker has put into the file outbox."""
    for _ in range(240):
        for path in outbox.glob("*") if outbox.is_dir() else ():
            return path.read_text()
        page.wait_for_timeout(250)
    raise AssertionError("no letter was sent within a minute")
