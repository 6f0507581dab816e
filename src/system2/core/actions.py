"""What a procedure may ask for: one thing that costs or decides."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from system2.core.calls import Role
from system2.core.decisions import Decision
from system2.core.problem import Messages


@dataclass(frozen=True, eq=False)
class Sample:
    """A path, or one step of a path, in the model's own words."""

    messages: Messages
    """The conversation that is sent."""
    index: int
    """Tells samples of the same messages apart, from 0: sample 3 of a question is the same one tomorrow."""
    role: Role = "generate"
    """What the model does here."""
    temperature: float | None = None
    """How freely it samples; None stands for the run's own."""
    max_tokens: int | None = None
    """The most tokens that it may write besides its thinking; None stands for the run's own."""
    thinking_tokens: int = 0
    """The tokens that it may think on top of that; 0 asks for no thinking."""
    earmark: "Ask | None" = None
    """The question to the verifier that is going to follow, without the path, whose length this sample's limit bounds.

    Money for both is set aside together, so that whatever is paid for can be judged.
    """
    model: str | None = None
    """Who is asked, where it is not the model whose turn it is."""
    deeper: float = 1.0
    """How many times as long as the others it may think, however long that is."""
    goes_on: bool = False
    """Whether it goes on with what was written before, which with this comes to no more than two whole paths.

    Where it is cut off at its limit it is as good as any: another one goes on from there.
    """
    form: str = ""
    """How the reply is asked to state its answer, `{}`, where that is not as the problem's kind of answer has it.

    A rehearsal replies so.
    """


@dataclass(frozen=True, eq=False)
class Ask:
    """A short question whose reply is read by a program: a verdict, a classification, a synthesis, a grouping."""

    messages: Messages
    """The conversation that is sent."""
    role: Role
    """What the model does here."""
    schema: dict[str, Any] | None = None
    """The JSON schema of the reply; None where any text will do."""
    about: int | None = None
    """The index of the path that it concerns; None where it concerns several or none."""
    index: int = 0
    """Tells repeated askings of the same messages apart, as critiques are."""
    temperature: float | None = 0.0
    """How freely the reply is sampled; None stands for that of the run's samples."""
    max_tokens: int | None = None
    """The most tokens of the reply; None stands for the role's usual limit."""
    logprobs: bool = False
    """Whether the probabilities of the reply's tokens are wanted."""
    model: str | None = None
    """Who is asked, where it is not the model that plays the role, as where there are several judges."""
    authors: tuple[str, ...] = ()
    """The models whose work is judged, as replies name them, where the choice of who judges is still open."""
    examples: tuple[str, ...] = ()
    """Replies that can be read where no schema says so, the worst first: a rehearsal answers with them."""


@dataclass(frozen=True, eq=False)
class Check:
    """A program that is run on a text: it judges a candidate, say, or looks up what one leaves open."""

    command: str
    """The command line."""
    text: str
    """What it gets on its standard input."""
    environment: dict[str, str] = field(default_factory=dict)
    """Variables around it, name to value."""
    files: dict[str, str] = field(default_factory=dict)
    """Files that are written into the program's folder first, name to content."""
    about: int | None = None
    """The index of the path that it concerns."""
    confined: bool = False
    """Whether a model wrote it: then it reads nothing of the user's and reaches no network, or is not run at all."""
    told: int = 0
    """The most characters of what it prints that a model is told afterwards; a rehearsal has it print them."""


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
