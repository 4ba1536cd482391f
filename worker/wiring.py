"""The worker's jobs, built from the settings."""

from __future__ import annotations

from models.names import masker
from models.service.client import ModelClient
from retrieval.wiring import build as build_retrieval
from shop.catalogue import Catalogue
from shop.connectors import connected
from shop.connectors.orders import PlatformOrders
from shop.connectors.sync import Sync
from shop.conversations import Conversations
from shop.examples import Examples
from shop.faqs import Faqs
from shop.leases import Leases
from shop.letters import LetterFiles
from shop.orders import rules_of
from shop.outbox import Outbox
from shop.restock import Restock
from shop.settings import Settings
from shop.store import Store
from shop.tracker import Tracker
from words.peers import most_wanted
from words.wiring import build as build_writer
from worker.jobs.fit import NightlyFit
from worker.jobs.index import IndexSync
from worker.jobs.items import ItemsPush
from worker.jobs.live import LiveShop
from worker.jobs.outbox import SendLetters
from worker.jobs.restock import RestockNotices
from worker.jobs.retention import Retention
from worker.jobs.texts import WriteTexts
from worker.mail import carrier
from worker.schedule import Job, Schedule

RETENTION_HOUR = 4
HEARTBEAT = "worker.json"  # in the state folder


def build(settings: Settings) -> Schedule:
    """Everything real; connects nothing yet."""
    store = Store.of(settings)
    models = ModelClient(settings)
    retrieval = build_retrieval(settings, store, models)
    catalogue, conversations, outbox = Catalogue(store), Conversations(store), Outbox(store)
    seconds = settings.worker
    mail = carrier(settings.mail, settings.state / "outbox")
    notices = RestockNotices(Restock(store), catalogue, conversations, outbox, settings.shop)
    retention = Retention(
        store,
        conversations,
        Tracker(settings.tracker_url),
        settings.state / "uploads",
        seconds.retention_days,
        LetterFiles(settings.state / "outbox"),
        Examples(settings.state / "review" / "nlu.yml", masked=masker(settings).plain),
        settings.state / "logs",
    )
    jobs = [
        Job("index", IndexSync(retrieval.index, catalogue, Faqs(store)), every=seconds.index_seconds),
        Job("items", ItemsPush(catalogue, models), every=seconds.index_seconds),
        Job("outbox", SendLetters(outbox, mail, settings.mail.sender), every=seconds.outbox_seconds, alone=False),
        Job("restock", notices, every=seconds.outbox_seconds),
        Job(
            "texts",
            WriteTexts(catalogue, build_writer(settings, models, most_wanted(catalogue)), seconds.texts),
            every=seconds.texts_seconds,
        ),
        Job("fit", NightlyFit(settings.state / "logs" / "fit.log"), every=3600.0, at=seconds.fit_hour),
        Job("retention", retention, every=3600.0, at=RETENTION_HOUR),
    ]
    platform, live = connected(settings.connector), settings.connector
    if platform is not None:
        shop = LiveShop(Sync(platform, store, PlatformOrders(store, rules_of(settings.orders), platform)))
        jobs += [
            Job("hooks", shop.hooks, every=live.hooks_seconds, alone=False),
            Job("sweep", shop.sweep, every=live.sweep_seconds),
            Job("full sync", shop.full, every=3600.0, at=live.full_hour),
        ]
    return Schedule(jobs, settings.state / HEARTBEAT, ready_after="index", leases=Leases(store))
