"""Prompts: a YAML file each, and a model of the variables it takes. What is shared stands first, for prefix caches."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template
from typing import Literal

import yaml
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict

_TONES = {"plain": "plain and matter-of-fact", "warm": "warm and friendly, never pushy", "brisk": "short and lively"}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    system: str
    examples: tuple[tuple[str, str], ...]
    user: str


class Phrase(BaseModel):
    """Variables of ``phrase.yml`` and ``tuned.yml``: one sentence about some facts of one item. ``tone`` and ``style``
    are the shop's own; the rest is data.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    tone: str
    item: str
    notes: str  # "weight: 570 g; hood: no"
    style: str = ""  # the shop's voice in its own words

    def messages(self, name: Literal["phrase", "tuned"] = "phrase") -> list[BaseMessage]:
        file = _read(name)
        shop = {"tone": self.tone, "manner": _TONES[self.tone], "style": self.style}
        messages: list[BaseMessage] = [SystemMessage(Template(file.system).substitute(shop).strip())]
        for asked, answered in file.examples:
            messages += [HumanMessage(asked), AIMessage(answered)]
        # `substitute` leaves a "$" inside a value as it is
        return [*messages, HumanMessage(Template(file.user).substitute(item=self.item, notes=self.notes).strip())]


@cache
def _read(name: str) -> _File:
    return _File.model_validate(yaml.safe_load(files("words").joinpath(f"prompts/{name}.yml").read_text("utf-8")))
