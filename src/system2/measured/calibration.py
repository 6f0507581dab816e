"""From how sure a run looks to how often runs that looked so were right.

The confidence of a run adds up votes and verdicts, and is no probability: the paths of a model share their errors, and
judges are sure too easily. Where problems of the same kind were measured with the same model and judge, isotonic
regression (Zadrozny and Elkan 2002) maps the one to the other: the more sure, the more often right, and nothing else is
assumed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from statistics import fmean

from system2.core.candidates import Candidate, Choice
from system2.core.problem import Problem
from system2.measured.records import Sampled, Solved
from system2.measured.results import Measurement
from system2.strategies.selection import confidence, pick
from system2.strategies.shrinkage import shrink, shrunk
from system2.verifiers.grouping import group_by_answer

FEWEST = 30
"""Problems that have to be measured before anything is learnt from them."""

BELIEF = 2.0
"""Each step of the map is drawn towards the average by so many problems: a few of them make nothing sure."""


@dataclass(frozen=True)
class Look:
    """How a run looked that was measured: its confidence, whether its answer was right, and what it was asked."""

    confidence: float
    right: bool
    problem: str


@dataclass(frozen=True)
class Calibration:
    """A map from confidence to the share that was right, rising in `steps`: up to which confidence, and how much.

    `problems` is how many it was learnt from.
    """

    steps: tuple[tuple[float, float], ...]
    problems: int

    def share(self, confidence: float) -> float:
        """How often runs that looked like this were right."""
        return next((share for bound, share in self.steps if confidence <= bound), self.steps[-1][1])


def learnt_from(looks: Sequence[Look]) -> Calibration:
    """The map that these runs teach; there has to be one of them at least."""
    average = fmean(look.right for look in looks)
    by_confidence = [
        Step(confidence, fmean(look.right for look in alike), len(alike))
        for confidence, alike in (
            (confidence, list(group)) for confidence, group in groupby(sorted(looks, key=_confidence), key=_confidence)
        )
    ]
    drawn = [
        replace(step, share=(step.share * step.weight + BELIEF * average) / (step.weight + BELIEF))
        for step in rising(by_confidence)
    ]
    problems = len({look.problem for look in looks})
    return Calibration(tuple((step.bound, step.share) for step in rising(drawn)), problems)


@dataclass(frozen=True)
class Step:
    """The share that was right up to a confidence, from so many runs."""

    bound: float
    share: float
    weight: float


def rising(steps: Iterable[Step]) -> list[Step]:
    """The closest steps that never fall: neighbours that do are pooled (Ayer et al. 1955)."""
    pooled: list[Step] = []
    for step in steps:
        pooled.append(step)
        while len(pooled) > 1 and pooled[-2].share >= pooled[-1].share:
            right, left = pooled.pop(), pooled.pop()
            weight = left.weight + right.weight
            share = (left.share * left.weight + right.share * right.weight) / weight
            pooled.append(Step(right.bound, share, weight))
    return pooled


@dataclass(frozen=True)
class Calibrator:
    """Calibrates the runs of one model, judge and kind of task by what was measured of them.

    `judging` says how verdicts come about, empty where no path is judged: then only votes count, also those of
    measurements in which paths were judged.
    """

    model: str
    task: str
    judging: str
    verifier: str
    measurements: Callable[[], Iterable[Measurement]]

    def __call__(self, choice: Choice) -> Choice:
        """The choice with a confidence that is a probability, where enough was measured; else shrunk."""
        choice = shrunk(choice)
        if choice.confidence is None or choice.agreement is None:
            return choice
        looks = list(self.looks(len(choice.candidates)))
        if len({look.problem for look in looks}) < FEWEST:
            return choice
        map_ = learnt_from(looks)
        return replace(choice, confidence=map_.share(choice.confidence), interval=None, problems=map_.problems)

    def looks(self, width: int) -> Iterator[Look]:
        """How measured runs of so many paths looked."""
        for solved in self._solved:
            yield from looks_of(solved, width, judged=bool(self.judging))

    @cached_property
    def _solved(self) -> list[Solved]:
        return [
            solved
            for measurement in self.measurements()
            if measurement.setup.model == self.model
            and (
                not self.judging
                or (measurement.setup.judging, measurement.setup.verifier) == (self.judging, self.verifier)
            )
            for solved in measurement.solved
            if solved.task == self.task
        ]


def looks_of(solved: Solved, width: int, *, judged: bool) -> Iterator[Look]:
    """How runs of so many paths looked on a problem: one for each so many of the paths that were sampled."""
    for first in range(0, len(solved.paths) - width + 1, width):
        paths = solved.paths[first : first + width]
        candidates = [_candidate(path, place, judged=judged) for place, path in enumerate(paths)]
        agreeing = group_by_answer(Problem(solved.question), candidates)
        chosen, _ = pick(candidates, agreeing, "auto" if judged else "majority")
        if chosen is None or not agreeing:
            continue
        sure = confidence(candidates, chosen, agreeing)
        if sure is not None:
            yield Look(shrink(sure, candidates), paths[chosen.index].right, solved.question)


def _candidate(path: Sampled, place: int, *, judged: bool) -> Candidate:
    return replace(path.candidate, index=place, verdict=path.verdict if judged else None)


def _confidence(look: Look) -> float:
    return look.confidence
