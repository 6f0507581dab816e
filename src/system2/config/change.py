"""One setting of the user's own file, by its key: `effort`, `aliases.fast`, `presets.mine.effort`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from system2.config import own_file
from system2.config.members import models
from system2.config.options import options, read_value
from system2.config.own_names import ENDPOINT_FIELDS, PANEL_FIELDS
from system2.config.readers import names, text
from system2.config.serving import LISTS, TABLE
from system2.config.settings import Personal, Settings
from system2.config.sources import check_own
from system2.config.suggest import did_you_mean
from system2.errors import UsageError

Place = tuple[str, ...]
"""Where a value stands: the tables on the way to it, and its name in the last of them."""

NESTED = ("presets", "endpoints", "prices", "panels")
"""Tables that hold tables, whose names may have dots."""


def set_value(key: str, typed: str) -> Any:
    """Set it to what was typed; what the file holds now. Raises `UsageError`."""
    place = place_of(key)
    value = _reader(key, place)(typed)
    value = f"{value:f}" if isinstance(value, Decimal) else value
    own_file.put(place, value, check_own)
    return value


def unset(key: str) -> bool:
    """Remove it from the file, or a whole table, as with the last value of one; whether it was there.

    Raises:
        UsageError: what is left makes no sense.
    """
    place = place_of(key)
    stand = [each for each, _ in values(own_file.read_own_file())]
    if not any(each[: len(place)] == place for each in stand):
        return False
    *table, _ = place
    is_last = len(place) > 2 and [each for each in stand if each[:-1] == (*table,)] == [place]
    own_file.drop(table if is_last else place, check_own)
    return True


def place_of(key: str) -> Place:
    """Where a value of this key stands."""
    table, dot, rest = key.partition(".")
    name, inner_dot, field = rest.rpartition(".")
    if table in NESTED and inner_dot:
        return table, name, field
    return (table, rest) if dot else (table,)


def values(content: Mapping[str, Any], above: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that is held, with its place."""
    for name, value in content.items():
        if isinstance(value, dict):
            yield from values(value, (*above, name))
        else:
            yield (*above, name), value


def _reader(key: str, place: Place) -> Callable[[str], Any]:
    told = options(Settings)
    match place:
        case ("prices", *_):
            raise UsageError("A price is set with `cost prices set MODEL --input X --output Y`.")
        case ("aliases" | "prompts", _):
            return text
        case ("endpoints", _, field) if field in ENDPOINT_FIELDS:
            return text
        case (table, field) if table == TABLE and field in LISTS:
            return lambda typed: [*names(typed)]
        case ("panels", _, field) if field in PANEL_FIELDS:
            return models
        case ("presets", _, name) if name in told:
            return lambda typed: read_value(name, told[name], typed, source=key)
        case (name,) if option := (told | options(Personal)).get(name):
            return lambda typed: read_value(name, option, typed, source=key)
    raise UsageError(unknown(key, KEYS))


def unknown(key: str, known: Iterable[str]) -> str:
    """That there is no such setting, and which may be meant."""
    return f"There is no setting {key!r}: `system2 config` lists them.{did_you_mean(key, known)}"


KEYS = (
    *options(Settings),
    *options(Personal),
    "aliases.NAME",
    "presets.NAME.SETTING",
    *(f"endpoints.NAME.{field}" for field in ENDPOINT_FIELDS),
    *(f"panels.NAME.{field}" for field in PANEL_FIELDS),
    "prompts.NAME",
    *(f"{TABLE}.{field}" for field in LISTS),
)
"""All that can be set."""
