"""What one turn showed: to the shopper, and in Rasa's tracker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Seen:
    """``actions`` ran since the shopper's message; ``loop`` and ``asked`` are the form and the slot it asks for."""

    text: str
    cards: list[dict[str, Any]] = field(default_factory=list)
    quick: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    intent: str = ""
    actions: list[str] = field(default_factory=list)
    loop: str | None = None
    asked: str | None = None
    unclear: bool = False  # a form did not find an answer in the message

    @property
    def fell_back(self) -> bool:
        return self.unclear or "action_fallback" in self.actions


def seen(replies: list[dict[str, Any]], tracker: dict[str, Any]) -> Seen:
    """From the gateway's replies and Rasa's tracker after the turn."""
    events = tracker["events"]
    start = max((place for place, event in enumerate(events) if event["event"] == "user"), default=0)
    data: dict[str, Any] = {}
    for reply in replies:
        data |= reply["data"]
    return Seen(
        text="\n".join(reply["text"] for reply in replies),
        cards=[card for reply in replies for card in reply["cards"]],
        quick=[one["title"] for reply in replies for one in reply["quick_replies"]],
        sources=[source for reply in replies for source in reply["sources"]],
        data=data,
        intent=(tracker["latest_message"].get("intent") or {}).get("name") or "",
        actions=[event["name"] for event in events[start:] if event["event"] == "action"],
        loop=(tracker.get("active_loop") or {}).get("name"),
        asked=tracker["slots"].get("requested_slot"),
        unclear=tracker["slots"].get("form_problem") in ("form.unclear", "gave_up"),
    )
