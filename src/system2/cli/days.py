"""Days and time zones as they are typed."""

import re
from datetime import date, datetime, timedelta, tzinfo

from system2.config.readers import zone_named
from system2.errors import UsageError


def read_day(text: str, today: date) -> date:
    """The day that a person means: 2026-11-21, today, yesterday, or 7d for seven days ago. Raises `UsageError`."""
    days_ago = {"today": 0, "yesterday": 1}.get(text)
    if match := re.fullmatch(r"([0-9]{1,4})d", text):
        days_ago = int(match[1])
    try:
        return date.fromisoformat(text) if days_ago is None else today - timedelta(days=days_ago)
    except ValueError:
        raise UsageError(f"{text!r} is no day: write 2026-11-21, today, yesterday, or 7d for seven days ago.") from None


def read_zone(name: str) -> tzinfo:
    """The time zone of this name. Raises `UsageError`."""
    try:
        return zone_named(name)
    except ValueError:
        raise UsageError(f"{name!r} is no time zone: write one such as Europe/Berlin or UTC.") from None


def today_in(zone: tzinfo) -> date:
    """What day it is there."""
    return datetime.now(zone).date()
