"""Acts and the context that they are read in, as short names.

An act is what a message does ("refine", "flow=return", "yes"); ``data/acts/*.tsv`` has lines of context, message and
acts, and this module says which context a conversation is in.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dialogue.commands import Command, Danger, Page, Person, Search, Social, StartFlow
from dialogue.flows.definition import FOLDER
from dialogue.reading import Context

_ACTS: tuple[str, ...] = (
    *("search", "refine", "more", "back", "select", "ask_item", "compare", "similar", "complements", "recommend"),
    *("bundle", "why", "taste", "browse", "notify"),
    *("add", "change", "undo", "empty", "view_cart", "coupon", "ask_coupon", "checkout"),
    *("ask_shop", "list_orders", "provide", "answer", "yes", "no", "leave"),
    *("person", "legal", "angry", "bot", "emergency", "danger"),
    *("medical", "allergy"),  # asks for a doctor's advice; says what somebody must not eat, wear or touch
    *("greet", "thank", "bye", "praise", "complaint", "joke", "isbot", "help", "ack", "unknown"),
)
CONTEXTS: tuple[str, ...] = (
    *("none", "list", "item", "compared", "picks", "nothing", "cart", "ask_option", "ask_item", "ask_kind", "offer"),
    *("order", "policy", "person", "flow", "confirm"),
)
_PICKS = frozenset({"picks", "bundle", "similar", "complements"})


@lru_cache(maxsize=8)
def acts(flows: Path = FOLDER) -> tuple[str, ...]:
    """Every act there is: those above, and "flow=<name>" for each order process of the folder."""
    return (*_ACTS, *(f"flow={path.stem}" for path in sorted(flows.glob("*.yml"))))


def context_of(context: Context, *, waiting: bool = False) -> tuple[str, str, str]:
    """(context, flow, slot asked for): what the message answers to, the most pressing first."""
    state = context.state
    if state.flow is not None:
        return ("confirm" if state.flow.confirming else "flow", state.flow.name, state.flow.asked)
    if state.question is not None:
        asked = {"option": "ask_option", "item": "ask_item"}.get(state.question.kind, "ask_kind")
        return asked, "", state.question.about
    if state.offer is not None:
        return "offer", "", state.offer.kind
    if waiting:
        return "person", "", ""
    return _in_view(context), "", ""


def _in_view(context: Context) -> str:
    state = context.state
    if state.last:
        return state.last
    if state.compared:
        return "compared"
    if context.focus is not None:
        return "item"
    if state.results:
        return "picks" if state.results[-1].source in _PICKS else "list" if state.results[-1].ids else "nothing"
    return "none"


def parse(code: str) -> tuple[str, str, str]:
    """ "flow:return:reason" → its three parts."""
    kind, _, rest = code.partition(":")
    flow, _, slot = rest.partition(":")
    return kind, flow, slot


_BY_TYPE = {
    "page": "more",
    "add_to_cart": "add",
    "change_cart": "change",
    "undo_cart": "undo",
    "empty_cart": "empty",
    "apply_coupon": "coupon",
    "affirm": "yes",
    "deny": "no",
    "leave_flow": "leave",
    "back_to_bot": "bot",
    "start_over": "search",
}
_SOCIAL = {"bot": "isbot", "filler": "ack"}


def act_of(command: Command) -> str:
    """The act that a command is."""
    if isinstance(command, Search):
        return "search" if command.fresh else "refine"
    if isinstance(command, Page) and command.to != "next":
        return "back"
    if isinstance(command, StartFlow):
        return f"flow={command.flow}"
    if isinstance(command, Social):
        return _SOCIAL.get(command.kind, command.kind)
    if isinstance(command, Danger) and command.kind == "medical_advice":
        return "medical"
    if isinstance(command, Person):
        return command.reason if command.reason in ("legal", "angry") else "person"
    return _BY_TYPE.get(command.type, command.type)
