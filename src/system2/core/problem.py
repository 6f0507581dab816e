"""What is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from system2.errors import UsageError

Speaker = Literal["system", "user", "assistant"]


class Message(NamedTuple):
    """One turn of a conversation with a model."""

    speaker: Speaker
    """Who says it."""
    text: str
    """What is said."""


Messages = tuple[Message, ...]


class Example(NamedTuple):
    """A question with its solution, shown to a model before it is asked another (few-shot, Wei et al. 2022)."""

    question: str
    """What is asked."""
    solution: str
    """The steps and the answer, ending as an answer is to end."""


AnswerKind = str
"""How answers are read: auto, number, choice, text, code, json, open, or regex:PATTERN."""


Ending = Literal["line", "box"]
"""How an answer is asked to end: by a line `Final answer: ...`, or by `\\boxed{...}`."""


class Writer(NamedTuple):
    """How a model that writes paths is to be asked."""

    ending: Ending = "line"
    """How it was trained to end an answer."""
    imitates: bool = False
    """Whether it calculates better after it was shown how than when it is told to reason step by step."""
    continues: bool = False
    """Whether its server goes on with a text of the assistant's own, where a conversation ends in one."""


@dataclass(frozen=True)
class Problem:
    """A question, what it is about, and how its answer is to be read.

    Raises:
        UsageError: it cannot be sent, because it is no text.
    """

    question: str
    """The instruction."""
    context: str = ""
    """Text from pipes and files, empty where there is none."""
    system: str = ""
    """The user's own system message."""
    answer_kind: AnswerKind = "auto"
    """How its answer is read, such as number, text or regex:PATTERN; auto tells by the question."""
    history: Messages = ()
    """The turns of an earlier conversation that this question follows."""
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The user's own prompts, by name."""
    examples: tuple[Example, ...] = ()
    """What paths are shown, as turns before the question."""
    writers: tuple[Writer, ...] = field(default=(Writer(),), compare=False)
    """How the models that write the paths are asked, path by path and over again from the first.

    It makes no other problem of it.
    """
    works: bool = field(default=False, compare=False)
    """Whether who judges is to work it out in writing, because it does not think before it answers."""

    def __post_init__(self) -> None:
        if not all(map(is_text, (self.question, self.context, self.system))):
            raise UsageError("The problem is not UTF-8 text, and no model takes anything else.")

    @property
    def writer(self) -> Writer:
        """Who is asked, where nothing is said of a path."""
        return self.writers[0]

    def of_path(self, index: int) -> "Problem":
        """The same as who writes the path of this number is asked it."""
        if len(self.writers) == 1:
            return self
        return replace(self, writers=(self.writers[index % len(self.writers)],))

    @property
    def statement(self) -> str:
        """The instruction with its context, as one text."""
        return f"{self.context}\n\n{self.question}" if self.context else self.question


def is_text(text: str) -> bool:
    """Whether UTF-8 knows it. Half a surrogate pair, which also stands for a byte that was no UTF-8, it does not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
