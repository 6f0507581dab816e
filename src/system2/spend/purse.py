"""Money for the calls of one run: reserved before each call, settled after it, under every cap that applies."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal

from system2.config.home import budget_file, ledger_folder
from system2.config.zones import keep_zone, now
from system2.core.calls import Call
from system2.spend.alerts import Alerts
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.ledger import Ledger
from system2.spend.overruns import Overruns
from system2.spend.refusals import Refusal
from system2.spend.reservations import Held, Reservations, Wish
from system2.spend.run_cost import calls_of
from system2.spend.standings import Standing, standings

__all__ = ["Order", "Purse", "Refusal", "Reserved", "Wait", "Wish"]


STUCK = 2.0
"""Seconds after which nobody will give money back of himself, where no call is under way."""


@dataclass(frozen=True)
class Order:
    """What is to be reserved together."""

    wishes: tuple[Wish, ...]
    """The call that is sent at once, then those that may follow from its reply."""
    instead_of: str = ""
    """The id of what was set aside for the call before; it is given back whatever the answer."""


@dataclass(frozen=True)
class Reserved:
    """The money is set aside: the calls may be made, and each has to be settled or released."""

    wishes: tuple[Wish, ...] = field(default=(), compare=False)
    """The order's own, or larger ones where a model is known to take more than it is allowed."""


@dataclass(frozen=True)
class Wait:
    """The calls fit what is spent, but not together with what calls under way hold: ask again once those settle."""

    refusal: Refusal
    """For whoever can wait no longer."""


class Purse:
    """What one run may spend. Used from one thread; any number of purses, in any number of processes, share the caps.

    `max_cost` in dollars caps this run alone. Calls whose price is unknown are refused where a cap applies, unless
    `allow_unpriced`. `warn` is told once when most of a cap is spent; `watched` says that a person reads what it is
    told. Every trouble with the files is raised as a `LedgerError`.
    """

    def __init__(
        self,
        *,
        max_cost: Decimal | None = None,
        allow_unpriced: bool = False,
        warn: Callable[[str], object] = lambda line: None,
        watched: bool = False,
        clock: Callable[[], datetime] = now,
        zone: tzinfo | None = None,
    ) -> None:
        self._run_cap = None if max_cost is None else Cap("run", max_cost)
        self._run_spent = Decimal(0)
        self._allow_unpriced = allow_unpriced
        self._warn = warn
        self._watched = watched
        self._clock = clock
        self._zone = zone
        self._ledger = Ledger(ledger_folder())
        self._budget = BudgetFile(budget_file())
        self._reservations = Reservations(self._ledger)
        self._alerts = Alerts(self._ledger.folder, self._ledger.lock)
        self._overruns = Overruns(self._ledger.folder, lambda: clock().date())
        self._begun = False
        self._stuck_since: float | None = None
        self._unsettled: set[str] = set()

    def reserve(self, *wishes: Wish, instead_of: str = "") -> Reserved | Wait | Refusal:
        """Set aside what these calls may cost, all or none; never waits for money."""
        return self.reserve_each([Order(wishes, instead_of)])[0]

    def reserve_each(self, orders: Sequence[Order]) -> list[Reserved | Wait | Refusal]:
        """The same for several orders, one after another, at little more than the price of one."""
        with self._ledger.lock():
            self._begin()
            budget = self._budget.read()
            granted = Held()
            for before in filter(None, (self._reservations.wish(order.instead_of) for order in orders)):
                granted.add(before.forfeit(), -1, sent=False)
            answers = [self._reserve(order.wishes, granted, budget) for order in orders]
            reserved = [answer.wishes for answer in answers if isinstance(answer, Reserved)]
            self._reservations.change(
                drop=[order.instead_of for order in orders],
                sent=[first for first, *_ in reserved],
                later=[wish for _, *others in reserved for wish in others],
            )
        return answers

    def _begin(self) -> None:
        if not self._begun:
            if line := keep_zone():
                self._warn(line)
            self._reservations.settle_dead()
            self._begun = True

    def _reserve(self, wishes: tuple[Wish, ...], granted: Held, budget: Budget) -> Reserved | Wait | Refusal:
        """What becomes of one order, together with those `granted` before it; it is added to them if it fits."""
        wishes = tuple(wish.widened(self._overruns.factor(wish.label.model)) for wish in wishes)
        found = self._standings_under_lock(budget, wishes, granted)
        obstacle = self._obstacle(wishes, found)
        if obstacle and self._reservations.settle_dead():
            found = self._standings_under_lock(budget, wishes, granted)
            obstacle = self._obstacle(wishes, found)
        self._tell_news(budget, found)
        if isinstance(obstacle, Wait) and self._gives_way(obstacle, granted):
            obstacle = obstacle.refusal
        if obstacle is None:
            for place, wish in enumerate(wishes):
                granted.add(wish.forfeit(), sent=place == 0)
        return obstacle or Reserved(wishes)

    def _gives_way(self, wait: Wait, granted: Held) -> bool:
        """Whether this process has to end the waiting of several for what each has set aside for later.

        Where no call is under way nothing will be settled: the youngest of those that hold money asks for no more,
        goes on with what it has, and so frees money for the older ones.
        """
        others = {} if wait.refusal.standing.cap.period == "run" else self._reservations.others()
        held = [self._reservations.own, granted, *others.values()]
        is_youngest = all(name < self._reservations.name for name, each in others.items() if each.for_later)
        mine = self._reservations.own.for_later + granted.for_later
        if any(each.under_way for each in held) or not mine or not is_youngest:
            self._stuck_since = None
            return False
        now = time.monotonic()
        self._stuck_since = now if self._stuck_since is None else self._stuck_since
        return now - self._stuck_since >= STUCK

    def go_on_with(self, run: str) -> Sequence[Call]:
        """The calls that the ledger has of this run: what they cost counts for the run's own cap."""
        with self._ledger.lock():
            self._begin()
            calls = calls_of(self._ledger, run)
        self._run_spent += sum((call.cost.most for call in calls), Decimal(0))
        return calls

    def hurry(self) -> None:
        """Wait no longer than a few seconds for the lock from now on. Safe to call from any thread."""
        self._ledger.lock.hurry()

    def foresee(self, *wishes: Wish) -> tuple[list[Standing], Refusal | None]:
        """Where each cap stands, and what would stop calls like these, made one after another; sets nothing aside."""
        with self._ledger.lock():
            self._reservations.settle_dead()
            budget = self._budget.read()
            wishes = tuple(wish.widened(self._overruns.factor(wish.label.model)) for wish in wishes)
            found = self._standings_under_lock(budget, wishes, Held())
        obstacle = self._obstacle(wishes, found)
        return found, obstacle if isinstance(obstacle, Refusal) else None

    def settle(self, *calls: Call, release: Sequence[str] = ()) -> None:
        """Write the calls into the ledger and set nothing aside for them any more; those without a reservation too.

        `release` are calls that could have followed and were never sent.
        """
        identities = [call.id for call in calls]
        with self._ledger.lock():
            self._unsettled.update(identities)
            self._ledger.record(*calls)
            self._unsettled.difference_update(identities)
            self._run_spent += sum((call.cost.most for call in calls), Decimal(0))
            with suppress(OSError):  # the rows are there: what is still set aside for them counts for nothing
                for call in calls:
                    self._learn(call)
                self._reservations.change(drop=[*identities, *release])

    def _learn(self, call: Call) -> None:
        """Remember a model that took more than it was allowed."""
        wish = self._reservations.wish(call.id)
        if not wish or not wish.worst or not call.cost.amount:
            return
        factor = call.cost.amount / (wish.worst / wish.factor)
        if self._overruns.note(call.label.model, factor):
            self._warn(
                f"{call.label.model} cost {float(factor):.3g} times the most that a call should: "
                f"so much is set aside for its calls from now on."
            )

    def release(self, *call_ids: str) -> None:
        """Nothing was sent: set nothing aside for these calls any more."""
        with self._ledger.lock():
            self._reservations.change(drop=call_ids)

    def left(self) -> Standing | None:
        """The cap of which the fewest dollars are left, None where there is no cap; `held` counts this run alone."""
        found = self._standings(self._budget.read(), self._clock(), [self._reservations.own])
        return min(found, key=lambda each: each.left, default=None)

    def close(self) -> None:
        """Release what was reserved and never used. What could not be settled stays, for another process to settle."""
        if not self._begun:
            return
        with self._ledger.lock():
            self._reservations.change(drop=set(self._reservations.ids()) - self._unsettled)
            self._reservations.abandon()
            budget = self._budget.read()
            self._tell_news(budget, self._standings(budget, self._clock(), []))

    def _obstacle(self, wishes: tuple[Wish, ...], found: list[Standing]) -> Wait | Refusal | None:
        refusals: list[Refusal] = []
        waits: list[Refusal] = []
        for standing in found:
            covered = [wish for wish in wishes if standing.cap.covers(wish.label.model)]
            unpriced = [wish for wish in covered if wish.worst is None and not wish.local]
            if unpriced and not self._allow_unpriced:
                return Refusal(unpriced[0].label.model, standing, None, unpriced[0].at)
            cost = sum((wish.worst or Decimal(0) for wish in covered), Decimal(0))
            room = standing.cap.limit - standing.used
            if cost and cost > room - standing.held:
                refusal = Refusal(covered[0].label.model, standing, cost, wishes[0].at)
                (refusals if cost > room else waits).append(refusal)
        if refusals:
            return max(refusals, key=_how_long)
        return Wait(waits[0]) if waits else None

    def _standings_under_lock(self, budget: Budget, wishes: tuple[Wish, ...], granted: Held) -> list[Standing]:
        others = list(self._reservations.others().values()) if budget.caps else []
        return self._standings(budget, wishes[0].at, [self._reservations.own, granted], others)

    def _standings(
        self, budget: Budget, now: datetime, held: list[Held], others: Sequence[Held] = ()
    ) -> list[Standing]:
        found = standings(budget, self._ledger, [*held, *others], now, self._zone)
        if self._run_cap:
            under_way = sum((dollars for each in held for _, dollars in each.items()), Decimal(0))
            found.append(Standing(self._run_cap, self._run_spent, under_way, None))
        return found

    def _tell_news(self, budget: Budget, found: list[Standing]) -> None:
        of_user = [standing for standing in found if standing.cap.period != "run"]
        for line in self._alerts.news(budget, of_user, to_person=self._watched):
            self._warn(line)


def _how_long(refusal: Refusal) -> float:
    """For how long the cap stands; the caps of the user outlast that of a run, which is raised more easily."""
    until = refusal.standing.until
    return until.timestamp() if until else 0.0
