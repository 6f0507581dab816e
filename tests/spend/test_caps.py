"""The caps: what the user sets, over which days they count, and whom they stop."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from system2.config.home import budget_file
from system2.core.money import FREE, UNKNOWN
from system2.errors import LedgerError, UsageError
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.periods import days_of, midnight, next_first_day
from system2.spend.purse import Purse, Refusal, Reserved, Wait
from tests.spend.money import BERLIN, LABEL, NOON, a_call, a_wish, cap, paid, record, set_caps

TODAY = NOON.date()


def purse(**options: object) -> Purse:
    return Purse(clock=lambda: NOON, zone=BERLIN, **options)  # type: ignore[arg-type]


def refusal(answer: Reserved | Wait | Refusal) -> Refusal:
    assert isinstance(answer, Refusal)
    return answer


def test_what_is_set_is_read_back_by_every_process(home: Path) -> None:
    budget = Budget((cap("5"), cap("20.50", "monthly"), cap("2", "weekly", "anthropic/*")), 70)
    BudgetFile(budget_file()).write(budget)
    assert BudgetFile(budget_file()).read() == budget


def test_a_change_is_seen_by_a_process_that_runs_already(home: Path) -> None:
    file = BudgetFile(budget_file())
    assert file.read() == Budget()
    set_caps(cap("5"))
    assert file.read().caps == (cap("5"),)
    budget_file().unlink()
    assert file.read() == Budget()


def test_setting_a_cap_again_changes_it_and_unsetting_removes_it() -> None:
    budget = Budget().with_cap(cap("5")).with_cap(cap("7")).with_cap(cap("1", pattern="openai/*"))
    assert budget.caps == (cap("7"), cap("1", pattern="openai/*"))
    assert budget.without("daily").caps == (cap("1", pattern="openai/*"),)
    with pytest.raises(UsageError, match=r"no monthly cap.*: daily, daily for openai/\*"):
        budget.without("monthly")


def test_a_person_may_write_plain_numbers(home: Path) -> None:
    budget_file().write_text('daily = 0.10\nmonthly = 3\n[model."openai/*"]\nweekly = "2"\n')
    assert BudgetFile(budget_file()).read().caps == (cap("0.10"), cap("3", "monthly"), cap("2", "weekly", "openai/*"))


@pytest.mark.parametrize(
    "content",
    [
        "daily = ",
        'daily = "abc"',
        "daily = -1",
        "daily = true",
        "yearly = 5",
        "daily = nan",
        "alert_percent = 0",
        "model = 3",
    ],
)
def test_a_budget_that_makes_no_sense_stops_everything_with_one_line(home: Path, content: str) -> None:
    budget_file().write_text(content)
    with pytest.raises(LedgerError, match=r"budget\.toml cannot be read") as caught:
        purse().reserve(a_wish())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("period", "day", "first", "days"),
    [
        ("daily", date(2026, 11, 20), date(2026, 11, 20), 1),
        ("weekly", date(2026, 11, 20), date(2026, 11, 16), 7),
        ("weekly", date(2027, 1, 1), date(2026, 12, 28), 7),
        ("monthly", date(2026, 11, 20), date(2026, 11, 1), 30),
        ("monthly", date(2028, 2, 29), date(2028, 2, 1), 29),
        ("monthly", date(2026, 12, 31), date(2026, 12, 1), 31),
    ],
)
def test_weeks_begin_on_monday_and_months_on_the_first(period: str, day: date, first: date, days: int) -> None:
    found = days_of(period, day)  # type: ignore[arg-type]
    assert (found[0], len(found)) == (first, days)
    assert next_first_day(period, day) == first + timedelta(days=days)  # type: ignore[arg-type]


def test_a_day_ends_at_local_midnight_even_when_the_clock_changes() -> None:
    lengths = {
        day: midnight(day + timedelta(days=1), BERLIN).astimezone(UTC) - midnight(day, BERLIN).astimezone(UTC)
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 20))
    }
    assert [length / timedelta(hours=1) for length in lengths.values()] == [23, 25, 24]


@pytest.mark.parametrize(
    ("period", "counted", "not_counted"),
    [
        ("daily", NOON - timedelta(hours=12), NOON - timedelta(hours=12, microseconds=1)),
        ("weekly", datetime(2026, 11, 16, tzinfo=BERLIN), datetime(2026, 11, 15, 23, 59, tzinfo=BERLIN)),
        ("monthly", datetime(2026, 11, 1, tzinfo=BERLIN), datetime(2026, 10, 31, 23, 59, tzinfo=BERLIN)),
    ],
)
def test_a_cap_counts_the_calls_of_its_period(
    home: Path, period: str, counted: datetime, not_counted: datetime
) -> None:
    set_caps(cap("1", period))
    record(a_call("0.95", at=not_counted))
    assert purse().reserve(a_wish("0.10")) == Reserved()
    record(a_call("0.95", at=counted))
    assert refusal(purse().reserve(a_wish("0.10"))).standing.left == Decimal("0.05")


def test_midnight_makes_a_daily_cap_whole_again(home: Path) -> None:
    set_caps(cap("1"))
    before = datetime(2026, 11, 20, 23, 59, 59, tzinfo=BERLIN)
    record(a_call("1", at=before))
    assert isinstance(purse().reserve(a_wish(at=before)), Refusal)
    assert purse().reserve(a_wish(at=before + timedelta(seconds=1))) == Reserved()


def test_the_day_is_the_one_of_the_callers_own_clock(home: Path) -> None:
    """11 p.m. in Berlin is already tomorrow in Tokyo."""
    set_caps(cap("1"))
    late = datetime(2026, 11, 20, 23, 0, tzinfo=BERLIN)
    record(a_call("1", at=late))
    assert isinstance(purse().reserve(a_wish(at=late)), Refusal)
    assert purse().reserve(a_wish(at=late.astimezone(ZoneInfo("Asia/Tokyo")))) == Reserved()


def test_a_cap_for_a_pattern_counts_and_stops_matching_models_only(home: Path) -> None:
    set_caps(cap("1", pattern="anthropic/*"))
    record(a_call("50", model="openai/o5"), a_call("0.99", model="anthropic/claude"))
    assert purse().reserve(a_wish("10", model="openai/o5")) == Reserved()
    stopped = refusal(purse().reserve(a_wish("0.02", model="anthropic/other")))
    assert stopped.standing.cap == cap("1", pattern="anthropic/*")
    assert "--model 'anthropic/*'" in stopped.hint


def test_the_cap_of_a_run_counts_this_run_alone(home: Path) -> None:
    record(a_call("50"))
    mine = purse(max_cost=Decimal("0.50"))
    for number in range(5):
        wish = a_wish("0.10")
        assert mine.reserve(wish) == Reserved(), number
        mine.settle(paid(wish, "0.10"))
    stopped = refusal(mine.reserve(a_wish("0.10")))
    assert stopped.line == "Stopped at this run's cap: $0.50, $0.00 left, the next call could cost $0.10"
    assert stopped.hint == "Raise it with --max-cost 1."


def test_what_a_run_cost_before_it_is_gone_on_with_counts_for_its_cap(home: Path) -> None:
    record(a_call("0.45"), a_call(UNKNOWN), a_call("9", run="OTHER"))
    mine = purse(max_cost=Decimal("0.50"))
    assert len(mine.go_on_with(LABEL.run)) == 2
    assert refusal(mine.reserve(a_wish("0.10"))).standing.left == Decimal("0.05")


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_what_is_held_counts_in_every_period_and_only_for_the_models_of_the_cap(home: Path, period: str) -> None:
    set_caps(cap("1", period), cap("1", period, "anthropic/*"))
    mine, yours = purse(), purse()
    assert mine.reserve(a_wish("0.30"), a_wish("0.60")) == Reserved()
    waiting = yours.reserve(a_wish("0.20", model="anthropic/claude"))
    assert isinstance(waiting, Wait)
    assert (waiting.refusal.standing.cap.pattern, waiting.refusal.standing.held) == ("*", Decimal("0.90"))


def test_a_refusal_says_which_cap_what_is_left_and_until_when(home: Path) -> None:
    set_caps(cap("5"))
    evening = NOON.replace(hour=18, minute=48)
    record(a_call("4.80", at=evening))
    stopped = refusal(purse().reserve(a_wish("0.30", at=evening)))
    assert stopped.line == (
        "Stopped at the day's cap: $5.00, $0.20 left until midnight (5 h 12 min), the next call could cost $0.30"
    )
    assert stopped.hint == "Raise it with `budget set --daily 10`."


def test_of_several_caps_the_one_that_lasts_longest_is_named(home: Path) -> None:
    set_caps(cap("1"), cap("1", "monthly"), cap("1", "weekly"))
    record(a_call("1"))
    stopped = refusal(purse(max_cost=Decimal(0)).reserve(a_wish()))
    assert stopped.standing.cap.period == "monthly"
    assert "until Tuesday 1 December (10 d 12 h)" in stopped.line


def test_an_unknown_price_is_refused_under_a_cap_with_the_line_that_sets_it(home: Path) -> None:
    set_caps(cap("5"))
    stopped = refusal(purse().reserve(a_wish(None, model="ollama/mystery")))
    assert "`cost prices set ollama/mystery --input X --output Y` or `--local`" in stopped.line
    assert "--allow-unpriced" in stopped.hint
    assert purse(allow_unpriced=True).reserve(a_wish(None)) == Reserved()


def test_an_unknown_price_is_refused_under_the_cap_of_a_run_too_but_not_without_any(home: Path) -> None:
    assert isinstance(purse(max_cost=Decimal(1)).reserve(a_wish(None)), Refusal)
    assert purse().reserve(a_wish(None)) == Reserved()
    set_caps(cap("1", pattern="anthropic/*"))
    assert purse().reserve(a_wish(None)) == Reserved()


def test_what_costs_nothing_is_let_through_by_an_empty_purse(home: Path) -> None:
    set_caps(cap("0"))
    assert purse().reserve(a_wish("0")) == Reserved()
    assert isinstance(purse().reserve(a_wish("0.000001")), Refusal)


def test_calls_of_unknown_and_of_no_price_leave_the_caps_alone(home: Path) -> None:
    set_caps(cap("1"))
    record(a_call(UNKNOWN), a_call(FREE))
    assert purse().reserve(a_wish("1")) == Reserved()


def test_the_tightest_cap_is_the_one_with_the_fewest_dollars_left(home: Path) -> None:
    assert purse().left() is None
    set_caps(cap("5"), cap("20", "monthly"))
    record(a_call("17", at=NOON - timedelta(days=3)), a_call("1"))
    tightest = purse(max_cost=Decimal(3)).left()
    assert tightest is not None
    assert (tightest.cap, tightest.left) == (cap("20", "monthly"), Decimal(2))
    assert tightest.until == datetime(2026, 12, 1, tzinfo=BERLIN)


def test_an_overspent_cap_has_nothing_left(home: Path) -> None:
    set_caps(cap("5"))
    record(a_call("6"))
    left = purse().left()
    assert left is not None
    assert (left.left, left.share) == (0, Decimal("1.2"))
    assert Cap("daily", Decimal(5)).name == "the day's cap"
