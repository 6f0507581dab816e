"""What a procedure may ask for: one thing that costs or decides."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from system2.core.calls import Role
from system2.core.decisions import Decision
from system2.core.problem import Messages


@dataclass(frozen=True, eq=False)
class Sample:
    """A path, or one step of a path, in the model's own words.

    `index` tells samples of the same messages apart: sample 3 of a question is the same one tomorrow.
    `temperature` and `max_tokens` are the run's own where they are None. `earmark` is the question to the verifier that
    is going to follow, without the path, whose length the sample's own limit bounds: money for both is set aside
    together, so that whatever is paid for can be judged. `form` is how the reply is asked to state its answer, `{}`,
    where that is not as the problem's kind of answer has it: a rehearsal replies so.
    """

    messages: Messages
    index: int
    role: Role = "generate"
    temperature: float | None = None
    max_tokens: int | None = None
    thinking_tokens: int = 0
    earmark: "Ask | None" = None
    form: str = ""


@dataclass(frozen=True, eq=False)
class Ask:
    """A short question whose reply is read by a program: a verdict, a classification, a synthesis, a grouping.

    `schema` is the JSON schema of the reply, `about` the index of the path that it concerns. `index` tells repeated
    askings of the same messages apart, as critiques are; `logprobs` asks for the probabilities of the reply's tokens.
    `model` is asked where it is not the one that plays the role, as in a panel of several. `examples` are replies that
    can be read where no schema says so, the worst first: a rehearsal answers with them. A `temperature` of None is
    that of the run's samples.
    """

    messages: Messages
    role: Role
    schema: dict[str, Any] | None = None
    about: int | None = None
    index: int = 0
    temperature: float | None = 0.0
    max_tokens: int | None = None
    logprobs: bool = False
    model: str | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Check:
    """A program that judges a candidate: the candidate on its standard input, `environment` around it.

    `files` are written into the program's folder first, name to content. One that is `confined` runs what a model
    wrote: it reads nothing of the user's and reaches no network, or is not run at all.
    """

    command: str
    text: str
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    about: int | None = None
    confined: bool = False


@dataclass(frozen=True, eq=False)
class Note:
    """A decision, told to whoever watches and kept in the trace."""

    decision: Decision


@dataclass(frozen=True, eq=False)
class Drop:
    """Stop these actions: their outcomes are no longer wanted, and never delivered."""

    actions: tuple["Action", ...]


Action: TypeAlias = Sample | Ask | Check | Note | Drop
"""Actions are told apart by identity: an outcome belongs to the very action that asked for it."""
