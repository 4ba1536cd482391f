"""Everything the gateway stands on, built once a process and handed to whoever needs it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from gateway.assist import Assist
from gateway.attendance import GRACE, Attendance
from gateway.botmemory import BotMemory
from gateway.desk import Desk
from gateway.deskline import DeskLine
from gateway.desks.chatwoot import Chatwoot
from gateway.gate import Gate
from gateway.identity import Tokens
from gateway.limits import Limits
from gateway.line import Line
from gateway.mailbox import Mailbox
from gateway.metrics import Metrics
from gateway.parts import Parts
from gateway.patience import Patience
from gateway.privacy import Privacy
from gateway.rasa import Rasa
from gateway.readiness import Readiness
from gateway.reception import Reception
from gateway.redis_hub import RedisHub
from gateway.resume import Resume
from gateway.shelf import Shelf
from gateway.speaker import Speaker
from gateway.stream import ENDED, Hub, desk_of
from gateway.turns import Turns
from gateway.uploads import Uploads
from models.names import masker
from models.service.client import ModelClient
from shop.agents import Agents
from shop.audit import Audit
from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.connectors import Platform, connected
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.examples import Examples
from shop.factors import Factors
from shop.faqs import Faqs
from shop.letters import LetterFiles
from shop.orders import Orders, build_orders
from shop.outbox import Outbox
from shop.pending import Pending
from shop.profiles import Profiles
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.shown import ShownPicks
from shop.signins import SignIns
from shop.store import Store
from shop.tracker import Tracker
from shop.visits import Visits
from shop.waiting import Queue
from words.peers import most_wanted
from words.wiring import build as build_writer

THREADS = 32  # that wait for the store; asyncio's own six would all be taken by a few slow writers


@dataclass
class Services:
    settings: Settings
    store: Store
    platform: Platform | None  # of the live shop that is followed
    catalogue: Catalogue
    profiles: Profiles
    carts: Carts
    orders: Orders
    conversations: Conversations
    shoppers: Shoppers
    models: ModelClient
    rasa: Rasa
    tracker: Tracker
    hub: Hub
    metrics: Metrics
    limits: Limits
    tokens: Tokens
    mailbox: Mailbox
    agents: Agents
    sign_ins: SignIns
    audit: Audit
    factors: Factors
    queue: Queue
    book: DeskBook
    faqs: Faqs
    examples: Examples
    assist: Assist
    reception: Reception
    desk: Desk
    attendance: Attendance
    turns: Turns
    resume: Resume
    parts: Parts
    shelf: Shelf
    visits: Visits
    uploads: Uploads
    privacy: Privacy
    readiness: Readiness

    async def start(self) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "gateway"))
        await self.hub.start()
        self.parts.start()
        self.resume.start()

    async def stop(self) -> None:
        """Let the answers under way end, then close what was opened."""
        await self.turns.line.finish(self.settings.gateway.reply_seconds)
        await self.resume.stop()
        await self.privacy.stop()
        await self.attendance.stop()
        await self.parts.stop()
        await self.hub.stop()
        await self.readiness.close()
        if self.desk.other is not None:
            await self.desk.other.close()
        await self.rasa.close()
        await self.models.close()
        self.tracker.close()
        self.store.close()

    async def presence(self) -> None:
        """Agents came or went: places and waits are others now."""
        await self.desk.moved()

    async def sessions_ended(self, agent_id: str) -> None:
        """One or all of an agent's sessions are over: their open streams close at once, at every gateway."""
        await self.hub.publish(desk_of(agent_id), ENDED)
        await self.presence()

    def allows(self, origin: str, host: str) -> bool:
        """Whether pages of an origin may use the API from a browser: our own, and those in ``gateway.origins``."""
        return urlsplit(origin).netloc == host or origin in self.settings.gateway.origins


def build(settings: Settings) -> Services:
    """Everything real, from the settings."""
    store = Store.of(settings)
    catalogue, profiles, conversations = Catalogue(store), Profiles(store), Conversations(store)
    shoppers, orders = Shoppers(store), build_orders(settings, store)
    carts = Carts(store, catalogue, settings)
    models = ModelClient(settings)
    metrics = Metrics()
    rasa = Rasa(settings.rasa_urls, settings.secrets.rasa_token, settings.rasa.timeout, metrics)
    tracker, hub, visits = Tracker(settings.tracker_url), hub_for(settings), Visits()
    uploads = Uploads(settings.state / "uploads")
    mailbox = Mailbox(conversations, hub, metrics)
    parts = Parts(settings, store, models, build_writer(settings, models, most_wanted(catalogue)))
    agents, queue, book, outbox = Agents(store), Queue(store), DeskBook(store), Outbox(store)
    factors = Factors(store, settings.secrets.seal, issuer=settings.shop.name)
    line = DeskLine(queue, agents, mailbox, hub)
    memory = BotMemory(conversations, book, rasa)
    reception = Reception(
        conversations,
        shoppers,
        agents,
        book,
        outbox,
        mailbox,
        line,
        shop_name=settings.shop.name,
        shop_url=settings.shop.url,
    )
    desk = Desk(conversations, agents, book, mailbox, line, reception, memory, metrics)
    if settings.desk.adapter == "chatwoot":
        desk.other = Chatwoot(settings.desk, conversations, shoppers, book, uploads)
        reception.elsewhere = line.elsewhere = True
    speaker = Speaker(catalogue, profiles, parts, seconds=settings.gateway.reply_seconds)
    patience = Patience(conversations, reception)
    queues, pending = Line(), Pending(store)
    limits = settings.gateway
    gate = Gate(limits.turns_at_once, limits.turns_waiting, limits.patience_seconds)
    examples = Examples(settings.state / "review" / "nlu.yml", masked=masker(settings).plain)
    letters = LetterFiles(settings.state / "outbox")
    late = settings.rasa.timeout + 10
    privacy = Privacy(store, conversations, orders, tracker, queues, visits, uploads, examples, letters, late)
    turns = Turns(
        conversations, rasa, mailbox, speaker, desk, memory, patience, metrics, privacy, queues, pending, gate
    )
    return Services(
        settings=settings,
        store=store,
        platform=connected(settings.connector),
        catalogue=catalogue,
        profiles=profiles,
        carts=carts,
        orders=orders,
        conversations=conversations,
        shoppers=shoppers,
        models=models,
        rasa=rasa,
        tracker=tracker,
        hub=hub,
        metrics=metrics,
        limits=Limits(settings.gateway.redis_url),
        tokens=Tokens(settings),
        mailbox=mailbox,
        agents=agents,
        sign_ins=SignIns(store, agents, factors, settings.secrets.session),
        audit=Audit(store, settings.secrets.audit),
        factors=factors,
        queue=queue,
        book=book,
        faqs=Faqs(store),
        examples=examples,
        assist=Assist(conversations, models, parts),
        reception=reception,
        desk=desk,
        attendance=Attendance(agents, desk.moved, None if settings.gateway.redis_url else GRACE),
        turns=turns,
        resume=Resume(pending, turns, rasa),
        parts=parts,
        shelf=Shelf(settings, catalogue, profiles, ShownPicks(store), models, visits, parts),
        visits=visits,
        uploads=uploads,
        privacy=privacy,
        readiness=Readiness(settings, store, rasa, models, parts),
    )


def hub_for(settings: Settings) -> Hub:
    """Frames reach every gateway through Redis where one is set; otherwise they stay in this process."""
    return RedisHub(settings.gateway.redis_url) if settings.gateway.redis_url else Hub()
