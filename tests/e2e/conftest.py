"""All six real processes and a real browser, opened once for the whole suite."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from run.opened import Opened, opened
from tests.e2e.console import Console, at_the_desk
from tests.e2e.other_shop import OtherShop, other_shop
from tests.e2e.staff import Staff, hired
from tests.e2e.widget import Widget
from tests.needs import lacking

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def friend() -> Iterator[OtherShop]:
    """Another shop's page whose origin is on the allow-list."""
    with other_shop() as shop:
        yield shop


@pytest.fixture(scope="session")
def stranger(house: Opened) -> Iterator[OtherShop]:
    """Another shop's page whose origin is not."""
    with other_shop() as shop:
        shop.gateway = house.url
        yield shop


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, friend: OtherShop) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("shop"), origins=[friend.url]) as shop:
        friend.gateway = shop.url
        yield shop


@pytest.fixture(scope="session")
def staff(house: Opened) -> Iterator[Staff]:
    """Agents to sign in as."""
    with hired(house) as people:
        yield people


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        lacking("Chromium", "chromium")
    expect.set_options(timeout=30_000)  # six processes and a browser share a small machine
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, house: Opened) -> Iterator[Callable[[], Page]]:
    """Open the storefront in a browser of its own, as often as there are shoppers."""
    contexts: list[BrowserContext] = []

    def open_shop() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB"))
        contexts[-1].set_default_timeout(30_000)
        page = contexts[-1].new_page()
        page.goto(house.url)
        return page

    yield open_shop
    for context in contexts:
        context.close()


@pytest.fixture
def shopper(visit: Callable[[], Page]) -> Widget:
    """The widget, open, in a browser of its own."""
    return Widget(visit()).open()


@pytest.fixture(scope="module")
def bea(browser: Browser, house: Opened, staff: Staff) -> Iterator[Console]:
    """An agent who takes conversations while the module lasts."""
    with at_the_desk(browser, house.url, staff.bea) as console:
        yield console


@pytest.fixture(scope="module")
def cem(browser: Browser, house: Opened, staff: Staff) -> Iterator[Console]:
    """Her colleague."""
    with at_the_desk(browser, house.url, staff.cem) as console:
        yield console


@pytest.fixture
def page(context: BrowserContext, house: Opened) -> Page:
    page = context.new_page()
    page.goto(house.url)
    return page


@pytest.fixture
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go; ``SHOPKEEPER_PICTURES`` keeps them."""
    folder = os.environ.get("SHOPKEEPER_PICTURES")
    return Path(folder) if folder else tmp_path_factory.mktemp("pictures")
