"""Every strategy by its name, found in the files beside this one: a new one is one more file, and nothing else."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from system2 import strategies
from system2.errors import UsageError
from system2.strategies.compose import find
from system2.strategies.course import OPTIONS
from system2.strategies.record import Strategy


@cache
def all_strategies() -> dict[str, Strategy[Any]]:
    """Every strategy there is, in the order of their names, the searches last."""
    modules = [import_module(f"{strategies.__name__}.{module.name}") for module in iter_modules(strategies.__path__)]
    found = {each.name: each for module in modules for each in vars(module).values() if isinstance(each, Strategy)}
    return {name: found[name] for name in sorted(found, key=lambda name: (found[name].is_search, name))}


def strategy_named(name: str) -> Strategy[Any]:
    """The strategy of this name, or of two names with a plus between them. Raises `UsageError`."""
    return find(name, all_strategies())


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
