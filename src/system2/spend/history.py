"""What earlier calls wrote: how long replies usually are, learnt from the latest rows of the ledger."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from system2.config.home import read_regular
from system2.core.calls import Call, Role
from system2.spend import rows
from system2.spend.ledger import Ledger
from system2.spend.lock import disk_troubles

ROW = b"[[call]]\n"
MOST_BYTES = 1_000_000
"""So much of the ledger is read, about the 2,500 latest calls."""

MOST_DAYS = 30
ENOUGH = 200
"""So many of the latest calls of a kind are looked at."""


@dataclass(frozen=True)
class Habit:
    """What earlier calls of a kind wrote."""

    short: int
    """Tokens that the shortest tenth of them have at most."""
    usual: int
    """Their mean, in tokens."""
    calls: int
    """How many calls these are."""


class History:
    """Earlier calls, the latest first."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = [call for call in calls if call.status == "ok" and call.usage.output]

    def habit(self, role: Role, model: str, strategy: str) -> Habit | None:
        """What the model writes in this role for this strategy, else for any; None where it never did."""
        alike = [call for call in self._calls if (call.label.role, call.label.model) == (role, model)]
        same = [call for call in alike if call.label.strategy == strategy] or alike
        written = sorted(call.usage.output // call.paths for call in same[:ENOUGH])
        if not written:
            return None
        usual = round(sum(written) / len(written))
        return Habit(min(written[len(written) // 10], usual), usual, len(written))


def recent_history(ledger: Ledger) -> History:
    """What the latest days tell, read in little time however much there is. Raises `LedgerError`."""
    calls: list[Call] = []
    room = MOST_BYTES
    for day in reversed(ledger.days()[-MOST_DAYS:]):
        if room <= 0:
            break
        with disk_troubles(ledger.file(day)):
            content = read_regular(ledger.file(day))
        with suppress(ValueError):  # what a person or a crash left there teaches nothing
            calls += reversed(rows.parse(_end_of(content, room)))
        room -= len(content)
    return History(calls)


def _end_of(content: bytes, most: int) -> bytes:
    """The last whole rows, in at most so many bytes."""
    if len(content) <= most:
        return content
    begin = content.find(b"\n" + ROW, len(content) - most)
    return content[begin + 1 :] if begin >= 0 else b""
