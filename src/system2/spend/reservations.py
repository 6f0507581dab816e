"""Money set aside for calls under way, by every process of this user.

Each process keeps a file of its own with what it has reserved: the very rows that the ledger gets if the process
dies. An exclusive `flock` on the file proves that the process lives; the system lets go of it at death, however the
process dies, so no other process with the same number can be taken for it. All that is done here is done under the
lock of the ledger, but for that proof.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from system2.config.home import PRIVATE_FILE, private_folder
from system2.core.calls import Call, CallLabel
from system2.core.money import FREE, UNKNOWN, Cost, Usage
from system2.spend import dayfile, rows
from system2.spend.ledger import Ledger


@dataclass(frozen=True)
class Wish:
    """What one call may cost, to be reserved before it is made.

    `id` is the call's own. `worst` is in dollars, None where the price is unknown and 0 for a local model; `usage`
    holds the tokens that it is the price of. `at` is the local time, with offset.
    """

    id: str
    label: CallLabel
    at: datetime
    paths: int
    worst: Decimal | None
    usage: Usage
    local: bool = False

    def forfeit(self) -> Call:
        """The row that the ledger gets where nobody is left to say what the call did cost."""
        cost = FREE if self.local else UNKNOWN if self.worst is None else Cost(self.worst, "estimated")
        return Call(self.id, self.at, self.label, self.paths, self.usage, cost, "failed", 0.0)


class Held:
    """Dollars set aside, by day and model."""

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        self._dollars: dict[tuple[date, str], Decimal] = {}
        for call in calls:
            self.add(call)

    def add(self, call: Call, sign: int = 1) -> None:
        """Set aside what this call may cost, or no longer with the sign -1."""
        if call.cost.amount:
            key = call.at.date(), call.label.model
            self._dollars[key] = self._dollars.get(key, Decimal(0)) + sign * call.cost.amount
            if not self._dollars[key]:
                del self._dollars[key]

    def items(self) -> Iterable[tuple[tuple[date, str], Decimal]]:
        """Day and model, with the dollars set aside for them."""
        return self._dollars.items()


class Reservations:
    """What this process has reserved, and what the others have."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._folder = ledger.folder / "reservations"
        self._name = f"{os.getpid()}-{os.urandom(4).hex()}"
        self._version = 0
        self._descriptor: int | None = None
        self._own: dict[str, tuple[Call, bytes]] = {}
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

    def hold(self, wishes: Iterable[Wish]) -> None:
        """Set aside what these calls may cost."""
        calls = [wish.forfeit() for wish in wishes]
        if not calls:
            return
        changed = self._own | {call.id: (call, rows.to_bytes(call)) for call in calls}
        self._write(changed)
        for call in calls:
            self.own.add(call)

    def drop(self, call_ids: Iterable[str]) -> None:
        """Set nothing aside for these calls any more."""
        gone = [self._own[call_id][0] for call_id in call_ids if call_id in self._own]
        if gone:
            identities = {call.id for call in gone}
            self._write({key: value for key, value in self._own.items() if key not in identities})
            for call in gone:
                self.own.add(call, sign=-1)

    def others(self) -> list[Held]:
        """What each other process holds, those included that have died and were not yet found."""
        seen = {}
        for file in self._files():  # each is written once, under a name that is used once
            seen[file.name] = self._others.get(file.name) or Held(_readable_rows(file))
        self._others = seen
        return list(seen.values())

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
        return [call for file in self._files() if _is_dead(file) for call in _readable_rows(file)]

    def _settle(self, file: Path) -> int:
        calls = _readable_rows(file)
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
            if not name.startswith(self._name):
                yield self._folder / name

    def _write(self, changed: dict[str, tuple[Call, bytes]]) -> None:
        """Put what is held now into a new file, then remove the one before: at any moment one of them is whole."""
        before, file_before = self._descriptor, self._file()
        descriptor = None
        if changed:
            self._version += 1
            descriptor = self._begin(self._file())
            try:
                dayfile.write_whole(descriptor, 0, b"".join(row for _, row in changed.values()), sync=False)
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
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            descriptor = os.open(file, flags, PRIVATE_FILE)
        except FileNotFoundError:
            private_folder(self._folder)
            descriptor = os.open(file, flags, PRIVATE_FILE)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return descriptor

    def _file(self) -> Path:
        return self._folder / f"{self._name}.{self._version}.toml"


def _is_dead(file: Path) -> bool:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _readable_rows(file: Path) -> list[Call]:
    """The rows of a file, which its process may have died writing: what is not whole was reserved for no call yet."""
    content = file.read_bytes()
    with suppress(ValueError):
        return rows.parse(content[: dayfile.torn_from(content)])
    return []
