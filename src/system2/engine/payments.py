"""What a call may cost, and what it did cost, however it ended."""

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from system2.config.zones import now
from system2.core import tokens
from system2.core.calls import Call, CallLabel, CallStatus
from system2.core.events import CallEnded, Warned, Watcher, Withdrawn
from system2.core.money import FREE, NO_TOKENS, NOTHING, UNKNOWN, Cost, Usage
from system2.core.replies import Reply
from system2.engine.cashier import Cashier
from system2.engine.undisturbed import last_chance, undisturbed
from system2.errors import LedgerError
from system2.model.client import Models
from system2.model.errors import Billed, CallError
from system2.model.requests import Completion, OnText, Request
from system2.spend.prices import Prices
from system2.spend.purse import Wish
from system2.spend.rates import LARGEST_CONTEXT


@dataclass
class Sending:
    """A request on its way: whether it has left, and what has come in of its reply, so that it can be settled."""

    request: Request
    wish: Wish
    """What was reserved for it."""
    indices: tuple[int, ...]
    """The paths that its replies are for."""
    on_text: OnText
    """Told of each piece of a reply."""
    spare: str
    """The id under which money is reserved to ask again; empty where there is none."""
    started: float = field(default_factory=time.monotonic)
    """The moment on the clock that only goes forward, in seconds."""
    is_sent: bool = False
    said: list[str] = field(default_factory=list)
    thought_aloud: bool = False

    def leave(self) -> None:
        """It leaves this machine, and may be billed from now on."""
        self.is_sent = True

    def receive(self, choice: int, text: str, reasoning: bool) -> None:
        """A piece of a reply has come in."""
        self.said.append(text)
        self.thought_aloud |= reasoning
        self.on_text(choice, text, reasoning)

    @property
    def tokens(self) -> int:
        """About how many tokens have come in."""
        return tokens.estimate("".join(self.said))


@dataclass(frozen=True)
class Landing:
    """The replies to a request at its `attempt`; under the id of `spare` money is set aside to ask again, if one is."""

    replies: Sequence[Reply]
    attempt: int
    spare: str = ""


class Payments:
    """Makes calls whose worst case has been reserved, and settles each, whatever becomes of it.

    `unwritten` holds the calls that the ledger did not take, each with the reason; what was reserved for them stands.
    `interrupted` tells whether the run is being ended from outside.
    """

    def __init__(
        self,
        models: Models,
        cashier: Cashier,
        prices: Prices,
        publish: Watcher,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._interrupted = interrupted
        self._models = models
        self._cashier = cashier
        self._prices = prices
        self._publish = publish
        self._prepared: dict[str, asyncio.Future[None]] = {}
        self._told: set[str] = set()
        self.unwritten: list[tuple[Call, LedgerError]] = []

    async def prepare(self, model: str) -> None:
        """Make a model ready for its first call; a run whose replies are all known never gets here.

        Raises:
            System2Error: it cannot be used, in one line.
        """
        if model not in self._prepared:
            self._prepared[model] = asyncio.ensure_future(self._models.prepare(model))
            if words := self._models.left_out(model):
                self._publish(
                    Warned(f"{model} is asked without {words}, which it refused in an earlier run", detail=True)
                )
        await asyncio.shield(self._prepared[model])

    async def close(self) -> None:
        """Leave off making models ready: nobody waits for them any longer."""
        for preparing in self._prepared.values():
            preparing.cancel()
        await undisturbed(asyncio.gather(*self._prepared.values(), return_exceptions=True))

    def goes_beyond(self, request: Request) -> bool:
        """Whether the model may write more than a request allows: none that it was found to refuse."""
        longest = self._models.longest_reply(request.model)
        return longest is None or longest > request.max_tokens

    def wish(self, label: CallLabel, request: Request, *, extra_input: int = 0) -> Wish:
        """The most that a call can cost."""
        usage = most_usage(request, extra_input=extra_input)
        price = self._prices.price(label.model)
        at, sent = now(), Usage(input=min(_sent(request), usage.input))
        return Wish(
            id=uuid.uuid4().hex,
            label=label,
            at=at,
            paths=request.choices,
            worst=price.worst(usage.input, usage.output) if price else None,
            usage=usage,
            local=bool(price and price.local),
            sent=sent,
            least=(price and price.cost(sent, at).amount) or Decimal(0),
        )

    async def call(
        self,
        request: Request,
        wish: Wish,
        indices: tuple[int, ...],
        on_text: OnText,
        answered: Callable[[], None] = lambda: None,
        *,
        spare: str = "",
    ) -> tuple[Completion, Call]:
        """The model's replies for the paths of these indices, and the row that they made in the ledger.

        What is cancelled before it has left makes no row, for nobody bills it. `answered` is called as soon as the
        replies are there, because settling need keep no other call waiting. What was reserved under the id of `spare`,
        to ask again, is given back unless a reply was cut off. A `CallError`, or the cancellation of the task, is
        raised again once the call is settled; but a reply that has arrived is handed back even where the task was
        cancelled meanwhile.
        """
        sending = Sending(request, wish, indices, on_text, spare)
        completing = asyncio.ensure_future(self._models.complete(request, sending.receive, sending.leave))
        cancelled = False
        try:
            await asyncio.wait((completing,))
        except asyncio.CancelledError:
            cancelled = True
            if not sending.is_sent:
                completing.cancel()
            await last_chance(completing)
        if completing.cancelled():
            await (self._cut_short(sending) if sending.is_sent else self._withdraw(sending))
            raise asyncio.CancelledError
        try:
            completion = completing.result()
        except CallError as error:
            if await self._fail(sending, error) or cancelled:
                raise asyncio.CancelledError from error
            raise
        answered()
        usage, exact = self._counted(request, completion, wish)
        # What has arrived is handed on whatever is being cancelled: it is paid for.
        release = "" if completion.is_cut_off else spare
        call, _ = await self._settle(sending, usage, "ok", exact=exact, release=release, told=completion.cost_usd)
        return completion, call

    async def _withdraw(self, sending: Sending) -> None:
        """Give back what was reserved for a request that never left, and tell that it costs nothing."""
        for reserved in filter(None, (sending.wish.id, sending.spare)):
            await self._cashier.release(reserved)
        for index in sending.indices:
            self._publish(Withdrawn(sending.wish.label.role, index))

    async def _cut_short(self, sending: Sending) -> None:
        """Settle a call that was cancelled on its way."""
        billed: Billed = "received" if sending.request.stream and not self._interrupted() else "everything"
        usage, is_open = self._cut_off(billed, sending)
        await self._settle(sending, usage, "cancelled", exact=False, is_open=is_open, release=sending.spare)

    async def _fail(self, sending: Sending, error: CallError) -> bool:
        """Settle a call that failed; whether the task was cancelled meanwhile."""
        usage, is_open = self._cut_off(error.billed, sending)
        if error.usage:
            usage, _ = self._believed(error.usage, sending.request, sending.wish, sending.tokens)
        exact, told = error.billed == "nothing", error.cost_usd
        is_open = is_open and not error.usage and told is None
        _, cancelled = await self._settle(
            sending, usage, "failed", exact=exact, is_open=is_open, release=sending.spare, told=told
        )
        return cancelled

    def _counted(self, request: Request, completion: Completion, wish: Wish) -> tuple[Usage, bool]:
        """The tokens to book, and whether they are beyond doubt; what is beyond the request is told once of a model."""
        usage, exact = _usage_of(request, completion)
        said = sum(len((reply.text + reply.reasoning).encode()) for reply in completion.choices)
        usage, is_possible = self._believed(usage, request, wish, said)
        return usage, exact and is_possible

    def _believed(self, usage: Usage, request: Request, wish: Wish, said: int) -> tuple[Usage, bool]:
        """What to book of the provider's count of a reply of so many bytes, and whether the request allowed as many."""
        name = wish.label.model
        most = most_usage(request)
        if usage.output <= most.output and usage.input <= most.input:
            return usage, True
        price = self._prices.price(name)
        context = (price.context if price else LARGEST_CONTEXT) * request.choices
        if usage.output > max(said, context) or usage.input > max(most.input, context):
            self.tell_once(f"{name} says that a reply took more tokens than any can: it is booked at its worst case")
            return wish.usage, False
        self.tell_once(f"{name} counts more tokens than a request allowed: they are booked as it counts them")
        return usage, False

    def tell_once(self, line: str) -> None:
        """Tell once in this run what the user should know."""
        if line not in self._told:
            self._told.add(line)
            self._publish(Warned(line))

    def _cut_off(self, billed: Billed, sending: Sending) -> tuple[Usage, bool]:
        """The tokens that a provider surely bills for a call that did not end well, and whether it may bill more.

        What was sent and what came in is sure. More may have been thought unseen, or be written on where nobody
        listens any more.
        """
        if billed == "nothing":
            return NO_TOKENS, False
        request, wish = sending.request, sending.wish
        unseen = request.wants_thought or self._models.reasons_unseen(request.model)
        is_all = billed == "received" and (sending.thought_aloud or not unseen)
        return replace(wish.sent, output=min(sending.tokens, wish.usage.output)), not is_all

    async def _settle(
        self,
        sending: Sending,
        usage: Usage,
        status: CallStatus,
        *,
        exact: bool,
        is_open: bool = False,
        release: str,
        told: Decimal | None = None,
    ) -> tuple[Call, bool]:
        """The call's row, and whether the task was cancelled while it was written.

        Its cost is what was `told`, if anything; without that, what its tokens cost. It `is_open` where it may be
        billed up to its worst case, and nobody can say by now.
        """
        wish, seconds = sending.wish, round(time.monotonic() - sending.started, 3)
        cost = self._cost(wish, usage, exact=exact) if told is None else Cost(told, "estimated")
        if is_open and cost.amount is not None:
            cost = wish.open_at(cost.amount)
        call = Call(wish.id, wish.at, wish.label, wish.paths, usage, cost, status, seconds)
        cancelled = False
        try:
            cancelled = await self._cashier.settle(call, release)
        except LedgerError as trouble:  # what it was for has arrived all the same
            self.unwritten.append((call, trouble))
        self._publish(CallEnded(call, sending.indices))
        return call, cancelled

    def _cost(self, wish: Wish, usage: Usage, *, exact: bool) -> Cost:
        if usage == NO_TOKENS:
            return FREE if wish.local else NOTHING
        price = self._prices.price(wish.label.model)
        if price is None:
            return UNKNOWN
        if usage is wish.usage:
            return FREE if wish.local else Cost(wish.worst, "estimated")
        cost = price.cost(usage, wish.at)
        return cost if exact or cost.status != "exact" else Cost(cost.amount, "estimated")


def most_usage(request: Request, *, extra_input: int = 0) -> Usage:
    """The most tokens that a call can take: an upper bound of its prompt, and all the output it may write."""
    read = tokens.bound(request.messages, request.schema) + extra_input
    return Usage(input=read, output=request.max_tokens * request.choices)


def _sent(request: Request) -> int:
    return sum(tokens.estimate(message.text) for message in request.messages)


def _usage_of(request: Request, completion: Completion) -> tuple[Usage, bool]:
    """The tokens of a completion, counted by ourselves where the provider did not; whether they are its own count."""
    written = completion.choices if completion.is_written else ()
    said = sum(tokens.estimate((reply.raw or reply.text) + reply.reasoning) for reply in written)
    usage = completion.usage
    full = replace(usage, input=usage.input or _sent(request), output=usage.output or said)
    return full, completion.usage_known and completion.usage_exact and full == usage


def replies_of(completion: Completion, call: Call) -> list[Reply]:
    """The replies of a request, each with its share of what the call took."""
    number = call.paths  # though fewer may have come
    return [
        replace(
            reply,
            usage=call.usage.share(place, number),
            cost=call.cost.share(place, number),
            seconds=call.seconds,
            model=call.label.model,
            reasoned=bool(reply.reasoned or reply.reasoning or call.usage.reasoning),
        )
        for place, reply in enumerate(completion.choices)
    ]
