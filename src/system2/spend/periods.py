"""The stretches of local days that caps are counted over."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from system2.config.zones import here

Period = Literal["daily", "weekly", "monthly"]


def first_day(period: Period, day: date) -> date:
    """The first day of the period that holds this one; weeks begin on Monday (ISO 8601)."""
    match period:
        case "daily":
            return day
        case "weekly":
            return day - timedelta(days=day.weekday())
        case "monthly":
            return day.replace(day=1)


def next_first_day(period: Period, day: date) -> date:
    """The first day of the period after the one that holds this day."""
    first = first_day(period, day)
    match period:
        case "daily":
            return first + timedelta(days=1)
        case "weekly":
            return first + timedelta(days=7)
        case "monthly":
            return first_day("monthly", first + timedelta(days=31))


def days_of(period: Period, day: date) -> list[date]:
    """All days of the period that holds this one."""
    first = first_day(period, day)
    return [first + timedelta(days=number) for number in range((next_first_day(period, day) - first).days)]


def midnight(day: date, zone: tzinfo | None = None) -> datetime:
    """The moment when the day begins, in this zone or, where that is None, in the one whose days are counted."""
    return datetime.combine(day, time(), zone or here())
