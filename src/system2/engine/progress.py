"""How many questions stand: a batch, or a measurement."""

from dataclasses import dataclass, field

from system2.core.events import CapLeft
from system2.core.money import Bill


@dataclass
class Progress:
    """Counts so far. `earlier` were answered by an earlier batch; `right` of `marked` answers are as expected.

    Of all answers, `not_good_enough` do not meet what the user demanded.

    `total` is how many questions there are, None where that cannot be told before the end.
    """

    total: int | None = None
    answered: int = 0
    earlier: int = 0
    failed: int = 0
    not_good_enough: int = 0
    marked: int = 0
    right: int = 0
    bill: Bill = field(default_factory=Bill)
    cap_left: CapLeft | None = None
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """Questions that nothing remains to be done for."""
        return self.answered + self.earlier + self.failed

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, where any could be marked."""
        return self.right / self.marked if self.marked else None

    @property
    def seconds_left(self) -> float | None:
        """How long it will take at the pace so far, where that can be told."""
        now_done = self.answered + self.failed
        if self.total is None or not now_done:
            return None
        return max(0, self.total - self.done) * self.seconds / now_done

    def mark(self, right: bool) -> None:
        """Count an answer that was compared with the expected one."""
        self.marked += 1
        self.right += right
