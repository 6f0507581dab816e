"""What a strategy is, and what it is told."""

from collections.abc import Callable
from dataclasses import dataclass

from system2.core.candidates import Candidate, Choice
from system2.core.plans import Plan
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.strategies.pieces import MakePath, attempt, judged, path
from system2.strategies.selection import Select
from system2.strategies.stopping import JUDGED, Rule, Stop, rule
from system2.strategies.thoughts import Shape
from system2.verifiers.interface import Verifier

ROUNDS = 2


@dataclass(frozen=True)
class Course:
    """What a strategy is told: how wide to go, who judges, who wins, when a verdict is good enough.

    `thinking_tokens` is how long each path may think, 0 where that is left to the model; `rounds` how often a draft
    is revised; `stop` and `sure` when a vote may stop, None where that is left to us; `shape` how a search over
    reasoning steps goes about it; `thinking_share` how much of its usual thinking a path gets where the strategy
    decides how much that is; `must_judge` that the user asked for verdicts.
    """

    effort: int
    judge: Verifier
    select: Select = "auto"
    good_enough: float | None = None
    thinking_tokens: int = 0
    rounds: int = ROUNDS
    stop: Stop | None = None
    sure: float | None = None
    shape: Shape = Shape()
    thinking_share: float = 1.0
    must_judge: bool = False

    @property
    def votes_are_judged(self) -> bool:
        """Whether a vote weighs verdicts, and so has every path judged."""
        return self.select in JUDGED

    @property
    def voting_rule(self) -> Rule:
        """When a vote stops; where verdicts decide, every path is heard."""
        return rule("never") if self.votes_are_judged else rule(self.stop, self.sure)

    def good_enough_or(self, usual: float) -> float:
        """When a verdict is good enough, where the user does not say; 0, which any verdict is, is said."""
        return usual if self.good_enough is None else self.good_enough

    def path(self, problem: Problem, *, judged: bool) -> MakePath:
        """Paths of one sample each, judged the moment they land where they are to be judged."""
        if judged:
            return lambda number: attempt(problem, number, self.judge, thinking_tokens=self.thinking_tokens)
        return lambda number: path(problem, number, thinking_tokens=self.thinking_tokens)

    def judging(self, problem: Problem, make: MakePath) -> MakePath:
        """The paths that somebody else makes, judged where they are not."""

        async def path(number: int) -> Candidate:
            candidate = await make(number)
            return candidate if candidate.verdict else (await judged(problem, candidate, self.judge))

        return path


@dataclass(frozen=True)
class Strategy:
    """A strategy with its name, its source, how to start it, and which calls it will ask for.

    `use` says when to choose it. `thinks` says that it is for depth: where the user names no thinking tokens, it gets
    as many as the problem's difficulty asks for. `judges` tells whether it asks for any verdict. `over` starts it on
    paths that somebody else makes, where it can; `stacks` says that another may be put on top of it.
    """

    name: str
    summary: str
    source: str
    use: str
    begin: Callable[[Problem, Course], Procedure[Choice]]
    plan: Callable[[Problem, Course], Plan]
    thinks: bool = False
    judges: Callable[[Course], bool] = lambda course: True
    over: Callable[[Problem, Course, MakePath], Procedure[Choice]] | None = None
    stacks: bool = True
