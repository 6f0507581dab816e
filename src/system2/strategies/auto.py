"""Task routing: System 1, 2 or 3, and wide, deep or both; by rules, and by a model only where they are unsure."""

from collections.abc import Mapping
from dataclasses import replace

from system2.core.actions import Ask, Sample
from system2.core.candidates import Choice
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.plans import Plan, Planned
from system2.core.problem import Problem
from system2.core.procedures import do, note
from system2.prompts.speak import conversation, say
from system2.questions.routing import Route, Scaling, route
from system2.questions.tasks import task_type
from system2.strategies.course import Course, Strategy

Strategies = Mapping[str, Strategy]

SCALINGS: dict[str, Scaling] = {"W": "parallel", "D": "serial", "B": "hybrid"}
"""What the letters of the classifier mean: width, depth, both."""

ROOM = 16
"""Tokens for its one letter: the least that every provider grants."""

OPEN_ENDED = {"write", "compare", "summarise", "translate", "plan"}
"""Tasks whose answers no vote can count."""


async def auto(problem: Problem, course: Course, strategies: Strategies) -> Choice:
    """Choose a strategy for this problem, say why in one line, and follow it."""
    way = route(problem)
    if not way.is_sure:
        way = await classified(problem, way)
    chosen, within = fitting(problem, way, course, strategies)
    thinking = f", up to {within.thinking_tokens:,} thinking tokens" if within.thinking_tokens else ""
    line = f"System {way.system}, {way.scaling}: {chosen.name}{thinking}, because {way.why}"
    await note(Remark(line))
    return await chosen.begin(problem, within)


async def classified(problem: Problem, way: Route) -> Route:
    """The route with the scaling that a model names in one letter; as it was, where it gives none."""
    outcome = await do(_question(problem))
    letter = outcome.reply.text.strip()[:1].upper() if isinstance(outcome, Replied) else ""
    if letter in SCALINGS:
        return replace(way, scaling=SCALINGS[letter], why="the classifier says so", is_sure=True)
    return way


def fitting(problem: Problem, way: Route, course: Course, strategies: Strategies) -> tuple[Strategy, Course]:
    """The strategy for a route, and what it is told; thinking tokens that the user named hold."""
    usual = int(way.thinking_tokens * course.thinking_share)
    within = replace(course, thinking_tokens=course.thinking_tokens or usual)
    if way.system == 1 and course.must_judge:
        return strategies["best-of-n"], replace(within, effort=1, thinking_tokens=course.thinking_tokens)
    if way.system == 1:
        return strategies["direct"], replace(within, thinking_tokens=course.thinking_tokens)
    if way.system == 3:
        return strategies["vote"], within if within.votes_are_judged else replace(within, select="weighted")
    if way.scaling == "serial":
        return strategies["serial"], within
    is_open = problem.answer_kind == "open" or task_type(problem.question) in OPEN_ENDED
    return strategies["synthesize" if is_open else "best-of-n"], within


def plan(problem: Problem, course: Course, strategies: Strategies) -> Plan:
    """The calls of the strategy that the rules choose.

    Where they are unsure, those of the hybrid as a rule, which are never fewer than those of the parallel one; at the
    most, those of a serial path besides, because nobody knows which of the two is the dearer.
    """

    def calls(way: Route) -> Plan:
        chosen, within = fitting(problem, way, course, strategies)
        return chosen.plan(problem, within)

    way = route(problem)
    if way.is_sure:
        return calls(way)
    wide, deep = (calls(replace(way, scaling=scaling)) for scaling in ("hybrid", "serial"))
    paths = (replace(each, least=0, expected=0) for each in deep if isinstance(each.example, Sample))
    return (Planned(_question(problem), 1, 1, 1), *(replace(each, least=0) for each in wide), *paths)


def _question(problem: Problem) -> Ask:
    instruction = say("classify", problem, problem=problem.statement)
    return Ask(conversation(problem, instruction), "classify", max_tokens=ROOM)
