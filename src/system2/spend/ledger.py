"""The ledger: one TOML file of calls for each local day, and what they come to."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from system2.core.calls import Call
from system2.errors import LedgerError
from system2.spend import dayfile, rollups
from system2.spend.lock import LedgerLock, disk_troubles
from system2.spend.rollups import EMPTY, FileState, state_in, state_of
from system2.spend.rows import FIRST_YEAR, LAST_YEAR
from system2.spend.sums import DaySums

Progress = Callable[[int, int], None]
"""Told how many days are done, and of how many."""


LATEST = 1 << 16
"""Bytes at the end of a day's file that hold its last calls: a hundred and more."""


class Ledger:
    """The ledger in one folder; every process has its own `Ledger`, and they share `lock`.

    What goes wrong with the files is raised as a `LedgerError`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = LedgerLock(folder)
        self._known: dict[date, tuple[FileState, DaySums]] = {}
        self._paths: dict[date, str] = {}

    def file(self, day: date) -> Path:
        """Where the calls of this day are kept."""
        return self.folder / f"{day.isoformat()}.toml"

    def days(self) -> list[date]:
        """The days that have a file, oldest first."""
        with disk_troubles(self.folder):
            try:
                names = [file.stem for file in self.folder.iterdir() if file.suffix == ".toml"]
            except FileNotFoundError:
                return []
        days = []
        for name in names:
            with suppress(ValueError):
                day = date.fromisoformat(name)
                if FIRST_YEAR <= day.year <= LAST_YEAR:
                    days.append(day)
        return sorted(days)

    def calls(self, day: date) -> list[Call]:
        """The calls of one day as they were settled, without what a crash left unfinished at the end."""
        file = self.file(day)
        with disk_troubles(file):
            try:
                return dayfile.read(file)
            except FileNotFoundError:
                return []
            except ValueError as trouble:
                raise LedgerError(
                    f"{file} is damaged ({trouble}). `cost verify` shows what is wrong, `cost repair` mends it."
                ) from None

    def latest(self, day: date) -> list[Call]:
        """The last calls of one day; none where its file cannot be read: nobody is paid by them."""
        with suppress(OSError, ValueError):
            return dayfile.latest(self.file(day), LATEST)
        return []

    def sums(self, day: date) -> DaySums:
        """What the calls of one day come to, now; not to be changed. Takes the lock only where the roll-up is stale."""
        return self.sums_of([day])[0]

    def sums_of(self, days: Iterable[date]) -> list[DaySums]:
        """What the calls of each of these days come to."""
        with disk_troubles(self.folder):
            return [self._fresh(day) or self._rebuilt(day) for day in days]

    def record(self, *calls: Call) -> None:
        """Write calls down for good, each into the file of the local day of its start. The caller holds the lock."""
        for day in sorted({call.at.date() for call in calls}):
            self._record([call for call in calls if call.at.date() == day], day)

    def _record(self, calls: list[Call], day: date) -> None:
        sums = self.sums(day)
        with disk_troubles(self.file(day)):
            state = state_in(dayfile.append(self.file(day), calls))
        for call in calls:
            sums.add(call)
        self._keep(day, state, sums)

    def _fresh(self, day: date) -> DaySums | None:
        """The sums of the day's file as it is now, where they are at hand."""
        state = state_of(self._path(day))
        known = self._known.get(day)
        if known and known[0] == state:
            return known[1]
        sums = DaySums() if state == EMPTY else rollups.load(self.file(day), state)
        if sums is not None:
            self._known[day] = state, sums
        return sums

    def _rebuilt(self, day: date) -> DaySums:
        with self.lock():
            fresh = self._fresh(day)
            if fresh is None:
                state = state_of(self.file(day))
                fresh = DaySums(self.calls(day))
                self._keep(day, state, fresh)
            return fresh

    def _path(self, day: date) -> str:
        """The day's file as text: asked for each call and each day of a cap's period."""
        if day not in self._paths:
            self._paths[day] = str(self.file(day))
        return self._paths[day]

    def _keep(self, day: date, state: FileState, sums: DaySums) -> None:
        self._known[day] = state, sums
        with suppress(OSError):  # the rows are safe already, and the next reader takes the sums from them
            rollups.save(self.file(day), state, sums)
