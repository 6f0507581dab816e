"""Finds out what a model accepts: one request with all that requests may hold, and room for one token."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from system2.config.settings import Settings
from system2.core.calls import CallLabel
from system2.core.events import Watcher
from system2.core.problem import Message
from system2.engine.house import House, open_house
from system2.engine.payments import Payments
from system2.engine.retries import delay
from system2.errors import BudgetError, KeyRejectedError, ProviderError, UsageError
from system2.model.client import display_name, unheard
from system2.model.errors import CallError
from system2.model.facts import facts_of
from system2.model.requests import Request
from system2.spend.purse import Reserved, Wait
from system2.store.runs import new_run_id

SCHEMA: dict[str, Any] = {
    "title": "answer",
    "type": "object",
    "properties": {"answer": {"type": "integer"}},
    "required": ["answer"],
    "additionalProperties": False,
}
MESSAGES = (Message("system", "Answer in JSON."), Message("user", "What is 6*7?"))

LEAST_ROOM = 16
"""Tokens for a model that may think: some refuse to begin with fewer."""

PATIENCE = 60.0
"""Seconds in which it has to answer."""

TROUBLES = {"key": KeyRejectedError, "unknown_model": UsageError, "bad_request": UsageError, "parameter": UsageError}

ASKED = {
    "response_format": "a response format",
    "temperature": "a temperature",
    "seed": "a seed",
    "top_logprobs": "logprobs",
    "reasoning_effort": "a word for how deep to think",
    "thinking": "a budget for thinking",
}
"""What a request may hold besides its messages, by LiteLLM's name of it."""


@dataclass(frozen=True)
class Probed:
    """What a model took of the things in `ASKED`, and what it was not sent or refused."""

    takes: Sequence[str]
    lacks: Sequence[str]
    seconds: float


async def probe(model: str, settings: Settings, publish: Watcher) -> Probed:
    """Ask the model. Each request is reserved and settled like any other, and told to `publish`.

    Raises:
        System2Error: it cannot be asked, a cap is in the way, or it failed for good.
    """
    async with open_house(settings, publish) as house:
        payments = Payments(house.models, house.cashier, house.prices, publish)
        await payments.prepare(model)
        started = time.monotonic()
        request = _request(model, settings)
        await _until_answered(request, payments, house)
        sent = house.models.sent(request)
    takes = [name for name in ASKED if name in sent]
    return Probed(takes, [name for name in ASKED if name not in sent], time.monotonic() - started)


def _request(model: str, settings: Settings) -> Request:
    return Request(
        model=model,
        messages=MESSAGES,
        temperature=0.5,
        max_tokens=LEAST_ROOM if facts_of(display_name(model)).may_think else 1,
        seed=1,
        schema=SCHEMA,
        reasoning_effort="low",
        logprobs=True,
        timeout=settings.timeout or PATIENCE,
    )


async def _until_answered(request: Request, payments: Payments, house: House) -> None:
    """Ask until the model answers, each time for less than the time before."""
    run, name, attempt = new_run_id(traced=False), display_name(request.model), 1
    while True:
        label = CallLabel(run, "models check", "direct", "question", "generate", name, attempt=attempt)
        answer = await house.cashier.reserve(payments.wish(label, request))
        if not isinstance(answer, Reserved):
            refusal = answer.refusal if isinstance(answer, Wait) else answer
            raise BudgetError(f"{refusal.line} {refusal.hint}")
        try:
            await payments.call(request, answer.wishes[0], (), unheard)
        except CallError as error:
            seconds = delay(error, attempt, request.timeout)
            if seconds is None:
                raise TROUBLES.get(error.kind, ProviderError)(error.reason) from error
            await asyncio.sleep(seconds)
            attempt += 1
        else:
            return
