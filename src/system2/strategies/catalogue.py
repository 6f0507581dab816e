"""Every strategy by its name: those in the files beside this one, and those of other packages.

A new one is one more file, and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from system2 import strategies
from system2.config.plugins import STRATEGIES, plugged_in
from system2.errors import UsageError
from system2.strategies.compose import find
from system2.strategies.course import OPTIONS
from system2.strategies.record import Strategy


@cache
def our_strategies() -> Mapping[str, Strategy[Any]]:
    """Those that come with this package."""
    modules = [import_module(f"{strategies.__name__}.{module.name}") for module in iter_modules(strategies.__path__)]
    return {each.name: each for module in modules for each in vars(module).values() if isinstance(each, Strategy)}


@cache
def all_strategies() -> dict[str, Strategy[Any]]:
    """Every strategy there is, in the order of their names, the searches last; ours keep their names."""
    added = {name: replace(each, name=name) for name, each in plugged_in(STRATEGIES, is_strategy).items()}
    found = {**added, **our_strategies()}
    return {name: found[name] for name in sorted(found, key=lambda name: (found[name].is_search, name))}


def is_strategy(plugin: object) -> bool:
    """Whether this is what the decorator of strategies makes."""
    return isinstance(plugin, Strategy)


def strategy_named(name: str) -> Strategy[Any]:
    """The strategy of this name, or of two names with a plus between them. Raises `UsageError`."""
    known = our_strategies()  # other packages are loaded only where they may be meant
    return find(name, known if known.keys() >= {*name.split("+")} else all_strategies())


def searches() -> dict[str, Strategy[Any]]:
    """Those that search over reasoning steps."""
    return {name: each for name, each in all_strategies().items() if each.is_search}


def search_named(name: str) -> Strategy[Any]:
    """The search of this name. Raises `UsageError`."""
    if name not in searches():
        raise UsageError(f"--search is {name!r}, but it has to be one of {', '.join(searches())}.")
    return searches()[name]


def check_taken(strategy: Strategy[Any], given: Iterable[str]) -> None:
    """See that each of the options that the user gave, by the names of `OPTIONS`, means something to the strategy.

    Raises:
        UsageError: one does not, and would be ignored.
    """
    for option in given:
        if option in OPTIONS - strategy.takes:
            takers = ", ".join(each.name for each in all_strategies().values() if option in each.takes)
            flag = f"--{option.replace('_', '-')}"
            raise UsageError(f"{flag} says nothing of {strategy.name}: leave it out. It is for {takers}.")
