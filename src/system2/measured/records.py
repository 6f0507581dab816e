"""What a measurement keeps of each problem: enough to evaluate every effort and every way to choose, without a call."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.money import NO_TOKENS, Bill, Usage
from system2.core.replies import Reply


@dataclass(frozen=True)
class Setup:
    """What is measured, and how: two measurements with the same setup are one, however many problems they are of.

    `efforts` are widths in paths, `thinking` depths in thinking tokens a path. `judging` tells how verdicts come
    about, empty where no path is judged. `model` writes the paths; a role that it plays too is empty.
    """

    problems: str
    difficulty: int
    seed: int
    model: str
    strategies: tuple[str, ...]
    efforts: tuple[int, ...]
    thinking: tuple[int, ...] = ()
    judging: str = ""
    verifier: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    aggregator: str = ""
    classifier: str = ""


@dataclass(frozen=True)
class Spent:
    """What calls took; `seconds` is wall time."""

    usage: Usage = NO_TOKENS
    bill: Bill = field(default_factory=Bill)
    seconds: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        """Both, one after the other."""
        return Spent(self.usage + other.usage, self.bill + other.bill, self.seconds + other.seconds)

    def beside(self, other: "Spent") -> "Spent":
        """Both, at the same time."""
        return Spent(self.usage + other.usage, self.bill + other.bill, max(self.seconds, other.seconds))

    @property
    def tokens(self) -> int:
        """All tokens, in and out."""
        return self.usage.input + self.usage.output


def together(spent: Iterable[Spent]) -> Spent:
    """What calls took that were made at once."""
    total = Spent()
    for each in spent:
        total = total.beside(each)
    return total


@dataclass(frozen=True)
class Sampled:
    """One sampled path: its answer and verdict, whether it is right, and what sampling and judging it took.

    `model` wrote it, where that is a member of a panel.
    """

    index: int
    answer: Answer | None
    verdict: Verdict | None
    landed: bool
    right: bool
    sampling: Spent
    judging: Spent = Spent()
    model: str = ""

    @property
    def candidate(self) -> Candidate:
        """The path as a candidate to choose from; its text is not kept, because no way to choose reads it."""
        reply = Reply("landed") if self.landed else None
        return Candidate(self.index, reply, self.answer, self.verdict, status="ok" if self.landed else "failed")


@dataclass(frozen=True)
class Ran:
    """What one strategy answered at one effort, and what that took."""

    strategy: str
    effort: int
    answer: Answer | None
    right: bool
    spent: Spent


@dataclass(frozen=True)
class Deep:
    """A path that was given so many tokens to think."""

    thinking: int
    path: Sampled


@dataclass(frozen=True)
class Solved:
    """All that was measured on one problem.

    `paths` were sampled once and serve every effort; `ran` tells of strategies that do more than choose among such
    paths; `deep` holds paths of each depth.
    """

    number: int
    question: str
    expected: str
    task: str
    paths: tuple[Sampled, ...]
    ran: tuple[Ran, ...] = ()
    deep: tuple[Deep, ...] = ()
