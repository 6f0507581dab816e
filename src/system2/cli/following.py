"""What words there are now for an argument or an option: models, presets, runs, settings.

Each function is told what was typed of the word and gives the words that begin so, with what is told of each. They
import what they need themselves: a shell asks for them at a press of Tab.
"""

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, suppress
from typing import Any

from system2.errors import UsageError

RECENT_RUNS = 30
"""So many of the latest runs can be completed; more would take reading every trace."""


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
    from system2.config.options import options
    from system2.config.own_file import read_own_file
    from system2.config.settings import TABLES, Personal, Settings

    told = {name: option.help for record in (Settings, Personal) for name, option in options(record).items()}
    with suppress(UsageError):
        for place, value in values(read_own_file()):
            if place[0] in TABLES:
                told[".".join(place)] = str(value)
    known = told | {key: "" for key in KEYS if key not in told}
    return [(key, about) for key, about in known.items() if key.startswith(incomplete)]


def key_holders(incomplete: str) -> list[tuple[str, str]]:
    """Whom a key can be for, each with the variable that would hold it."""
    from system2.model.keys import holders

    with suppress(UsageError):
        return [(each.name, each.variables[0]) for each in holders() if each.name.startswith(incomplete)]
    return []


def models(incomplete: str) -> list[tuple[str, str]]:
    """The models that can be used now, by what can be told without asking anybody; several with commas between them."""
    from system2.config.own_names import PANEL, PRESET, own_names
    from system2.model.choose import today
    from system2.model.offers import names_without_asking
    from system2.model.weights import ALL_WEIGHTS

    before, comma, begun = incomplete.rpartition(",")
    known = {weights.model: weights.title for weights in ALL_WEIGHTS}
    with suppress(UsageError):
        names = own_names()
        known |= dict(names.aliases)
        known |= {f"{PRESET}{name}": _preset_in_words(preset) for name, preset in names.presets.items()}
        known |= {f"{PANEL}{name}": panel["models"] for name, panel in names.panels.items()}
        known |= {f"{endpoint.name}/": endpoint.base_url for endpoint in names.endpoints.values()}
        known |= dict.fromkeys(names_without_asking(today()), "")
    return [(f"{before}{comma}{model}", about) for model, about in known.items() if model.startswith(begun)]


def presets(incomplete: str) -> list[tuple[str, str]]:
    """The presets, ours and the user's own, each with what it sets."""
    from system2.config.own_names import own_names

    with suppress(UsageError):
        known = own_names().presets
        return [(name, _preset_in_words(known[name])) for name in known if name.startswith(incomplete)]
    return []


def runs(incomplete: str) -> list[tuple[str, str]]:
    """The latest runs, each with its question."""
    from system2.store.runs import find_runs

    found = find_runs(limit=RECENT_RUNS)
    return [(run.run, run.question) for run in found if run.run.startswith(incomplete.upper())]


def judges(incomplete: str) -> list[tuple[str, str]]:
    """The ways to judge; several with commas between them."""
    from system2.verifiers.chosen import WAYS

    before, comma, begun = incomplete.rpartition(",")
    return [(f"{before}{comma}{way}", "") for way in WAYS if way.startswith(begun)]


def problem_sets(incomplete: str) -> list[tuple[str, str]]:
    """The sets of problems that come along."""
    from system2.bench.generators import generators
    from system2.bench.suites import SUITES

    return [(name, "") for name in (*generators(), *SUITES) if name.startswith(incomplete)]


def _preset_in_words(preset: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in preset.items())
