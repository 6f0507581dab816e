"""Which model plays which role in a run, by what the user named."""

from system2.config.members import in_words, members_in, seats
from system2.config.settings import Settings
from system2.core.cast import Cast
from system2.core.problem import Writer
from system2.engine.inquiry import Inquiry
from system2.model.client import display_name
from system2.model.facts import continuing, facts_of


def cast_of(inquiry: Inquiry) -> Cast:
    """Which model plays each role: where nobody is named for one, the first of those that play all roles.

    The others of those stand in for it. Paths are written at the foot of a ladder, where there is one.
    """
    settings = inquiry.settings
    everywhere = tuple(dict.fromkeys(member.model for member in members_in(settings.model)))
    foot = inquiry.approach.ladder[:1] if not settings.generator else ()
    return Cast(
        foot or seats(settings.members, inquiry.approach.effort),
        {
            "verify": settings.verifiers or everywhere,
            "aggregate": (settings.aggregator,) if settings.aggregator else everywhere,
            "classify": (settings.classifier,) if settings.classifier else everywhere,
        },
    )


def writers_of(cast: Cast) -> tuple[Writer, ...]:
    """How the writer of each path is asked; one where all are asked alike."""
    facts = [(facts_of(display_name(model)), continuing(model)) for model in cast.seats]
    found = tuple(Writer(each.ending, each.imitates, bool(way)) for each, way in facts)
    return found if len(set(found)) > 1 else found[:1]


def told(settings: Settings) -> str:
    """Who writes the paths, as people read it."""
    return in_words(settings.members, display_name)
