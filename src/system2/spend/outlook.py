"""Where the money stands now, and where the month ends at this pace."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from system2.config import zones
from system2.config.home import budget_file, ledger_folder
from system2.spend.caps import EVERY_MODEL, BudgetFile
from system2.spend.ledger import Ledger
from system2.spend.periods import days_of
from system2.spend.reservations import Held, Reservations
from system2.spend.standings import Standing, standings


@dataclass(frozen=True)
class Outlook:
    """The caps as they stand, and what this day and this month have cost so far. Sums are in dollars."""

    standings: tuple[Standing, ...]
    """One for each cap."""
    alert_percent: int
    """At what percentage of a cap the user is told."""
    held: Decimal
    """Set aside for calls under way."""
    today: Decimal
    """Spent since midnight, local time."""
    month: Decimal
    """Spent since the first of the month."""
    unsettled: Decimal
    """What calls of this month that broke off may have cost besides."""
    month_at_this_pace: Decimal
    """What the month comes to if every day costs what the days up to today have cost on average."""
    month_ends: date
    """Its last day."""

    @property
    def over(self) -> tuple[Standing, ...]:
        """The caps that are spent."""
        return tuple(each for each in self.standings if each.share >= 1)


def outlook(now: datetime | None = None, zone: tzinfo | None = None) -> Outlook:
    """How it stands at this moment. Raises `LedgerError`."""
    now = now or zones.now()
    today = now.date()
    ledger = Ledger(ledger_folder())
    budget = BudgetFile(budget_file()).read()
    under_way = _under_way(ledger)
    days = days_of("monthly", today)
    passed = days[: today.day]
    totals = [sums.total for sums in ledger.sums_of(passed)]
    month = sum((total.cost for total in totals), Decimal(0))
    return Outlook(
        standings=tuple(standings(budget, ledger, under_way, now, zone)),
        alert_percent=budget.alert_percent,
        held=sum((dollars for each in under_way for _, dollars in each.items()), Decimal(0)),
        today=totals[-1].cost,
        month=month,
        unsettled=sum((total.unsettled for total in totals), Decimal(0)),
        month_at_this_pace=month / len(passed) * len(days),
        month_ends=days[-1],
    )


def _under_way(ledger: Ledger) -> list[Held]:
    reservations = Reservations(ledger)
    if not reservations.any():
        return []
    with ledger.lock():
        return list(reservations.others().values())


def share_of_day_left(now: datetime | None = None) -> Decimal | None:
    """The part of the day's money that is left, 0 to 1; None where the day has no cap. Raises `LedgerError`."""
    now = now or zones.now()
    found = standings(BudgetFile(budget_file()).read(), Ledger(ledger_folder()), (), now)
    of_day = [each for each in found if each.cap.period == "daily" and each.cap.pattern == EVERY_MODEL]
    return max(1 - of_day[0].share, Decimal(0)) if of_day else None
