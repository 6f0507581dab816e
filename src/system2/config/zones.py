"""The time zone whose days are counted: the one that the user settled, else the system's when money was first spent.

It is kept beside the ledger with the moment from which it holds. So neither a journey nor another `TZ` makes what was
spent a minute ago yesterday's, or has a cap begin anew; a change of mind does not either, for it is known when it was.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from system2.config.home import private_folder, read_regular, replace_whole, unusable, zones_file
from system2.config.readers import zone_named
from system2.config.sources import personal
from system2.config.toml import parse
from system2.errors import LedgerError, UsageError


@dataclass(frozen=True)
class Kept:
    """A zone and the moment from which it holds."""

    name: str
    since: datetime

    @property
    def zone(self) -> tzinfo:
        """The zone itself. Raises `LedgerError` where this machine does not know it."""
        try:
            return zone_named(self.name)
        except ValueError:
            raise LedgerError(
                f"{zones_file()} counts days of {self.name}, which is not known here: install the package tzdata."
            ) from None


def here() -> tzinfo:
    """The zone whose days are counted now. Raises `LedgerError`."""
    kept = kept_zones()
    return kept[-1].zone if kept else zone_named(_wanted())


def zone_here() -> str:
    """Its name. Raises `LedgerError`."""
    kept = kept_zones()
    return kept[-1].name if kept else _wanted()


def now() -> datetime:
    """This moment, on a clock of that zone."""
    return datetime.now(here())


def kept_zones() -> tuple[Kept, ...]:
    """Every zone whose days were counted, the first one first; none where no money was spent yet."""
    file = zones_file()
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()
    except OSError as trouble:
        raise unusable(trouble) from None


def is_to_change() -> bool:
    """Whether the user settled another zone than the one that holds."""
    kept = kept_zones()
    return bool(kept) and _wanted(kept[-1].name) != kept[-1].name


def elsewhere() -> str:
    """The name of the zone whose days are counted, where the system's clock shows another time; else empty."""
    kept = kept_zones()
    moment = datetime.now().astimezone()
    return kept[-1].name if kept and moment.astimezone(kept[-1].zone).utcoffset() != moment.utcoffset() else ""


def keep_zone() -> str:
    """Count the days of the zone that is wanted from now on; a line that says so where it was another before.

    The caller holds the lock of the ledger. Raises `OSError`.
    """
    kept = kept_zones()
    name = _wanted(kept[-1].name if kept else "")
    if kept and kept[-1].name == name:
        return ""
    _write((*kept, Kept(name, datetime.now(UTC).replace(microsecond=0))))
    return f"Days are those of {name} from now on, no longer those of {kept[-1].name}." if kept else ""


def days_elsewhere(begin: datetime) -> Iterator[date]:
    """The days of zones that no longer hold, but did at some moment after this one: calls of theirs are kept there."""
    kept = kept_zones()
    for before, after in pairwise(kept):
        if after.since > begin:
            day, last = (moment.astimezone(before.zone).date() for moment in (begin, after.since))
            yield from (day + timedelta(days=number) for number in range((last - day).days + 1))


def changed_between(since: date, until: date) -> bool:
    """Whether another zone came to hold on one of these days, or on one beside them."""
    around = timedelta(days=1)
    return any(since - around <= kept.since.date() <= until + around for kept in kept_zones()[1:])


def system_zone() -> str:
    """What the system calls its zone; its difference from UTC where it has no name for it."""
    import warnings

    with warnings.catch_warnings(), suppress(ValueError, LookupError, OSError):  # whatever `TZ` and files hold
        warnings.simplefilter("ignore")
        from tzlocal import get_localzone_name

        name = get_localzone_name()
        if datetime.now(zone_named(name)).utcoffset() == datetime.now().astimezone().utcoffset():
            return name
    offset = datetime.now().astimezone().strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"


def _wanted(kept: str = "") -> str:
    """The zone that the user settled, else the one that is kept, else the system's."""
    settled = ""
    with suppress(UsageError):  # whoever reads the settings tells of it
        settled = personal().zone
    return settled or kept or system_zone()


@lru_cache(maxsize=8)
def _read(file: Path, _: int) -> tuple[Kept, ...]:
    """What the file holds that was changed at this moment."""
    try:
        rows = parse(read_regular(file), file).get("zone", [])
        return tuple(Kept(str(row["name"]), row["since"].astimezone(UTC)) for row in rows)
    except (UsageError, TypeError, KeyError, AttributeError):
        raise LedgerError(f"{file} tells no time zones: mend it or move it away.") from None


def _write(kept: tuple[Kept, ...]) -> None:
    import tomli_w

    rows = [{"name": each.name, "since": each.since} for each in kept]
    private_folder(zones_file().parent)
    replace_whole(zones_file(), tomli_w.dumps({"zone": rows}).encode())
