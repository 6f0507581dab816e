"""What is to be run, once all about it is settled."""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from functools import partial

from system2.config.home import bench_folder
from system2.config.judging import Demands
from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.engine.promise import Limits, limits_of
from system2.engine.settle import Settled
from system2.engine.terms import Terms
from system2.strategies.catalogue import strategy_named
from system2.strategies.shrinkage import shrunk
from system2.verifiers.chosen import described
from system2.verifiers.none import NoVerdict


@dataclass(frozen=True)
class Plan:
    """What is to be run: how to begin the procedure that answers the problem, and on what terms.

    `limits` are those that its promise knows, more certain from one to the next; `calibrate` makes a probability of a
    choice's confidence, where that was learnt. After `deadline` seconds it ends with its best so far; `must_judge`
    says that the user asked for verdicts.
    """

    problem: Problem
    begin: Callable[[], Procedure[Choice]]
    terms: Terms
    limits: Callable[[MutableMapping[str, Limits]], Iterator[Limits]]
    effort: int
    demands: Demands = Demands()
    calibrate: Callable[[Choice], Choice] = lambda choice: choice
    deadline: float | None = None
    must_judge: bool = False


CALIBRATED = frozenset({"best-of-n", "vote"})
"""Strategies that only choose among sampled paths, as measurements do."""


def plan_of(settled: Settled, run: str, *, streams: bool) -> Plan:
    """What has to be run of an inquiry that is settled, under the id of its run."""
    inquiry, course = settled.inquiry, settled.course
    strategy = strategy_named(inquiry.strategy)
    begin = partial(strategy.begin, inquiry.problem, course)
    limits = partial(limits_of, strategy, inquiry.problem, course)
    terms = replace(settled.terms, run=run, stream=streams)
    return Plan(
        inquiry.problem,
        begin,
        terms,
        limits,
        course.effort,
        inquiry.demands,
        calibrator_of(settled),
        inquiry.settings.deadline,
        course.must_judge,
    )


def calibrator_of(settled: Settled) -> Callable[[Choice], Choice]:
    """Makes a probability of a run's confidence where its like was measured; draws it towards a half elsewhere."""
    inquiry, course, terms = settled.inquiry, settled.course, settled.terms
    unknown = inquiry.strategy not in CALIBRATED or course.select != "auto"
    if unknown or not any(bench_folder().glob("*.jsonl")):
        return shrunk
    from system2.measured.calibration import Calibrator
    from system2.measured.results import measurements

    is_judged = strategy_named(inquiry.strategy).judges(course) and not isinstance(course.judge, NoVerdict)
    return Calibrator(
        terms.model,
        terms.task,
        described(inquiry.judging) if is_judged else "",
        inquiry.settings.verifier or terms.played_by_another("verify"),
        measurements,
    )
