"""Doing one action: reserve money, call the model, settle money, retry; the outcome for the strategy."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from system2.core.actions import Ask, Check, Sample
from system2.core.events import CallStarted, Landed, Lost, Retrying, TextArrived
from system2.core.outcomes import Failed, Outcome, Refused, Replied
from system2.core.replies import Reply
from system2.engine.cashier import Cashier
from system2.engine.drive import Publish
from system2.engine.payments import Payments
from system2.engine.retries import delay
from system2.engine.slots import Slots
from system2.engine.terms import Terms
from system2.model.errors import CallError
from system2.model.requests import Request
from system2.programs.sandbox import run_program
from system2.spend.purse import Refusal, Reserved, Wait, Wish

NO_PATH = -1
"""The index under which events tell of a call that concerns no single path."""


class Performer:
    """Does the actions of one run. What is expected to go wrong comes back as an outcome; a raise is our own bug.

    `refusals` and `errors` tell why calls were refused or failed for good, in the order in which it happened.
    """

    def __init__(self, terms: Terms, payments: Payments, cashier: Cashier, slots: Slots, publish: Publish) -> None:
        self._terms = terms
        self._payments = payments
        self._cashier = cashier
        self._slots = slots
        self._publish = publish
        self._earmarked: dict[int, Wish] = {}
        self.refusals: list[Refusal] = []
        self.errors: list[CallError] = []

    async def __call__(self, action: Sample | Ask | Check) -> Outcome:
        """The outcome of this action."""
        if isinstance(action, Check):
            async with self._slots.hold():
                return await run_program(action)
        outcome = await self._call(action)
        if isinstance(action, Sample):
            self._tell(action, outcome)
            if not isinstance(outcome, Replied) and (wish := self._earmarked.pop(action.index, None)):
                await self._cashier.release(wish.id)
        return outcome

    def _tell(self, sample: Sample, outcome: Outcome) -> None:
        match outcome:
            case Replied(reply=reply):
                self._publish(Landed(sample.index, reply))
            case Refused(reason=reason) | Failed(reason=reason):
                self._publish(Lost(sample.index, reason))

    async def _call(self, action: Sample | Ask) -> Outcome:
        """The reply, after as many attempts as make sense within the time limit."""
        request = self._terms.request(action)
        give_up = time.monotonic() + self._terms.timeout
        attempt = 0
        while True:
            attempt += 1
            try:
                reply = await self._attempt(action, request, attempt, give_up)
            except CallError as error:
                seconds = delay(error, attempt, give_up - time.monotonic())
                if seconds is None:
                    self.errors.append(error)
                    return Failed(action, error.reason)
                self._publish(Retrying(action.role, index_of(action), attempt, seconds, error.reason))
                await asyncio.sleep(seconds)
                continue
            return Replied(action, reply) if isinstance(reply, Reply) else Refused(action, reply.line)

    async def _attempt(self, action: Sample | Ask, request: Request, attempt: int, give_up: float) -> Reply | Refusal:
        """One paid request, once there is a slot and money for it. Raises `CallError`."""
        wish = self._earmarked.pop(action.about, None) if isinstance(action, Ask) and action.about is not None else None
        if wish:
            async with self._slots.hold(urgent=True):
                return await self._pay(action, request, wish, attempt)
        while True:
            async with self._slots.hold(urgent=isinstance(action, Ask)):
                wishes = self._wishes(action, request, attempt)
                match await self._cashier.reserve(*wishes):
                    case Reserved():
                        self._earmark(action, wishes)
                        return await self._pay(action, request, wishes[0], attempt)
                    case Refusal() as refusal:
                        self.refusals.append(refusal)
                        return refusal
                    case Wait() as wait:
                        pass
            if time.monotonic() > give_up:
                self.refusals.append(wait.refusal)
                return wait.refusal
            await self._cashier.change()

    def _wishes(self, action: Sample | Ask, request: Request, attempt: int) -> list[Wish]:
        """What has to be reserved together: the call itself and, for a sample, its first verdict."""
        label = self._terms.label(action.role, index_of(action), attempt)
        wishes = [self._payments.wish(label, request.messages, request.max_tokens, choices=request.choices)]
        earmark = action.earmark if isinstance(action, Sample) else None
        if earmark and attempt == 1:
            label = self._terms.label(earmark.role, index_of(action), 1)
            output = self._terms.reply_tokens
            # The candidate that the verdict will be about is as long as the sample may be.
            wishes.append(self._payments.wish(label, earmark.messages, output, extra_input=request.max_tokens))
        return wishes

    def _earmark(self, action: Sample | Ask, wishes: Sequence[Wish]) -> None:
        for verdict in wishes[1:]:
            self._earmarked[index_of(action)] = verdict

    async def _pay(self, action: Sample | Ask, request: Request, wish: Wish, attempt: int) -> Reply:
        index = index_of(action)
        self._publish(CallStarted(action.role, index, attempt))

        def on_text(choice: int, text: str, reasoning: bool) -> None:
            self._publish(TextArrived(action.role, index, text, reasoning))

        completion, call = await self._payments.call(request, wish, on_text)
        return replace(
            completion.choices[0], usage=call.usage, cost=call.cost, seconds=call.seconds, model=call.label.model
        )


def index_of(action: Sample | Ask) -> int:
    """The path that an action is about."""
    if isinstance(action, Sample):
        return action.index
    return NO_PATH if action.about is None else action.about
