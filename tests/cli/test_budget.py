"""`budget`: setting caps, seeing where they stand, and asking for it in a script."""

import json
import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from system2.config.home import budget_file
from system2.errors import ExitCode
from system2.spend.caps import BudgetFile
from system2.spend.purse import Purse
from tests.conftest import OpenTerminal, Run
from tests.spend.money import a_call, a_wish, cap, record, set_caps


def now() -> datetime:
    return datetime.now().astimezone()


def caps() -> dict[tuple[str, str], str]:
    return {(each.period, each.pattern): str(each.limit) for each in BudgetFile(budget_file()).read().caps}


@pytest.mark.parametrize("command", [("budget",), ("system2", "budget")])
def test_budget_alone_shows_what_was_spent_and_how_to_cap_it(invoke: Run, home: Path, command: tuple[str, ...]) -> None:
    finished = invoke(*command)
    assert finished.exit_code == 0
    assert finished.stdout == "day    $0.00\nmonth  $0.00\nno caps: set one with `budget set --daily 5`\n"


def test_caps_are_set_shown_and_kept(invoke: Run, home: Path) -> None:
    limits = ("--daily", 5, "--weekly", "20.50", "--monthly", "$50", "--model", "openai/*=2", "--alert", 90)
    told = invoke("budget", "set", *limits)
    assert told.stdout == invoke("budget").stdout
    assert "day           $0.00 of  $5.00     0 %   $5.00 left\n" in told.stdout
    assert "alert at 90 %" in told.stdout
    assert caps() == {("daily", "*"): "5", ("weekly", "*"): "20.50", ("monthly", "*"): "50", ("daily", "openai/*"): "2"}
    assert tomllib.loads(budget_file().read_text())["alert_percent"] == 90


def test_setting_one_cap_leaves_the_others(invoke: Run, home: Path) -> None:
    invoke("budget", "set", "--daily", 5, "--monthly", 50)
    invoke("budget", "set", "--daily", 7)
    assert caps() == {("daily", "*"): "7", ("monthly", "*"): "50"}


def test_a_pattern_can_have_the_caps_of_every_period(invoke: Run, home: Path) -> None:
    invoke("budget", "set", "--model", "anthropic/*", "--model", "openai/*", "--weekly", 3, "--monthly", 9)
    assert caps() == {
        (period, pattern): limit
        for pattern in ("anthropic/*", "openai/*")
        for period, limit in (("weekly", "3"), ("monthly", "9"))
    }


def test_caps_are_removed_one_by_one_by_model_or_all_at_once(invoke: Run, home: Path) -> None:
    invoke("budget", "set", "--daily", 5, "--weekly", 20, "--model", "a/*=1", "--model", "b/*=2")
    invoke("budget", "unset", "--daily")
    invoke("budget", "unset", "--model", "a/*")
    assert caps() == {("weekly", "*"): "20", ("daily", "b/*"): "2"}
    assert invoke("budget", "unset", "--all").exit_code == 0
    assert caps() == {}


def test_the_meter_shows_spent_left_percent_and_where_the_month_ends(invoke: Run, home: Path) -> None:
    set_caps(cap("4"), cap("50", "monthly"), cap("1", pattern="openai/*"))
    record(a_call("0.50", at=now()), a_call("0.25", at=now(), model="a/b"))
    lines = invoke("budget").stdout.splitlines()
    assert lines[0].split() == ["day", "$0.75", "of", "$4.00", "19", "%", "$3.25", "left"]
    assert lines[1].split()[:8] == ["month", "$0.75", "of", "$50.00", "2", "%", "$49.25", "left"]
    assert "at this pace $" in lines[1]
    assert lines[2].split() == ["day", "openai/*", "$0.50", "of", "$1.00", "50", "%", "$0.50", "left"]


def test_what_runs_in_progress_hold_is_told(invoke: Run, home: Path) -> None:
    set_caps(cap("5"))
    running = Purse()
    wish = a_wish("0.06", at=now())
    running.reserve(wish)
    assert "runs in progress hold $0.06" in invoke("budget").stdout
    assert json.loads(invoke("budget", "--json").stdout)["held_usd"] == "0.06"
    running.release(wish.id)
    running.close()
    assert "hold" not in invoke("budget").stdout


def test_budget_as_json_keeps_money_exact(invoke: Run, home: Path) -> None:
    set_caps(cap("4"), alert_percent=75)
    record(a_call("0.123456789", at=now()))
    seen = json.loads(invoke("budget", "--json").stdout)
    (day,) = seen["caps"]
    until = datetime.fromisoformat(day.pop("until"))
    assert until > now()
    assert (until.hour, until.minute) == (0, 0)
    assert day == {
        "period": "daily",
        "models": "*",
        "limit_usd": "4",
        "spent_usd": "0.123456789",
        "unsettled_usd": "0",
        "left_usd": "3.876543211",
        "held_usd": "0",
        "over": False,
    }
    assert (seen["alert_percent"], seen["today_usd"], seen["month_usd"]) == (75, "0.123456789", "0.123456789")
    assert Decimal(seen["month_at_this_pace_usd"]) >= Decimal("0.123456")


def test_check_exits_3_where_a_cap_is_spent(invoke: Run, home: Path) -> None:
    """And says which one; below every cap, and without any, it says nothing."""
    assert invoke("budget", "check").exit_code == 0
    set_caps(cap("1"), cap("5", "monthly"), alert_percent=100)
    record(a_call("0.99", at=now()))
    below = invoke("budget", "check")
    assert (below.exit_code, below.stdout, below.stderr) == (0, "", "")
    record(a_call("0.01", at=now()))
    invoke("budget")  # which tells the alert
    over = invoke("budget", "check")
    assert (over.exit_code, over.stdout) == (ExitCode.BUDGET, "")
    assert over.stderr == "Over the day's cap: $1.00 of $1.00 spent.\n"


def test_check_tells_a_script_which_caps_are_spent(invoke: Run, home: Path) -> None:
    set_caps(cap("1"), cap("5", "monthly"))
    record(a_call("2", at=now()))
    finished = invoke("budget", "check", "--json")
    assert finished.exit_code == ExitCode.BUDGET
    assert {each["period"]: each["over"] for each in json.loads(finished.stdout)["caps"]} == {
        "daily": True,
        "monthly": False,
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("set",), "Say what to set"),
        (("set", "--daily", "five"), "'five' is no limit"),
        (("set", "--daily", "-1"), "'-1' is no limit"),
        (("set", "--daily", "nan"), "'nan' is no limit"),
        (("set", "--daily", "1e999999999"), "fewer than a trillion"),
        (("set", "--daily", "99999999999999"), "fewer than a trillion"),
        (("set", "--alert", "0"), "--alert"),
        (("set", "--alert", "101"), "--alert"),
        (("set", "--model", "openai/*"), "Say how much openai/* may cost"),
        (("set", "--model", "=5"), "--model needs a pattern"),
        (("set", "--model", "openai/*=much"), "'much' is no limit"),
        (("unset",), "Say which caps to remove"),
        (("unset", "--all", "--daily"), "Say which caps to remove"),
        (("unset", "--daily"), "There is no daily cap"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_input_gets_one_clear_line_and_changes_nothing(
    invoke: Run, home: Path, arguments: tuple[str, ...], says: str
) -> None:
    finished = invoke("budget", *arguments)
    assert finished.exit_code == ExitCode.USAGE
    assert says in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert not budget_file().exists()


def test_caps_that_cannot_be_read_are_no_reason_to_spend_without(invoke: Run, home: Path) -> None:
    budget_file().write_text("daily = [")
    finished = invoke("budget")
    assert finished.exit_code == ExitCode.LEDGER
    assert str(budget_file()) in finished.stderr


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_at_a_terminal_there_are_meters_in_its_width(terminal: OpenTerminal, home: Path, columns: int) -> None:
    """One line for each cap, the name whole and the share beside its meter."""
    set_caps(cap("5"), cap("50", "monthly"))
    record(a_call("0.85", at=now()))
    tty = terminal("budget", columns=columns)
    assert tty.finish() == 0
    lines = [line for line in tty.lines if line]
    assert lines[0].split()[:4] == ["day", "$0.85", "of", "$5.00"]
    assert "█" in lines[0]
    assert "17 %" in lines[0]
    assert len(lines) == (3 if columns >= 120 else 4), tty.text
    assert "at this pace $" in tty.text
