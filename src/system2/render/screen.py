"""All that is known of a run while it goes on, taken from its events; drawn by the views."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from system2.core import tokens
from system2.core.calls import Call, Role
from system2.core.candidates import Node, Verdict
from system2.core.decisions import Answered, Chosen, Judged, Placed, Remark, Tally
from system2.core.events import (
    CallEnded,
    CallStarted,
    Event,
    Landed,
    Lost,
    Progressed,
    Recalled,
    Retrying,
    RunEnded,
    RunStarted,
    TextArrived,
    Withdrawn,
)
from system2.core.money import NO_TOKENS, Bill, Usage
from system2.core.replies import Reply

Status = Literal["waiting", "running", "judging", "done", "failed", "stopped"]

TAIL = 2_000
"""Characters of a path that are kept at least; a tail is cut only now and then, so that its lines hold still."""

AT_ONCE = {"best-of-n", "vote", "synthesize"}
"""Strategies with as many paths as the effort says; others have one after another, or other things than paths."""


class Key(NamedTuple):
    """Tells the streams of a run apart: a path, or a synthesis of several."""

    is_synthesis: bool
    number: int


@dataclass(frozen=True)
class Path:
    """One stream of text with what became of it.

    `tokens` is estimated until the provider has counted; `thinking` says that the tail is thought aloud; `note` says
    why the path waits, failed, or has no verdict.
    """

    key: Key
    status: Status = "waiting"
    tail: str = ""
    tokens: int = 0
    thinking: bool = False
    answer: str | None = None
    verdict: Verdict | None = None
    note: str = ""

    @property
    def title(self) -> str:
        """Its number, counted from one."""
        return "synthesis" if self.key.is_synthesis else str(self.key.number + 1)

    @property
    def score(self) -> float | None:
        """The verdict's score; None where there is none."""
        return self.verdict.score if self.verdict else None


@dataclass(frozen=True)
class Screen:
    """The state of a run; each event makes a new one, so a drawing thread can read any of them at leisure."""

    started: RunStarted | None = None
    paths: Mapping[Key, Path] = field(default_factory=dict)
    calls: int = 0
    recalled: int = 0
    verdicts: int = 0
    unjudged: int = 0
    unheard: str = ""
    usage: Usage = NO_TOKENS
    bill: Bill = field(default_factory=Bill)
    remark: str = ""
    progress: Progressed | None = None
    tally: Tally | None = None
    nodes: Mapping[int, Node] = field(default_factory=dict)
    chosen: int | None = None
    ended: RunEnded | None = None

    def after(self, event: Event) -> "Screen":
        """The state once this has happened."""
        match event:
            case TextArrived(role, index, text, reasoning):
                return self._heard(role, index, text, reasoning)
            case CallStarted() | Withdrawn() | CallEnded() | Retrying():
                return self._called(event)
            case Landed(index, reply):
                return self._with(_landed(self.path(index), reply))
            case Lost(index, reason):
                return self._with(replace(self.path(index), status="failed", note=reason))
            case RunStarted():
                started = replace(self, started=event)
                keys = (Key(False, index) for index in range(started.planned))
                return replace(started, paths={key: Path(key) for key in keys})
            case Recalled():
                return replace(self, recalled=self.recalled + 1)
            case Progressed(done=done, total=total):
                return replace(self, progress=event if done < total else None)
            case RunEnded():
                return replace(self, ended=event)
        return self._decided(event)

    def path(self, index: int) -> Path:
        """The path of this number, or the synthesis where one of that number was begun."""
        key = self._key(index)
        return self.paths.get(key) or Path(key)

    @property
    def planned(self) -> int:
        """How many paths there are to be, 0 where that cannot be told."""
        return self.started.effort if self.started and self.started.strategy in AT_ONCE else 0

    @property
    def leading(self) -> Path | None:
        """The path that was chosen or, before that, the accepted one with the best verdict."""
        if self.chosen is not None:
            return self.paths.get(self._key(self.chosen))
        accepted = [path for path in self.paths.values() if path.verdict and path.verdict.is_correct]
        return max(accepted, key=lambda path: path.score or 0.0, default=None)

    @property
    def tokens(self) -> int:
        """Tokens in and out, those of unfinished streams estimated."""
        streaming = sum(path.tokens for path in self.paths.values() if path.status == "running")
        return self.usage.input + self.usage.output + streaming

    def _decided(self, event: Event) -> "Screen":
        match event:
            case Answered(index, answer):
                return self._with(replace(self.path(index), answer=answer.text if answer else None))
            case Judged(index, verdict, reason):
                path = replace(self.path(index), status="done", verdict=verdict, note=reason)
                screen = replace(self._with(path), verdicts=self.verdicts + (verdict is not None))
                if verdict:
                    return screen
                return replace(screen, unjudged=self.unjudged + 1, unheard=self.unheard or reason)
            case Tally():
                return replace(self, tally=event)
            case Placed(node):
                return replace(self, nodes={**self.nodes, node.id: node})
            case Chosen(index):
                return replace(self, chosen=index)
            case Remark(text):
                return replace(self, remark=text)
        return self

    def _heard(self, role: Role, index: int, text: str, reasoning: bool) -> "Screen":
        if not _writes(role, index):
            return self
        path = self.path(index)
        tail = path.tail + text if reasoning == path.thinking else text  # the answer takes the place of the thinking
        if len(tail) > 2 * TAIL:
            line_end = tail.find("\n", -TAIL, -TAIL // 2)
            tail = tail[line_end + 1 :] if line_end >= 0 else tail[-TAIL:]
        counted = path.tokens + tokens.estimate(text)
        return self._with(replace(path, status="running", tail=tail, tokens=counted, thinking=reasoning))

    def _called(self, event: CallStarted | Withdrawn | CallEnded | Retrying) -> "Screen":
        match event:
            case CallStarted(role, index):
                screen = replace(self, calls=self.calls + 1)
                if _writes(role, index):
                    return screen._with(Path(Key(role == "aggregate", index), "running"))
                judged = self.paths.get(self._key(index))
                return screen._with(replace(judged, status="judging")) if role == "verify" and judged else screen
            case Withdrawn(role, index):
                stopped = replace(self.path(index), status="stopped" if _writes(role, index) else "done")
                return replace(self._with(stopped) if index >= 0 else self, calls=self.calls - 1)
            case Retrying(role, index, attempt, seconds, reason):
                note = f"attempt {attempt + 1} in {seconds:.1f} s: {reason}"
                waiting = replace(self.path(index), status="waiting", note=note)
                return self._with(waiting) if _writes(role, index) else self
            case CallEnded(call):
                screen = replace(self, usage=self.usage + call.usage, bill=self.bill.plus(call.cost))
                index = -1 if call.label.path is None else call.label.path
                path = screen.paths.get(self._key(index))
                return screen._with(_settled(path, call)) if path else screen

    def _with(self, path: Path) -> "Screen":
        return replace(self, paths={**self.paths, path.key: path})

    def _key(self, index: int) -> Key:
        return Key(Key(True, index) in self.paths, index)


def _writes(role: Role, index: int) -> bool:
    """Whether a call writes a path; what is about no path in particular is for programs to read."""
    return role in {"generate", "aggregate"} and index >= 0


def _landed(path: Path, reply: Reply) -> Path:
    tail = reply.text[-TAIL:] if path.thinking or not path.tail else path.tail
    return replace(path, status="done", tail=tail, tokens=reply.usage.output or path.tokens, thinking=False, note="")


def _settled(path: Path, call: Call) -> Path:
    """The path once a call that wrote it, or one that judged it, was paid for."""
    if call.label.role == "verify":
        return replace(path, status="done") if call.status == "cancelled" else path
    path = replace(path, tokens=call.usage.output or path.tokens)
    return replace(path, status="stopped") if call.status == "cancelled" else path
