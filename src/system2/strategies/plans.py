"""Which calls each strategy will ask for, told before it begins: at the least, as a rule, and at the most."""

from dataclasses import replace

from system2.core.plans import Plan, Planned
from system2.core.problem import Messages, Problem
from system2.strategies import pieces
from system2.strategies.course import Course
from system2.strategies.decompose import how_to_split
from system2.strategies.escalate import rounds
from system2.strategies.refine import revision
from system2.strategies.serial import MOST_CHECKS, check_again
from system2.strategies.stopping import Poll
from system2.strategies.synthesize import synthesis
from system2.verifiers.grouping import plan_grouping

SHARE_OF_VOTES = 2 / 3
"""How many of the samples an adaptive vote takes as a rule, where it may take 15; of 40 it takes half."""


def one(problem: Problem, course: Course, messages: Messages) -> Plan:
    """One sample and nothing else."""
    return pieces.planned(problem, 1, messages=messages, thinking_tokens=course.thinking_tokens)


def best_of_n(problem: Problem, course: Course) -> Plan:
    """As many judged paths as the effort says; the first may be good enough. Open answers are grouped."""
    least = None if course.good_enough is None else 1
    return (*_judged(problem, course, course.effort, least=least), *plan_grouping(problem, course.effort))


def vote(problem: Problem, course: Course) -> Plan:
    """From as many paths as the rule needs at its quickest to as many as the effort says."""
    judge = course.judge if course.votes_are_judged else None
    least = course.voting_rule.wants(Poll({}, course.effort))
    whole = pieces.planned(problem, course.effort, judge=judge, least=least, thinking_tokens=course.thinking_tokens)
    grouping = plan_grouping(problem, course.effort)
    if least == course.effort:
        return (*whole, *grouping)
    fewer = (replace(each, expected=max(each.least, round(each.expected * SHARE_OF_VOTES))) for each in whole)
    return (*fewer, *grouping)


def serial(problem: Problem, course: Course) -> Plan:
    """One judged path, and several checks of it where the model does not reason by itself, and so does not think."""
    told = check_again(problem, pieces.solve(problem), "")
    (check,) = pieces.planned(problem, 1, messages=told)
    return (*_judged(problem, course, 1), replace(check, least=0, most=MOST_CHECKS, quotes=MOST_CHECKS))


def synthesize(problem: Problem, course: Course) -> Plan:
    """Judged paths, and one more that quotes them all."""
    return (*_judged(problem, course, course.effort), *_merging(problem, course, "synthesize", least=1))


def refine(problem: Problem, course: Course) -> Plan:
    """A judged draft, and as many revisions as there are rounds."""
    return (*_judged(problem, course, 1), *_revising(problem, course, course.rounds))


def evolve(problem: Problem, course: Course) -> Plan:
    """Judged drafts, the revisions of each, and one path that quotes their best versions."""
    revisions = _revising(problem, course, course.effort * course.rounds)
    return (*_judged(problem, course, course.effort), *revisions, *_merging(problem, course, "synthesize", least=1))


def decompose(problem: Problem, course: Course) -> Plan:
    """The question how to split, its judged parts, and one path that quotes them."""
    splitting = (Planned(how_to_split(problem, course.effort), 1, 1, 1),) if course.effort > 1 else ()
    parts = _judged(problem, course, course.effort, least=min(course.effort, 2))
    merging = _merging(problem, course, "merge", least=0)
    return (*splitting, *parts, *merging, *plan_grouping(problem, course.effort))


def escalate(problem: Problem, course: Course) -> Plan:
    """From one judged path to as many as the effort says. Open answers are grouped after each round."""
    paths = _judged(problem, course, course.effort, least=1)
    return (*paths, *(each.times(rounds(course.effort)) for each in plan_grouping(problem, course.effort)))


def _judged(
    problem: Problem, course: Course, number: int, *, least: int | None = None, messages: Messages | None = None
) -> Plan:
    return pieces.planned(
        problem, number, judge=course.judge, least=least, messages=messages, thinking_tokens=course.thinking_tokens
    )


def _revising(problem: Problem, course: Course, number: int) -> Plan:
    """Judged revisions, of which none need be; each quotes a draft and its critique."""
    request = revision(problem, "", "")
    return pieces.planned(problem, number, judge=course.judge, least=0, messages=request, quotes=2)


def _merging(problem: Problem, course: Course, prompt: str, *, least: int) -> Plan:
    """One judged path that quotes others, where there are several."""
    if course.effort < 2:
        return ()
    return pieces.planned(
        problem,
        1,
        judge=course.judge,
        least=least,
        messages=synthesis(problem, prompt, ()),
        role="aggregate",
        quotes=course.effort,
    )
