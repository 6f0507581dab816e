"""A reward model as the verifier: of outcomes (Cobbe et al. 2021), or of every step (Lightman et al. 2024)."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do
from system2.prompts.fence import sanitise
from system2.prompts.speak import say
from system2.verifiers.exits import report

NO_WORDS = 1
"""The most tokens that such a model writes; it gives numbers."""

AGGREGATES: dict[str, Callable[[Sequence[float]], float]] = {
    "product": math.prod,
    "min": min,
    "last": lambda scores: scores[-1],
    "mean": lambda scores: sum(scores) / len(scores),
}
"""From the scores of a path's steps, each a probability, to the path's own (Snell et al. 2024 compare them)."""


@dataclass(frozen=True)
class Reward:
    """Asks the reward model at this address for a score. One call a path, never a second.

    With `aggregate` it is a process reward model: each paragraph of the path is a step, followed by the mark after
    which the model scores it, and the path's score is made of its steps'. Without, it scores the path as a whole; of
    a model that scores every token the last counts.
    """

    model: str
    aggregate: str = ""
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The reward of this path."""
        steps = split(problem, candidate.text) if self.aggregate else [sanitise(candidate.text)]
        if not any(steps):
            return await report(candidate.index, "there is nothing in it to score", self._told)
        outcome = await do(self._ask(question(problem, "".join(steps)), candidate.index))
        return await report(candidate.index, self._read(outcome, len(steps)), self._told)

    def _ask(self, messages: Messages, about: int | None = None) -> Ask:
        return Ask(messages, "verify", about=about, max_tokens=NO_WORDS, model=self.model)

    def _read(self, outcome: Replied | Failed | Refused, steps: int) -> Verdict | str:
        """The verdict in a reply; a text is why there is none."""
        if not isinstance(outcome, Replied):
            return outcome.reason
        try:
            scores = [float(score) for score in json.loads(outcome.reply.text)]
        except (ValueError, TypeError):
            return "the reward model's reply holds no scores"
        if not self.aggregate:
            return Verdict(scores[-1], scores[-1] > 0.5, by="reward")
        if len(scores) != steps:
            return f"the reward model gave {len(scores)} scores for {steps} steps: is it one that scores steps?"
        score = AGGREGATES[self.aggregate](scores)
        told = " ".join(f"{score:.2f}" for score in scores)
        return Verdict(score, score > 0.5, f"{self.aggregate} of its steps: {told}", "reward")


def question(problem: Problem, text: str) -> Messages:
    """What the model is asked: the problem and the path, or the whole text where the user's wording says how."""
    if "reward" in problem.wording:
        return (Message("user", say("reward", problem, problem=problem.statement, candidate=text)),)
    return (*problem.history, Message("user", problem.statement), Message("assistant", text))


def split(problem: Problem, text: str) -> list[str]:
    """The steps of a path, its paragraphs, each with the mark after it; a mark in the path itself is broken."""
    mark = say("reward_step", problem, step="").strip()
    steps = [step.strip() for step in re.split(r"\n\s*\n", sanitise(text)) if step.strip()]
    return [say("reward_step", problem, step=step.replace(mark, " ") if mark else step) for step in steps]
