"""Paths judged together in one prompt, each scored in the light of the others (Liu et al. 2025, arXiv:2504.02495)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from system2.config.judging import CritiquesBy
from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import LONGEST, fence
from system2.prompts.speak import say
from system2.verifiers.critiques import Merging
from system2.verifiers.judge import CRITIQUE_TEMPERATURE, CUT_OFF, UNREADABLE, once_more
from system2.verifiers.none import NoVerdict
from system2.verifiers.scored import Reading, read_scores, schema

TOGETHER = 8
"""Paths of one prompt, at the most; more are shared out evenly over several, whose scores mean the same."""

Verdicts = Mapping[int, Verdict]
"""What one reading says of each path, by the path's index."""


@dataclass(frozen=True)
class Listwise(NoVerdict):
    """Asks a model for principles, one critique of all paths, and the score of each.

    With `critiques`, so many samples are asked for at once, each with the paths in another order, because judges
    favour a place; a path's score is what its own scores come to by `critiques_by`. A single reply that cannot be read
    is asked for once more. `model` is asked where it is not the one that verifies.
    """

    critiques: int = 0
    model: str | None = None
    critiques_by: CritiquesBy = "mean"

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates with their verdicts, in order of their indices."""
        candidates = sorted(candidates, key=lambda candidate: candidate.index)
        players = [candidate for candidate in candidates if candidate.text.strip()]
        prompts = -(-len(players) // TOGETHER)
        shared_out = Group(self._judged(problem, players[first::prompts]) for first in range(prompts))
        found = {candidate.index: candidate for together in await shared_out.all() for candidate in together}
        return [found.get(candidate.index, replace(candidate, verdict=None)) for candidate in candidates]

    async def _judged(self, problem: Problem, paths: Sequence[Candidate]) -> Sequence[Candidate]:
        """The paths of one prompt with their verdicts."""
        samples = Group(self._sample(problem, turned(paths, number), number) for number in range(self.critiques or 1))
        readings = sorted(await samples.all(), key=lambda numbered: numbered[0])
        heard = [verdicts for _, verdicts, _ in readings if verdicts]
        reason = "" if heard else readings[0][2]
        return [await self._pronounced(problem, path, heard, reason) for path in paths]

    async def _pronounced(self, problem: Problem, path: Candidate, heard: Sequence[Verdicts], reason: str) -> Candidate:
        """The path with what the readings come to that were heard."""
        verdict = None
        if heard:
            merging = Merging(self.critiques_by, self.model)
            own = [verdicts[path.index] for verdicts in heard]
            verdict = await merging.together(problem, own, fence(path.text), path.index)
        await note(Judged(path.index, verdict, reason))
        return replace(path, verdict=verdict)

    async def _sample(self, problem: Problem, paths: Sequence[Candidate], number: int) -> tuple[int, Verdicts, str]:
        """The number of a reading, what it says of each path, and why it says nothing, where it does not."""
        asked = question(problem, paths)
        reading = await self._reading(asked, len(paths), number)
        if reading.reason == UNREADABLE and not self.critiques:
            reading = await self._reading(once_more(problem, asked), len(paths), number)
        scored = {} if reading.reason else zip(paths, reading.scores, strict=True)
        return number, {path.index: said(reading, score) for path, score in scored}, reading.reason

    async def _reading(self, messages: Messages, count: int, number: int) -> Reading:
        temperature = CRITIQUE_TEMPERATURE if self.critiques else 0.0
        form = schema("path_scores", count, principles=True)
        outcome = await do(Ask(messages, "verify", form, index=number, temperature=temperature, model=self.model))
        if not isinstance(outcome, Replied):
            return Reading((), reason=outcome.reason)
        found = read_scores(outcome.reply.text, count)
        return found or Reading((), reason=CUT_OFF if outcome.reply.is_cut_off else UNREADABLE)


def said(reading: Reading, score: float) -> Verdict:
    """What a reading says of the path that it gave this score."""
    return Verdict(score, score > 0.5, reading.critique, "listwise", principles=reading.principles)


def turned(paths: Sequence[Candidate], number: int) -> Sequence[Candidate]:
    """The paths in the order of the reading of this number: another one is first in each."""
    first = number % len(paths)
    return [*paths[first:], *paths[:first]]


def question(problem: Problem, paths: Sequence[Candidate]) -> Messages:
    """What the verifier is asked about these paths, which reach it fenced, each cut to its share of the room."""
    room = LONGEST // len(paths)
    numbered = "\n\n".join(f"{number}.\n{fence(path.text, room)}" for number, path in enumerate(paths, start=1))
    text = say("judge_together", problem, problem=problem.statement, candidates=numbered, count=str(len(paths)))
    return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))
