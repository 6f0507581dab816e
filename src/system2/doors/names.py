"""A model's name says how to reason: `think/5/openai/gpt-x`, `vote/15/...`, `tree/...`, `auto/...`, or nothing of it.

`panel:NAME` and `preset:NAME` reason as the user's config says, and a model's plain name is that model: one path.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from system2.config.own_names import PANEL, PRESET, own_names
from system2.config.serving import ALL, Serving
from system2.config.settings import USUAL_EFFORT
from system2.config.sources import leads_to_program
from system2.engine.result import Result
from system2.errors import UsageError
from system2.library import athink, atree, avote

Asking = Callable[..., Coroutine[Any, Any, Result]]
"""`athink` and its like."""


@dataclass(frozen=True)
class Manner:
    """A word that a model's name may begin with: the function that answers, and its argument for the width."""

    ask: Asking
    width: str
    usual: int
    asked: Mapping[str, Any] = field(default_factory=dict)


MANNERS = {
    "think": Manner(athink, "effort", USUAL_EFFORT["think"]),
    "vote": Manner(avote, "samples", USUAL_EFFORT["vote"]),
    "tree": Manner(atree, "branches", USUAL_EFFORT["tree"]),
    "auto": Manner(athink, "effort", USUAL_EFFORT["think"], {"strategy": "auto"}),
}


@dataclass(frozen=True)
class Way:
    """How a request is answered: by which function, with what besides the question.

    `is_passed_on` says that one path is asked for, in the user's own words and as the model writes it.
    """

    ask: Asking
    asked: Mapping[str, Any]
    is_passed_on: bool = False


def way_named(name: str, serving: Serving) -> Way:
    """What the name means. Raises `UsageError` where there is no such model, or it is not offered."""
    word, _, rest = name.partition("/")
    if word in MANNERS and rest:
        manner = MANNERS[word]
        number, _, model = rest.partition("/")
        width = {manner.width: int(number)} if _is_number(number) and model else {}
        return Way(manner.ask, {**manner.asked, **width, "model": _offered(model if width else rest, name, serving)})
    model = _offered(name, name, serving)
    if model.startswith((PANEL, PRESET)):
        return Way(athink, {"model": model})
    return Way(athink, {"model": model, "generator": model, "strategy": "direct"}, is_passed_on=True)


def names_offered(serving: Serving) -> tuple[str, ...]:
    """Every name that can be asked for, with the usual width; where all models are, the user's own names for some."""
    listed = [each for each in serving.models if each != ALL]
    if ALL in serving.models:
        names = own_names()
        own = [
            *names.aliases,
            *(f"{PANEL}{each}" for each in names.panels),
            *(f"{PRESET}{x}" for x in names.presets),
        ]
        listed += [each for each in own if not leads_to_program(each)]
    return tuple(dict.fromkeys(name for model in listed for name in _all_ways(model)))


def _all_ways(model: str) -> Iterator[str]:
    yield model
    if not model.startswith((PANEL, PRESET)):
        for word, manner in MANNERS.items():
            yield f"{word}/{model}" if manner.asked else f"{word}/{manner.usual}/{model}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _offered(model: str, name: str, serving: Serving) -> str:
    is_listed = model in serving.models  # by the user, who may mean a program
    if not serving.offers(model) or (not is_listed and leads_to_program(model)):
        raise UsageError(f"The model {name!r} is not offered here: GET /v1/models lists what is.")
    return model
