"""What a model says."""

from dataclasses import dataclass
from typing import Literal

from system2.core.money import NO_TOKENS, NOTHING, Cost, Usage

FinishReason = Literal["stop", "length", "filtered"]


@dataclass(frozen=True)
class TokenChance:
    """One token of a reply with what might have stood in its place."""

    token: str
    """The text of the token."""
    alternatives: dict[str, float]
    """Tokens that were likely there, each with its natural log-probability, from 0 down."""


@dataclass(frozen=True)
class Reply:
    """What a model said in one choice."""

    text: str
    """The answer, without thoughts and marks of a chat template."""
    reasoning: str = ""
    """The hidden part that some providers hand over."""
    finish_reason: FinishReason = "stop"
    """Why it ended: length says at its limit of tokens, filtered that the provider withheld it."""
    model: str = ""
    """The model that wrote it, as LiteLLM names it."""
    usage: Usage = NO_TOKENS
    """This choice's share of the tokens of its request; none where it came from the cache."""
    cost: Cost = NOTHING
    """This choice's share of the dollars of its request; nothing where it came from the cache."""
    seconds: float = 0.0
    """Wall time from the request's start."""
    cached: bool = False
    """Whether it was paid for earlier."""
    chances: tuple[TokenChance, ...] = ()
    """The tokens with their probabilities, where these were asked for."""
    reasoned: bool = False
    """Whether there was a hidden part, handed over or not, or the model was told to have one."""
    raw: str = ""
    """What was sent as the text, where that is something else than `text`."""
    instead: str = ""
    """What came where a text was to be expected, in a few words: a refusal, say, or the call of a tool."""

    @property
    def is_cut_off(self) -> bool:
        """Whether it ends where its limit was, and not where the model meant to end it."""
        return self.finish_reason == "length"
