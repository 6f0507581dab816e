"""What a stretch of days cost, by what the calls were made for; from roll-ups wherever they can tell."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Literal, TypeVar, get_args

from system2.core.calls import Call
from system2.spend.ledger import Ledger, Progress
from system2.spend.periods import first_day
from system2.spend.sums import DIMENSIONS, DaySums, Dimension, Sum

Calendar = Literal["day", "week", "month"]
Grouping = Dimension | Calendar | Literal["run"]
CALENDAR: tuple[Calendar, ...] = get_args(Calendar)
GROUPINGS: tuple[Grouping, ...] = (*DIMENSIONS, *CALENDAR, "run")
Groupings = tuple[Grouping, ...]
"""What calls are grouped by, one thing or several at a time; at least one."""

Key = tuple[str, ...]
"""What a group is called, by each thing that calls are grouped by."""

CROSS = " / "
"""What stands between these in one text."""

Name = TypeVar("Name", str, Key)

RECENT_DAYS = 14

FARTHEST_ZONES = timedelta(days=2)
"""Clocks on earth differ by up to 26 hours, so a call is kept at most two days from the day it is asked for under."""


@dataclass(frozen=True)
class Report:
    """What the calls of some days cost."""

    since: date
    """The first day."""
    until: date
    """The last day, which is included."""
    by: Groupings
    """What the calls are grouped by."""
    groups: tuple[tuple[Key, Sum], ...]
    """Each with its names, in the order in which to show them: days and weeks from the first, runs from the last, all
    else from the dearest."""
    total: Sum
    """All calls together."""
    unpriced: tuple[str, ...]
    """The models with calls whose price is unknown."""
    recent: tuple[Decimal, ...]
    """The dollars of each of the last days up to `until`; none in another time zone, whose days no roll-up knows."""


def _silently(done: int, total: int) -> None:
    pass


def report(
    ledger: Ledger,
    since: date,
    until: date,
    *,
    by: Groupings = ("model",),
    zone: tzinfo | None = None,
    progress: Progress = _silently,
) -> Report:
    """The report of these days: local ones as they were, or those of another time zone. Raises `LedgerError`."""
    days = [day for day in _days(ledger, zone) if since <= day <= until]
    recent = [] if zone else [until - timedelta(days=back) for back in reversed(range(RECENT_DAYS))]
    sums = _sums(ledger, sorted({*days, *recent}), zone, progress)
    total, models = Sum(), dict[str, Sum]()
    for day in days:
        total.merge(sums[day].total)
        _merge(models, sums[day].by("model"))
    if by == ("run",) or len(by) > 1:
        groups = _crossed(_calls(ledger, days, zone, progress), by)
    else:
        groups = tuple(((name,), each) for name, each in _groups(sums, days, by[0]))  # type: ignore[arg-type]
    unpriced = tuple(sorted(model for model, each in models.items() if each.unknown_calls))
    return Report(since, until, by, groups, total, unpriced, tuple(sums[day].total.cost for day in recent))


def first_day_of(ledger: Ledger, otherwise: date, zone: tzinfo | None = None) -> date:
    """The first day that the ledger knows of, as it was or, if that is earlier, as this zone has it."""
    days = ledger.days()
    near = [day for day in days if zone and day - days[0] <= FARTHEST_ZONES]
    moved = [call.at.astimezone(zone).date() for day in near for call in ledger.calls(day)]
    return min([*days[:1], *moved], default=otherwise)


def _days(ledger: Ledger, zone: tzinfo | None) -> list[date]:
    """The days that may have calls."""
    kept = ledger.days()
    if zone is None:
        return kept
    reach = range(-FARTHEST_ZONES.days, FARTHEST_ZONES.days + 1)
    return sorted({day + timedelta(days=shift) for day in kept for shift in reach})


def _sums(ledger: Ledger, days: list[date], zone: tzinfo | None, progress: Progress) -> dict[date, DaySums]:
    sums = {day: DaySums() for day in days}
    if zone is None:
        for done, day in enumerate(days, start=1):
            sums[day] = ledger.sums(day)
            progress(done, len(days))
    else:
        for day, call in _calls(ledger, days, zone, progress):
            sums[day].add(call)
    return sums


def _calls(ledger: Ledger, days: list[date], zone: tzinfo | None, progress: Progress) -> Iterator[tuple[date, Call]]:
    """The calls of these days, each with its day."""
    if not days:
        return
    wanted = set(days)
    margin = FARTHEST_ZONES if zone else timedelta(0)
    kept_days = [day for day in ledger.days() if days[0] - margin <= day <= days[-1] + margin]
    for done, kept in enumerate(kept_days, start=1):
        for call in ledger.calls(kept):
            day = call.at.astimezone(zone).date() if zone else kept
            if day in wanted:
                yield day, call
        progress(done, len(kept_days))


def _crossed(calls: Iterable[tuple[date, Call]], by: Groupings) -> tuple[tuple[Key, Sum], ...]:
    """The sums that no roll-up knows, of every single call: of runs, and of several things at a time."""
    found: dict[Key, Sum] = {}
    for day, call in calls:
        found.setdefault(tuple(_name(each, day, call) for each in by), Sum()).add(call)
    if by == ("run",):
        return tuple(reversed(found.items()))
    return tuple(sorted(found.items(), key=_dearest_first))


def _name(grouping: Grouping, day: date, call: Call) -> str:
    return _DAYS[grouping](day) if grouping in _DAYS else str(getattr(call.label, grouping))


def _groups(sums: dict[date, DaySums], days: list[date], by: Dimension | Calendar) -> tuple[tuple[str, Sum], ...]:
    found: dict[str, Sum] = {}
    for day in days:
        parts = {_DAYS[by](day): sums[day].total} if by in _DAYS else sums[day].by(by)  # type: ignore[arg-type]
        _merge(found, parts)
    kept = [(key, each) for key, each in found.items() if each.calls]
    return tuple(sorted(kept) if by in _DAYS else sorted(kept, key=_dearest_first))


def _merge(into: dict[str, Sum], parts: dict[str, Sum]) -> None:
    for key, each in parts.items():
        into.setdefault(key, Sum()).merge(each)


def _dearest_first(group: tuple[Name, Sum]) -> tuple[Decimal, int, Name]:
    key, each = group
    return -each.cost, -each.calls, key


_DAYS: dict[Grouping, Callable[[date], str]] = {
    "day": lambda day: f"{day}",
    "week": lambda day: f"{first_day('weekly', day)}",
    "month": lambda day: f"{day:%Y-%m}",
}
"""What the stretch of the calendar that holds a day is called; a week goes by its Monday."""
