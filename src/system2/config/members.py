"""Who writes the paths: one model, or a panel of several, each with how many of the paths are its own.

`-m openai/x=2,anthropic/y,local`: models stand between commas, behind an equals sign how many paths one writes. Those
without a number share what is left of the effort, in turn. An option that is given several times is one text of several
lines. A model may be a program, `cmd:PROGRAM ARGS`, which is a line of its own: its commas are the program's.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from system2.config.readers import text
from system2.errors import UsageError

PROGRAM = "cmd:"
"""What stands before a program in the place of a model."""

MOST_PATHS = 100

_COUNTED = re.compile(r"(.*[^=\s])\s*=\s*(\d+)")


@dataclass(frozen=True)
class Member:
    """A model, and how many paths it writes; None where it shares what others leave."""

    model: str
    paths: int | None = None

    def __str__(self) -> str:
        return self.model if self.paths is None else f"{self.model}={self.paths}"


def models(value: Any) -> str:
    """One or several names of models as one text, a line for each that was given. Raises `ValueError`."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise ValueError("a model's name, or several")
    return "\n".join(map(text, given))


def members_in(told: str | None) -> tuple[Member, ...]:
    """The members that a text of `models` names; none of none. Raises `UsageError` where a count makes no sense."""
    return tuple(_member(each) for each in _entries(told or ""))


def renamed(told: str, rename: Callable[[str], str]) -> str:
    """The same text with each model, without its count, under the name or the names that `rename` gives it."""
    lines: list[str] = []
    for member in members_in(told):
        for entry in _entries(_renamed(member, rename)):
            if lines and not any(each.startswith(PROGRAM) for each in (entry, lines[-1])):
                lines[-1] += f",{entry}"
            else:
                lines.append(entry)
    return "\n".join(lines)


def width(members: Sequence[Member]) -> int | None:
    """How many paths they write, where each says how many are its own; else, and of none, the effort decides."""
    counts = [member.paths for member in members]
    return None if None in counts or not counts else sum(count for count in counts if count)


def fewest(members: Sequence[Member]) -> int:
    """How many paths there have to be, so that each writes one at the least."""
    return sum(member.paths or 1 for member in members)


def seats(members: Sequence[Member], effort: int) -> tuple[str, ...]:
    """Whose path is whose, of `effort` paths: in turn, as long as somebody has any left.

    So a few of the paths, as an adaptive vote may take, are by as many members as can be.
    """
    left = max(0, effort - sum(member.paths or 0 for member in members))
    sharing = [place for place, member in enumerate(members) if member.paths is None]
    own = [member.paths or 0 for member in members]
    for turn in range(left if sharing else 0):
        own[sharing[turn % len(sharing)]] += 1
    rounds = range(max(own, default=0))
    taken = tuple(member.model for turn in rounds for member, paths in zip(members, own, strict=True) if turn < paths)
    return taken or tuple(member.model for member in members)


def in_words(members: Sequence[Member], name: Callable[[str], str]) -> str:
    """The members as one types them, each under the name that it has in the ledger."""
    return ",".join(str(Member(name(member.model), member.paths)) for member in members)


def check_width(members: Sequence[Member], effort: int | None) -> None:
    """See that so many paths can be divided among the members; None where nobody said how many.

    Raises:
        UsageError: they write another number, or some of them would write none.
    """
    told, own = ", ".join(map(str, members)), width(members)
    if (own or 0) > MOST_PATHS:
        raise UsageError(f"{told} are {own} paths, but there may be {MOST_PATHS} at the most.")
    if effort is None or (len(members) < 2 and own is None):
        return
    if own is not None and own != effort:
        raise UsageError(f"{told} are {own} paths, but --effort is {effort}: leave it out, or some of the numbers.")
    if effort < fewest(members):
        raise UsageError(f"{told} are {fewest(members)} paths at the least, but --effort is {effort}: raise it.")


def _entries(told: str) -> Iterator[str]:
    for line in told.splitlines():
        parts = [line] if line.startswith(PROGRAM) else line.split(",")
        yield from (part.strip() for part in parts if part.strip())


def _member(entry: str) -> Member:
    if entry.startswith(PROGRAM) or not (counted := _COUNTED.fullmatch(entry)):
        return Member(entry)
    model, paths = counted[1], int(counted[2])
    if not 1 <= paths <= MOST_PATHS:
        raise UsageError(f"{entry!r}: a model writes 1 to {MOST_PATHS} paths.")
    return Member(model, paths)


def _renamed(member: Member, rename: Callable[[str], str]) -> str:
    name = rename(member.model)
    return name if member.paths is None else str(Member(name, member.paths))
