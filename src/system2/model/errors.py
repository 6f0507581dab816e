"""Why a request failed, in the few words that the rest of the program acts on."""

from decimal import Decimal
from typing import Literal, TypeAlias

from system2.core.money import Usage

Kind: TypeAlias = Literal[
    "key",  # missing, rejected, or not allowed to use this model
    "quota",  # the account's credit is used up
    "unknown_model",
    "bad_request",
    "too_long",  # the prompt does not fit into the model's context
    "filtered",  # the provider refuses the content
    "parameter",  # the model does not take something that the request holds; the next attempt goes without it
    "rate_limit",
    "server",
    "unreachable",  # no connection could be made
    "reset",  # the connection ended before the reply did
    "timeout",
    "bad_reply",  # an answer came that is none
]

Billed: TypeAlias = Literal["nothing", "everything", "received"]
"""What a failed request is worst billed for: nothing, all it could have used, or its input and what it delivered."""


class CallError(Exception):
    """One request failed.

    `reason` is one line for a person, free of keys. `retryable` says that the same request may succeed later, and
    `retry_after` how many seconds the provider wants to be left alone before that, where it said so. `usage` is
    what the provider counted all the same, `cost_usd` what it said that this cost.
    """

    def __init__(
        self,
        reason: str,
        kind: Kind,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        billed: Billed = "nothing",
        usage: Usage | None = None,
        cost_usd: Decimal | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.retryable = retryable
        self.retry_after = retry_after
        self.billed = billed
        self.usage = usage
        self.cost_usd = cost_usd

    def __str__(self) -> str:
        return self.reason  # as it is now: the client adds what may have been meant
