"""The ledger: one TOML file of calls for each local day, and what they come to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from system2.core.calls import Call
from system2.errors import LedgerError
from system2.spend import dayfile, rollups
from system2.spend.lock import LedgerLock, disk_troubles
from system2.spend.rollups import EMPTY, FileState, state_in, state_of
from system2.spend.sums import DaySums

Progress = Callable[[int, int], None]
"""Told how many days are done, and of how many."""


class Ledger:
    """The ledger in one folder; every process has its own `Ledger`, and they share `lock`.

    What goes wrong with the files is raised as a `LedgerError`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = LedgerLock(folder)
        self._known: dict[date, tuple[FileState, DaySums]] = {}
        self._files: dict[date, Path] = {}

    def file(self, day: date) -> Path:
        """Where the calls of this day are kept."""
        if day not in self._files:
            self._files[day] = self.folder / f"{day.isoformat()}.toml"
        return self._files[day]

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
                days.append(date.fromisoformat(name))
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

    def sums(self, day: date) -> DaySums:
        """What the calls of one day come to, now; not to be changed. Takes the lock only where the roll-up is stale."""
        state = self._state(day)
        return self._fresh(day, state) or self._rebuilt(day)

    def stale_days(self) -> list[date]:
        """The days whose sums have to be taken from their rows, because there is no true roll-up."""
        return [day for day in self.days() if self._fresh(day, self._state(day)) is None]

    def refresh(self, progress: Progress = lambda done, total: None) -> None:
        """Bring every roll-up up to date, a day at a time, so that running calls wait for none of it."""
        stale = self.stale_days()
        for done, day in enumerate(stale, start=1):
            self.sums(day)
            progress(done, len(stale))

    def record(self, call: Call) -> None:
        """Write a call down for good, into the file of the local day of its start."""
        day = call.at.date()
        with self.lock():
            sums = self.sums(day)
            state = state_in(dayfile.append(self.file(day), call))
            sums.add(call)
            self._keep(day, state, sums)

    def _state(self, day: date) -> FileState:
        with disk_troubles(self.file(day)):
            return state_of(self.file(day))

    def _fresh(self, day: date, state: FileState) -> DaySums | None:
        known = self._known.get(day)
        if known and known[0] == state:
            return known[1]
        sums = DaySums() if state == EMPTY else rollups.load(self.file(day), state)
        if sums is not None:
            self._known[day] = state, sums
        return sums

    def _rebuilt(self, day: date) -> DaySums:
        with self.lock():
            state = self._state(day)
            fresh = self._fresh(day, state)
            if fresh is None:
                fresh = DaySums(self.calls(day))
                self._keep(day, state, fresh)
            return fresh

    def _keep(self, day: date, state: FileState, sums: DaySums) -> None:
        self._known[day] = state, sums
        with suppress(OSError):  # the rows are safe already, and the next reader takes the sums from them
            rollups.save(self.file(day), state, sums)
