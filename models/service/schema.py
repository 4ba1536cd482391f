"""What goes over the wire to and from the model service, beside the OpenAI format. Imports no torch."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shop.types import EventType, Item, Pick


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


# ── OpenAI format: unknown fields are ignored, as every server of the format does ─────────────


class EmbeddingRequest(BaseModel):
    model: str = ""
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"


class TextPart(BaseModel):
    type: Literal["text"]
    text: str


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart]

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class ChatRequest(BaseModel):
    model: str = ""
    messages: list[ChatMessage] = Field(min_length=1)
    max_tokens: int | None = Field(default=None, ge=1, le=4096)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=4096)
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    top_p: float = Field(default=1.0, gt=0.0, le=1.0)
    frequency_penalty: float = Field(default=0.0, ge=-2.0, le=2.0)
    presence_penalty: float = Field(default=0.0, ge=-2.0, le=2.0)
    response_format: dict[str, Any] | None = None  # a JSON schema; the llama.cpp engine keeps to it
    grammar: str | None = Field(default=None, max_length=64_000)  # GBNF, as llama.cpp's own server takes it
    prompt_cache_key: str | None = Field(default=None, max_length=64)  # OpenAI's: prompts that begin alike share one
    seed: int | None = None
    stop: str | list[str] | None = None
    stream: bool = False
    stream_options: dict[str, Any] | None = None


# ── recommendations ───────────────────────────────────────────────────────────────────────────


class HistoryEvent(Wire):
    type: EventType
    item_id: str | None = None
    query: str | None = None
    value: float | None = None
    ts: datetime
    basket: str | None = None


class HistoryTaste(Wire):
    text: str
    weight: float = 1.0
    ts: datetime


class RecommendationRequest(Wire):
    """``candidates``: rank only these (already constrained); ``None`` ranks the whole catalogue.

    ``context`` is free text of the moment ("a hiking trip", "gift for my father").
    ``adventurous`` in [0, 1] trades score against diversity (MMR's 1 - lambda).
    ``shopper`` says whose picks they are, so that a trial of two versions shows each shopper one of them.
    """

    shopper: str | None = None
    events: list[HistoryEvent] = []
    tastes: list[HistoryTaste] = []
    context: str = ""
    candidates: list[str] | None = None
    exclude: list[str] = []
    limit: int = Field(default=10, ge=1, le=200)
    adventurous: float = Field(default=0.3, ge=0.0, le=1.0)
    reasons: int = Field(default=2, ge=0, le=5)


class RecommendationResponse(Wire):
    model: str  # algorithm and version, e.g. "item_knn/3"
    picks: list[Pick]


class ItemUpsert(Wire):
    """An item as the recommender needs it; the service embeds ``text`` itself."""

    id: str
    title: str
    text: str
    attributes: dict[str, Any] = {}  # brand, category, colours, price …: for the attribute tower
    popularity: float = 0.0

    @classmethod
    def of(cls, item: Item, popularity: float = 0.0, text: str | None = None) -> ItemUpsert:
        """An item of the catalogue as a recommender needs it: what is unknown or may change daily is left out.

        ``text``: the wording that is embedded, where it is not the item's own.
        """
        known = {
            "brand": item.brand,
            "category": item.category,
            "categories": list(item.categories),
            "colours": list(item.colours),
            "materials": list(item.materials),
            "uses": list(item.uses),
            "price": None if item.price is None else float(item.price),
            "rating": item.rating,
            "consumable": item.consumable,
        }
        attributes = {**item.attributes, **known}
        stated = {name: value for name, value in attributes.items() if value not in (None, "", [])}
        return cls(id=item.id, title=item.title, text=text or item.text, attributes=stated, popularity=popularity)


class ItemsRequest(Wire):
    upsert: list[ItemUpsert] = []
    delete: list[str] = []


class ItemsResponse(Wire):
    items: int  # how many the service now knows
