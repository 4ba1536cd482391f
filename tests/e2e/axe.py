"""axe-core in a page that is open, shadow roots included."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from run.layout import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def faults(page: Page) -> list[str]:
    """Serious and critical ones, each with the rule and where it is broken."""
    page.evaluate(_axe())  # not as a script of the page's: its policy lets none in
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
