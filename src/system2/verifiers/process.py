"""A model as the verifier of every step: prompted, where Lightman et al. 2024 (arXiv:2305.20050) train one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from system2.config.judging import Aggregate
from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do
from system2.prompts.fence import fence
from system2.prompts.speak import say
from system2.verifiers.exits import report
from system2.verifiers.judge import CRITIQUE_TEMPERATURE, CUT_OFF, UNREADABLE, once_more
from system2.verifiers.scored import Reading, read_scores, schema
from system2.verifiers.steps import steps_of, verdict_of


@dataclass(frozen=True)
class ProcessJudge:
    """Asks a model for the score of every step of a path, in one call; once more where the reply cannot be read.

    With `critiques`, so many samples of principles, critique and scores are asked for at once, none of them twice, and
    a step's score is the mean over those that can be read. `model` is asked where it is not the one that verifies.
    """

    aggregate: Aggregate = "product"
    critiques: int = 0
    model: str | None = None
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The verdict on this path, made of its steps' scores."""
        found = await self.assess(problem, steps_of(candidate), candidate.index)
        return await report(candidate.index, found, self._told)

    async def assess(self, problem: Problem, steps: Sequence[str], about: int) -> Verdict | str:
        """The verdict on these steps; a text is why there is none."""
        asked = self._question(problem, steps)
        if self.critiques:
            readings = (self._reading(asked, len(steps), about, index) for index in range(self.critiques))
            reading = mean(await Group(readings).all())
        else:
            reading = await self._reading(asked, len(steps), about)
            if reading.reason == UNREADABLE:
                reading = await self._reading(once_more(problem, asked), len(steps), about)
        if reading.reason:
            return reading.reason
        return verdict_of(reading.scores, self.aggregate, by="steps", critique=reading.critique)

    def _question(self, problem: Problem, steps: Sequence[str]) -> Messages:
        numbered = "\n\n".join(f"{number}.\n{fence(step)}" for number, step in enumerate(steps, start=1))
        prompt = "critique_steps" if self.critiques else "judge_steps"
        text = say(prompt, problem, problem=problem.statement, candidates=numbered, count=str(len(steps)))
        return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))

    async def _reading(self, messages: Messages, count: int, about: int, index: int = 0) -> Reading:
        temperature = CRITIQUE_TEMPERATURE if self.critiques else 0.0
        form = schema("step_scores", count, principles=bool(self.critiques))
        ask = Ask(messages, "verify", form, about=about, index=index, temperature=temperature, model=self.model)
        outcome = await do(ask)
        if not isinstance(outcome, Replied):
            return Reading((), reason=outcome.reason)
        found = read_scores(outcome.reply.text, count)
        return found or Reading((), reason=CUT_OFF if outcome.reply.is_cut_off else UNREADABLE)


def mean(readings: Sequence[Reading]) -> Reading:
    """The mean of each step's scores, with the critique of the reading that is nearest to it; or why there is none."""
    heard = sorted(reading for reading in readings if not reading.reason)
    if not heard:
        return readings[0]
    columns = zip(*(reading.scores for reading in heard), strict=True)
    means = [round(math.fsum(column) / len(heard), 9) for column in columns]
    nearest = min(heard, key=lambda reading: math.dist(reading.scores, means))
    return nearest._replace(scores=means)
