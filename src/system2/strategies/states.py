"""The states of a search over reasoning steps, and what is read off them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from system2.answers.patterns import last_match
from system2.answers.statements import statements
from system2.core.candidates import Answer, Candidate, CandidateStatus, Node
from system2.core.markers import part
from system2.core.money import Usage
from system2.core.problem import Problem
from system2.core.replies import FinishReason, Reply
from system2.strategies.pieces import answer_of


@dataclass(eq=False)
class State:
    """One place in the tree: the step that led to it, and what is known of it.

    `score` is what it is ranked by, None where there is nothing; `steps` are the scores of the steps that lead to it,
    where these were scored. A finished path has a `candidate`. `reason`, `over` and `tokens` are those of its `Node`.
    """

    id: int
    step: str
    parent: "State | None" = None
    key: str = ""
    score: float | None = None
    steps: tuple[float, ...] = ()
    fate: str = "kept"
    candidate: Candidate | None = None
    expanded: bool = False
    reason: str = ""
    over: str = ""
    tokens: int = 0

    def finish(self, answer: Answer | None, reply: Reply | None = None) -> None:
        """Let the path end here, with this answer; `reply` is the path as one reply where it may have been cut off."""
        written = Usage(output=sum(state.tokens for state in self.lineage))
        reply = replace(reply or Reply(self.path), usage=written)
        status: CandidateStatus = "truncated" if reply.is_cut_off else "ok"
        self.fate = "finished"
        self.candidate = Candidate(self.id, reply, answer, status=status, steps=tuple(self.path_steps))

    @property
    def lineage(self) -> "list[State]":
        """The states from the first step to this one."""
        return [*self.parent.lineage, self] if self.parent else []

    @property
    def path_steps(self) -> list[str]:
        """The steps so far."""
        return [state.step for state in self.lineage]

    @property
    def path(self) -> str:
        """The steps so far, one after the other."""
        return "\n".join(self.path_steps)

    @property
    def node(self) -> Node:
        """The state as watchers see it."""
        parent = self.parent.id if self.parent else None
        known = (self.score, self.fate, self.steps, self.reason, self.over, self.tokens)
        return Node(self.id, parent, self.step, *known)

    @property
    def depth(self) -> int:
        """How many steps these are."""
        return len(self.lineage)


def ranked(states: Iterable[State]) -> list[State]:
    """Best first; one without a score comes after all that have one, and ties fall to the lower number."""
    return sorted(states, key=lambda state: (1.0 if state.score is None else -state.score, state.id))


def identity(path: str, pattern: str) -> str:
    """What equal states have in common: what the pattern last captured on the way, or the whole path."""
    return (last_match(pattern, path) if pattern else None) or path


def final_answer(problem: Problem, path: str, step: str, finish_reason: FinishReason = "stop") -> Answer | None:
    """The answer of a path that its last step finishes, by saying so; None while it goes on.

    What merely looks like an answer finishes nothing, and neither does a text of an open kind, which any step is.
    """
    if not problem.answer_kind.startswith("regex:") and not states_something(step):
        return None
    answer = answer_of(problem, path, finish_reason)
    return None if answer is None or answer.weak else answer


@lru_cache(maxsize=512)  # a rehearsal meets the same few steps again and again
def states_something(step: str) -> bool:
    """Whether a step says that something is the answer."""
    return any(statements(part(step).said))
