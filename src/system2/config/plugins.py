"""What other packages add: strategies, ways to judge, problem sets, and watchers of runs, by their entry points.

A package names in its `pyproject.toml` what it adds, under the name by which a user asks for it:

    [project.entry-points."system2.strategies"]
    longest = "longest_path:longest"

What cannot be loaded is told of in one line on standard error, and is as if it were not there.
"""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

STRATEGIES = "system2.strategies"
"""Objects that the decorator `system2.strategies.record.strategy` makes."""

VERIFIERS = "system2.verifiers"
"""Functions or classes that make a verifier for a model, which is None for the one that plays the role."""

PROBLEMS = "system2.problems"
"""Functions that make a problem from a seed and a difficulty."""

WATCHERS = "system2.watchers"
"""Functions without arguments that make a watcher, one for each run: it is called with every event."""


@cache
def plugged_in(group: str, fits: Callable[[Any], bool] = callable) -> Mapping[str, Any]:
    """What other packages add to this group, by name; imported here, and only once."""
    found = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        try:
            plugin = point.load()
            if not fits(plugin):
                raise TypeError(f"{point.value} is not one of {group}")
        except Exception as error:  # noqa: BLE001 - whatever a stranger's module does, no command may break by it
            skip(point, error)
        else:
            found[point.name] = plugin
    return found


def skip(point: EntryPoint, error: Exception) -> None:
    """Tell that a plug-in is left out, and why."""
    package = point.dist.name if point.dist else point.module
    tell(f"plug-in {point.name!r} of {package} is skipped: {type(error).__name__}: {error}")


def tell(line: str) -> None:
    """One line on standard error, whatever is in it."""
    sys.stderr.write(f"system2: {' '.join(line.split())}\n")
