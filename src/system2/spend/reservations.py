"""Money set aside for calls under way, by every process of this user.

Each process keeps a file of its own with what it has reserved: the very rows that the ledger gets if the process
dies while the calls are under way. An exclusive `flock` on the file proves that the process lives; the system lets go
of it at death, however the process dies, so no other process with the same number can be taken for it. All that is
done here is done under the lock of the ledger, but for that proof.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path

from system2.config.home import PRIVATE_FILE, private_folder, read_regular
from system2.config.system import NO_FOLLOW, NO_WAIT, lock
from system2.core.calls import Call, CallLabel
from system2.core.money import FREE, NO_TOKENS, UNKNOWN, Cost, Usage
from system2.spend import dayfile, rows
from system2.spend.ledger import Ledger

NOT_SENT = b"# not sent yet\n"
"""The line in a reservation file before the calls that were not sent, which cost nothing if the process dies."""


@dataclass(frozen=True)
class Wish:
    """What one call may cost, to be reserved before it is made."""

    id: str
    """The call's own, unlike that of any other."""
    label: CallLabel
    """What the call is for."""
    at: datetime
    """Its local time, with offset."""
    paths: int
    """How many replies it asks for."""
    worst: Decimal | None
    """Dollars; None where the price is unknown, 0 for a local model."""
    usage: Usage
    """The tokens that `worst` is the price of."""
    local: bool = False
    """Whether the model runs on this machine."""
    factor: Decimal = Decimal(1)
    """How many times what the call is allowed its tokens and dollars are, where its model is known to take more."""
    sent: Usage = NO_TOKENS
    """The tokens that are surely used once the request has left: its prompt."""
    least: Decimal = Decimal(0)
    """What those cost."""

    def widened(self, factor: Decimal) -> "Wish":
        """This wish for a call of a model that may take so many times what it is allowed."""
        if factor == 1:
            return self
        usage = Usage(input=ceil(self.usage.input * factor), output=ceil(self.usage.output * factor))
        return replace(self, worst=None if self.worst is None else self.worst * factor, usage=usage, factor=factor)

    def and_then(self, other: "Wish") -> "Wish":
        """What this call and another may cost that may follow it, as one."""
        worst = None if self.worst is None or other.worst is None else self.worst + other.worst
        return replace(self, worst=worst, usage=self.usage + other.usage)

    def forfeit(self) -> Call:
        """The row that the ledger gets where nobody is left to say what the call did cost."""
        return Call(self.id, self.at, self.label, self.paths, self.sent, self.open_at(self.least), "failed", 0.0)

    def open_at(self, amount: Decimal) -> Cost:
        """The cost of a call that surely cost so many dollars, and perhaps as many as are reserved for it."""
        if self.local:
            return FREE
        if self.worst is None:
            return UNKNOWN
        return Cost(amount, "estimated", max(self.worst - amount, Decimal(0)))


@dataclass(frozen=True)
class Entry:
    """What is set aside for one call."""

    wish: Wish
    """What was asked for."""
    call: Call
    """The call that it comes to if its process dies."""
    row: bytes
    """That call as a row of the ledger."""
    sent: bool
    """Whether the request went out: where it did not, the call costs nothing and leaves no row."""


class Held:
    """Dollars set aside, by day and model; those for calls `under_way`, and those for calls to come."""

    def __init__(self, calls: Iterable[Call] = (), later: Iterable[Call] = ()) -> None:
        self._dollars: dict[tuple[date, str], Decimal] = {}
        self.under_way = Decimal(0)
        self.for_later = Decimal(0)
        for call in calls:
            self.add(call)
        for call in later:
            self.add(call, sent=False)

    def add(self, call: Call, sign: int = 1, *, sent: bool = True) -> None:
        """Set aside what this call may cost, or no longer with the sign -1."""
        if call.cost.most:
            key, amount = (call.at.date(), call.label.model), sign * call.cost.most
            self._dollars[key] = self._dollars.get(key, Decimal(0)) + amount
            if not self._dollars[key]:
                del self._dollars[key]
            if sent:
                self.under_way += amount
            else:
                self.for_later += amount

    def items(self) -> Iterable[tuple[tuple[date, str], Decimal]]:
        """Day and model, with the dollars set aside for them."""
        return self._dollars.items()


class Reservations:
    """What this process has reserved, and what the others have."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._folder = ledger.folder / "reservations"
        self.name = f"{time.time_ns()}-{os.getpid()}-{os.urandom(4).hex()}"  # the older process comes first
        self._version = 0
        self._descriptor: int | None = None
        self._own: dict[str, Entry] = {}
        self._others: dict[str, Held] = {}
        self.own = Held()

    def __contains__(self, call_id: str) -> bool:
        """Whether this process has money set aside for the call."""
        return call_id in self._own

    def any(self) -> bool:
        """Whether another process, dead or alive, has a file here."""
        return any(self._files())

    def ids(self) -> list[str]:
        """The calls that this process has money set aside for."""
        return list(self._own)

    def wish(self, call_id: str) -> Wish | None:
        """What is set aside for this call, if anything."""
        entry = self._own.get(call_id)
        return entry.wish if entry else None

    def change(self, *, drop: Iterable[str] = (), sent: Iterable[Wish] = (), later: Iterable[Wish] = ()) -> None:
        """Set nothing aside any more for the calls to `drop`; but what those cost that are sent now, or `later`."""
        gone = [self._own[call_id] for call_id in drop if call_id in self._own]
        added = [*(_entry(wish, sent=True) for wish in sent), *(_entry(wish, sent=False) for wish in later)]
        if not gone and not added:
            return
        without = {entry.call.id for entry in gone}
        kept = {key: entry for key, entry in self._own.items() if key not in without}
        self._write(kept | {entry.call.id: entry for entry in added})
        for entry in gone:
            self.own.add(entry.call, -1, sent=entry.sent)
        for entry in added:
            self.own.add(entry.call, sent=entry.sent)

    def others(self) -> dict[str, Held]:
        """What each other process holds, by its name, those included that have died and were not yet found."""
        seen = {}
        for file in self._files():  # each is written once, under a name that is used once
            seen[file.name] = self._others.get(file.name) or Held(*_readable_rows(file))
        self._others = seen
        return seen

    def settle_dead(self) -> int:
        """Write what dead processes had reserved into the ledger, once; how many calls that were."""
        return sum(self._settle(file) for file in self._files() if _is_dead(file))

    def abandon(self) -> None:
        """Leave what is still held to whoever finds it: it will be settled as spent."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def dead_calls(self) -> list[Call]:
        """What dead processes have reserved and nobody has settled yet."""
        return [call for file in self._files() if _is_dead(file) for call in _readable_rows(file)[0]]

    def _settle(self, file: Path) -> int:
        calls, _ = _readable_rows(file)
        settled = {call.id for day in {call.at.date() for call in calls} for call in self._ledger.calls(day)}
        forgotten = [call for call in calls if call.id not in settled]
        self._ledger.record(*forgotten)
        file.unlink()
        return len(forgotten)

    def _files(self) -> Iterator[Path]:
        """The files of the other processes."""
        try:
            names = os.listdir(self._folder)  # noqa: PTH208 - asked for each call, and a third of the time of `iterdir`
        except FileNotFoundError:
            return
        for name in names:
            if not name.startswith(self.name):
                yield self._folder / name

    def _write(self, changed: dict[str, Entry]) -> None:
        """Put what is held now into a new file, then remove the one before: at any moment one of them is whole."""
        before, file_before = self._descriptor, self._file()
        descriptor = None
        if changed:
            self._version += 1
            descriptor = self._begin(self._file())
            try:
                dayfile.write_whole(descriptor, 0, _content(changed.values()), sync=False)
            except OSError:
                os.close(descriptor)
                self._file().unlink()
                self._version -= 1
                raise
        self._own, self._descriptor = changed, descriptor
        if before is not None:
            file_before.unlink(missing_ok=True)
            os.close(before)

    def _begin(self, file: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW
        try:
            descriptor = os.open(file, flags, PRIVATE_FILE)
        except FileNotFoundError:
            private_folder(self._folder)
            descriptor = os.open(file, flags, PRIVATE_FILE)
        lock(descriptor)
        return descriptor

    def _file(self) -> Path:
        return self._folder / f"{self.name}.{self._version}.toml"


def _is_dead(file: Path) -> bool:
    descriptor = os.open(file, os.O_RDONLY | NO_FOLLOW | NO_WAIT)
    try:
        lock(descriptor)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _entry(wish: Wish, *, sent: bool) -> Entry:
    call = wish.forfeit()
    return Entry(wish, call, rows.to_bytes(call), sent)


def _content(entries: Iterable[Entry]) -> bytes:
    """A reservation file: the calls under way, a line of its own, those to come."""
    entries = list(entries)
    sent, later = ([entry.row for entry in entries if entry.sent is wanted] for wanted in (True, False))
    return b"".join([*sent, *([NOT_SENT, *later] if later else ())])


def _readable_rows(file: Path) -> tuple[list[Call], list[Call]]:
    """The calls under way and those to come; what a process died writing was reserved for no call yet."""
    sent, _, later = read_regular(file).partition(NOT_SENT)
    return _rows(sent), _rows(later)


def _rows(content: bytes) -> list[Call]:
    with suppress(ValueError):
        return rows.parse(content[: dayfile.torn_from(content)])
    return []
