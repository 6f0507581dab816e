"""The trace of one run: `runs/<run id>.jsonl`, one line for each thing that happened, written as it happens.

The first line tells the format and how the run was asked for. Every further line has `at`, seconds since the run began,
and one of: `event`, for people and views; `outcome`, for continuing the run, with the `prompt` that it answers; `said`,
a text of such prompts, each once, to which these refer; `touched`, a cache address; `given_up`, two answers that took
too long to compare; `resumed`, the moment from which on the run was continued, with its `plan` from then on where that
was changed.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from system2.core.actions import Action
from system2.core.calls import Call
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Answered, Judged
from system2.core.events import CallEnded, Event, Landed, Lost, RunEnded, RunStarted
from system2.core.money import Bill
from system2.core.outcomes import Outcome
from system2.core.problem import Message, Messages, Speaker
from system2.errors import UsageError
from system2.store import codec

FORMAT = 1

INCOMPLETE = frozenset({"failed", "refused"})
"""A candidate in one of these states may still be had when the run is continued."""


class TraceError(UsageError):
    """A trace that is not there, or cannot be read or written."""


@dataclass(frozen=True)
class Invocation:
    """How a run was asked for; the plan is the one that it was last gone on with."""

    started: datetime
    """Local time, with its offset."""
    version: str = ""
    """The version of system2."""
    wording: str = ""
    """The version of its prompts."""
    arguments: tuple[str, ...] = ()
    """The command line."""
    plan: dict[str, Any] = field(default_factory=dict)
    """What was made of the command line and the settings, encoded: enough to go on with the run."""


@dataclass(frozen=True)
class Moment:
    """An event, so many seconds after the run began."""

    at: float
    event: Event


@dataclass(frozen=True)
class Arrival:
    """An outcome as it was handed to the strategy: the `sequence`-th to arrive, for the `action`-th action yielded.

    Both count from 0. `digest` tells whether an action is the one that was answered; `record` is the encoded outcome
    without its action.
    """

    sequence: int
    action: int
    digest: str
    record: dict[str, Any]
    prompt: tuple[tuple[Speaker, str], ...] = field(default=(), compare=False)
    """Who says what in the prompt that was answered, each text by its reference."""
    role: str = field(default="", compare=False)
    """What the model was to do."""

    @property
    def kind(self) -> str:
        """The outcome's class: Replied, Checked, Refused, Failed or Done."""
        return str(self.record["type"])

    def answers(self, action: Action) -> bool:
        """Whether this outcome belongs to an action like this one; if not, the run was made by another version."""
        return self.digest == digest_of(action)

    def outcome(self, action: Action) -> Outcome:
        """The outcome, for the action that was yielded again.

        Raises:
            TraceError: Where it belongs to another action.
        """
        if not self.answers(action):
            raise TraceError("This run was made by another version of system2 and cannot be continued: ask again.")
        outcome: Outcome = codec.decode(Outcome, self.record, action=action)
        return outcome


@dataclass(frozen=True)
class Trace:
    """All that is known of one run.

    `moments` and `arrivals` are in the order in which they happened, `touched` the keys of the cache entries that the
    run read or wrote, `given_up` the pairs of answers that it compared as texts because algebra took too long,
    `said` the texts of prompts by the references to them, `damaged` the number of lines that could not be read.
    """

    run: str
    invocation: Invocation
    moments: tuple[Moment, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    touched: frozenset[str] = frozenset()
    given_up: frozenset[tuple[str, str]] = frozenset()
    damaged: int = 0
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def beginning(self) -> RunStarted | None:
        """What was asked, and how it was to be answered."""
        return next((moment.event for moment in self.moments if isinstance(moment.event, RunStarted)), None)

    @property
    def ending(self) -> RunEnded | None:
        """How the run ended; None where it did not."""
        endings = [moment.event for moment in self.moments if isinstance(moment.event, RunEnded)]
        return endings[-1] if endings else None

    @property
    def choice(self) -> Choice | None:
        """What the strategy handed back; None where the run did not end."""
        return self.ending.choice if self.ending else None

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every paid request."""
        return tuple(moment.event.call for moment in self.moments if isinstance(moment.event, CallEnded))

    @property
    def prompts(self) -> dict[tuple[str, Messages], int]:
        """Every prompt that was answered, with the role that it was for, and how often; in the order of the first."""
        return Counter(
            (each.role, tuple(Message(speaker, self.said.get(text, "")) for speaker, text in each.prompt))
            for each in self.arrivals
            if each.prompt
        )

    @property
    def bill(self) -> Bill:
        """What the run cost."""
        bill = Bill()
        for call in self.calls:
            bill = bill.plus(call.cost)
        return bill

    @property
    def seconds(self) -> float:
        """How long the run took, or was at work before it broke off."""
        return self.moments[-1].at if self.moments else 0.0

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates that the strategy weighed; where the run broke off, what had come in of them."""
        if self.choice:
            return self.choice.candidates
        found: dict[int, Candidate] = {}
        for moment in self.moments:
            if isinstance(moment.event, Landed | Lost | Answered | Judged):
                index = moment.event.index
                found[index] = _updated(found.get(index, Candidate(index)), moment.event)
        return tuple(found[index] for index in sorted(found))

    @property
    def can_be_continued(self) -> bool:
        """Whether the run broke off, or had to do without paths or verdicts that it asked for."""
        return (
            self.choice is None
            or any(candidate.status in INCOMPLETE for candidate in self.choice.candidates)
            or any(arrival.kind in ("Refused", "Failed") for arrival in self.arrivals)
        )


def reference_to(text: str) -> str:
    """A short reference, by which a text that is said again and again is written down once."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def digest_of(action: Action) -> str:
    """A short digest that tells different actions apart."""
    return hashlib.sha256(codec.to_bytes(codec.encode(action))).hexdigest()[:16]


def read_trace(file: Path, only: tuple[type[Event], ...] = ()) -> Trace:
    """The trace in a file. What was torn off its end, or damaged, is passed over; events other than `only` are too.

    Raises:
        TraceError: Where there is no trace in it, or one that a newer version wrote.
    """
    run = file.stem
    try:
        head, *lines = file.read_bytes().split(b"\n")
    except OSError as trouble:
        raise TraceError(f"No trace of a run {run}: `system2 history` lists them.") from trouble
    invocation = _invocation(run, head)
    kinds = {kind.__name__ for kind in only}
    moments: list[Moment] = []
    arrivals: list[Arrival] = []
    touched: set[str] = set()
    given_up: set[tuple[str, str]] = set()
    said: dict[str, str] = {}
    damaged = 0
    for line in filter(None, lines):
        try:
            match codec.from_bytes(line):
                case {"event": {"type": kind}} if kinds and kind not in kinds:
                    pass
                case {"at": at, "event": event}:
                    moments.append(Moment(float(at), codec.decode(Event, event)))
                case {"outcome": {"type": str()} as outcome, "sequence": int(sequence), "action": int(action), **rest}:
                    # A continued run takes another course from here on: what came later before is void.
                    while arrivals and arrivals[-1].sequence >= sequence:
                        arrivals.pop()
                    arrivals.append(Arrival(sequence, action, str(rest.get("digest", "")), outcome, *_prompt(rest)))
                case {"said": str(reference), "text": str(text)}:
                    said[reference] = text
                case {"touched": str(key)}:
                    touched.add(key)
                case {"given_up": [str(one), str(other)]}:
                    given_up.add((one, other))
                case {"resumed": str(), **rest}:
                    if isinstance(plan := rest.get("plan"), dict):
                        invocation = replace(invocation, plan=plan)
                    moments = [moment for moment in moments if not isinstance(moment.event, RunEnded)]
        except (codec.CodecError, TypeError, ValueError):
            damaged += line is not lines[-1]  # the last line may be torn: nothing was promised of it
    return Trace(
        run, invocation, tuple(moments), tuple(arrivals), frozenset(touched), frozenset(given_up), damaged, said
    )


def _prompt(line: Mapping[Any, Any]) -> tuple[tuple[tuple[Speaker, str], ...], str]:
    """The prompt that an outcome answers, by references, and the role that it was for; nothing in older traces."""
    match line:
        case {"prompt": [*turns], "role": str(role)}:
            return tuple((speaker, str(reference)) for speaker, reference in turns), role
    return (), ""


def _invocation(run: str, line: bytes) -> Invocation:
    try:
        match codec.from_bytes(line):
            case {"format": int(number)} as head if number <= FORMAT:
                invocation: Invocation = codec.decode(Invocation, head)
                return invocation
            case {"format": int()}:
                raise TraceError(f"Run {run} was traced by a newer version of system2: update to read it.")
    except codec.CodecError:
        pass
    raise TraceError(f"Run {run} left nothing behind: it ended before it began.")


def _updated(candidate: Candidate, event: Landed | Lost | Answered | Judged) -> Candidate:
    match event:
        case Landed(reply=reply):
            whole = reply.finish_reason != "length"
            return replace(candidate, reply=reply, status="ok" if whole else "truncated", reason="")
        case Lost(reason=reason):
            return replace(candidate, status="failed", reason=reason)
        case Answered(answer=answer):
            return replace(candidate, answer=answer)
        case Judged(verdict=verdict, reason=reason):
            return replace(candidate, verdict=verdict, reason=candidate.reason or reason)
