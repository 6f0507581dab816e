"""What a model is asked in one request, and what comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from system2.core.depth import ReasoningEffort
from system2.core.money import Usage
from system2.core.problem import Messages
from system2.core.replies import Reply


@dataclass(frozen=True)
class Request:
    """One request to one model.

    `max_tokens` bounds everything that the model may write in one choice, its thinking included. `thinking_tokens` or
    `reasoning_effort` says how deep it is to think, which 0 and `none` turn off and None leaves to the model.
    `choices` is how many replies are asked for at once. `schema` is the JSON schema that a reply must meet. `timeout`
    is the longest the whole request may take, in seconds. `stream` asks for the text piece by piece.
    """

    model: str
    messages: Messages
    temperature: float
    max_tokens: int
    choices: int = 1
    seed: int | None = None
    schema: dict[str, Any] | None = None
    thinking_tokens: int | None = None
    reasoning_effort: ReasoningEffort | None = None
    logprobs: bool = False
    timeout: float = 120.0
    stream: bool = False

    @property
    def wants_thought(self) -> bool:
        """Whether it tells the model to think."""
        return bool(self.thinking_tokens) or self.reasoning_effort not in (None, "none")


@dataclass(frozen=True)
class Completion:
    """What came back: one reply for each choice, and the tokens of them all.

    The replies carry no usage and no cost, for providers count a request as a whole. `usage_known` is False where
    the provider did not say what it counted; `usage` is then empty. `usage_exact` is False where its figures do not add
    up, or only some of them are there. `is_written` is False where a reply is no text that tokens were written for, as
    the scores of a reward model are. `cost_usd` is what it cost in dollars, where whoever answered says so.
    """

    choices: tuple[Reply, ...]
    usage: Usage
    usage_known: bool
    usage_exact: bool = True
    is_written: bool = True
    cost_usd: Decimal | None = None

    @property
    def is_cut_off(self) -> bool:
        """Whether a reply in it ends at its limit."""
        return any(reply.is_cut_off for reply in self.choices)


OnSent: TypeAlias = Callable[[], None]
"""Told once a request begins to leave this machine: from then on it may be billed."""

OnText: TypeAlias = Callable[[int, str, bool], None]
"""Told of each piece as it comes: the number of the choice, the text, and whether it is reasoning."""
