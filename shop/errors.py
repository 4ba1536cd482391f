"""One error tree for the whole house, mapped to replies once at each edge.

::

    ShopkeeperError                 500
    ├── BadInput                    422  names the field, the value and what was expected
    │   └── BadRow                       the same for a row of an imported file
    ├── BadSettings                 500  names the key and what was expected
    ├── NotFound                    404
    ├── Forbidden                   403
    ├── Unauthorized                401
    │   └── SecondFactor                 the password is right, a code is missing
    ├── Conflict                    409  the state moved on, or two asked for the same thing
    ├── TooMany                     429  the caller sent too much: carries retry_after seconds
    ├── Overloaded                  503  we have too much to do: carries retry_after seconds
    └── Unavailable                 503  a part is down or slow: names the part
        └── IndexMismatch                the vector index was built with another encoder
"""

from __future__ import annotations

from typing import Any


class ShopkeeperError(Exception):
    """The root. ``code`` is stable and machine-readable, ``status`` is the HTTP status at an edge."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def as_json(self) -> dict[str, Any]:
        """The body that every edge answers with: ``{"error": {code, message, field?}}``."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return {"error": error}


class BadInput(ShopkeeperError):
    code = "bad_input"
    status = 422


class BadRow(BadInput):
    """A refused row of an imported file: line number (1-based), field, value and what was expected.

    ``unit`` is what is numbered: of XML its items.
    """

    code = "bad_row"

    def __init__(self, *, line: int, field: str, value: object, expected: str) -> None:
        super().__init__("", field=field)
        self.line = line
        self.value = value
        self.expected = expected
        self.count_as("line")

    def count_as(self, unit: str) -> None:
        """Number ``unit`` instead of lines."""
        shown = repr(self.value) if len(repr(self.value)) <= 80 else repr(self.value)[:77] + "..."
        self.unit = unit
        self.message = f"{unit} {self.line}, {self.field}: got {shown}, expected {self.expected}"
        self.args = (self.message,)


class BadSettings(ShopkeeperError):
    code = "bad_settings"


class NotFound(ShopkeeperError):
    code = "not_found"
    status = 404


class Forbidden(ShopkeeperError):
    code = "forbidden"
    status = 403


class Unauthorized(ShopkeeperError):
    code = "unauthorized"
    status = 401


class SecondFactor(Unauthorized):
    """The password is right, and a code of the second factor is missing."""

    code = "second_factor"


class Conflict(ShopkeeperError):
    code = "conflict"
    status = 409


class OwnCatalogue(Conflict):
    """The demo shop may not take the place of a catalogue that someone has put in."""

    code = "own_catalogue"


class _Later(ShopkeeperError):
    """An error that tells the caller when to come back, in whole seconds."""

    def __init__(self, message: str, *, retry_after: int = 1, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.retry_after = retry_after


class TooMany(_Later):
    code = "too_many"
    status = 429


class Overloaded(_Later):
    code = "overloaded"
    status = 503


class Unavailable(ShopkeeperError):
    """A part of the house does not answer. ``part`` is one of the six processes, or ``store``."""

    code = "unavailable"
    status = 503

    def __init__(self, part: str, message: str) -> None:
        super().__init__(f"{part}: {message}")
        self.part = part


class IndexMismatch(Unavailable):
    code = "index_mismatch"

    def __init__(self, message: str) -> None:
        super().__init__("chroma", message)
