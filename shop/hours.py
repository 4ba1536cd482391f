"""When the desk is open: hours by weekday, public holidays, and days that the shop closes besides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import holidays
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Span = tuple[time, time]
AHEAD = 60  # days that the next opening is looked for


class Hours(BaseModel):
    """``week[0]`` is Monday; each day has spans of local time. None: open at all hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = "UTC"
    week: tuple[tuple[Span, ...], ...] | None = None
    country: str | None = Field(default=None, description="ISO 3166 code whose public holidays are kept")
    subdivision: str | None = None
    closed: tuple[date, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"got {name!r}, expected a name such as 'Europe/Berlin'")
        return name

    @field_validator("week")
    @classmethod
    def _whole_week(cls, week: tuple[tuple[Span, ...], ...] | None) -> tuple[tuple[Span, ...], ...] | None:
        if week is None:
            return None
        if len(week) != 7:
            raise ValueError(f"got {len(week)} days, expected 7 from Monday on")
        for day in week:
            for opens, closes in day:
                if opens >= closes:
                    raise ValueError(f"{opens:%H:%M} to {closes:%H:%M} ends before it begins")
        return week

    @model_validator(mode="after")
    def _known_country(self) -> Hours:
        if self.country is not None:
            try:
                holidays.country_holidays(self.country, subdiv=self.subdivision)
            except NotImplementedError as error:
                raise ValueError(f"country: {error}") from error
        return self

    def is_open(self, moment: datetime) -> bool:
        """At an aware time."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return any(opens <= local.time() < closes for opens, closes in self._spans(local.date()))

    def next_opening(self, moment: datetime) -> datetime | None:
        """The next time the desk opens, in its own time zone; None where it does not within two months."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        for days in range(AHEAD):
            day = local.date() + timedelta(days=days)
            for opens, _ in sorted(self._spans(day)):
                at = datetime.combine(day, opens, ZoneInfo(self.timezone))
                if at > local:
                    return at
        return None

    def holidays(self, start: date, days: int) -> list[tuple[date, str]]:
        """The country's public holidays from ``start`` on, with their names."""
        if self.country is None:
            return []
        last = start + timedelta(days=days)
        years = range(start.year, last.year + 1)
        known = holidays.country_holidays(self.country, subdiv=self.subdivision, years=years)
        return sorted((day, name) for day, name in known.items() if start <= day <= last)

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.closed or self._is_holiday(day):
            return ()
        return ((time.min, time.max),) if self.week is None else self.week[day.weekday()]

    def _is_holiday(self, day: date) -> bool:
        if self.country is None:
            return False
        return day in holidays.country_holidays(self.country, subdiv=self.subdivision, years=day.year)


def countries() -> dict[str, list[str]]:
    """Codes of the countries whose holidays are known, each with its subdivisions."""
    return {code: list(parts) for code, parts in sorted(holidays.list_supported_countries().items())}
