"""An order process as a file: ``data/flows/<name>.yml`` says what it needs, in which order, and what it does.

    about: order              # order: it is about one order, whose owner must be proven; shopper: about the account
    suits: may_return         # the rule that an order must pass; asked as soon as the order is known
    topic: how do I return …  # put before a question that is asked meanwhile and says nothing by itself
    needs:                    # asked for in this order, unless told before
      - slot: lines
        kind: lines           # order lines: readers of each kind are in dialogue/flows/slots.py
        rule: whole_order     # consulted once it is known
      - {slot: reason, kind: choice, choices: policy.returns.reasons, ask: policy.returns.reason}
    confirm: true             # say what will happen and wait for this process's own yes; false for what changes nothing
    deed: return              # what is done then: dialogue/flows/deeds.py
    case: damaged             # of the deed "report": the kind of case that it opens; the flow's own name if left out
    becomes: {refund_status: return}   # what the beginning of another process means while this one is open

The words are those of ``languages/<tag>/orders.yml``: ``<flow>.ask.<slot>``, ``<flow>.confirm``, ``<flow>.done``.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from shop.errors import BadSettings
from shop.policy import Policy
from shop.types import CaseKind, Frozen

FOLDER = Path(__file__).parent.parent.parent / "data" / "flows"
Kind = Literal["lines", "choice", "means", "wanted", "address", "text"]
Ask = Literal["required", "optional", "never"]


class Need(Frozen):
    """One value that a flow collects."""

    slot: str
    kind: Kind
    choices: tuple[str, ...] | str = ()  # of a choice: its names, or where the policy has them
    ask: str = "required"  # required, optional (taken where told), never; or where the policy says which
    rule: str = ""  # consulted once the value is known
    of_one: str = ""  # the value of a choice where the order is a single piece
    when: dict[str, tuple[str, ...]] = Field(default={})  # other slots' values under which it is needed
    several: bool = True  # of lines: more than one may be meant

    def options(self, policy: Policy) -> tuple[str, ...]:
        """The names of a choice."""
        if isinstance(self.choices, str):
            return tuple(str(name) for name in _looked_up(policy, self.choices))
        return self.choices

    def asked(self, policy: Policy) -> Ask:
        """Whether it is asked for; a choice of one needs no question."""
        ask = str(_looked_up(policy, self.ask)) if self.ask.startswith("policy.") else self.ask
        if ask == "required" and self.kind in ("choice", "means") and len(self.options(policy)) < 2:
            return "optional"
        return ask if ask in ("required", "optional", "never") else "required"  # type: ignore[return-value]


class Flow(Frozen):
    """See the module's words."""

    name: str
    about: Literal["order", "shopper"] = "order"
    suits: str = ""
    latest: bool = False  # without a word about which: the newest order that suits
    topic: str = ""
    needs: tuple[Need, ...] = ()
    confirm: bool = True
    deed: str
    case: CaseKind | None = None
    becomes: dict[str, str] = Field(default={})
    otherwise: str = ""  # the flow that goes on in its place where ``suits`` says no and names it
    gives_way: dict[str, str] = Field(default={})  # a choice that is none of this flow's → the flow that it is one of
    absorbs: tuple[str, ...] = ()  # beginnings of these are read as an answer, where they hold one

    def need(self, slot: str) -> Need | None:
        return next((need for need in self.needs if need.slot == slot), None)


def load_flows(folder: Path = FOLDER, *, rules: Collection[str] = (), deeds: Collection[str] = ()) -> dict[str, Flow]:
    """Every flow of a folder by name; :class:`BadSettings` names the file, the key and what was expected.

    ``rules`` and ``deeds`` are the names there are.
    """
    flows = {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}
    for flow in flows.values():
        where = f"{flow.name}.yml"
        used = {flow.suits, *(need.rule for need in flow.needs)} - {""}
        if rules and (unknown := used - set(rules)):
            raise BadSettings(f"{where}: rule {min(unknown)!r}: expected one of {', '.join(sorted(rules))}")
        if deeds and flow.deed not in deeds:
            raise BadSettings(f"{where}: deed {flow.deed!r}: expected one of {', '.join(sorted(deeds))}")
        if flow.deed == "report" and flow.case is None and flow.name not in list(CaseKind):
            raise BadSettings(f"{where}: case: missing, expected one of {', '.join(CaseKind)}")
        others = {*flow.becomes, *flow.becomes.values(), *flow.gives_way.values(), *flow.absorbs}
        others |= {flow.otherwise} - {""}
        if unknown := others - set(flows):
            raise BadSettings(f"{where}: becomes, gives_way, absorbs or otherwise: there is no flow {min(unknown)!r}")
        for need in flow.needs:
            if isinstance(need.choices, str):
                _looked_up(Policy(), need.choices, where)
            if need.ask.startswith("policy."):
                _looked_up(Policy(), need.ask, where)
    return flows


@lru_cache(maxsize=64)
def _read(path: Path) -> Flow:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Flow.model_validate({"name": path.stem, **raw})
    except yaml.YAMLError as error:
        raise BadSettings(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadSettings(f"{path.name}: {key}: {first['msg']}, got {first['input']!r}") from error


def _looked_up(policy: Policy, place: str, where: str = "flow") -> Any:
    """The policy's value at "policy.returns.reasons"."""
    value: Any = policy
    for part in place.removeprefix("policy.").split("."):
        if part not in type(value).model_fields:
            raise BadSettings(f"{where}: {place}: the policy has no {part!r}")
        value = getattr(value, part)
    return value
