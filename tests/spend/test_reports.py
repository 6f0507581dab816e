"""What the calls of some days come to, whatever one asks by, and on which day a call belongs."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from system2.core.calls import Call
from system2.core.money import FREE, UNKNOWN, Cost
from system2.errors import LedgerError, UsageError
from system2.spend.outlook import outlook, share_of_day_left
from system2.spend.purse import Purse
from system2.spend.report import GROUPINGS, Report, report
from system2.spend.run_cost import last_run, run_cost
from tests.spend.money import BERLIN, NOON, a_call, a_wish, cap, record, set_caps, the_ledger

TODAY = NOON.date()
TOKYO = ZoneInfo("Asia/Tokyo")


def a_report(since: date = TODAY, until: date = TODAY, by: str = "model", zone: ZoneInfo | None = None) -> Report:
    return report(the_ledger(), since, until, by=tuple(by.split(",")), zone=zone)


def costs(found: Report) -> dict[str, str]:
    return {",".join(key): str(each.cost) for key, each in found.groups}


def days_ago(number: int) -> datetime:
    return NOON - timedelta(days=number)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("model", {"b/dear": "0.50", "a/cheap": "0.03"}),
        ("command", {"vote": "0.51", "think": "0.02"}),
        ("strategy", {"vote": "0.51", "best-of-n": "0.02"}),
        ("role", {"generate": "0.52", "verify": "0.01"}),
        ("task", {"proof": "0.50", "serial": "0.03"}),
        ("run", {"NEXT": "0.51", "7KQ2": "0.02"}),
        ("day", {"2026-11-20": "0.53"}),
        ("week", {"2026-11-16": "0.53"}),
        ("month", {"2026-11": "0.53"}),
        ("task,model", {"proof,b/dear": "0.50", "serial,a/cheap": "0.03"}),
        (
            "day,role,run",
            {"2026-11-20,generate,NEXT": "0.50", "2026-11-20,generate,7KQ2": "0.02", "2026-11-20,verify,NEXT": "0.01"},
        ),
    ],
)
def test_calls_are_summed_by_whatever_one_asks(home: Path, by: str, expected: dict[str, str]) -> None:
    """The dearest first; runs the latest first."""
    record(
        a_call("0.02", model="a/cheap"),
        a_call("0.01", model="a/cheap", command="vote", strategy="vote", role="verify", run="NEXT"),
        a_call("0.50", model="b/dear", command="vote", strategy="vote", task="proof", run="NEXT"),
    )
    found = a_report(by=by)
    assert list(costs(found).items()) == list(expected.items())
    assert found.total.cost == Decimal("0.53")
    assert found.total.calls == 3


def test_every_grouping_adds_up_to_the_same(home: Path) -> None:
    record(*(a_call("0.01", at=days_ago(number), run=f"R{number}", task=f"t{number % 3}") for number in range(40)))
    found = [a_report(days_ago(39).date(), by=by) for by in GROUPINGS]
    assert {(sum(each.calls for _, each in one.groups), one.total.cost) for one in found} == {(40, Decimal("0.40"))}


def test_days_weeks_and_months_come_in_their_order_and_the_bounds_are_within(home: Path) -> None:
    for ago, cost in ((31, "9"), (30, "1"), (5, "2"), (4, "3"), (0, "4")):
        record(a_call(cost, at=days_ago(ago)))
    since = days_ago(30).date()
    assert list(costs(a_report(since, by="day"))) == ["2026-10-21", "2026-11-15", "2026-11-16", "2026-11-20"]
    assert costs(a_report(since, by="week")) == {"2026-10-19": "1", "2026-11-09": "2", "2026-11-16": "7"}
    assert costs(a_report(since, by="month")) == {"2026-10": "1", "2026-11": "9"}
    assert a_report(since, days_ago(5).date()).total.cost == Decimal(3)


def test_a_price_that_is_not_known_is_counted_and_its_model_named_but_adds_nothing(home: Path) -> None:
    record(a_call(UNKNOWN, model="x/new"), a_call("0.25"), a_call(FREE, model="local/smollm2-135m"))
    found = a_report()
    assert found.unpriced == ("x/new",)
    assert (found.total.cost, found.total.unknown_calls, found.total.local_calls) == (Decimal("0.25"), 1, 1)


def test_no_calls_make_an_empty_report(home: Path) -> None:
    found = a_report()
    assert (found.groups, found.total.calls, found.unpriced) == ((), 0, ())


def test_midnight_parts_two_calls(home: Path) -> None:
    """To the microsecond, as the clock of the place showed it."""
    midnight = datetime(2026, 11, 20, tzinfo=BERLIN)
    record(a_call("1", at=midnight - timedelta(microseconds=1)), a_call("2", at=midnight))
    assert costs(a_report(days_ago(9).date(), by="day")) == {"2026-11-19": "1", "2026-11-20": "2"}


def test_the_day_on_which_the_clock_goes_back_has_twenty_five_hours(home: Path) -> None:
    """Half past two comes twice on 25 October 2026 in Berlin, and both times belong to that day."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    begin, end = datetime(2026, 10, 25, tzinfo=BERLIN), datetime(2026, 10, 25, 23, 59, 59, tzinfo=BERLIN)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=24, minutes=59, seconds=59)
    record(*(a_call("1", at=moment) for moment in (begin, first, second, end)))
    for zone in (None, BERLIN):
        assert costs(a_report(date(2026, 10, 24), date(2026, 10, 26), by="day", zone=zone)) == {"2026-10-25": "4"}


def test_the_day_on_which_the_clock_goes_forward_has_twenty_three_hours(home: Path) -> None:
    """On 29 March 2026 in Berlin; seen from UTC its hours lie on two days."""
    before, after = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN)
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=1, minutes=30)
    record(a_call("1", at=before), a_call("2", at=after))
    assert costs(a_report(date(2026, 3, 28), date(2026, 3, 30), by="day")) == {"2026-03-29": "3"}
    in_utc = a_report(date(2026, 3, 28), date(2026, 3, 30), by="day", zone=ZoneInfo("UTC"))
    assert costs(in_utc) == {"2026-03-28": "1", "2026-03-29": "2"}


def test_days_can_be_those_of_another_time_zone(home: Path) -> None:
    """Half past five in the afternoon in Berlin is the next day in Tokyo."""
    record(a_call("1", at=NOON), a_call("2", at=NOON.replace(hour=17, minute=30)))
    assert costs(a_report(by="day", zone=TOKYO)) == {"2026-11-20": "1"}
    tomorrow = TODAY + timedelta(days=1)
    assert costs(a_report(tomorrow, tomorrow, by="day", zone=TOKYO)) == {"2026-11-21": "2"}
    assert costs(a_report(tomorrow, tomorrow, by="run", zone=TOKYO)) == {"7KQ2": "2"}


def test_a_traveller_s_calls_stay_on_the_days_they_were_made_on(home: Path) -> None:
    """The same moment is two days, in Honolulu and on Kiritimati; asked for in one zone, it is one."""
    moment = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    far_west, far_east = ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")
    record(a_call("1", at=moment.astimezone(far_west)), a_call("2", at=moment.astimezone(far_east)))
    around = date(2026, 11, 18), date(2026, 11, 22)
    assert costs(a_report(*around, by="day")) == {"2026-11-20": "1", "2026-11-21": "2"}
    assert costs(a_report(*around, by="day", zone=far_west)) == {"2026-11-20": "3"}
    assert costs(a_report(date(2026, 11, 21), date(2026, 11, 21), by="day", zone=far_east)) == {"2026-11-21": "3"}


def test_the_last_fourteen_days_are_there_for_a_sparkline(home: Path) -> None:
    """Today last; a day without calls is nothing. Those of another zone would take reading every row."""
    record(a_call("5", at=days_ago(14)), a_call("3", at=days_ago(13)), a_call("1"))
    assert list(map(str, a_report().recent)) == ["3", *["0"] * 12, "1"]
    assert a_report(zone=TOKYO).recent == ()


def test_today_reads_the_rows_of_no_other_day(home: Path) -> None:
    """Their roll-ups tell, so that it does not matter how many rows there are."""
    record(a_call("2", at=days_ago(1)), a_call("1"))
    yesterday = the_ledger().file(days_ago(1).date())
    was = yesterday.stat()
    yesterday.write_bytes((b"no toml\n\n" * was.st_size)[: was.st_size])
    os.utime(yesterday, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert a_report().recent[-2:] == (Decimal(2), Decimal(1))
    with pytest.raises(LedgerError, match="cost verify"):
        a_report(days_ago(1).date(), by="run")


def test_a_report_tells_how_far_it_is(home: Path) -> None:
    record(a_call(at=days_ago(1)), a_call())
    told: list[tuple[int, int]] = []
    report(the_ledger(), days_ago(1).date(), TODAY, by=("run",), progress=lambda *at: told.append(at))
    assert told[-2:] == [(1, 2), (2, 2)]


def a_part(role: str, cost: str, status: str = "ok", **label: object) -> Call:
    return replace(a_call(cost, role=role, **label), status=status)  # type: ignore[arg-type]


def test_a_run_is_split_into_what_its_calls_were_for(home: Path) -> None:
    """What came to nothing stands apart from what it was meant to be."""
    record(
        a_part("generate", "0.10"),
        a_part("generate", "0.20", "failed"),
        a_part("generate", "0.10", attempt=2),
        a_part("generate", "0.05", "cancelled"),
        a_part("verify", "0.02"),
        a_part("verify", "0.01", "failed"),
        a_part("aggregate", "0.04"),
        a_part("generate", "7", run="ELSE"),
    )
    found = run_cost(the_ledger(), "7KQ2")
    assert found is not None
    parts = {part: (each.calls, str(each.cost)) for part, each in found.parts}
    assert parts == {
        "sampling": (2, "0.20"),
        "verifying": (1, "0.02"),
        "aggregating": (1, "0.04"),
        "retries": (2, "0.21"),
        "discarded": (1, "0.05"),
    }
    assert found.total.cost == Decimal("0.52")
    assert (found.command, found.strategy, found.started) == ("think", "best-of-n", NOON)


def test_a_run_over_midnight_is_one_run(home: Path) -> None:
    record(a_call("1", at=NOON.replace(hour=23, minute=59)), a_call("2", at=NOON + timedelta(hours=13)))
    found = run_cost(the_ledger(), "7KQ2")
    assert found is not None
    assert found.total.cost == Decimal(3)


@pytest.mark.parametrize("name", ["1234", 'it\'s "mine"', "跑"])
def test_a_run_is_found_whatever_its_name_and_however_a_row_is_written(home: Path, name: str) -> None:
    """A person may have edited the file, and a short name may be a part of many an identity."""
    record(a_call("1", run=name), a_call("2", run=f"{name}5"))
    file = the_ledger().file(TODAY)
    file.write_text(file.read_text().replace('run = "1234"', "run='1234'"))
    found = run_cost(the_ledger(), name)
    assert found is not None
    assert found.total.cost == Decimal(1)


def test_the_last_run_is_that_of_the_latest_call_not_of_the_last_row(home: Path) -> None:
    record(a_call(run="LATE", at=NOON + timedelta(hours=1)), a_call(run="EARLY"), a_call(run="PAST", at=days_ago(2)))
    assert last_run(the_ledger()) == "LATE"
    assert run_cost(the_ledger(), "NONE") is None


def test_an_empty_ledger_has_no_last_run(home: Path) -> None:
    with pytest.raises(UsageError, match="The ledger is empty"):
        last_run(the_ledger())


def test_the_month_ends_where_its_days_so_far_lead(home: Path) -> None:
    """20 of 30 days have cost $20 when the clock says the 20th; October is another month."""
    record(a_call("18", at=days_ago(10)), a_call("2"), a_call("100", at=days_ago(20)))
    seen = outlook(NOON, BERLIN)
    assert (seen.today, seen.month, seen.month_at_this_pace) == (Decimal(2), Decimal(20), Decimal(30))
    assert seen.month_ends == date(2026, 11, 30)
    tomorrow = outlook(NOON + timedelta(days=1), BERLIN)
    assert (tomorrow.today, tomorrow.month) == (Decimal(0), Decimal(20))


def test_the_outlook_tells_what_runs_in_progress_hold_and_which_caps_are_spent(home: Path) -> None:
    set_caps(cap("2"), cap("2", pattern="openai/*"), cap("50", "monthly"))
    running = Purse(clock=lambda: NOON, zone=BERLIN)
    running.reserve(a_wish("0.06"))
    assert outlook(NOON, BERLIN).held == Decimal("0.06")
    assert outlook(NOON, BERLIN).over == ()
    running.close()
    record(a_call("2.00"))
    assert [each.cap.name for each in outlook(NOON, BERLIN).over] == ["the day's cap", "the day's cap for openai/*"]


def test_a_cap_is_whole_again_at_midnight(home: Path) -> None:
    set_caps(cap("2"))
    record(a_call("2.00", at=NOON.replace(hour=23, minute=59)))
    last_second, first_second = NOON.replace(hour=23, minute=59, second=59), NOON + timedelta(hours=12)
    assert share_of_day_left(last_second) == 0
    assert share_of_day_left(first_second) == 1


def test_an_estimate_is_summed_like_money_and_counted(home: Path) -> None:
    record(a_call(Cost(Decimal("0.3"), "estimated")), a_call("0.1"))
    total = a_report().total
    assert (total.cost, total.estimated_calls) == (Decimal("0.4"), 1)
