"""What every command does first: settle what dead processes left, and hear what the user should know."""

from datetime import datetime, tzinfo

from system2.config import zones
from system2.config.home import budget_file, ledger_folder
from system2.spend.alerts import Alerts
from system2.spend.caps import BudgetFile
from system2.spend.ledger import Ledger
from system2.spend.reservations import Reservations
from system2.spend.standings import standings


def tidy(*, watched: bool, now: datetime | None = None, zone: tzinfo | None = None) -> list[str]:
    """Lines to be shown before anything else; `watched` says that a person will see them.

    Takes the lock only where there is something to do. Raises `LedgerError`.
    """
    ledger = Ledger(ledger_folder())
    reservations = Reservations(ledger)
    if reservations.any():
        with ledger.lock():
            reservations.settle_dead()
    lines = []
    if zones.is_to_change():
        with ledger.lock():
            lines.append(zones.keep_zone())
    budget = BudgetFile(budget_file()).read()
    if not budget.caps:
        return lines
    now = now or zones.now()
    alerts = Alerts(ledger.folder, ledger.lock)
    return lines + alerts.news(budget, standings(budget, ledger, [], now, zone), to_person=watched)
