"""Prompts: a text file each, and a model of the variables it takes. Their order keeps what is shared in front."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict

_TONES = {
    "plain": "plain and matter-of-fact",
    "warm": "warm and friendly, never pushy",
    "brisk": "short and lively",
}


class Describe(BaseModel):
    """Variables of ``describe.system.txt`` and ``describe.user.txt``. The system text is one for the whole shop."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tone: str
    sentences: int
    facts: tuple[str, ...]  # "name: value"
    likes: tuple[str, ...] = ()

    def messages(self) -> list[BaseMessage]:
        system = _fill("describe.system", tone=_TONES[self.tone], sentences=str(self.sentences))
        likes = f"The reader likes: {', '.join(self.likes)}." if self.likes else ""
        user = _fill("describe.user", facts="\n".join(f"- {fact}" for fact in self.facts), likes=likes)
        return [SystemMessage(system), HumanMessage(user)]


def _fill(name: str, **values: str) -> str:
    """``$name`` in the file becomes the value; a ``$`` inside a value stays as it is."""
    text = files("words").joinpath(f"prompts/{name}.txt").read_text("utf-8")
    return Template(text).substitute(values).strip()
