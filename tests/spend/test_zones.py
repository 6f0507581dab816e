"""Whose days are counted: one zone's, kept from the first call on, so that no cap begins anew on a journey."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import tzlocal

from system2.config.zones import keep_zone, kept_zones, now, system_zone
from system2.errors import LedgerError
from system2.spend.ledger import Ledger
from system2.spend.purse import Purse, Refusal, Reserved
from tests.conftest import Run
from tests.spend.money import a_call, a_wish, cap, record, set_caps, the_ledger

WEST, EAST = "Pacific/Pago_Pago", "Pacific/Kiritimati"
"""25 hours apart: never on the same day."""


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """`travel(WEST)`: the system's clock goes by this zone from now on."""

    def to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with suppress(LookupError):
            tzlocal.reload_localzone()

    yield to
    monkeypatch.undo()
    time.tzset()
    tzlocal.reload_localzone()


def first_call(ledger: Ledger) -> None:
    with ledger.lock():
        keep_zone()
    record(a_call("1", at=now()))


def settle_zone(home: Path, zone: str) -> None:
    (home / "config.toml").write_text(f'zone = "{zone}"\n')


def test_a_journey_changes_no_day(invoke: Run, home: Path, travel) -> None:
    """What was spent a minute ago is today's still, and the cap knows of it; the report says whose day it is."""
    travel(WEST)
    first_call(the_ledger())
    day = now().date()
    travel(EAST)
    assert datetime.now().date() != day == now().date()
    set_caps(cap("1.005"))
    assert isinstance(Purse().reserve(a_wish("0.01", at=now())), Refusal)
    told = invoke("cost", "today", env={"TZ": EAST}).stdout.splitlines()[0]
    assert f", in {WEST}: $1.00" in told
    assert json.loads(invoke("cost", "today", "--json").stdout)["total_usd"] == "1"


@pytest.mark.parametrize(("before", "after"), [(WEST, EAST), (EAST, WEST)])
def test_another_zone_is_told_of_once_and_no_cap_begins_anew(invoke: Run, home: Path, before: str, after: str) -> None:
    """What was spent before counts for the period in which that was, whatever day it is kept under."""
    settle_zone(home, before)
    first_call(the_ledger())
    told = invoke("system2", "config", "set", "zone", after).stderr
    assert f"Days are those of {after} from now on, no longer those of {before}." in told
    assert "Days are" not in invoke("cost", "today").stderr
    assert [kept.name for kept in kept_zones()] == [before, after]
    assert json.loads(invoke("cost", "all", "--json").stdout)["total_usd"] == "1"
    for period in ("daily", "weekly", "monthly"):
        set_caps(cap("1.005", period))
        assert isinstance(Purse().reserve(a_wish("0.01", at=now())), Refusal), period
        set_caps(cap("2", period))
        assert Purse().reserve(a_wish("0.01", at=now())) == Reserved(), period


def test_a_zone_that_was_written_by_hand_is_told_of_by_the_next_run(home: Path) -> None:
    settle_zone(home, WEST)
    first_call(the_ledger())
    settle_zone(home, EAST)
    told: list[str] = []
    Purse(warn=told.append).reserve(a_wish("0.01", at=now()))
    assert [line.split()[4] for line in told] == [EAST]


@pytest.mark.parametrize(
    ("variable", "name"),
    [(":Europe/Berlin", "Europe/Berlin"), ("UTC", "UTC"), ("IST-5:30", "+05:30"), ("EST5EDT4,0,365", "-04:00")],
)
def test_every_zone_of_a_system_has_a_name(home: Path, travel, variable: str, name: str) -> None:
    """Its difference from UTC where it is none that others know."""
    travel(variable)
    assert system_zone() == name
    first_call(the_ledger())
    assert now().utcoffset() == datetime.now().astimezone().utcoffset()


@pytest.mark.parametrize("content", ["zone = 1", '[[zone]]\nname = "Mars/X"\nsince = 2026-11-20T12:00:00Z\n', "[", ""])
def test_zones_that_cannot_be_read_stop_what_spends(home: Path, content: str) -> None:
    """Rather than to count another zone's days."""
    file = home / "zones.toml"
    file.write_text(content) if content else os.mkfifo(file)
    with pytest.raises(LedgerError, match=r"zones\.toml"):
        now()
