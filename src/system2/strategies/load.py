"""How much calls ask of models, before anybody knows how long the models' own words are."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Load(NamedTuple):
    """Calls with their prompts: the tokens of all that no model wrote, and how often they quote what models wrote."""

    calls: int = 0
    usual_tokens: int = 0
    """As a rule."""
    most_tokens: int = 0
    """At the most."""
    paths: int = 0
    """Whole paths that the prompts hold."""
    replies: int = 0
    """Other replies that they hold."""

    def less(self, other: "Load") -> "Load":
        """Without some of it."""
        return Load(*(one - less for one, less in zip(self, other, strict=True)))

    def times(self, number: int) -> "Load":
        """So many of the same."""
        return Load(*(figure * number for figure in self))


def total(loads: Iterable[Load]) -> Load:
    """All of them together."""
    return bounds(loads, sum)


def bounds(loads: Iterable[Load], pick: Callable[[Iterable[int]], int]) -> Load:
    """The least, or the most, of each figure of these loads; nothing of none."""
    return Load(*map(pick, zip(*loads, strict=True)))
