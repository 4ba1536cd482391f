"""What a part of a message says of goods, as it is gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from dialogue.linking.links import Link
from shop.dialogue import Filter, Receiver, Sort


@dataclass
class Wishes:
    """``asked``: fields named without a limit. ``bare``: numbers that no field took. ``left``: content words of which
    nothing is known; ``unknown``: those of them that seem to name goods; ``strange``: those that may do so while other
    goods are talked about: "kayak paddle under 50"."""

    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    filters: list[Filter] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    sort: Sort | None = None
    relative: list[Sort] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    purpose: str = ""
    receiver: Receiver | None = None
    budget: Decimal | None = None
    text: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    bare: list[Link] = field(default_factory=list)
    kind_links: list[Link] = field(default_factory=list)
    best: bool = False  # "the best": a winner, whatever by
    for_me: bool = False
    said_for: str = ""  # the kind of a purpose: "for my moka pot"

    @property
    def goods(self) -> bool:
        """Whether anything names goods or limits them."""
        return bool(
            self.kinds or self.not_kinds or self.filters or self.drop or self.sort or self.relative or self.unknown
        )

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Colour and size, where one value each was said."""
        return tuple(
            (one.field, one.values[0])
            for one in self.filters
            if one.field in ("colour", "size") and one.op == "is" and one.values
        )
