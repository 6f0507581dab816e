"""Doing one action: reserve money, call the model, settle money, retry; the outcome for the strategy."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import zip_longest

from system2.core.actions import Ask, Check, Sample
from system2.core.events import CallStarted, Landed, Lost, Recalled, Retrying, TextArrived, Watcher
from system2.core.outcomes import Failed, Outcome, Refused, Replied
from system2.engine.bundles import Alike, Bundles, index_of, path_of
from system2.engine.checks import Checks, in_turn
from system2.engine.company import Company
from system2.engine.house import House
from system2.engine.memory import Memory
from system2.engine.payments import Landing, Payments, replies_of
from system2.engine.retries import Patience, delay, silence
from system2.engine.terms import Terms
from system2.errors import LedgerError, System2Error
from system2.model.errors import CallError
from system2.model.requests import Request
from system2.spend.purse import Refusal, Reserved, Wait, Wish

SHORTEST = 0.001
"""Seconds that an attempt gets at least, for a time limit of nothing is none."""


class Performer:
    """Does the actions of one run. What is expected to go wrong comes back as an outcome; a raise is our own bug.

    `refusals`, `errors` and `troubles` tell why calls were refused by a cap, failed for good, or could not be made
    because of the ledger, in the order in which it happened, the former two with the name of the model that was to
    answer; `company` tells whose paths landed, `recalled` counts replies that were known already, `payments` makes
    the calls, and is told whether the run is `interrupted` from outside.
    """

    def __init__(
        self,
        terms: Terms,
        memory: Memory,
        house: House,
        publish: Watcher,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._terms = terms
        self._memory = memory
        self.payments = Payments(house.models, house.cashier, house.prices, publish, interrupted)
        self._cashier = house.cashier
        self._slots = house.slots
        self._paces = house.paces
        self._publish = publish
        self._bundles = Bundles(
            terms.choices, self._call, lambda each: (terms.model_of(each), terms.temperature_of(each))
        )
        self._checks = Checks()
        self._run_check = in_turn(house.slots)
        self._earmarked: dict[int, Wish] = {}
        self.company = Company(terms, self.payments.prepare)
        self.recalled = 0
        self.refusals: list[tuple[str, Refusal]] = []
        self.errors: list[tuple[str, CallError | System2Error]] = []
        self.troubles: list[LedgerError] = []

    async def __call__(self, action: Sample | Ask | Check) -> Outcome:
        """The outcome of this action."""
        if isinstance(action, Check):
            return await self._checks.once(action, self._run_check)
        first, *understudies = self.company.in_turn(action, self._judge_of(action))
        outcome = await self._once(self.company.asked_of(action, first))
        for model in understudies:
            if not isinstance(outcome, Failed):
                break
            outcome = await self._once(self.company.asked_of(action, model))
        outcome = replace(outcome, action=action)  # type: ignore[arg-type]
        if isinstance(action, Sample):
            await self._tell(action, outcome)
        return outcome

    async def _once(self, action: Sample | Ask) -> Outcome:
        """The outcome of this action by the model that it names, or whose turn it is; what is known costs nothing."""
        outcome = await self._memory.once(action, self._terms.address(action), lambda: self._perform(action))
        if isinstance(outcome, Replied) and outcome.reply.cached:
            self.recalled += 1
            self._publish(Recalled(action.role, index_of(action)))
            await self._release_earmark(index_of(action))
        return outcome

    async def close(self) -> None:
        """Give back what was set aside for verdicts that nobody asked for, and leave off what nobody waits for."""
        for index in list(self._earmarked):
            await self._release_earmark(index)
        await self.payments.close()

    async def _perform(self, action: Sample | Ask) -> Outcome:
        if isinstance(action, Sample) and self._terms.choices(action) > 1:
            return await self._bundles.sample(action)
        return (await self._call((action,)))[0]

    async def _tell(self, sample: Sample, outcome: Outcome) -> None:
        self.company.hear(sample, outcome)
        match outcome:
            case Replied(reply=reply):
                self._publish(Landed(sample.index, reply))
                if not reply.text.strip():  # nobody judges nothing
                    await self._release_earmark(sample.index)
            case Refused(reason=reason) | Failed(reason=reason):
                self._publish(Lost(sample.index, reason))
                await self._release_earmark(sample.index)

    async def _call(self, alike: Alike) -> Sequence[Outcome]:
        """The replies, after as many attempts as make sense within the time limit."""
        request = self._terms.request(alike)
        name = self.company.name_of(alike[0])
        try:
            judged = await self.company.ready(alike)
        except System2Error as trouble:
            if self.company.are_out:
                raise
            self.errors.append((name, trouble))
            return [Failed(action, str(trouble)) for action in alike]
        if line := self._terms.untold_depth(alike[0]):
            self.payments.tell_once(line)
        patience = Patience(request.timeout)
        for each in judged:
            alike, landing = each, await self._landing(each, request, patience)
            if not isinstance(landing, Refusal):
                break
        if isinstance(landing, Landing) and any(reply.is_cut_off for reply in landing.replies):
            landing = await self._once_more(alike, request, landing, patience)
        match landing:
            case CallError() as error:
                self.errors.append((name, error))
                return [Failed(action, error.reason) for action in alike]
            case LedgerError() as unusable:
                self.troubles.append(unusable)
                return [Refused(action, str(unusable)) for action in alike]
            case Refusal() as refusal:
                self.refusals.append((name, refusal))
                return [Refused(action, refusal.line) for action in alike]
        return [
            Replied(action, reply) if reply else Failed(action, "the provider sent fewer replies than asked for")
            for action, reply in zip_longest(alike, landing.replies)
        ]

    async def _once_more(self, alike: Alike, request: Request, cut_off: Landing, patience: Patience) -> Landing:
        """What is asked for again with twice the room, once; what was cut off stands where that brings nothing.

        It does not begin where the first asking has left too little time for a reply twice as long.
        """
        wider = self._terms.again(alike, request)
        try:
            if wider is None or not self.payments.goes_beyond(request):
                return cut_off
            self._terms.learn_cut_off(alike[0])
            if 2 * max(reply.seconds for reply in cut_off.replies) > patience.left:
                return cut_off
            reason = f"cut off at {request.max_tokens:,} tokens (next with {wider.max_tokens:,})"
            for action in alike:
                self._publish(Retrying(action.role, index_of(action), cut_off.attempt, 0.0, reason))
            spare, cut_off = cut_off.spare, replace(cut_off, spare="")
            landing = await self._landing(alike, wider, patience, attempt=cut_off.attempt + 1, instead_of=spare)
            return landing if isinstance(landing, Landing) else cut_off
        finally:
            if cut_off.spare:
                await self._release(cut_off.spare)

    async def _landing(
        self, alike: Alike, request: Request, patience: Patience, *, attempt: int = 1, instead_of: str = ""
    ) -> Landing | CallError | LedgerError | Refusal:
        """The replies to a request, or why there are none after as many attempts as make sense.

        What was set aside under the id of `instead_of` is given back.
        """
        while True:
            try:
                return await self._attempt(alike, request, attempt, patience, instead_of)
            except CallError as error:
                seconds = delay(error, attempt, patience.left, patience.spent)
                if seconds is None:
                    return error
                for action in alike:
                    self._publish(Retrying(action.role, index_of(action), attempt, seconds, error.reason))
                await asyncio.sleep(seconds)
            except LedgerError as trouble:
                return trouble
            attempt += 1
            instead_of = ""

    async def _attempt(
        self, alike: Alike, request: Request, attempt: int, patience: Patience, instead_of: str
    ) -> Landing | Refusal:
        """One paid request, once there is a slot and money for it. Raises `CallError` and `LedgerError`."""
        urgent = isinstance(alike[0], Ask)
        give_up = time.monotonic() + request.timeout
        while True:
            async with self._turn(request, patience, urgent=urgent) as answered:
                with patience.paused():
                    answer = await self._reserve(alike, request, attempt, instead_of)
                if isinstance(answer, Reserved):
                    wish, *later = answer.wishes
                    spare = later.pop(0).id if self._terms.again(alike, request) else ""
                    self._earmarked.update(zip(map(index_of, alike), later, strict=False))
                    for action in alike:
                        self._publish(CallStarted(action.role, index_of(action), attempt))
                    return await self._pay(alike, request, wish, patience, answered, attempt=attempt, spare=spare)
            if isinstance(answer, Refusal) or time.monotonic() > give_up:
                return answer.refusal if isinstance(answer, Wait) else answer
            with patience.paused():
                await self._cashier.change()

    async def _reserve(
        self, alike: Alike, request: Request, attempt: int, instead_of: str
    ) -> Reserved | Wait | Refusal:
        """Set aside money for a request, in the place of what may have been set aside for it before."""
        if self.troubles:
            raise self.troubles[0]
        wishes = self._wishes(alike, request, attempt)
        earmark = self._earmark_of(alike[0])
        return await self._cashier.reserve(*wishes, instead_of=earmark.id if earmark else instead_of)

    @asynccontextmanager
    async def _turn(self, request: Request, patience: Patience, *, urgent: bool) -> AsyncIterator[Callable[[], None]]:
        """A slot, and the model's leave to send another call; what it hands out is called once that is answered.

        Raises:
            CallError: the provider wants to be left alone for longer than the call may take.
        """
        pace = self._paces.of(request.model)
        async with AsyncExitStack() as holding:
            with patience.paused():
                answered = await holding.enter_async_context(self._slots.hold(urgent=urgent))
            while True:
                if pace.silence > patience.left:
                    raise CallError("the provider wants to be left alone for longer than --timeout", "rate_limit")
                await asyncio.sleep(pace.silence)
                with patience.paused():
                    if await pace.turn():
                        break
            yield answered

    def _wishes(self, alike: Alike, request: Request, attempt: int) -> list[Wish]:
        """What has to be reserved together: the call, its asking again and, for samples, the first verdict of each."""
        first = alike[0]
        again = self._terms.again(alike, request)
        wishes = [self._wish(first, each, path_of(alike), attempt) for each in (request, again) if each]
        if attempt == 1 and isinstance(first, Sample) and first.earmark:
            # The candidate that the verdict will be about is as long as the sample may be.
            longest = (again or request).max_tokens
            wishes.extend(self._earmark(first.earmark, index_of(sample), longest) for sample in alike)
        return wishes

    def _earmark(self, verdict: Ask, index: int, longest: int) -> Wish:
        """What the verdict on a path of so many tokens may cost, and asking for it again."""
        request = self._terms.request((verdict,))
        wish = self._wish(verdict, request, index, 1, extra_input=longest)
        again = self._terms.again((verdict,), request)
        return wish.and_then(self._wish(verdict, again, index, 1, extra_input=longest)) if again else wish

    def _wish(
        self, action: Sample | Ask, request: Request, path: int | None, attempt: int, *, extra_input: int = 0
    ) -> Wish:
        label = self._terms.label(action.role, request.model, path, attempt)
        return self.payments.wish(label, request, extra_input=extra_input)

    def _judge_of(self, action: Sample | Ask) -> str:
        """The name of the model for whose verdict on this path money was set aside; empty where that is of nobody."""
        wish = self._earmarked.get(action.about) if isinstance(action, Ask) and action.about is not None else None
        return wish.label.model if wish and wish.label.role == action.role else ""

    def _earmark_of(self, action: Sample | Ask) -> Wish | None:
        """The money that was set aside for a verdict, which only the first asking of its model may use."""
        if isinstance(action, Ask) and action.about is not None:
            label = self._terms.label(action.role, self._terms.model_of(action), action.about, 1)
            if (wish := self._earmarked.get(action.about)) and wish.label == label:
                return self._earmarked.pop(action.about)
        return None

    async def _release_earmark(self, index: int) -> None:
        if wish := self._earmarked.pop(index, None):
            await self._release(wish.id)

    async def _release(self, wish_id: str) -> None:
        try:
            await self._cashier.release(wish_id)
        except LedgerError as trouble:
            self.troubles.append(trouble)

    async def _pay(
        self,
        alike: Alike,
        request: Request,
        wish: Wish,
        patience: Patience,
        answered: Callable[[], None],
        *,
        attempt: int,
        spare: str,
    ) -> Landing:
        indices = tuple(map(index_of, alike))
        role = alike[0].role

        def on_text(choice: int, text: str, reasoning: bool) -> None:
            self._publish(TextArrived(role, indices[choice], text, reasoning))

        sent = time.monotonic()
        request = replace(request, timeout=max(patience.left, SHORTEST))
        try:
            completion, call = await self.payments.call(request, wish, indices, on_text, answered, spare=spare)
        except CallError as error:
            self._heed(error, request.model, sent, patience)
            raise
        return Landing(replies_of(completion, call), attempt, spare)

    def _heed(self, error: CallError, model: str, sent: float, patience: Patience) -> None:
        """Slow down all calls to a model that was asked too fast, or wants to be left alone for a while."""
        seconds = silence(error, patience.left)
        if seconds or (seconds is not None and error.kind == "rate_limit"):
            self._paces.of(model).refused(sent, seconds)
