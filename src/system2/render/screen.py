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
)
from system2.core.money import NO_TOKENS, Bill, Usage
from system2.core.replies import Reply

Status = Literal["waiting", "running", "judging", "done", "failed", "stopped"]

TAIL = 2_000
"""Characters of a path that are kept at least; a tail is cut only now and then, so that its lines hold still."""

SEARCHES = {"tree"}
"""Commands whose samples are steps of a tree and not paths of their own."""


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
            case CallStarted() | CallEnded() | Retrying():
                return self._called(event)
            case Landed(index, reply):
                return self._with(_landed(self._path(self._stream(index)), reply))
            case Lost(index, reason):
                return self._with(replace(self._path(self._stream(index)), status="failed", note=reason))
            case RunStarted():
                expected = 0 if event.command in SEARCHES else event.effort
                paths = {key: Path(key) for key in (Key(False, index) for index in range(expected))}
                return replace(self, started=event, paths=paths)
            case Recalled():
                return replace(self, recalled=self.recalled + 1)
            case Progressed(_, done, total):
                return replace(self, progress=event if done < total else None)
            case RunEnded():
                return replace(self, ended=event)
        return self._decided(event)

    @property
    def leading(self) -> Path | None:
        """The path that was chosen or, before that, the accepted one with the best verdict."""
        if self.chosen is not None:
            return self.paths.get(Key(False, self.chosen))
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
                return self._with(replace(self._path(Key(False, index)), answer=answer.text if answer else None))
            case Judged(index, verdict, reason):
                path = replace(self._path(Key(False, index)), status="done", verdict=verdict, note=reason)
                return replace(self._with(path), verdicts=self.verdicts + (verdict is not None))
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
        if (key := _key(role, index)) is None:
            return self
        path = self._path(key)
        tail = path.tail + text if reasoning == path.thinking else text  # the answer takes the place of the thinking
        if len(tail) > 2 * TAIL:
            line_end = tail.find("\n", -TAIL, -TAIL // 2)
            tail = tail[line_end + 1 :] if line_end >= 0 else tail[-TAIL:]
        counted = path.tokens + tokens.estimate(text)
        return self._with(replace(path, status="running", tail=tail, tokens=counted, thinking=reasoning))

    def _called(self, event: CallStarted | CallEnded | Retrying) -> "Screen":
        match event:
            case CallStarted(role, index):
                screen = replace(self, calls=self.calls + 1)
                if key := _key(role, index):
                    return screen._with(Path(key, "running"))
                judged = self.paths.get(Key(False, index))
                return screen._with(replace(judged, status="judging")) if role == "verify" and judged else screen
            case Retrying(role, index, attempt, seconds, reason):
                key = _key(role, index)
                note = f"attempt {attempt + 1} in {seconds:.1f} s: {reason}"
                return self._with(replace(self._path(key), status="waiting", note=note)) if key else self
            case CallEnded(call):
                screen = replace(self, usage=self.usage + call.usage, bill=self.bill.plus(call.cost))
                index = -1 if call.label.path is None else call.label.path
                path = screen.paths.get(_key(call.label.role, index) or Key(False, index))
                return screen._with(_settled(path, call)) if path else screen

    def _with(self, path: Path) -> "Screen":
        return replace(self, paths={**self.paths, path.key: path})

    def _path(self, key: Key) -> Path:
        return self.paths.get(key) or Path(key)

    def _stream(self, index: int) -> Key:
        """What a sample that landed was: the path, or a synthesis of the same number that is still under way."""
        synthesis = self.paths.get(Key(True, index))
        return Key(synthesis is not None and synthesis.status == "running", index)


def _key(role: Role, index: int) -> Key | None:
    """The stream that a call writes to; None for calls whose text is for programs."""
    return Key(role == "aggregate", index) if role in {"generate", "aggregate"} else None


def _landed(path: Path, reply: Reply) -> Path:
    tail = reply.text[-TAIL:] if path.thinking or not path.tail else path.tail
    return replace(path, status="done", tail=tail, tokens=reply.usage.output or path.tokens, thinking=False, note="")


def _settled(path: Path, call: Call) -> Path:
    """The path once a call that wrote it, or one that judged it, was paid for."""
    if call.label.role == "verify":
        return replace(path, status="done") if call.status == "cancelled" else path
    path = replace(path, tokens=call.usage.output or path.tokens)
    if call.status == "cancelled":
        return replace(path, status="stopped")
    return replace(path, status="done") if path.key.is_synthesis and call.status == "ok" else path
