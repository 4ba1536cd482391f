"""What goes between the console and the gateway."""

from __future__ import annotations

import datetime as dates
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from gateway.schema import Body, ItemView, MessageView
from shop.agents import Agent, Role
from shop.agents import SignIn as Place
from shop.desk import Canned, Note
from shop.types import FaqEntry, Owner
from shop.waiting import Summary

TEXT = 4000  # characters an agent may write


class SignIn(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1000)
    code: str | None = Field(default=None, max_length=20)


class Proof(Body):
    password: str = Field(max_length=1000)


class Code(Body):
    code: str = Field(min_length=6, max_length=20)


class FactorState(BaseModel):
    on: bool


class SignedIn(BaseModel):
    agent: Agent
    csrf: str


class SignIns(BaseModel):
    """``current`` is the handle of the session that asks, where it is one of these."""

    sessions: list[Place]
    current: str | None = None


class Presence(Body):
    online: bool


class AgentList(BaseModel):
    agents: list[Agent]


class Line(Summary):
    """A conversation as a line of a list."""

    wait_seconds: int | None = None


class Lines(BaseModel):
    """``next`` is what the next page is asked for ``after``; None on the last."""

    conversations: list[Line]
    waiting: int
    next: str | None = None


class UnderstoodView(BaseModel):
    intent: str
    confidence: float
    entities: dict[str, Any]


class DeskMessage(MessageView):
    understood: UnderstoodView | None = None


class Change(BaseModel):
    owner: Owner
    who: str
    why: str
    at: datetime


class Whole(BaseModel):
    """One conversation with all that an agent needs to answer."""

    conversation: Line
    messages: list[DeskMessage]
    notes: list[Note]
    shopper: dict[str, Any]
    changes: list[Change]
    slots: dict[str, Any]


class DeskMessages(BaseModel):
    messages: list[DeskMessage]


class Answer(Body):
    text: str = Field(default="", max_length=TEXT * 2)
    item_id: str | None = Field(default=None, max_length=200)
    attachment: str | None = Field(default=None, max_length=100)
    client_id: str | None = Field(default=None, min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")


class Answered(BaseModel):
    message: MessageView


class NoteText(Body):
    text: str = Field(max_length=TEXT * 2)


class Transfer(Body):
    agent_id: str = Field(max_length=80)
    note: str | None = Field(default=None, max_length=TEXT)


class Back(Body):
    note: str | None = Field(default=None, max_length=TEXT)


class Close(Body):
    category: str = Field(min_length=1, max_length=80)


class Typing(Body):
    on: bool


class Read(Body):
    message_id: str = Field(max_length=100)


class Written(BaseModel):
    """``origin`` is ``model`` or ``composed``; an agent decides what becomes of it."""

    text: str
    origin: Literal["model", "composed"]


class CannedText(Body):
    title: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=TEXT)


class CannedList(BaseModel):
    canned: list[Canned]


class Items(BaseModel):
    items: list[ItemView]


# ── admin ─────────────────────────────────────────────────────────────────────────────────────


class NewAgent(Body):
    email: str = Field(max_length=320)
    name: str = Field(min_length=1, max_length=120)
    password: str = Field(max_length=1000)
    role: Role = "agent"


class AgentChange(Body):
    name: str | None = Field(default=None, min_length=1, max_length=120)
    role: Role | None = None
    active: bool | None = None
    password: str | None = Field(default=None, max_length=1000)


class Holiday(BaseModel):
    date: dates.date
    name: str


class Outlook(BaseModel):
    open: bool
    next_opening: datetime | None
    holidays: list[Holiday]


class Country(BaseModel):
    code: str
    subdivisions: list[str]


class Countries(BaseModel):
    countries: list[Country]


class FaqTried(BaseModel):
    """The entry that the bot would answer with, and how sure it is."""

    entry: FaqEntry | None
    score: float | None


class FaqText(Body):
    question: str = Field(min_length=1, max_length=500)
    answer: str = Field(min_length=1, max_length=10_000)
    topic: str | None = Field(default=None, max_length=80)
    language: str = Field(default="en", max_length=20)
    paraphrases: tuple[str, ...] = ()


class FaqList(BaseModel):
    faqs: list[FaqEntry]


class Doubt(BaseModel):
    """A message that the bot failed at, or was unsure of."""

    id: str
    conversation_id: str
    text: str
    intent: str
    confidence: float
    why: Literal["fallback", "unsure", "apology"]
    created_at: datetime


class Doubts(BaseModel):
    messages: list[Doubt]
    intents: list[str]


class GapView(BaseModel):
    """A question that no entry of the FAQ answers. ``messages`` are the bot's that had to say so; ``conversation_id``
    is that of the latest."""

    question: str
    wordings: list[str]
    count: int
    asked_at: datetime
    conversation_id: str
    messages: list[str]


class GapList(BaseModel):
    """``left`` is how many more there are than are shown."""

    gaps: list[GapView]
    left: int = 0


class PutAside(Body):
    messages: list[str] = Field(min_length=1, max_length=2000)


class Verdict(Body):
    """File the message under an intent, or put it aside."""

    intent: str | None = Field(default=None, max_length=80)
    dismiss: bool = False


class Filed(BaseModel):
    file: str | None


class CommentView(BaseModel):
    conversation_id: str
    rating: int
    text: str
    at: datetime


class Charts(BaseModel):
    """``days`` are ISO dates; each of ``series`` has one number a day; ``totals`` of the whole span."""

    days: list[str]
    series: dict[str, list[float]]
    totals: dict[str, float | None]
    reasons: dict[str, int]
    categories: dict[str, int]
    comments: list[CommentView]
