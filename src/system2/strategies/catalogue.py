"""Every strategy by its name. Plug in here: one file beside this one, its plan in `plans.py`, and an entry below."""

from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.strategies import auto, plans
from system2.strategies.best_of_n import best_of_n
from system2.strategies.compose import find
from system2.strategies.course import Course, Strategy
from system2.strategies.decompose import decompose
from system2.strategies.direct import as_it_is, chain_of_thought, direct
from system2.strategies.escalate import GOOD_ENOUGH, escalate
from system2.strategies.evolve import evolve
from system2.strategies.pieces import MakePath, solve
from system2.strategies.refine import ACCEPTED, refine
from system2.strategies.searches import SEARCHES
from system2.strategies.selection import Select
from system2.strategies.serial import serial
from system2.strategies.synthesize import synthesize
from system2.strategies.vote import vote

STRATEGIES: dict[str, Strategy] = {}


def strategy_named(name: str) -> Strategy:
    """The strategy of this name, or of two names with a plus between them. Raises `UsageError`."""
    return find(name, STRATEGIES)


def _best_of_n(problem: Problem, course: Course, path: MakePath) -> Procedure[Choice]:
    return best_of_n(
        problem,
        effort=course.effort,
        path=path,
        judge=course.judge,
        by=course.select,
        good_enough=course.good_enough,
    )


def _vote(problem: Problem, course: Course, path: MakePath) -> Procedure[Choice]:
    judge = course.judge if course.votes_are_judged else None
    by: Select = course.select if judge else "majority"
    return vote(problem, samples=course.effort, rule=course.voting_rule, path=path, judge=judge, by=by)


STRATEGIES |= {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "direct",
            "ask once, in your own words",
            "System 1; Kahneman 2011",
            "look-ups, translations, whatever needs no reasoning",
            lambda problem, course: direct(problem, thinking_tokens=course.thinking_tokens),
            lambda problem, course: plans.one(problem, course, as_it_is(problem)),
            judges=lambda course: False,
        ),
        Strategy(
            "cot",
            "ask once for steps and an answer",
            "Wei et al. 2022, arXiv:2201.11903",
            "easy problems, and as the baseline of all others",
            lambda problem, course: chain_of_thought(problem, thinking_tokens=course.thinking_tokens),
            lambda problem, course: plans.one(problem, course, solve(problem)),
            judges=lambda course: False,
        ),
        Strategy(
            "best-of-n",
            "sample paths, judge each, keep what votes and verdicts favour",
            "Cobbe et al. 2021, arXiv:2110.14168",
            "most problems: answers are easier to check than to find",
            lambda problem, course: _best_of_n(problem, course, course.path(problem, judged=True)),
            plans.best_of_n,
            over=lambda problem, course, path: _best_of_n(problem, course, course.judging(problem, path)),
        ),
        Strategy(
            "vote",
            "sample paths until the leading answer is safe",
            "Wang et al. 2023, arXiv:2203.11171",
            "short answers that can be compared, and no judge to trust",
            lambda problem, course: _vote(problem, course, course.path(problem, judged=course.votes_are_judged)),
            plans.vote,
            judges=lambda course: course.votes_are_judged,
            over=lambda problem, course, path: _vote(
                problem, course, course.judging(problem, path) if course.votes_are_judged else path
            ),
        ),
        Strategy(
            "serial",
            "one path that thinks longer and checks itself",
            "Muennighoff et al. 2025, arXiv:2501.19393",
            "proofs, derivations, debugging: each step builds on the last",
            lambda problem, course: serial(problem, judge=course.judge, thinking_tokens=course.thinking_tokens),
            plans.serial,
            thinks=True,
        ),
        Strategy(
            "synthesize",
            "paths with different openings, then one answer made of them",
            "Wen et al. 2025, arXiv:2509.04475",
            "open-ended answers that no vote can count",
            lambda problem, course: synthesize(
                problem, effort=course.effort, judge=course.judge, thinking_tokens=course.thinking_tokens
            ),
            plans.synthesize,
        ),
        Strategy(
            "refine",
            "draft, critique, revise",
            "Madaan et al. 2023, arXiv:2303.17651",
            "texts and code that a critique can improve",
            lambda problem, course: refine(
                problem, rounds=course.rounds, judge=course.judge, accepted=course.good_enough_or(ACCEPTED)
            ),
            plans.refine,
        ),
        Strategy(
            "evolve",
            "several drafts refined, then merged",
            "Han et al. 2025, arXiv:2507.16075",
            "reports and designs, when quality matters more than price",
            lambda problem, course: evolve(
                problem,
                effort=course.effort,
                rounds=course.rounds,
                judge=course.judge,
                accepted=course.good_enough_or(ACCEPTED),
            ),
            plans.evolve,
        ),
        Strategy(
            "decompose",
            "split, solve the parts in parallel, merge",
            "Yang et al. 2025, arXiv:2506.09991",
            "questions made of independent parts",
            lambda problem, course: decompose(problem, effort=course.effort, judge=course.judge),
            plans.decompose,
        ),
        Strategy(
            "escalate",
            "one path first; 1.5 times more while that is not good enough",
            "Snell et al. 2024, arXiv:2408.03314",
            "many questions of which few are hard",
            lambda problem, course: escalate(
                problem, effort=course.effort, judge=course.judge, good_enough=course.good_enough_or(GOOD_ENOUGH)
            ),
            plans.escalate,
        ),
        Strategy(
            "auto",
            "choose one of these for the problem, and say why",
            "rules; Snell et al. 2024, arXiv:2408.03314",
            "when you do not want to choose",
            lambda problem, course: auto.auto(problem, course, STRATEGIES),
            lambda problem, course: auto.plan(problem, course, STRATEGIES),
            stacks=False,
        ),
    )
}

STRATEGIES |= SEARCHES
