"""Task routing: System 1, 2 or 3, and wide, deep or both; by rules, and by a model only where they are unsure."""

from dataclasses import replace
from typing import Any

from system2.config.approach import Haste
from system2.core.actions import Ask
from system2.core.candidates import Choice
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.problem import Problem
from system2.core.procedures import do, note
from system2.prompts.speak import conversation, say
from system2.questions.routing import Route, Scaling, System, route
from system2.questions.tasks import is_open, task_type
from system2.strategies.best_of_n import best_of_n
from system2.strategies.course import Course
from system2.strategies.direct import direct
from system2.strategies.program import program
from system2.strategies.record import Strategy, strategy
from system2.strategies.serial import serial
from system2.strategies.stopping import DEFAULT_SURE, JUDGED
from system2.strategies.synthesize import synthesize
from system2.strategies.vote import vote

SCALINGS: dict[str, Scaling] = {"W": "parallel", "D": "serial", "B": "hybrid"}
"""What the letters of the classifier mean: width, depth, both."""

ROOM = 16
"""Tokens for its one letter: the least that every provider grants."""

INSTANT = 2.0
"""Seconds under which there is time for System 1 alone."""

A_WHILE = 30.0
"""Seconds up to which there is time for System 2; above them, for System 3."""

MEASURED = "this model was measured to compute better than it reasons"


@strategy(
    "choose one of these for the problem, and say why",
    source="rules; Snell et al. 2024, arXiv:2408.03314",
    use="when you do not want to choose",
    takes=("effort", "select", "good_enough", "sure", "votes_by"),
    judges=lambda course: True,
    hears_all=lambda course: course.good_enough is None and course.select in JUDGED,
    stacks=False,
)
async def auto(problem: Problem, *, course: Course) -> Choice:
    """Choose a strategy for this problem, say why in one line, and follow it."""
    way = route(problem)
    if course.haste:
        way = in_time(way, course.haste)
    elif not way.is_sure:
        way = await classified(problem, way)
    chosen, within = fitting(problem, way, course)
    thinking = f", up to {within.thinking_tokens:,} thinking tokens" if within.thinking_tokens else ""
    why = MEASURED if chosen is program else way.why
    line = f"System {way.system}, {way.scaling}: {chosen.name}{thinking}, because {why}"
    await note(Remark(line))
    return await chosen.begin(problem, within)


def in_time(way: Route, haste: Haste) -> Route:
    """The route by the time that there is: one call, verified paths or a vote of them.

    It is one call too where there was no time for two, one after the other: a path and its verdict.
    """
    by_time: System = 1 if haste.seconds < INSTANT else 2 if haste.seconds <= A_WHILE else 3
    why = f"{haste.seconds:g} s are given"
    if haste.call_seconds and 2 * haste.call_seconds > haste.seconds:
        by_time, why = 1, f"{why}, and a call takes {haste.call_seconds:.1f} s"
    return replace(way, system=by_time, scaling="parallel" if by_time == 1 else way.scaling, why=why)


async def classified(problem: Problem, way: Route) -> Route:
    """The route with the scaling that a model names in one letter; as it was, where it gives none."""
    outcome = await do(which_way(problem))
    letter = outcome.reply.text.strip()[:1].upper() if isinstance(outcome, Replied) else ""
    if letter in SCALINGS:
        return replace(way, scaling=SCALINGS[letter], why="the classifier says so", is_sure=True)
    return way


def fitting(problem: Problem, way: Route, course: Course) -> tuple[Strategy[Any], Course]:
    """The strategy for a route, and what it is told; thinking tokens that the user named hold.

    Best-of-N goes on only as long as its choice is in doubt, and so do programs, where they were measured to win.
    """
    usual = int(way.thinking_tokens * course.thinking_share)
    if course.haste and course.haste.thinking_tokens is not None:
        usual = min(usual, course.haste.thinking_tokens)
    within = replace(course, thinking_tokens=course.thinking_tokens or usual)
    if way.system == 1 and course.must_judge:
        return best_of_n, replace(within, effort=1, thinking_tokens=course.thinking_tokens)
    if way.system == 1:
        return direct, replace(within, thinking_tokens=course.thinking_tokens)
    if way.system == 3:
        return vote, within if within.votes_are_judged else replace(within, select="weighted")
    if way.scaling == "serial":
        return serial, within
    if is_open(problem):
        return synthesize, within
    chosen = program if course.computes and task_type(problem.question) == "arithmetic" else best_of_n
    return chosen, replace(within, sure=within.sure or DEFAULT_SURE["safe"])


def which_way(problem: Problem) -> Ask:
    """The question how to go about the problem, to be answered by one letter."""
    instruction = say("classify", problem, problem=problem.statement)
    return Ask(conversation(problem, instruction), "classify", max_tokens=ROOM, examples=tuple(SCALINGS))
