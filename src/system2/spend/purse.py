"""Money for the calls of one run: reserved before each call, settled after it, under every cap that applies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from system2.config.home import budget_file, ledger_folder
from system2.core.calls import Call
from system2.spend.alerts import Alerts
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.ledger import Ledger
from system2.spend.refusals import Refusal
from system2.spend.reservations import Held, Reservations, Wish
from system2.spend.standings import Standing, standings

__all__ = ["Purse", "Refusal", "Reserved", "Wait", "Wish"]


@dataclass(frozen=True)
class Reserved:
    """The money is set aside: the calls may be made, and each has to be settled or released."""


@dataclass(frozen=True)
class Wait:
    """The calls fit what is spent, but not together with what calls under way hold: ask again once those settle.

    `refusal` is for whoever can wait no longer.
    """

    refusal: Refusal


def _now() -> datetime:
    return datetime.now().astimezone()


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
        clock: Callable[[], datetime] = _now,
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
        self._begun = False
        self._unsettled: set[str] = set()

    def reserve(self, *wishes: Wish) -> Reserved | Wait | Refusal:
        """Set aside what these calls may cost, all or none; never waits for money."""
        return self.reserve_each([wishes])[0]

    def reserve_each(self, orders: Sequence[tuple[Wish, ...]]) -> list[Reserved | Wait | Refusal]:
        """The same for several orders, one after another, at little more than the price of one."""
        with self._ledger.lock():
            if not self._begun:
                self._reservations.settle_dead()
                self._begun = True
            budget = self._budget.read()
            granted = Held()
            answers = [self._reserve(wishes, granted, budget) for wishes in orders]
            pairs = zip(orders, answers, strict=True)
            self._reservations.hold(wish for order, answer in pairs if isinstance(answer, Reserved) for wish in order)
        return answers

    def _reserve(self, wishes: tuple[Wish, ...], granted: Held, budget: Budget) -> Reserved | Wait | Refusal:
        """What becomes of one order, together with those `granted` before it; it is added to them if it fits."""
        found = self._standings_under_lock(budget, wishes, granted)
        obstacle = self._obstacle(wishes, found)
        if obstacle and self._reservations.settle_dead():
            found = self._standings_under_lock(budget, wishes, granted)
            obstacle = self._obstacle(wishes, found)
        self._tell_news(budget, found)
        if obstacle is None:
            for wish in wishes:
                granted.add(wish.forfeit())
        return obstacle or Reserved()

    def foresee(self, *wishes: Wish) -> tuple[list[Standing], Refusal | None]:
        """Where each cap stands, and what would stop calls like these, made one after another; sets nothing aside."""
        with self._ledger.lock():
            self._reservations.settle_dead()
            budget = self._budget.read()
            found = self._standings_under_lock(budget, wishes, Held())
        obstacle = self._obstacle(wishes, found)
        return found, obstacle if isinstance(obstacle, Refusal) else None

    def settle(self, *calls: Call) -> None:
        """Write the calls into the ledger and set nothing aside for them any more; those without a reservation too."""
        identities = [call.id for call in calls]
        with self._ledger.lock():
            self._unsettled.update(identities)
            self._ledger.record(*calls)
            self._unsettled.difference_update(identities)
            self._run_spent += sum((call.cost.amount or Decimal(0) for call in calls), Decimal(0))
            self._reservations.drop(identities)

    def release(self, *call_ids: str) -> None:
        """Nothing was sent: set nothing aside for these calls any more."""
        with self._ledger.lock():
            self._reservations.drop(call_ids)

    def left(self) -> Standing | None:
        """The cap of which the fewest dollars are left, None where there is no cap; `held` counts this run alone."""
        found = self._standings(self._budget.read(), self._clock(), [self._reservations.own])
        return min(found, key=lambda each: each.left, default=None)

    def close(self) -> None:
        """Release what was reserved and never used. What could not be settled stays, for another process to settle."""
        if not self._begun:
            return
        with self._ledger.lock():
            self._reservations.drop(set(self._reservations.ids()) - self._unsettled)
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
            room = standing.cap.limit - standing.spent
            if cost and cost > room - standing.held:
                refusal = Refusal(covered[0].label.model, standing, cost, wishes[0].at)
                (refusals if cost > room else waits).append(refusal)
        if refusals:
            return max(refusals, key=_how_long)
        return Wait(waits[0]) if waits else None

    def _standings_under_lock(self, budget: Budget, wishes: tuple[Wish, ...], granted: Held) -> list[Standing]:
        others = self._reservations.others() if budget.caps else []
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
