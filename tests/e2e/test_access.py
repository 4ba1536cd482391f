"""Everyone can use the shop's pages and the desk's: axe-core finds nothing serious."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.axe import faults
from tests.e2e.console import Console
from tests.e2e.widget import Widget

pytestmark = pytest.mark.e2e
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")


def test_everyone_can_use_it(shopper: Widget, bea: Console, pictures: Path) -> None:
    """Nothing serious or critical by axe-core on storefront, widget and console, at two widths, by day and by night."""
    page, desk = shopper.page, bea.page
    shopper.say("show me headlamps")
    shopper.say("compare the first two")
    assert faults(page) == []
    conversation = shopper.call_a_person()
    bea.show("Queue")
    expect(bea.line(conversation)).to_be_visible()
    assert faults(desk) == []
    bea.claim(conversation)
    bea.say("Which one do you like?")
    desk.get_by_role("button", name="Private note").click()
    assert faults(desk) == []
    desk.get_by_role("button", name="Reply", exact=True).click()
    bea.reply.fill("/")
    assert faults(desk) == []
    bea.reply.press("Escape")
    for deed in ("Transfer", "To the bot", "Close"):
        bea.dialog(deed)
        assert faults(desk) == []
        desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Keyboard shortcuts").click()
    assert faults(desk) == []
    desk.keyboard.press("Escape")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        desk.emulate_media(color_scheme=scheme)
        assert faults(page) == []
        assert faults(desk) == []
        desk.screenshot(path=pictures / f"console-{scheme}.png")
    for one in (page, desk):
        one.emulate_media(color_scheme="light")
        one.set_viewport_size(PHONE)
    desk.reload()
    expect(bea.bubbles.last).to_contain_text("Which one do you like?")
    assert faults(page) == []
    assert faults(desk) == []
    page.screenshot(path=pictures / "widget-phone.png")
    desk.screenshot(path=pictures / "console-phone.png")
    desk.get_by_role("button", name="The shopper").click()
    assert faults(desk) == []
    desk.get_by_role("button", name="Hide the shopper").click()
    bea.dialog("Close").get_by_role("button", name="Close it").click()
    expect(bea.lists).to_be_visible()
    assert faults(desk) == []
    desk.set_viewport_size(DESKTOP)
