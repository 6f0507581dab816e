"""Every setting as it holds now, with who settled it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from system2.config.change import values
from system2.config.options import flag, options
from system2.config.own_file import read_own_file
from system2.config.own_names import OURS
from system2.config.project import NAME
from system2.config.settings import TABLES, Personal, Settings
from system2.config.sources import Origin, Source, personal, settled, variable
from system2.config.zones import zone_here

BY_NOBODY = Source(Origin.DEFAULT)
OWN = Source(Origin.OWN)


@dataclass(frozen=True)
class Row:
    """A setting: its key, its value, None where the run decides, and who settled it."""

    key: str
    value: Any
    source: Source

    @property
    def told(self) -> str:
        """Who settled it, in words."""
        name = "preset" if self.source.preset else self.key
        match self.source.origin:
            case Origin.FLAG:
                place = f"flag {_flag(name, self.value)}"
            case Origin.VARIABLE:
                place = f"variable {variable(name)}"
            case Origin.PROJECT:
                place = f"project file {NAME}"
            case origin:
                place = origin.value
        return f"preset {self.source.preset}, {place}" if self.source.preset else place


def overview(flags: Mapping[str, Any], *, tell: Callable[[str], object]) -> list[Row]:
    """The settings that hold with these flags, then what the user's own file has in tables. Raises `UsageError`."""
    found = settled(flags, tell=tell)
    rows = [Row(name, getattr(found.settings, name), found.sources.get(name, BY_NOBODY)) for name in options(Settings)]
    own = read_own_file()
    held, usual = personal(), {"zone": zone_here(), "key_command": None, "alert_command": None}
    for name in options(Personal):
        rows.append(Row(name, getattr(held, name) or usual[name], OWN if name in own else BY_NOBODY))
    return [*rows, *_in_tables(own)]


def shown(value: Any) -> str:
    """A value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_tables(own: Mapping[str, Any]) -> Iterator[Row]:
    yield from (Row(".".join(place), value, OWN) for place, value in values(own) if place[0] in TABLES)
    ours = {name: preset for name, preset in OURS.items() if name not in own.get("presets", {})}
    yield from (Row(".".join(place), value, BY_NOBODY) for place, value in values({"presets": ours}))


def _flag(name: str, value: Any) -> str:
    told = options(Settings)[name]
    return next((switch for switch, (meant, _) in told.switches.items() if meant == value), flag(name, told))
