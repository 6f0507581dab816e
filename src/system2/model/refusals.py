"""Which parameters a model does not take: met by sending less, learnt, and kept for a week.

A request that is refused as a bad one is sent again without what the refusal names, which is learnt of the model. Where
it names nothing that we know of, that request alone goes without the next thing of `ORDER` that it holds, for providers
refuse by mistake too. Such a guess is learnt once it was right of two requests, and never of a thing that the model was
seen to take.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from system2.core.problem import Message, Messages
from system2.model.errors import CallError
from system2.model.kept import Entry, keep, read_kept
from system2.model.requests import Request
from system2.model.structured import Form

FEW_LOGPROBS = 5
"""As many alternatives to a token as vLLM and others hand out unless they are told otherwise."""

MOST_GUESSES = 3

CONFIRMED = 2
"""So many requests have to be refused with a thing, and then accepted without it, for a guess to be learnt."""


@dataclass(frozen=True)
class Accepted:
    """What a model takes: all but what is `omitted`, names of `ORDER`, and replies of at most `longest` tokens."""

    omitted: frozenset[str] = frozenset()
    longest: int | None = None

    def without(self, *names: str) -> "Accepted":
        """The same without these too."""
        return replace(self, omitted=self.omitted | {*names})


@dataclass(frozen=True)
class Wish:
    """One thing that a request may be refused for: how to tell that it holds it and that a refusal names it."""

    name: str
    named: re.Pattern[str]
    held: Callable[[Request, Form], bool]
    words: str


def _has_neighbours(request: Request, _: Form) -> bool:
    speakers = [message.speaker for message in request.messages if message.speaker != "system"]
    return any(one == other for one, other in itertools.pairwise(speakers))


FORMAT = r"response_?format|json_?schema|json_?object|json mode|structured|grammar|\bschema\b"

ORDER = (
    Wish("schema", re.compile(FORMAT, re.I), lambda _, form: form == "schema", "the schema, in JSON mode"),
    Wish("json", re.compile(FORMAT, re.I), lambda _, form: form == "json", "a response format"),
    Wish("temperature", re.compile(r"temperature|sampling param", re.I), lambda *_: True, "a temperature"),
    Wish("seed", re.compile(r"\bseed\b", re.I), lambda request, _: request.seed is not None, "a seed"),
    Wish("many logprobs", re.compile(r"log_?probs", re.I), lambda request, _: request.logprobs, "so many logprobs"),
    Wish("logprobs", re.compile(r"log_?probs", re.I), lambda request, _: request.logprobs, "logprobs"),
    Wish(
        "system",
        re.compile(r"\b(system|developer)\b.{0,20}\b(role|message|prompt|instruction)|\brole.{0,20}\bsystem\b", re.I),
        lambda request, _: any(message.speaker == "system" for message in request.messages),
        "a system message, which went into the user's",
    ),
    Wish(
        "neighbours",
        re.compile(r"alternat|consecutive|successive|same role|roles must", re.I),
        _has_neighbours,
        "two messages of the same speaker, which became one",
    ),
    Wish(
        "max_tokens",
        re.compile(r"max_completion_tokens|max_tokens.{0,20}(un|not )support|unsupported.{0,30}max_tokens", re.I),
        lambda *_: True,
        "max_tokens, with max_completion_tokens in its place",
    ),
)
"""What is left out, in this order."""

NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{2,7}\b")
TOKEN_LIMIT = re.compile(r"max_(?:completion_|output_|new_)?tokens", re.I)


Asked = tuple[str, Messages, int | None]
"""What tells a request, however often it is tried, from others: its model, its messages and its seed."""


class Refusals:
    """What is known of models, by a key that tells one from another; `file` keeps it, if there is one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._known: dict[str, Accepted] = _read(file) if file else {}
        self._earlier = dict(self._known)
        self._guessed: dict[Asked, tuple[str, ...]] = {}
        self._right: Counter[tuple[str, str]] = Counter()
        self._taken: set[tuple[str, str]] = set()
        self._hopeless: set[str] = set()

    def known(self, model: str) -> Accepted:
        """What the model is known to take."""
        return self._known.get(model, Accepted())

    def accepted(self, model: str, request: Request) -> Accepted:
        """What the model is believed to take in this request, guesses included."""
        return self.known(model).without(*self._guessed.get(_asked(model, request), ()))

    def learnt_earlier(self, model: str) -> str:
        """What was known of the model to begin with, in words; empty where it was nothing."""
        accepted = self._earlier.get(model, Accepted())
        longest = [f"more than {accepted.longest:,} tokens"] if accepted.longest else []
        return ", ".join([*(wish.words for wish in ORDER if wish.name in accepted.omitted), *longest])

    def refuse(self, model: str, request: Request, form: Form, sent: Accepted, reason: str) -> str:
        """Take in that a request which was sent so was refused; in words what the next one goes without.

        Empty where there is nothing left to leave out.
        """
        if self.accepted(model, request) != sent:  # another request has met the same refusal meanwhile
            return "what it refused before"
        held = _held(request, form, sent)
        if longest := _longest(reason, request.max_tokens if sent.longest is None else sent.longest):
            self._learn(model, replace(self.known(model), longest=longest))
            return f"more than {longest:,} tokens"
        if named := next((wish for wish in held if wish.named.search(reason)), None):
            self._learn(model, self.known(model).without(named.name))
            return named.words
        guesses = self._guessed.pop(_asked(model, request), ())
        if not held or len(guesses) == MOST_GUESSES or model in self._hopeless:
            self._hopeless.add(model)
            return ""
        self._guessed[_asked(model, request)] = (*guesses, held[0].name)
        return held[0].words

    def accept(self, model: str, request: Request, form: Form, sent: Accepted) -> None:
        """Take in that a request sent so was answered: what it held is taken, what was guessed last was right."""
        self._hopeless.discard(model)
        self._taken.update((model, wish.name) for wish in _held(request, form, sent))
        for right in self._guessed.pop(_asked(model, request), ())[-1:]:
            self._right[model, right] += 1
            if self._right[model, right] == CONFIRMED and (model, right) not in self._taken:
                self._learn(model, self.known(model).without(right))

    def _learn(self, model: str, accepted: Accepted) -> None:
        self._known[model] = accepted
        if self._file:
            self._known = _read(self._file) | self._known
            keep(self._file, {each: _entry(known) for each, known in self._known.items()})


def _asked(model: str, request: Request) -> Asked:
    return model, request.messages, request.seed


def _held(request: Request, form: Form, sent: Accepted) -> list[Wish]:
    """What a request held that was sent so."""
    return [wish for wish in ORDER if wish.name not in sent.omitted and wish.held(request, form)]


def names_the_format(error: CallError) -> bool:
    """Whether a server failed for the form that it was asked for."""
    return error.kind == "server" and bool(re.search(FORMAT, error.reason, re.I))


def adapted(messages: Messages, accepted: Accepted) -> Messages:
    """The messages as the model takes them."""
    if "system" in accepted.omitted:
        told = [message.text for message in messages if message.speaker == "system"]
        others = [message for message in messages if message.speaker != "system"]
        first = next((place for place, message in enumerate(others) if message.speaker == "user"), 0)
        text = "\n\n".join([*told, others[first].text])
        messages = (*others[:first], Message("user", text), *others[first + 1 :])
    if "neighbours" in accepted.omitted:
        merged: list[Message] = []
        for speaker, spoken in itertools.groupby(messages, key=lambda message: message.speaker):
            merged.append(Message(speaker, "\n\n".join(message.text for message in spoken)))
        messages = tuple(merged)
    return messages


def _longest(reason: str, sent: int) -> int | None:
    """The longest reply that a refusal of a longer one names: the largest number below what was sent."""
    if not TOKEN_LIMIT.search(reason) or not re.search(
        r"large|exceed|at most|less than|maximum|range|<=", reason, re.I
    ):
        return None
    numbers = [int(number.replace(",", "")) for number in NUMBER.findall(reason)]
    return max((number for number in numbers if 16 <= number < sent), default=None)


def _read(file: Path) -> dict[str, Accepted]:
    """What the file keeps."""
    return {
        model: Accepted(frozenset(entry["omitted"]), entry["longest"])
        for model, entry in read_kept(file).items()
        if _is_entry(entry)
    }


def _entry(accepted: Accepted) -> Entry:
    return {"omitted": sorted(accepted.omitted), "longest": accepted.longest}


def _is_entry(entry: Entry) -> bool:
    match entry:
        case {"omitted": [*names], "longest": int() | None}:
            return all(isinstance(name, str) for name in names)
    return False
