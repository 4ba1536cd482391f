"""The admin pages, with every process real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from run.opened import Opened
from tests.e2e.axe import faults
from tests.e2e.console import Console
from tests.e2e.staff import ADA, PASSWORD, Staff
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e

TITLES = {
    "charts": "Reports",
    "review": "Review",
    "faqs": "FAQ",
    "gaps": "Questions without an answer",
    "canned": "Canned replies",
    "hours": "Opening hours",
    "agents": "Agents",
}
SIZES = {1280: 860, 390: 844}


class Admin:
    """Ada's console."""

    def __init__(self, page: Page, house: Opened) -> None:
        self.page = page
        self.house = house

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.house.url}/console/#/admin/{name}")
        expect(self.page.get_by_role("heading", level=1, name=TITLES[name])).to_be_visible()
        return self.page

    def told(self, text: str) -> None:
        expect(self.page.locator("desk-console .notice")).to_contain_text(text)


@pytest.fixture(scope="module")
def admin(browser: Browser, house: Opened, staff: Staff) -> Iterator[Admin]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page broke: {error}"))
    Console(page, house.url).sign_in(ADA, PASSWORD)
    staff.ask("PUT", "/api/agent/me", json={"online": False})  # she takes no conversations
    yield Admin(page, house)
    context.close()


@pytest.fixture
def shopper(visit: Callable[[], Page]) -> Widget:
    return Widget(visit()).open()


def test_each_page_is_sound_at_both_widths(admin: Admin, pictures: Path) -> None:
    for name in TITLES:
        page = admin.open(name)
        page.wait_for_load_state("networkidle")
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert faults(page) == [], (name, width)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{name} at {width} scrolls sideways"
            page.screenshot(path=pictures / f"console-{name}-{width}.png")
        page.set_viewport_size({"width": 1280, "height": SIZES[1280]})


def test_a_new_answer_is_in_the_index_at_once(admin: Admin) -> None:
    page, answer = admin.open("faqs"), "Yes: every Saturday at ten, at the lake."
    page.get_by_role("button", name="Add an entry").click()
    page.get_by_label("Question", exact=True).fill("Do you give paddling lessons?")
    page.get_by_label("Answer", exact=True).fill(answer)
    page.get_by_role("button", name="Save").click()
    admin.told("Saved")
    page.get_by_label("Try a question").last.fill("do you give paddling lessons")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("search").get_by_text(answer)).to_be_visible()


def test_what_was_not_understood_becomes_an_example(admin: Admin, shopper: Widget) -> None:
    text = "who won the world cup in 1994"
    shopper.say(text)
    page = admin.open("review")
    page.reload()
    card = page.get_by_role("listitem").filter(has_text=text).first
    card.get_by_role("combobox").select_option("smalltalk")
    card.get_by_role("button", name="File as example").click()
    admin.told("Filed as an example of smalltalk")
    content = yaml.safe_load((admin.house.state / "review" / "nlu.yml").read_text("utf-8"))
    assert {"intent": "smalltalk", "examples": f"- {text}\n"} in content["nlu"]


def test_closed_by_the_hours(admin: Admin, staff: Staff, shopper: Widget) -> None:
    page = admin.open("hours")
    try:
        page.get_by_label("Open at all hours").uncheck()
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
            page.get_by_role("button", name=f"Remove 09:00 to 17:00 on {day}").click()
        expect(page.get_by_text("Closed now")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        admin.told("Saved")
        shopper.root.get_by_role("button", name="Talk to a person").click()
        expect(shopper.bubbles.filter(has_text="Nobody is at the desk")).to_be_visible()
        shopper.root.get_by_label("Your e-mail address").fill("ann@mail.example")
        shopper.root.get_by_label("Your question").fill("Is the blue one back in spring?")
        shopper.root.get_by_role("button", name="Send it to us").click()
        expect(shopper.bubbles.filter(has_text="ann@mail.example")).to_be_visible()
        assert faults(shopper.page) == []
        shopper.root.get_by_role("button", name="Back to the assistant").click()
    finally:
        staff.ask("PUT", "/api/admin/hours", json={})


def test_accounts_and_ready_replies(admin: Admin) -> None:
    page = admin.open("agents")
    page.get_by_role("button", name="Add an agent").click()
    page.get_by_label("Name").fill("Dan Ito")
    page.get_by_label("E-mail address").fill("dan@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add", exact=True).click()
    admin.told("Dan Ito can sign in now")
    dan = page.get_by_role("article").filter(has_text="dan@desk.example")
    dan.get_by_role("button", name="Close account").click()
    expect(dan.get_by_text("Closed")).to_be_visible()

    page = admin.open("canned")
    page.get_by_role("button", name="Add a reply").click()
    page.get_by_label("Title").fill("Greeting")
    page.get_by_label("Text").fill("Hello !")
    page.get_by_label("Text").press("ArrowLeft")
    page.get_by_role("button", name="{name}").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Hello {name}!")).to_be_visible()
    page.get_by_role("button", name="Delete Greeting").click()
    expect(page.get_by_text("Hello {name}!")).to_have_count(0)
