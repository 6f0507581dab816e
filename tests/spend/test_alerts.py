"""Warnings when most of a cap is spent."""

import json
import os
from datetime import timedelta
from pathlib import Path

from system2.spend.housekeeping import tidy
from system2.spend.purse import Purse
from tests.spend.money import BERLIN, NOON, a_call, a_wish, cap, paid, record, set_caps


def spend(*costs: str, watched: bool = True) -> list[str]:
    """What one run is told that makes calls of these costs."""
    told: list[str] = []
    purse = Purse(warn=told.append, watched=watched, clock=lambda: NOON, zone=BERLIN)
    for cost in costs:
        wish = a_wish(cost)
        purse.reserve(wish)
        purse.settle(paid(wish, cost))
    purse.close()
    return told


def test_one_warning_comes_when_four_fifths_are_spent(home: Path) -> None:
    set_caps(cap("5"))
    assert spend("3.99") == []
    assert spend("0.03", "0.02", "0.02") == ["80 % of the day's cap is spent: $4.02 of $5.00, $0.98 left."]
    assert spend("0.01") == []


def test_the_last_call_of_a_run_may_bring_it(home: Path) -> None:
    set_caps(cap("1"))
    assert spend("0.90") == ["90 % of the day's cap is spent: $0.90 of $1.00, $0.10 left."]


def test_what_a_script_was_told_a_person_is_told_again_at_the_next_command(home: Path) -> None:
    set_caps(cap("1"))
    assert len(spend("0.90", watched=False)) == 1
    assert tidy(watched=False, now=NOON, zone=BERLIN) == []
    assert len(tidy(watched=True, now=NOON, zone=BERLIN)) == 1
    assert tidy(watched=True, now=NOON, zone=BERLIN) == []
    assert tidy(watched=False, now=NOON, zone=BERLIN) == []


def test_the_users_own_program_is_told_once_for_each_cap_and_period_whoever_else_is(home: Path) -> None:
    """It gets JSON; the run goes on without waiting for it, and where there is no such program it says so."""
    pipe = home / "told"
    os.mkfifo(pipe)
    (home / "config.toml").write_text(f"alert_command = \"sh -c 'cat > {pipe}'\"\n")
    set_caps(cap("1"))
    assert len(spend("0.90", watched=False)) == 1
    told = json.loads(pipe.read_text())
    assert told["line"] == "90 % of the day's cap is spent: $0.90 of $1.00, $0.10 left."
    assert (told["period"], told["models"], told["percent"]) == ("daily", "*", 90)
    assert (told["limit_usd"], told["spent_usd"], told["left_usd"]) == ("1", "0.90", "0.10")
    (home / "config.toml").write_text('alert_command = "no-such-program"\n')
    assert len(tidy(watched=True, now=NOON, zone=BERLIN)) == 1, "the person is told, the program was"
    tomorrow = NOON + timedelta(days=1)
    record(a_call("0.95", at=tomorrow))
    _, trouble = tidy(watched=True, now=tomorrow, zone=BERLIN)
    assert "alert_command cannot be told" in trouble
    assert "no-such-program" in trouble
    (home / "config.toml").write_text('alert_command = "true"\n')
    day_after = tomorrow + timedelta(days=1)
    record(a_call("0.95", at=day_after))
    assert len(tidy(watched=True, now=day_after, zone=BERLIN)) == 1, "it need not read what it is told"


def test_each_cap_and_each_period_warns_for_itself(home: Path) -> None:
    set_caps(cap("1"), cap("2", "weekly"), cap("1", pattern="anthropic/*"))
    assert [line.partition(" is")[0] for line in spend("0.90")] == ["90 % of the day's cap"]
    tomorrow = NOON + timedelta(days=1)
    record(a_call("0.95", at=tomorrow))
    lines = tidy(watched=True, now=tomorrow, zone=BERLIN)
    assert [line.partition(" is")[0] for line in lines] == ["95 % of the day's cap", "92 % of the week's cap"]


def test_a_cap_of_nothing_gives_nothing_to_warn_of(home: Path) -> None:
    set_caps(cap("0"))
    assert tidy(watched=True, now=NOON, zone=BERLIN) == []


def test_the_percentage_is_the_users(home: Path) -> None:
    set_caps(cap("1"), alert_percent=50)
    assert len(spend("0.51")) == 1


def test_a_cap_that_was_changed_is_another_cap(home: Path) -> None:
    set_caps(cap("1"))
    assert len(spend("0.90")) == 1
    set_caps(cap("1.10"))
    assert len(tidy(watched=True, now=NOON, zone=BERLIN)) == 1


def test_what_is_remembered_may_be_lost_or_spoilt(home: Path) -> None:
    set_caps(cap("1"))
    assert len(spend("0.90")) == 1
    (home / "ledger" / "alerts.json").write_text("{")
    assert len(tidy(watched=True, now=NOON, zone=BERLIN)) == 1
