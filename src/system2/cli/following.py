"""What may follow on a command line, for a shell that asks at a press of Tab."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, suppress

from system2.config.options import Option, options
from system2.config.readers import OneOf
from system2.errors import UsageError

Completer = Callable[[str], list[tuple[str, str]]]
"""Given what was typed of a word, the words that begin so, each with what is told of it."""


def completer(name: str, told: Option) -> Completer | None:
    """That of an option's values; None where they are no words that can be told."""
    if isinstance(told.read, OneOf):
        words = told.read.words

        def one_of(incomplete: str) -> list[tuple[str, str]]:
            return [(word, "") for word in words if word.startswith(incomplete)]

        return one_of
    return strategies if name == "strategy" else None


def strategies(incomplete: str) -> list[tuple[str, str]]:
    """The strategies, those of other packages among them; after a plus, those that can be put on top of another."""
    from system2.strategies.catalogue import all_strategies

    inner, plus, begun = incomplete.rpartition("+")
    with redirect_stderr(io.StringIO()):  # a plug-in that is skipped is told of where a command runs
        known = all_strategies().values()
    fitting = [each for each in known if each.name.startswith(begun) and (not plus or (each.tops and each.stacks))]
    return [(f"{inner}{plus}{each.name}", each.summary) for each in fitting]


def searches(incomplete: str) -> list[tuple[str, str]]:
    """The searches over reasoning steps."""
    from system2.strategies import catalogue

    return [(name, each.summary) for name, each in catalogue.searches().items() if name.startswith(incomplete)]


def config_keys(incomplete: str) -> list[tuple[str, str]]:
    """The keys of settings, those in the tables of the user's own file among them."""
    from system2.config.change import KEYS, values
    from system2.config.own_file import read_own_file
    from system2.config.settings import TABLES, Personal, Settings

    told = {name: option.help for record in (Settings, Personal) for name, option in options(record).items()}
    with suppress(UsageError):
        for place, value in values(read_own_file()):
            if place[0] in TABLES:
                told[".".join(place)] = str(value)
    known = told | {key: "" for key in KEYS if key not in told}
    return [(key, about) for key, about in known.items() if key.startswith(incomplete)]
