"""Which model plays which role in a run, by what the user named."""

from collections.abc import Mapping

from system2.config.members import in_words, members_in, seats
from system2.core.cast import Cast
from system2.core.problem import Writer
from system2.engine.inquiry import Inquiry
from system2.model.client import display_name
from system2.model.commands import is_program
from system2.model.facts import continuing, facts_of
from system2.questions.tasks import task_type

UNMEASURED = "nothing was measured of {} at {} tasks, so those votes weigh as the mean of the others do"


def cast_of(inquiry: Inquiry) -> Cast:
    """Which model plays each role: where nobody is named for one, the first of those that play all roles.

    The others of those stand in for it; a program judges and puts together only where there is no model. Paths are
    written at the foot of a ladder, where there is one.
    """
    settings = inquiry.settings
    named = tuple(dict.fromkeys(member.model for member in members_in(settings.model)))
    everywhere = tuple(sorted(named, key=is_program))
    foot = inquiry.approach.ladder[:1] if not settings.generator else ()
    able = tuple(each for each in everywhere if not is_program(each) and facts_of(display_name(each)).judges)
    judges_itself = len(settings.members) < 2 if settings.self_judge is None else settings.self_judge
    return Cast(
        foot or seats(settings.members, inquiry.approach.effort),
        {
            "verify": settings.verifiers or able or everywhere,
            "aggregate": (settings.aggregator,) if settings.aggregator else everywhere,
            "classify": (settings.classifier,) if settings.classifier else everywhere,
        },
        () if judges_itself else tuple(dict.fromkeys((*settings.verifiers, *(able or everywhere)))),
    )


def writers_of(cast: Cast) -> tuple[Writer, ...]:
    """How the writer of each path is asked; one where all are asked alike."""
    facts = [(facts_of(display_name(model)), continuing(model)) for model in cast.seats]
    found = tuple(Writer(each.ending, each.imitates, bool(way)) for each, way in facts)
    return found if len(set(found)) > 1 else found[:1]


def reliability_of(inquiry: Inquiry, cast: Cast) -> tuple[Mapping[str, float], str]:
    """How often each member was found right at this kind of task, and a line about those that were not measured."""
    if inquiry.approach.votes_by != "reliability":
        return {}, ""
    from system2.measured.reliability import reliability
    from system2.measured.results import measurements

    task = task_type(inquiry.problem.question)
    members = [display_name(model) for model in cast.members]
    found = reliability(tuple(measurements()), members, task)
    unknown = ", ".join(model for model in members if model not in found)
    return found, UNMEASURED.format(unknown, task) if unknown else ""


def told(inquiry: Inquiry) -> str:
    """Who writes the paths, as people read it: of a ladder all who may, from its foot up."""
    ladder = inquiry.approach.ladder
    if ladder and not inquiry.settings.generator:
        return ",".join(map(display_name, ladder))
    return in_words(inquiry.settings.members, display_name)
