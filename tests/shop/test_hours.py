"""Opening hours over time zones, holidays and changes of the clock."""

from datetime import UTC, date, datetime, time

import pytest
from pydantic import ValidationError

from shop.hours import Hours, countries

WORK = ((time(9), time(12)), (time(13), time(17)))
BERLIN = Hours(timezone="Europe/Berlin", week=(WORK, WORK, WORK, WORK, WORK, (), ()), country="DE")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2024, 6, 12, 7, 0, tzinfo=UTC), True),  # a Wednesday, 9:00 in Berlin
        (datetime(2024, 6, 12, 6, 59, tzinfo=UTC), False),
        (datetime(2024, 6, 12, 10, 30, tzinfo=UTC), False),  # lunch
        (datetime(2024, 6, 12, 15, 0, tzinfo=UTC), False),  # 17:00
        (datetime(2024, 6, 15, 9, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2024, 5, 1, 9, 0, tzinfo=UTC), False),  # Labour Day
        (datetime(2024, 12, 4, 8, 0, tzinfo=UTC), True),  # 9:00 in winter
        (datetime(2024, 12, 4, 7, 30, tzinfo=UTC), False),
    ],
)
def test_is_open(moment: datetime, is_open: bool) -> None:
    assert BERLIN.is_open(moment) is is_open


def test_next_opening() -> None:
    friday_evening = datetime(2024, 3, 29, 18, 0, tzinfo=UTC)  # Good Friday; Easter Monday is closed too
    assert BERLIN.next_opening(friday_evening).isoformat() == "2024-04-02T09:00:00+02:00"
    lunch = datetime(2024, 6, 12, 10, 30, tzinfo=UTC)
    assert BERLIN.next_opening(lunch).isoformat() == "2024-06-12T13:00:00+02:00"
    never = Hours(week=((),) * 7)
    assert never.next_opening(lunch) is None


def test_without_hours_it_is_always_open() -> None:
    assert Hours().is_open(datetime(2024, 1, 1, 0, 0, tzinfo=UTC))
    assert not Hours(closed=(date(2024, 1, 1),)).is_open(datetime(2024, 1, 1, 12, 0, tzinfo=UTC))


def test_bad_hours_are_named() -> None:
    for bad in ({"timezone": "X"}, {"week": ((),)}, {"country": "XX"}, {"week": (((time(9), time(8)),),) * 7}):
        with pytest.raises(ValidationError):
            Hours.model_validate(bad)


def test_holidays_have_names() -> None:
    days = dict(Hours(country="DE", subdivision="BE").holidays(date(2024, 12, 1), 60))
    assert {date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)} == set(days)
    assert all(days.values())
    assert Hours().holidays(date(2024, 12, 1), 60) == []
    assert "BE" in countries()["DE"]
