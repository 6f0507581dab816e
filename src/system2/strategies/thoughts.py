"""Thoughts: what a search over reasoning steps asks of models (Yao et al. 2023, arXiv:2305.10601)."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from system2.config.approach import Shape
from system2.core.actions import Ask, Sample
from system2.core.group import Group
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do
from system2.core.replies import FinishReason, Reply
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, say
from system2.strategies.pieces import solve
from system2.verifiers.interface import StepVerifier, Verifier, first_question
from system2.verifiers.judge import once_more
from system2.verifiers.parsing import probability, read_object
from system2.verifiers.process import ProcessJudge

STEP_TOKENS = 128
"""Room for one step where more than a few are listed in one reply."""

FEW = 8
"""Steps that fit into any short reply."""

LIST_BEGINS = re.compile(r'"steps"\s*:\s*\[\s*(?=")')
ITEM_FOLLOWS = re.compile(r'\s*,\s*(?=")')

NO_STEPS = "–"
"""What stands for the steps so far where there are none."""


def _schema(title: str, properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"title": title, "type": "object", "properties": properties, "additionalProperties": False}
    return schema | {"required": list(properties)}


VALUE = _schema("value", {"reason": {"type": "string"}, "value": {"type": "number", "minimum": 0, "maximum": 1}})
BALLOT = _schema("ballot", {"reason": {"type": "string"}, "best": {"type": "integer"}})


@lru_cache(maxsize=64)
def steps_schema(width: int) -> dict[str, Any]:
    """The form of a list of so many steps at the most."""
    return _schema("next_steps", {"steps": {"type": "array", "items": {"type": "string"}, "maxItems": width}})


@dataclass(frozen=True)
class Search:
    """What a search is told: what to solve, who judges a finished path, when one is good enough, how wide to go.

    `valuations` is how often each state is scored, or each level voted on; `step_judge` scores steps where a search
    wants that.
    """

    problem: Problem
    judge: Verifier
    branches: int = 3
    shape: Shape = Shape()
    good_enough: float = 0.9
    valuations: int = 1
    step_judge: StepVerifier = field(default_factory=ProcessJudge)


class Thought(NamedTuple):
    """A next step, by its place among those that were asked for; `tokens` is what writing it took."""

    place: int
    text: str
    finish_reason: FinishReason = "stop"
    tokens: int = 0


class Valued(NamedTuple):
    """What a state is worth, 0 to 1, None where nobody says, and the reason in the words of who says so."""

    score: float | None = None
    reason: str = ""


@dataclass
class Thinker:
    """Asks the models, and remembers what kept them from replying: `refused` and `failed` say why, empty if nothing.

    Everything that a model wrote goes back to one between marks, as data.
    """

    search: Search
    refused: str = field(default="", init=False)
    failed: str = field(default="", init=False)

    async def list_steps(self, path: str, width: int) -> list[Thought] | None:
        """So many next steps in one reply, asked for once more where it cannot be read; None where none came."""
        first = self.list_request(path, width)
        again = replace(first, messages=once_more(self.search.problem, first.messages))
        for request in (first, again):
            reply = await self._reply(request)
            if reply is None:
                return None
            if (steps := read_steps(reply.text)) is not None:
                steps = steps[:width]
                shares = (reply.usage.share(place, len(steps)) for place in range(len(steps)))
                return [
                    Thought(place, step, tokens=share.output)
                    for place, (step, share) in enumerate(zip(steps, shares, strict=True))
                ]
        return []

    async def sample_steps(self, path: str, places: Sequence[int]) -> list[Thought] | None:
        """One next step in each of several replies; None where none came."""
        thoughts = await Group(self._sampled(self.step_request(path, place)) for place in places).all()
        landed = sorted(thought for thought in thoughts if thought)
        return [thought for thought in landed if thought.text] if landed else None

    async def roll(self, path: str, index: int) -> Thought | None:
        """Some further steps in one go, at temperature 0."""
        messages = self._on_from("roll", path, steps=str(self.search.shape.lookahead))
        return await self._sampled(Sample(messages, index, temperature=0.0))

    async def complete(self, path: str, index: int) -> Thought | None:
        """All that is missing."""
        return await self._sampled(self.completion_request(path, index))

    async def value(self, state: str, *, about: int) -> Valued:
        """How promising a state is: what all valuations add up to, over their number; the reason is the nearest one's.

        One that cannot be read adds nothing, as in the paper's own programs.
        """
        requests = (self.value_request(state, about, index) for index in range(self.search.valuations))
        replies = await Group(map(self._reply, requests)).all()
        values = [value for reply in replies if reply and (value := read_value(reply.text))]
        if not values:
            return Valued()
        worth = round(math.fsum(score for score, _ in values) / self.search.valuations, 9)
        _, reason = min(values, key=lambda value: (abs(value[0] - worth), value[1]))
        return Valued(worth, reason)

    async def vote(self, states: Sequence[str]) -> list[Valued]:
        """The share of the ballots that each of these states wins; of none for all of them where none can be read."""
        requests = (self.vote_request(states, index) for index in range(self.search.valuations))
        replies = await Group(map(self._reply, requests)).all()
        ballots = [ballot for reply in replies if reply and (ballot := read_ballot(reply.text, len(states)))]
        places = [place for place, _ in ballots]
        reasons = dict(sorted(ballots, reverse=True))
        return [
            Valued(places.count(place) / len(places) if places else None, reasons.get(place, ""))
            for place in range(len(states))
        ]

    def list_request(self, path: str, width: int) -> Ask:
        """The request for so many next steps, as varied as the run's samples."""
        room = STEP_TOKENS * width if width > FEW else None
        messages = self._on_from("list_steps", path, branches=str(width))
        return Ask(messages, "generate", schema=steps_schema(width), temperature=None, max_tokens=room)

    def step_request(self, path: str, place: int) -> Sample:
        """The request for one next step."""
        return Sample(self._on_from("next_step", path), place)

    def value_request(self, state: str, about: int, index: int = 0) -> Ask:
        """The question how promising the state of this number is; a system message is for those who solve."""
        problem = self.search.problem
        text = say("value_state", problem, problem=problem.statement, path=fence(state))
        return self._valuation(text, VALUE, index, about)

    def vote_request(self, states: Sequence[str], index: int = 0) -> Ask:
        """The question which of several states is the most promising."""
        problem = self.search.problem
        numbered = "\n\n".join(f"{number}.\n{fence(state)}" for number, state in enumerate(states, start=1))
        text = say("vote_states", problem, problem=problem.statement, candidates=numbered)
        return self._valuation(text, BALLOT, index)

    def completion_request(self, path: str, index: int) -> Sample:
        """The request for the rest of a path; money for the verdict on it is set aside with it."""
        problem = self.search.problem
        messages = self._on_from("complete", path) if path else solve(problem)
        return Sample(messages, index, earmark=first_question(problem, self.search.judge))

    def _valuation(self, text: str, schema: dict[str, Any], index: int, about: int | None = None) -> Ask:
        """One of the run's valuations, which differ only where they are sampled as freely as paths are."""
        messages = (*self.search.problem.history, Message("user", text))
        temperature = 0.0 if self.search.valuations == 1 else None
        return Ask(messages, "verify", schema=schema, about=about, index=index, temperature=temperature)

    async def _sampled(self, request: Sample) -> Thought | None:
        reply = await self._reply(request)
        return Thought(request.index, reply.text.strip(), reply.finish_reason, reply.usage.output) if reply else None

    async def _reply(self, request: Ask | Sample) -> Reply | None:
        outcome = await do(request)
        match outcome:
            case Refused(reason=reason):
                self.refused = reason
            case Failed(reason=reason):
                self.failed = reason
            case Replied(reply=reply):
                return reply
        return None

    def _on_from(self, prompt: str, path: str, **fields: str) -> Messages:
        problem = self.search.problem
        shown = fence(path) if path else NO_STEPS
        return conversation(problem, say(prompt, problem, problem=problem.statement, path=shown, **fields))


def read_steps(text: str) -> list[str] | None:
    """The steps that a reply lists, each once; None where it lists nothing that can be read.

    Of a list that breaks off, all steps count that are whole.
    """
    found = read_object(text, {"steps"})
    listed = found["steps"] if found else whole_items(text)
    if not isinstance(listed, list):
        return None
    steps = (step.strip() for step in listed if isinstance(step, str))
    return list(dict.fromkeys(step for step in steps if step))


def whole_items(text: str) -> list[str] | None:
    """The texts at the head of a list of steps that is cut off; None where there are none."""
    items: list[str] = []
    head = LIST_BEGINS.search(text)
    while head:
        try:
            item, end = json.JSONDecoder().raw_decode(text, head.end())
        except json.JSONDecodeError:
            break
        items.append(item)
        head = ITEM_FOLLOWS.match(text, end)
    return items or None


def read_value(text: str) -> tuple[float, str] | None:
    """What a reply says that a state is worth, and why; None where that cannot be read."""
    found = read_object(text, {"value"}) or {}
    value = probability(found.get("value"))
    return None if value is None else (value, str(found.get("reason", "")))


def read_ballot(text: str, among: int) -> tuple[int, str] | None:
    """The place, from 0, of the state that a reply votes for, and why; None where that cannot be read."""
    found = read_object(text, {"best"}) or {}
    best = found.get("best")
    if not isinstance(best, int) or isinstance(best, bool) or not 1 <= best <= among:
        return None
    return best - 1, str(found.get("reason", ""))
