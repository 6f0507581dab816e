"""A reward model as the verifier: of outcomes (Cobbe et al. 2021), or of every step (Lightman et al. 2024)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from system2.config.judging import Aggregate
from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do
from system2.prompts.fence import sanitise
from system2.prompts.speak import say
from system2.verifiers.exits import report
from system2.verifiers.steps import steps_of, verdict_of

NO_WORDS = 1
"""The most tokens that such a model writes; it gives numbers."""

NOTHING = "there is nothing in it to score"
NO_SCORES = "the reward model's reply holds no scores"


@dataclass(frozen=True)
class Reward:
    """Asks the reward model at this address for the score of a path as a whole. One call a path, never a second.

    Of a model that scores every token the last counts.
    """

    model: str
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The reward of this path."""
        text = sanitise(candidate.text)
        rewards = (await scores(self.model, problem, text, candidate.index)) if text else NOTHING
        return await report(candidate.index, last_of(rewards), self._told)


@dataclass(frozen=True)
class ProcessReward:
    """Asks the process reward model at this address for the score of every step of a path (Lightman et al. 2024).

    Each step is followed by the mark after which the model scores it. One call a path, never a second.
    """

    model: str
    aggregate: Aggregate = "product"
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The verdict on this path, made of its steps' rewards."""
        found = await self.assess(problem, steps_of(candidate), candidate.index)
        return await report(candidate.index, found, self._told)

    async def assess(self, problem: Problem, steps: Sequence[str], about: int) -> Verdict | str:
        """The verdict on these steps; a text is why there is none."""
        marked_steps = marked(problem, steps)
        if not marked_steps:
            return NOTHING
        found = await scores(self.model, problem, "".join(marked_steps), about)
        if isinstance(found, str):
            return found
        if len(found) != len(marked_steps):
            count = f"{len(found)} scores for {len(marked_steps)} steps"
            return f"the reward model gave {count}: is it one that scores steps?"
        return verdict_of(found, self.aggregate, by="reward")


def last_of(rewards: Sequence[float] | str) -> Verdict | str:
    """The verdict of the last of the scores; a text is why there is none."""
    if isinstance(rewards, str):
        return rewards
    return Verdict(rewards[-1], rewards[-1] > 0.5, by="reward") if rewards else NO_SCORES


def ask(model: str, messages: Messages, about: int) -> Ask:
    """The request for scores."""
    return Ask(messages, "verify", about=about, max_tokens=NO_WORDS, model=model)


async def scores(model: str, problem: Problem, text: str, about: int) -> list[float] | str:
    """What the model gives for this text; a text is why it gives nothing."""
    outcome: Replied | Failed | Refused = await do(ask(model, question(problem, text), about))
    if not isinstance(outcome, Replied):
        return outcome.reason
    try:
        return [float(score) for score in json.loads(outcome.reply.text)]
    except (ValueError, TypeError):
        return NO_SCORES


def question(problem: Problem, text: str) -> Messages:
    """What the model is asked: the problem and the path, or the whole text where the user's wording says how."""
    if "reward" in problem.wording:
        return (Message("user", say("reward", problem, problem=problem.statement, candidate=text)),)
    return (*problem.history, Message("user", problem.statement), Message("assistant", text))


def marked(problem: Problem, steps: Sequence[str]) -> list[str]:
    """The steps of which anything can be seen, each with the mark after it; a mark in a step itself is broken."""
    mark = say("reward_step", problem, step="").strip()
    seen = [step for each in steps if (step := sanitise(each).strip())]
    return [say("reward_step", problem, step=step.replace(mark, " ") if mark else step) for step in seen]
