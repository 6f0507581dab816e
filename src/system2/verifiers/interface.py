"""What every way of judging offers to a strategy. Plug in here: one file beside this one, and a line in `chosen.py`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol, runtime_checkable

from system2.core.actions import Ask, Check, Drop, Note
from system2.core.candidates import Candidate, Verdict
from system2.core.outcomes import Checked, Done, Outcome
from system2.core.problem import Message, Problem, Writer
from system2.core.replies import Reply

ANY_PATH = "\U00017000"
"""What stands for a path that is not there yet: a sign that no question holds."""


class Verifier(Protocol):
    """A way to judge one path by itself, the moment it lands."""

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The verdict on a path that landed; None where none could be had, which is never a score."""


@runtime_checkable
class Comparer(Verifier, Protocol):
    """A verifier that has more to say once all paths are there, for it weighs them against each other."""

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same candidates in order of their indices, with the verdicts that they have now."""


@runtime_checkable
class Checker(Verifier, Protocol):
    """A verifier that is a program: it can be asked of any beginning of a path, and costs no call of a model."""

    async def check(self, problem: Problem, candidate: Candidate) -> Verdict | str:
        """What the program says, noted nowhere; a text is why it said nothing."""


class StepVerifier(Verifier, Protocol):
    """A verifier that scores every step of a path, finished or not."""

    async def assess(self, problem: Problem, steps: Sequence[str], about: int) -> Verdict | str:
        """The verdict on these steps, with the score of each, noted nowhere; a text is why there is none."""


async def compared(problem: Problem, candidates: Sequence[Candidate], judge: Verifier) -> Sequence[Candidate]:
    """The candidates once all have landed, with what `judge` has to say of them now; nothing, for most."""
    return (await judge.compare(problem, candidates)) if isinstance(judge, Comparer) else candidates


class Itself:
    """Something that is equal to nothing but itself: not every verifier of a stranger can be a key."""

    def __init__(self, verifier: Verifier) -> None:
        self.verifier = verifier

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.verifier is self.verifier

    def __hash__(self) -> int:
        return id(self.verifier)


def first_question(problem: Problem, judge: Verifier) -> Ask | None:
    """The first question that a verdict on any path will ask of a model, without the path; None where it asks none.

    Found by having the judge begin: whatever it notes is noted, and whatever program it runs accepts.
    """
    return _first_question(problem, problem.writer, Itself(judge))


@lru_cache(maxsize=16)  # every path of a run asks for it
def _first_question(problem: Problem, writer: Writer, judge: Itself) -> Ask | None:
    procedure = judge.verifier.judge(problem, Candidate(0, Reply(ANY_PATH)))
    outcome: Outcome | None = None
    pending: list[Check | Note | Drop] = []
    try:
        while True:
            for action in procedure.send(outcome):
                if isinstance(action, Ask):
                    messages = tuple(Message(said.speaker, said.text.replace(ANY_PATH, "")) for said in action.messages)
                    return replace(action, messages=messages)
                pending.append(action)
            action = pending.pop(0)
            outcome = Checked(action, 0, "") if isinstance(action, Check) else Done(action)
    except StopIteration:
        return None
    finally:
        procedure.close()
