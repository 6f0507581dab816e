"""What a model says."""

from dataclasses import dataclass
from typing import Literal

from system2.core.money import NO_TOKENS, NOTHING, Cost, Usage

FinishReason = Literal["stop", "length", "filtered"]


@dataclass(frozen=True)
class TokenChance:
    """One token of a reply with the log-probabilities of what might have stood in its place."""

    token: str
    alternatives: dict[str, float]


@dataclass(frozen=True)
class Reply:
    """What a model said in one choice.

    `reasoning` is the hidden part that some providers hand over; `reasoned` says that there was one, handed over or
    not, or that the model was told to have one by its own controls. `usage` and `cost` are this choice's share of its
    request, zero where it came from the cache; `seconds` is wall time from the request's start. `raw` is what was sent
    as the text where that is something else: with thoughts and marks of a chat template in it. `instead` says in a few
    words what came where a text was to be expected: a refusal, say, or the call of a tool.
    """

    text: str
    reasoning: str = ""
    finish_reason: FinishReason = "stop"
    model: str = ""
    usage: Usage = NO_TOKENS
    cost: Cost = NOTHING
    seconds: float = 0.0
    cached: bool = False
    chances: tuple[TokenChance, ...] = ()
    reasoned: bool = False
    raw: str = ""
    instead: str = ""

    @property
    def is_cut_off(self) -> bool:
        """Whether it ends where its limit was, and not where the model meant to end it."""
        return self.finish_reason == "length"
