"""Which function knows the values of an option that is told at a field of a record."""

from collections.abc import Callable

from system2.cli import following
from system2.config.options import Option, options
from system2.config.readers import OneOf
from system2.config.settings import MODELS, Settings

Completer = Callable[[str], list[tuple[str, str]]]
"""Given what was typed of a word, the words that begin so, each with what is told of it."""


def completer(name: str, told: Option) -> Completer | None:
    """That of an option's values; None where they are no words that can be told."""
    if isinstance(told.read, OneOf):
        words = told.read.words

        def one_of(incomplete: str) -> list[tuple[str, str]]:
            return [(word, "") for word in words if word.startswith(incomplete)]

        return one_of
    if name in MODELS:
        return following.models
    return {"strategy": following.strategies, "preset": following.presets, "ways": following.judges}.get(name)


def setting_values(incomplete: str) -> list[tuple[str, str]]:
    """The values of a setting: which, the word before decides."""
    found = {word for follow in completers_of_settings().values() for word in follow(incomplete)}
    return sorted(found)


def completers_of_settings() -> dict[str, Completer]:
    """That of each setting's values, where there is one."""
    told = options(Settings)
    return {name: found for name in told if (found := completer(name, told[name]))}
