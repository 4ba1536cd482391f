"""Whether an item of the API is what a conversation's file asks for.

A predicate is a mapping. ``category colour size brand material use``: a list, any of them; ``price weight rating
stock``: [low, high], null for open; ``in_stock``: true or false; ``title text``: a regular expression; ``attr``: name →
[low, high] of the first number in it, or a regular expression. With ``not_`` before a name, the contrary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ANY_OF = {
    "category": ("categories", "category"),
    "colour": ("colours",),
    "size": ("sizes",),
    "brand": ("brand",),
    "material": ("materials",),
    "use": ("uses",),
}
BOUNDS = {"price": "price", "weight": "weight_g", "rating": "rating", "stock": "stock"}
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def first_number(value: object) -> float | None:
    """ "2,000 mm" → 2000."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    found = _NUMBER.search(str(value))
    return None if found is None else float(found[0].replace(",", "").replace("−", "-"))


def inside(value: float | None, bounds: list[float | None]) -> bool:
    low, high = bounds
    return value is not None and (low is None or low <= value) and (high is None or value <= high)


def misses(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """What of the predicate the item does not meet; none if it meets all."""
    found: list[str] = []
    for key, value in wanted.items():
        name = key.removeprefix("not_")
        if name == "attr":
            found += _attribute_misses(item.get("attributes") or {}, value, negated=key != name)
        elif _meets(item, name, value) is (key != name):
            found.append(f"{key} {value!r}, has {_held(item, name)!r}")
    return found


def _meets(item: Mapping[str, Any], name: str, value: Any) -> bool:
    if name in ANY_OF:
        asked = value if isinstance(value, list) else [value]
        return bool(_held(item, name) & {str(one).casefold() for one in asked})
    if name in BOUNDS:
        number = item.get(BOUNDS[name])
        return inside(None if number is None else float(number), value)
    if name == "in_stock":
        return (item.get("stock", 0) > 0) is bool(value)
    if name in ("title", "text"):
        return bool(re.search(value, _held(item, name), re.IGNORECASE))
    raise ValueError(f"unknown predicate {name!r}")


def _held(item: Mapping[str, Any], name: str) -> Any:
    if name in ANY_OF:
        held = [item.get(field) or [] for field in ANY_OF[name]]
        flat = [one for part in held for one in ([part] if isinstance(part, str) else part)]
        return {str(one).casefold() for one in flat}
    if name == "text":
        attributes = "; ".join(f"{name}: {value}" for name, value in (item.get("attributes") or {}).items())
        return " ".join(str(part) for part in (item.get("title"), item.get("description"), attributes) if part)
    return item.get(BOUNDS.get(name, name)) or ""


def _attribute_misses(held: Mapping[str, Any], wanted: Mapping[str, Any], *, negated: bool) -> list[str]:
    found = []
    for name, spec in wanted.items():
        value = held.get(name)
        if value is None:
            meets = False
        elif isinstance(spec, list):
            meets = inside(first_number(value), spec)
        else:
            meets = bool(re.search(str(spec), str(value), re.IGNORECASE))
        if meets is negated:
            found.append(f"{'not_' if negated else ''}attr {name} {spec!r}, has {value!r}")
    return found
