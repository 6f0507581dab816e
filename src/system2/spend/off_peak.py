"""The hours in which some providers ask for less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Hours:
    """Hours of some weekdays."""

    begin: time
    """From this time on, in UTC."""
    end: time
    """Up to this time, in UTC: past midnight where it is the earlier one; all day where both are the same."""
    weekdays: frozenset[int]
    """Monday being 1."""
    calendar: tzinfo
    """The time zone whose weekdays these are."""

    def __contains__(self, moment: datetime) -> bool:
        """Whether this moment, with its offset, is within the hours."""
        if moment.astimezone(self.calendar).isoweekday() not in self.weekdays:
            return False
        clock = moment.astimezone(UTC).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


def off_peak_hours(block: Mapping[str, Any]) -> tuple[Hours, ...]:
    """The hours in an `off_peak_pricing` block of LiteLLM's table; none where it cannot be read: that is dearer."""
    rules = [{"hours_utc": block["hours_utc"]}] if "hours_utc" in block else []
    try:
        calendar = ZoneInfo(block.get("weekday_timezone", "UTC"))
        return tuple(
            Hours(*_ends(hours), frozenset(rule.get("weekdays", EVERY_DAY)), calendar)
            for rule in (*rules, *block.get("windows", ()))
            for hours in _listed(rule["hours_utc"])
        )
    except (ValueError, LookupError, TypeError, OSError):
        return ()


def _listed(hours: str | Sequence[str]) -> Sequence[str]:
    return (hours,) if isinstance(hours, str) else hours


def _ends(hours: str) -> tuple[time, time]:
    begin, end = (time.fromisoformat(each.strip()) for each in hours.split("-"))
    return begin, end
