"""A report from question to output: which days, in which form."""

import sys
from dataclasses import dataclass, fields
from datetime import date, timedelta, tzinfo
from typing import Self

from system2.cli.days import read_day, read_zone, today_in
from system2.cli.figures import Form, default_form, print_figures
from system2.cli.output import console, progress_bar
from system2.cli.upkeep import settle_and_warn
from system2.config.home import budget_file, ledger_folder
from system2.config.zones import changed_between, elsewhere, here, now
from system2.errors import UsageError
from system2.spend.caps import EVERY_MODEL, BudgetFile
from system2.spend.ledger import Ledger
from system2.spend.periods import Period, first_day
from system2.spend.report import Groupings, Report, first_day_of, report
from system2.spend.standings import Standing, standings

CAP_OF: dict[str, Period] = {"today": "daily", "week": "weekly", "month": "monthly"}


@dataclass(frozen=True)
class Question:
    """What was asked about a stretch of days; None for what was not said."""

    by: Groupings | None = None
    since: str | None = None
    until: str | None = None
    zone: str | None = None
    form: Form | None = None

    def over(self, other: Self) -> Self:
        """This question, with what it leaves open taken from another."""
        return type(self)(*(getattr(self, field.name) or getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True)
class Stretch:
    """Days, and what to call them."""

    since: date
    until: date
    title: str


def show_report(period: str, asked: Question) -> None:
    """Print what the days cost. Raises `UsageError` or `LedgerError`."""
    zone = read_zone(asked.zone) if asked.zone else None
    settle_and_warn()
    ledger = Ledger(ledger_folder())
    stretch = _stretch(period, asked, ledger, zone)
    if zone is None and changed_between(stretch.since, stretch.until):
        zone = here()
        stretch = _stretch(period, asked, ledger, zone)
    with progress_bar("adding up the ledger") as progress:
        found = report(ledger, stretch.since, stretch.until, by=asked.by or ("model",), zone=zone, progress=progress)
    form = asked.form or default_form()
    if form in (Form.JSON, Form.CSV):
        head = {"since": f"{found.since}", "until": f"{found.until}", "by": ",".join(found.by)}
        print_figures(form, head, found.by, found.groups, found.total)
        return
    is_whole_period = not (asked.since or asked.until or asked.zone)
    place = asked.zone or elsewhere()
    title = f"{stretch.title}, in {place}" if place else stretch.title
    _print_table(found, title, _standing(period, ledger) if is_whole_period else None, form)


def _stretch(period: str, asked: Question, ledger: Ledger, zone: tzinfo | None) -> Stretch:
    """The days that are meant, as they were or as this zone has them."""
    today = today_in(zone or here())
    since, until = {
        "today": lambda: (today, today),
        "yesterday": lambda: (today - timedelta(days=1), today - timedelta(days=1)),
        "week": lambda: (first_day("weekly", today), today),
        "month": lambda: (first_day("monthly", today), today),
        "all": lambda: (first_day_of(ledger, today, zone), max([*ledger.days()[-1:], today])),
    }[period]()
    if asked.since:
        since = read_day(asked.since, today)
    if asked.until:
        until = read_day(asked.until, today)
    if since > until:
        raise UsageError(f"{since} is after {until}: give --since a day before --until.")
    return Stretch(since, until, _title(period, since, until, is_whole=not (asked.since or asked.until)))


def _title(period: str, since: date, until: date, *, is_whole: bool) -> str:
    last = _long(until)
    if is_whole and period in ("today", "yesterday"):
        return f"{period.capitalize()}, {until.day} {until:%B}"
    if is_whole and period == "month":
        return f"{until:%B %Y}"
    if is_whole and period == "week":
        return f"This week, from Monday {since.day} {since:%B}"
    return last if since == until else f"{_long(since)} to {last}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _standing(period: str, ledger: Ledger) -> Standing | None:
    """How the cap on these very days stands."""
    found = standings(BudgetFile(budget_file()).read(), ledger, (), now())
    of_period = [each for each in found if each.cap.period == CAP_OF.get(period) and each.cap.pattern == EVERY_MODEL]
    return of_period[0] if of_period else None


def _print_table(found: Report, title: str, standing: Standing | None, form: Form) -> None:
    from system2.render.signs import signs_for
    from system2.render.spend import plain_report, report_lines

    if form is Form.PLAIN:
        print("\n".join(plain_report(found, title, standing, signs_for(sys.stdout.encoding))))
        return
    screen = console()
    for line in report_lines(found, title, standing, screen.width, signs_for(screen.encoding)):
        screen.print(line)
