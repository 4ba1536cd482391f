"""The few things that the gateway itself says to a shopper, when the bot cannot: ``languages/<tag>/gateway.yml``."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from babel.dates import format_datetime

from dialogue.language import spoken
from dialogue.wording import Wording

LONG = 90  # minutes: from here on a wait is told in hours


def text(key: str, language: str = "en", /, **values: object) -> str:
    """The text in the shopper's language, or in English where there is none."""
    return _wording().say(f"gateway.{key}", spoken(language), "", **values)


def duration(seconds: float, language: str = "en") -> str:
    """A wait as a person would say it, rounded up to whole minutes; a long one in hours."""
    minutes = max(1, -(-int(seconds) // 60))
    if minutes >= LONG:
        hours = round(minutes / 60)
        return text("hour", language) if hours == 1 else text("hours", language, hours=hours)
    return text("minute", language) if minutes == 1 else text("minutes", language, minutes=minutes)


def weekday(at: datetime, language: str = "en") -> str:
    """ "Monday 09:00", in the shopper's language."""
    return format_datetime(at, "EEEE HH:mm", tzinfo=at.tzinfo, locale=spoken(language).replace("-", "_"))


@lru_cache(maxsize=1)
def _wording() -> Wording:
    return Wording()
