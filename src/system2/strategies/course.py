"""What a run tells its strategy: one field for each option that a strategy may take."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields

from system2.core.candidates import Candidate
from system2.core.problem import Problem
from system2.strategies.pieces import MakePath, attempt, judged, path
from system2.strategies.selection import Select
from system2.strategies.stopping import JUDGED, Stop
from system2.strategies.thoughts import Shape
from system2.verifiers.chosen import Judging, choose
from system2.verifiers.interface import Verifier
from system2.verifiers.none import NoVerdict

ROUNDS = 2


@dataclass(frozen=True)
class Approach:
    """How a strategy is to go about it: how wide, who wins, when a verdict is good enough.

    `thinking_tokens` is how long each path may think, 0 where that is left to the model; `rounds` how often a draft
    is revised; `stop` and `sure` when a vote may stop; `shape` how a search over reasoning steps goes about it;
    `thinking_share` how much of its usual thinking a path gets where the strategy decides how much that is. What is
    None is left to the strategy.
    """

    effort: int = 1
    _: KW_ONLY
    select: Select = "auto"
    good_enough: float | None = None
    thinking_tokens: int = 0
    rounds: int = ROUNDS
    stop: Stop | None = None
    sure: float | None = None
    shape: Shape = Shape()
    thinking_share: float = 1.0


@dataclass(frozen=True)
class Course(Approach):
    """What a strategy is told: how to go about it, and who judges; `must_judge` that the user asked for verdicts.

    `maker` makes the paths where each is more than one sample.
    """

    judge: Verifier = NoVerdict()
    _: KW_ONLY
    must_judge: bool = False
    maker: MakePath | None = None

    @property
    def votes_are_judged(self) -> bool:
        """Whether a vote weighs verdicts, and so has every path judged."""
        return self.select in JUDGED

    def path_for(self, problem: Problem) -> MakePath:
        """Makes the paths: one sample each, or whatever `maker` makes; judged as they land where a judge is named."""

        async def sampled(number: int, judge: Verifier | None = None) -> Candidate:
            if judge:
                return await attempt(problem, number, judge, thinking_tokens=self.thinking_tokens)
            return await path(problem, number, thinking_tokens=self.thinking_tokens)

        return self.maker or sampled

    def told(self, name: str, problem: Problem) -> object:
        """What a strategy is told under this name, which is a field's, one of the shape's, `course` or `path`."""
        if name == "course":
            return self
        if name == "path":
            return self.path_for(problem)
        return getattr(self.shape if name in SHAPE else self, name)


def course_of(approach: Approach, judging: Judging, verifiers: Sequence[str] = ()) -> Course:
    """The course for whoever asks for verdicts so, from these models. Raises `UsageError` where there are none so."""
    return Course(**vars(approach), judge=choose(judging, verifiers), must_judge=bool(judging.asked))


SHAPE = frozenset(field.name for field in fields(Shape))
"""The options of a search over reasoning steps."""

OPTIONS = frozenset({"effort", "select", "good_enough", "rounds", "stop", "sure", *SHAPE})
"""The options that a strategy may take; one that takes none of them has no use for it."""

TOLD = frozenset({"course", "path", *SHAPE, *(field.name for field in fields(Course))})
"""All that a strategy may ask to be told."""


def judging(problem: Problem, make: MakePath) -> MakePath:
    """The paths that somebody else makes, judged where they are to be and are not."""

    async def path(number: int, judge: Verifier | None = None) -> Candidate:
        candidate = await make(number)
        return candidate if candidate.verdict or judge is None else (await judged(problem, candidate, judge))

    return path
