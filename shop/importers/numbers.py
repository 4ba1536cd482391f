"""How a file writes its numbers: 1,299.00 or 1.299,00, told by all of its cells rather than by each alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_NUMBER = re.compile(r"[^\d]{0,6}?[-+]?(\d[\d.,'’\s\u00a0\u202f]*)[^\d]{0,6}")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_UNSURE = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")  # 1.299: the number of a table, or of a pound of tea
Mark = Literal[",", "."]


@dataclass
class Style:
    """Counts of cells that can only be read one way, by their decimal mark."""

    comma: int = 0
    point: int = 0

    def learn(self, text: str) -> None:
        if text.isdigit() or (text[-3:-2] == "." and text[:-3].isdigit()):  # what most cells are
            self.point += not text.isdigit()
            return
        found = _NUMBER.fullmatch(text.strip())
        if found is None:
            return
        digits = _SPACES.sub("", found.group(1)).rstrip(".,")
        if digits.isdigit() or _UNSURE.fullmatch(digits):
            return
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            decimal = comma > point
        elif digits.count(",") > 1 or digits.count(".") > 1:  # thousands alone: 1.234.567
            decimal = digits.count(".") > 1
        else:
            decimal = comma >= 0
        if decimal:
            self.comma += 1
        else:
            self.point += 1

    @property
    def decimal(self) -> Mark | None:
        """The decimal mark, where the file's cells agree on one."""
        if self.comma and not self.point:
            return ","
        return "." if self.point and not self.comma else None

    def __str__(self) -> str:
        if self.comma and self.point:
            return "numbers in two styles, 1.299,00 and 1,299.00"
        return {",": "numbers like 1.299,00", ".": "numbers like 1,299.00", None: "whole numbers"}[self.decimal]


def unsure(text: str) -> bool:
    """Whether a cell's only mark may be of thousands or of decimals."""
    if text.isdigit() or (len(text) < 5) or not ("," in text or "." in text):
        return False
    found = _NUMBER.fullmatch(text.strip())
    return found is not None and _UNSURE.fullmatch(_SPACES.sub("", found.group(1))) is not None


def settled(text: str, decimal: Mark) -> str:
    """An unsure cell written so that it can be read one way only: "1.299 €" → "1299 €" or "1.2990 €"."""
    found = _NUMBER.fullmatch(text.strip())
    assert found is not None
    digits = _SPACES.sub("", found.group(1)).rstrip(".,")
    mark = "," if "," in digits else "."
    plain = digits.replace(mark, ".") + "0" if mark == decimal else digits.replace(mark, "")
    return text.replace(found.group(1).strip(), plain, 1)
