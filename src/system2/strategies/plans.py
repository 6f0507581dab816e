"""Which calls each strategy will ask for, told before it begins: at the least, as a rule, and at the most."""

from collections.abc import Callable
from dataclasses import replace

from system2.core.actions import Sample
from system2.core.plans import Plan, Planned
from system2.core.problem import Messages, Problem
from system2.questions.routing import Route, route
from system2.strategies import auto, pieces
from system2.strategies.course import Course
from system2.strategies.decompose import how_to_split
from system2.strategies.direct import as_it_is
from system2.strategies.escalate import rounds
from system2.strategies.refine import revision
from system2.strategies.searching import search_for
from system2.strategies.serial import MOST_CHECKS, check_again
from system2.strategies.stopping import Poll, rule
from system2.strategies.synthesize import synthesis
from system2.strategies.thoughts import Thinker
from system2.strategies.tree import expansions
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
    stopping = rule("never") if judge else rule(course.stop, course.sure)
    least = stopping.wants(Poll({}, course.effort))
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


def routed(problem: Problem, course: Course) -> Plan:
    """The calls of the strategy that the rules choose.

    Where they are unsure, those of the hybrid as a rule, which are never fewer than those of the parallel one; at the
    most, those of a serial path besides, because nobody knows which of the two is the dearer.
    """

    def calls(way: Route) -> Plan:
        chosen, within = auto.fitting(problem, way, course)
        return plan(chosen.name, problem, within)

    way = route(problem)
    if way.is_sure:
        return calls(way)
    wide, deep = (calls(replace(way, scaling=scaling)) for scaling in ("hybrid", "serial"))
    paths = (replace(each, least=0, expected=0) for each in deep if isinstance(each.example, Sample))
    return (Planned(auto.which_way(problem), 1, 1, 1), *(replace(each, least=0) for each in wide), *paths)


def searching(problem: Problem, course: Course, *, rolls: bool = False, roams: bool = False) -> Plan:
    """Proposals, values, verdicts and one completion.

    Every child is valued or, where it finishes a path, judged: either may be all of them. As a rule, so many paths
    finish as are kept of a level.
    """
    search = search_for(problem, course)
    thinker, finishing, grown = Thinker(search), search.shape.beam, expansions(search)
    children = grown * search.branches
    most_grown = (children + grown + 1) // 2 if roams else grown
    values = Planned(thinker.value_request("", "value_state"), 0, children, children, quotes=1)
    rollout = Planned(thinker.completion_request("", 0), 0, children, children, quotes=1)
    last = Planned(thinker.completion_request("", 0), 0, 0, 1, quotes=1)
    verdicts = (_times(each, 0, finishing, children + 1) for each in search.judge.plan(problem))
    proposals = (_times(each, 1, grown, most_grown) for each in _proposals(thinker))
    return (*proposals, *([rollout] if rolls else []), values, *verdicts, last)


def _proposals(thinker: Thinker) -> Plan:
    """What one expansion asks for; a list that cannot be read is asked for once more."""
    search = thinker.search
    if search.shape.propose == "sample":
        return (Planned(thinker.step_request("", 0), search.branches, search.branches, search.branches, quotes=1),)
    return (Planned(thinker.list_request(""), 1, 1, 2, quotes=1),)


def _times(planned: Planned, least: int, expected: int, most: int) -> Planned:
    return replace(planned, least=planned.least * least, expected=planned.expected * expected, most=planned.most * most)


PLANS: dict[str, Callable[[Problem, Course], Plan]] = {
    "direct": lambda problem, course: one(problem, course, as_it_is(problem)),
    "cot": lambda problem, course: one(problem, course, pieces.solve(problem)),
    "best-of-n": best_of_n,
    "vote": vote,
    "serial": serial,
    "synthesize": synthesize,
    "refine": refine,
    "evolve": evolve,
    "decompose": decompose,
    "escalate": escalate,
    "auto": routed,
    "bfs": searching,
    "beam": searching,
    "dvts": searching,
    "dfs": lambda problem, course: searching(problem, course, roams=True),
    "mcts": lambda problem, course: searching(problem, course, roams=True),
    "lookahead": lambda problem, course: searching(problem, course, rolls=True),
}


def plan(name: str, problem: Problem, course: Course) -> Plan:
    """The calls of the strategy of this name."""
    inner, plus, outer = name.partition("+")
    if not plus:
        return PLANS[name](problem, course)
    paths, *verdicts = plan(outer, problem, course)
    within = (
        replace(
            each,
            least=each.least * paths.least,
            expected=each.expected * paths.expected,
            most=each.most * paths.most,
        )
        for each in plan(inner, problem, replace(course, effort=min(course.effort, 3)))
    )
    return (*within, *(replace(verdict, least=0) for verdict in verdicts))
