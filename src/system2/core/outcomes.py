"""What a procedure gets back for its actions."""

from dataclasses import dataclass
from typing import TypeAlias

from system2.core.actions import Ask, Check, Drop, Note, Sample
from system2.core.replies import Reply


@dataclass(frozen=True)
class Replied:
    """The model answered."""

    action: Sample | Ask
    reply: Reply


@dataclass(frozen=True)
class Checked:
    """The program ran to its end or was stopped."""

    action: Check
    exit_code: int | None
    """None where a limit stopped it."""
    output: str
    """The end of what it printed on standard output."""
    reason: str = ""
    """Which limit stopped it."""
    errors: str = ""
    """The end of what it printed on standard error."""


@dataclass(frozen=True)
class Refused:
    """Not done: a cap was reached, or the user interrupted."""

    action: Sample | Ask | Check
    reason: str
    """In one line, for a person."""


@dataclass(frozen=True)
class Failed:
    """Tried, and failed for good after every retry that made sense."""

    action: Sample | Ask | Check
    reason: str
    """In one line, for a person."""


@dataclass(frozen=True)
class Done:
    """A note was taken, a drop carried out."""

    action: Note | Drop


Outcome: TypeAlias = Replied | Checked | Refused | Failed | Done
