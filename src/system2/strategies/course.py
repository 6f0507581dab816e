"""What a run tells its strategy: one field for each option that a strategy may take."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields

from system2.config.approach import Approach, Shape
from system2.config.judging import Judging
from system2.config.options import options
from system2.core.candidates import Candidate
from system2.core.problem import Problem
from system2.strategies.pieces import USUALLY, How, MakePath, attempt, judged, path
from system2.strategies.stopping import JUDGED
from system2.verifiers.chosen import choose, step_verifier
from system2.verifiers.interface import StepVerifier, Verifier
from system2.verifiers.none import NoVerdict
from system2.verifiers.process import ProcessJudge


@dataclass(frozen=True)
class Course(Approach):
    """What a strategy is told: how to go about it, and who judges paths and, in some searches, every single step.

    `must_judge` says that the user asked for verdicts.

    `seats` are the models that write the paths, path by path and over again from the first, and
    `reliability` how often paths of each were found right, 0 to 1.

    `confined` keeps programs that a model wrote from files and network. `maker` makes the paths where each is more than
    one sample.
    """

    judge: Verifier = NoVerdict()
    _: KW_ONLY
    seats: tuple[str, ...] = ("",)
    reliability: Mapping[str, float] = field(default_factory=dict, hash=False)
    step_judge: StepVerifier = field(default_factory=ProcessJudge)
    must_judge: bool = False
    confined: bool = True
    maker: MakePath | None = None

    @property
    def votes_are_judged(self) -> bool:
        """Whether a vote weighs verdicts, and so has every path judged."""
        return self.select in JUDGED

    def path_for(self, problem: Problem) -> MakePath:
        """Makes the paths: one sample each, or whatever `maker` makes; judged as they land where a judge is named."""

        async def sampled(number: int, judge: Verifier | None = None, how: How = USUALLY) -> Candidate:
            if judge:
                return await attempt(problem, number, judge, thinking_tokens=self.thinking_tokens, how=how)
            return await path(problem, number, thinking_tokens=self.thinking_tokens, how=how)

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
    return Course(
        **vars(approach),
        judge=choose(judging, verifiers),
        step_judge=step_verifier(judging, verifiers[0] if len(verifiers) > 1 else None),
        must_judge=bool(judging.asked),
        confined=not judging.unsafe_run_code,
    )


SHAPE = frozenset(each.name for each in fields(Shape))
"""The options of a search over reasoning steps."""

EVERYWHERE = frozenset({"compare"})
"""Options of what becomes of a choice, whichever strategy made it."""

OPTIONS = frozenset({"effort", "select", "ladder", *options(Approach), *SHAPE}) - EVERYWHERE
"""The options that a strategy may take; one that takes none of them has no use for it."""

TOLD = frozenset({"course", "path", *SHAPE, *(field.name for field in fields(Course))})
"""All that a strategy may ask to be told."""


def judging(problem: Problem, make: MakePath) -> MakePath:
    """The paths that somebody else makes, judged where they are to be and are not."""

    async def path(number: int, judge: Verifier | None = None, how: How = USUALLY) -> Candidate:
        candidate = await make(number, None, how)
        return candidate if candidate.verdict or judge is None else (await judged(problem, candidate, judge))

    return path
