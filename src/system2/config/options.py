"""What an option is: a field of a record, at which all that is told of it stands once.

    rounds: int = option(2, Whole(1, 20), "--rounds", metavar="N", panel=PATHS, help="Revisions, at the most.")

The commands, the library, the environment and the config file are made of such records: which of them, the record says.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar

from system2.config.readers import Reader
from system2.errors import UsageError

PATHS = "Paths"
SEARCH = "Search"
MODEL = "Model"
JUDGING = "Judging"
MONEY = "Money"
OUTPUT = "Output"
INPUT = "Input"
PANELS = (PATHS, SEARCH, MODEL, JUDGING, MONEY, OUTPUT, INPUT)
"""The headings of a command's help, in their order."""

NO_SWITCHES: Mapping[str, tuple[object, str]] = MappingProxyType({})

T = TypeVar("T")


@dataclass(frozen=True)
class Option:
    """How a value is given, and what help says of it.

    `switches` are flags without a value, each standing for one, with its help; they take the place of `flags`. One that
    `repeats` may be given several times, and hears of all of them.
    """

    read: Reader
    flags: tuple[str, ...]
    panel: str
    metavar: str
    help: str
    switches: Mapping[str, tuple[object, str]]
    repeats: bool = False


def option(
    default: T,
    read: Reader,
    *flags: str,
    panel: str,
    metavar: str = "",
    help: str = "",  # noqa: A002 - as everywhere where options are told
    switches: Mapping[str, tuple[object, str]] = NO_SWITCHES,
    repeats: bool = False,
) -> T:
    """A field of a record that the user may set."""
    told = Option(read, flags, panel, metavar, help, switches, repeats)
    return field(default=default, metadata={Option.__name__: told})


def options(record: type) -> dict[str, Option]:
    """The options of a record by the names of their fields."""
    return {each.name: told for each in fields(record) if (told := _told(each))}


def read(record: type[T], given: Mapping[str, Any], **settled: Any) -> T:
    """The record with what was given for its options, and with what is `settled` of its other fields.

    What is None was not given.

    Raises:
        UsageError: some of it makes no sense.
    """
    told = options(record)
    values = {name: read_value(name, told[name], value) for name, value in given.items() if value is not None}
    return record(**values, **settled)


def check(record: Any) -> None:
    """See that each value makes sense that is not the default. Raises `UsageError`."""
    for each in fields(record):
        value = getattr(record, each.name)
        if (told := _told(each)) and value != each.default:
            read_value(each.name, told, value)


def read_value(name: str, told: Option, value: Any, *, source: str = "") -> Any:
    """What the user means by a value; `source` names where it stands, a flag being named where it is empty.

    Raises:
        UsageError: it makes no sense.
    """
    try:
        return told.read(value)
    except ValueError as error:
        raise UsageError(f"{source or flag(name, told)} is {value!r}, but it has to be {error}.") from None


def flag(name: str, told: Option) -> str:
    """The long flag of an option."""
    return next((each for each in told.flags if each.startswith("--")), f"--{name.replace('_', '-')}")


def _told(each: "Field[Any]") -> Option | None:
    return each.metadata.get(Option.__name__)
