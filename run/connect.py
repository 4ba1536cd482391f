"""``shopkeeper connect``: a live shop read whole, its keys kept, its webhooks asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from run import secrets
from shop.connectors import Platform, connected
from shop.connectors.orders import PlatformOrders
from shop.connectors.sync import Sync, Synced
from shop.errors import BadInput, ShopkeeperError
from shop.importers.cli import show
from shop.loader import unload_demo
from shop.orders import rules_of
from shop.settings import ConnectorSettings, Settings
from shop.store import Store

HOOKS = "/api/connect/hooks"
NEEDED = {
    "shopify": ("token",),
    "woocommerce": ("key", "secret"),
    "magento": ("token",),
    "medusa": ("token",),
}
OWN_HOOKS = ("shopify", "woocommerce")  # that send webhooks by themselves


def connect(settings: Settings, live: ConnectorSettings, console: Console) -> Synced:
    """Read the shop, then keep how it is reached; nothing is kept of one that cannot be read.

    Raises :class:`BadInput` for a missing key, and what the platform answers for a wrong one.
    """
    for name in NEEDED[live.platform]:
        if not getattr(live, name):
            raise BadInput(
                f"--{name}: missing, {live.platform} needs {' and '.join(NEEDED[live.platform])}", field=name
            )
    platform = connected(live)
    assert platform is not None
    store = Store.of(settings)
    store.migrate()
    sync = Sync(platform, store, PlatformOrders(store, rules_of(settings.orders), platform))
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as progress:
        task = progress.add_task(f"reading {platform.url}")
        done = sync.full(
            lambda what, count: progress.update(task, description=f"reading {platform.url}: {count} {what}")
        )
    unload_demo(settings, store)
    secrets.put(settings.state, "connector", live.model_dump(mode="json", exclude_defaults=True))
    show(console, done.report)
    changes = done.items
    counted = f"{changes.added} added, {changes.updated} updated, {changes.unchanged} unchanged, {changes.deleted} gone"
    console.print(f"{platform.name}: {done.report.items} items ({counted}), {done.report.skipped} not for sale,"
                  f" {done.report.bad} refused; {done.orders} orders", highlight=False, soft_wrap=True)  # fmt: skip
    console.print(_hooks(settings, platform), highlight=False, soft_wrap=True)
    return done


def _hooks(settings: Settings, platform: Platform) -> str:
    """Ask for the webhooks where this house can be reached, else say what is missing."""
    address = f"{settings.shop.url.rstrip('/')}{HOOKS}"
    every = f"until then changes are found every {platform.settings.sweep_seconds:.0f} s"
    if platform.name not in OWN_HOOKS:
        return (
            f"{platform.name} sends no webhooks by itself: docs/connectors.md says what to send to {address}; {every}"
        )
    if urlsplit(address).scheme != "https":
        return f"webhooks need an address that the shop can reach: set shop.url to https://… and connect again; {every}"
    if not platform.settings.webhook_secret:
        return f"webhooks need --webhook-secret, which signs them; {every}"
    try:
        topics = platform.subscribe(address)
    except ShopkeeperError as error:
        return f"the webhooks could not be asked for ({error.message}); {every}"
    return f"webhooks will come to {address}: {', '.join(topics)}"
