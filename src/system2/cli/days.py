"""Days and time zones as they are typed."""

from datetime import date, datetime, timedelta, tzinfo

from system2.errors import UsageError


def read_day(text: str, today: date) -> date:
    """The day that a person means. Raises `UsageError`."""
    try:
        return {"today": today, "yesterday": today - timedelta(days=1)}.get(text) or date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day: write 2026-11-21, today or yesterday.") from None


def read_zone(name: str) -> tzinfo:
    """The time zone of this name. Raises `UsageError`."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise UsageError(f"{name!r} is no time zone: write one such as Europe/Berlin or UTC.") from None


def today_in(zone: tzinfo | None) -> date:
    """What day it is there, or here."""
    return datetime.now(zone).date()
