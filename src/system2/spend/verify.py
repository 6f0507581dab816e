"""Whether the ledger is whole, and how to make it whole again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from system2.config.home import read_regular, replace_whole
from system2.core.calls import Call
from system2.core.money import Bill
from system2.errors import LedgerError
from system2.spend import dayfile, rollups, rows
from system2.spend.ledger import Ledger, Progress
from system2.spend.lock import disk_troubles
from system2.spend.reservations import Reservations
from system2.spend.rollups import state_of
from system2.spend.settlements import id_of_settlement
from system2.spend.sums import DaySums, Sum


@dataclass(frozen=True)
class Finding:
    """Something about a file that the user should know."""

    file: Path
    """Which one."""
    what: str
    """In one line."""
    mended: bool = False
    """Whether nothing is left to do about it."""


@dataclass(frozen=True)
class Verification:
    """What was read, and what was found. `sound` says that `repair` would change nothing."""

    days: int
    """Files that were read, one for each day."""
    calls: int
    """Rows in them."""
    bill: Bill
    """What these cost."""
    findings: tuple[Finding, ...]
    """What was found."""

    @property
    def sound(self) -> bool:
        """Whether every row counts, once, as it was written."""
        return all(finding.mended for finding in self.findings)


def verify(ledger: Ledger, progress: Progress = lambda done, total: None) -> Verification:
    """Read every row of the ledger and hold it against its form, its identity and the sums on disk.

    Changes nothing. Raises `LedgerError` where the disk refuses.
    """
    days = ledger.days()
    total = Sum()
    findings: list[Finding] = []
    seen: set[str] = set()
    for done, day in enumerate(days, start=1):
        with ledger.lock(), disk_troubles(ledger.file(day)):
            calls, found = _inspect(ledger.file(day), seen)
        for call in calls:
            total.add(call)
        findings += found
        progress(done, len(days))
    if days:
        findings += _left_by_the_dead(ledger)
    return Verification(len(days), total.calls, total.bill, (*findings, *_kept_aside(ledger)))


def repair(ledger: Ledger, progress: Progress = lambda done, total: None) -> list[Finding]:
    """Mend what `verify` finds, and say what was done.

    What cannot count is taken out of the day's file and kept beside it, never thrown away.
    """
    days = ledger.days()
    done_to: list[Finding] = []
    seen: set[str] = set()
    for done, day in enumerate(days, start=1):
        with ledger.lock(), disk_troubles(ledger.file(day)):
            done_to += _mend(ledger, day, seen)
        progress(done, len(days))
    if days:
        with ledger.lock():
            settled = Reservations(ledger).settle_dead()
        if settled:
            done_to.append(Finding(ledger.folder, f"{_count(settled, 'call')} of dead processes settled", mended=True))
    return done_to


def _inspect(file: Path, seen: set[str]) -> tuple[list[Call], list[Finding]]:
    whole, pieces = _sorted_out(read_regular(file), seen)
    calls = _parse(file, whole)
    found = [Finding(file, f"{reason}: {_excerpt(piece)}") for piece, reason in pieces]
    recorded = rollups.load(file, state_of(file))
    if not pieces and recorded and recorded != DaySums(calls):
        found.append(Finding(file, "its roll-up does not agree with its rows"))
    return calls, found


def _mend(ledger: Ledger, day: date, seen: set[str]) -> list[Finding]:
    file = ledger.file(day)
    whole, pieces = _sorted_out(read_regular(file), seen)
    sums = DaySums(_parse(file, whole))
    done_to = []
    for piece, reason in pieces:
        kept = dayfile.set_aside(file, piece)
        done_to.append(Finding(file, f"{reason}: taken out and kept as {kept.relative_to(ledger.folder)}", mended=True))
    if pieces:
        replace_whole(file, whole)
    rollups.save(file, state_of(file), sums)
    return done_to


def _sorted_out(content: bytes, seen: set[str]) -> tuple[bytes, list[tuple[bytes, str]]]:
    """What counts of a day's file, and each piece that does not with the reason; `seen` gathers the identities."""
    try:
        calls = rows.parse(content)
    except ValueError:
        pass
    else:
        identities = {call.id for call in calls}
        if len(identities) == len(calls) and not identities & seen and all(_completes(call, calls) for call in calls):
            seen |= identities
            return content, []
    whole, pieces = [], []
    before: list[Call] = []
    for piece in _tables(content):
        reason = _objection(piece, seen, before)
        if reason:
            pieces.append((piece, reason))
        else:
            whole.append(piece)
    return b"".join(whole), pieces


def _parse(file: Path, whole: bytes) -> list[Call]:
    try:
        return rows.parse(whole)
    except ValueError as trouble:
        raise LedgerError(f"{file} is damaged in a way that only an editor can mend ({trouble}).") from None


def _tables(content: bytes) -> list[bytes]:
    """The file cut before each `[[call]]`."""
    starts = [0]
    while (start := content.find(b"\n[[call]]", starts[-1])) >= 0:
        starts.append(start + 1)
    return [content[start:end] for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]


def _objection(piece: bytes, seen: set[str], before: list[Call]) -> str:
    """Why a piece of a day's file cannot count, whose calls come after those `before`; empty where it can."""
    try:
        calls = rows.parse(piece)
    except ValueError as trouble:
        return f"damaged ({trouble})"
    if any(call.id in seen for call in calls):
        return "a call that is in the ledger already"
    if not all(_completes(call, before) for call in calls):
        return "a row that settles no open call"
    seen.update(call.id for call in calls)
    before += calls
    return ""


def _completes(call: Call, others: list[Call]) -> bool:
    """Whether a row that settles another finds it, open by as much as it says; every other row does.

    Its id is made of the other's, so that no call is settled twice.
    """
    if not call.settles:
        return True
    is_its_own = call.id == id_of_settlement(call.settles)
    return is_its_own and any((each.id, -each.cost.unsettled) == (call.settles, call.cost.unsettled) for each in others)


def _left_by_the_dead(ledger: Ledger) -> list[Finding]:
    reservations = Reservations(ledger)
    with ledger.lock(), disk_troubles(ledger.folder):
        dead = reservations.dead_calls()
    return [Finding(ledger.folder, f"a process died before it settled call {call.id}") for call in dead]


def _kept_aside(ledger: Ledger) -> list[Finding]:
    with disk_troubles(ledger.folder):
        kept = sorted((ledger.folder / "torn").glob("*"))
    return [Finding(file, "a piece that was taken out of the ledger and does not count", mended=True) for file in kept]


def _excerpt(piece: bytes) -> str:
    text = " ".join(piece.decode(errors="replace").split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
