"""How soon the widget and the storefront are there, how still the page stands, and what axe-core finds.

    python -m benchmarks.web [--url http://127.0.0.1:8000] [--loads 3] [--no-axe]

Cold loads in Debian's Chromium, at a desktop's and a phone's width, with the machine as it is and as a slow phone: slow
4G (1.6 Mbit/s down, 750 kbit/s up, 150 ms) and a processor four times slower. Median of the loads. To reach: the
launcher under 1 s on the slow phone, the largest picture (LCP) under 1.5 s, a layout shift (CLS) under 0.05, no fault
by axe-core, the widget under 45 kB. The launcher is drawn by the loader and opens the chat once the widget is there.
Without ``--url`` a demo shop is opened for it, as the browser tests do.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import write
from run.layout import ROOT
from run.opened import opened
from tests.e2e.axe import faults
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.widget import Widget

WIDGET = ROOT / "web" / "dist" / "widget"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
LANGUAGES = ("en", "de", "ja", "zh-Hans")
SETTLED = 1500  # ms after the page is quiet, in which late shifts are seen
WATCH = """
window.seen = { shift: 0, largest: 0, what: "", launcher: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) { seen.largest = entry.startTime; seen.what = entry.element?.localName ?? ""; }
}).observe({ type: "largest-contentful-paint", buffered: true });
const look = () => {
  const chat = document.querySelector("shopkeeper-chat");
  if (chat?.shadowRoot?.querySelector(".launcher")) seen.launcher = performance.now();
  else requestAnimationFrame(look);
};
look();
"""
TYPING = """() => new Promise((done) => {
  const chat = document.querySelector("shopkeeper-chat"), began = performance.now();
  chat.shadowRoot.querySelector(".launcher").click();
  const look = () => {
    const area = chat.shadowRoot.querySelector("shopkeeper-composer")?.shadowRoot?.querySelector("textarea");
    if (area && area.getClientRects().length > 0) requestAnimationFrame(() => done(performance.now() - began));
    else requestAnimationFrame(look);
  };
  look();
})"""


def load(browser: Browser, url: str, size: dict[str, int], *, slow: bool) -> dict[str, float]:
    """One cold load: milliseconds, bytes as they went over the line, requests."""
    context = browser.new_context(viewport=size, is_mobile=size is PHONE, has_touch=size is PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    if slow:
        line.send("Network.emulateNetworkConditions", SLOW_4G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taken: list[float] = []
    line.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_function("seen.launcher > 0")
    until = {"requests until the launcher": len(taken), "kB until the launcher": sum(taken) / 1000}
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("seen")
    typing = page.evaluate(TYPING)
    context.close()
    return {
        "launcher ms": seen["launcher"],
        "LCP ms": seen["largest"],
        "CLS": seen["shift"],
        "typing ms after the click": typing,
        **until,
    }


def states(browser: Browser, url: str, language: str) -> Iterator[tuple[str, Page]]:
    """The pages and the widget as shoppers see them, one after another."""
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(url)
        page.locator("section[aria-labelledby=shelf] li a").first.wait_for()
        kind = f"{language}, {scheme}"
        yield f"shelf, {kind}", page
        chat = page.locator("shopkeeper-chat")
        chat.evaluate("(chat, language) => { chat.language = language }", language)
        chat.locator(".launcher").click()
        chat.locator("textarea").first.wait_for()
        yield f"welcome, {kind}", page
        chat.locator("shopkeeper-menu .dots").click()
        yield f"menu, {kind}", page
        page.keyboard.press("Escape")
        for name, text in (
            ("cards", "show me headlamps"),
            ("comparison", "compare the first two"),
            ("cart", "put the first one into my cart"),
        ):
            say(page, text)
            yield f"{name}, {kind}", page
        chat.locator("header > button").first.click()
        page.wait_for_timeout(SETTLED)
        yield f"waiting, {kind}", page
        context.close()
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    for name in ("item", "cart", "checkout"):
        page.goto(url if name == "item" else f"{url}/#/{name}")
        if name == "item":
            page.locator("section[aria-labelledby=shelf] li a").first.click()
        page.wait_for_timeout(SETTLED)
        yield f"{name} page, {language}", page
    context.close()


def say(page: Page, text: str) -> None:
    """Write, and wait for the answer."""
    answers = Widget(page).answers
    before = answers.count()
    box = page.locator("shopkeeper-chat textarea").first
    box.fill(text)
    box.press("Enter")
    answers.nth(before).wait_for()
    page.wait_for_timeout(600)


def examined(browser: Browser, url: str) -> list[dict[str, Any]]:
    rows = []
    for language in LANGUAGES:
        count, found = 0, []
        for state, page in states(browser, url, language):
            count += 1
            found += [f"{state}: {fault}" for fault in faults(page)]
        row = {"dataset": "axe-core", "system": language, "metric": "serious or critical faults", "value": len(found)}
        rows.append({**row, "states": count, "found": found})
    return rows


def measured(browser: Browser, url: str, loads: int, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    rows = []
    for device, size in (("desktop", DESKTOP), ("phone", PHONE)):
        for slow in (False, True):
            system = "slow 4G, processor 4x slower" if slow else "as it is"
            tell(f"{device}, {system}")
            taken = [load(browser, url, size, slow=slow) for _ in range(loads)]
            for metric in taken[0]:
                value = round(statistics.median(one[metric] for one in taken), 4)
                rows.append({"dataset": f"storefront, {device}", "system": system, "metric": metric, "value": value})
    return rows


def weighed() -> list[dict[str, Any]]:
    """The widget's files as they go over the line, in kB."""
    rows = []
    for name in ("loader.js", "widget.js", "texts/de.json"):
        size = len(gzip.compress((WIDGET / name).read_bytes())) / 1000
        rows.append({"dataset": "bundle", "system": name, "metric": "kB, gzip", "value": round(size, 2)})
    return rows


@contextmanager
def shop(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        yield house.url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="of a demo shop that is open")
    parser.add_argument("--loads", type=int, default=3)
    parser.add_argument("--no-axe", action="store_true", help="leave the faults out")
    asked = parser.parse_args()
    with shop(asked.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rows = weighed() + measured(browser, url, asked.loads, print)
        if not asked.no_axe:
            rows += examined(browser, url)
        browser.close()
    write("web", rows)


if __name__ == "__main__":
    main()
