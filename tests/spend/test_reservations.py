"""Money set aside: counted by everybody while a call is under way, settled once, whatever becomes of the process."""

import errno
import os
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from system2.core.money import Cost, Usage
from system2.errors import LedgerError
from system2.spend.caps import Cap
from system2.spend.housekeeping import tidy
from system2.spend.purse import Purse, Refusal, Reserved, Wait, Wish
from system2.spend.reservations import Reservations
from tests.spend.money import BERLIN, LABEL, NOON, a_wish, cap, paid, reservation_files, set_caps, the_ledger

TODAY = NOON.date()


def purse() -> Purse:
    return Purse(clock=lambda: NOON, zone=BERLIN)


def ids_in_the_ledger() -> list[str]:
    return [call.id for call in the_ledger().calls(TODAY)]


def test_what_one_process_holds_another_has_to_wait_for(home: Path) -> None:
    set_caps(cap("1"))
    mine, yours = purse(), purse()
    wish = a_wish("0.90")
    assert mine.reserve(wish) == Reserved()
    waiting = yours.reserve(a_wish("0.20"))
    assert isinstance(waiting, Wait)
    assert "$1.00 left until midnight (12 h 0 min), of which calls under way hold $0.90" in waiting.refusal.line
    mine.settle(paid(wish, "0.10"))
    assert yours.reserve(a_wish("0.20")) == Reserved()


def test_what_could_pass_the_cap_by_itself_is_refused_whoever_holds_what(home: Path) -> None:
    set_caps(cap("1"))
    assert purse().reserve(a_wish("0.50")) == Reserved()
    assert isinstance(purse().reserve(a_wish("1.01")), Refusal)
    assert isinstance(purse().reserve(a_wish("1")), Wait)


@pytest.mark.parametrize(("caps", "max_cost"), [((cap("0.02"),), None), ((), Decimal("0.02"))])
def test_a_process_waits_for_its_own_calls_too(home: Path, caps: tuple[Cap, ...], max_cost: Decimal | None) -> None:
    set_caps(*caps)
    mine = Purse(max_cost=max_cost)
    first, second = a_wish("0.02"), a_wish("0.01")
    assert mine.reserve(first) == Reserved()
    assert isinstance(mine.reserve(second), Wait)
    mine.release(first.id)
    assert mine.reserve(second) == Reserved()


def test_what_is_written_is_written_although_the_disk_has_no_room_to_take_back_what_was_set_aside(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever settles for the dead finds the row, and does not write it again."""
    mine, wish = purse(), a_wish("0.10")
    mine.reserve(wish)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(Reservations, "change", fail)
        mine.settle(paid(wish, "0.05"))
    mine.close()
    tidy(watched=False)
    assert ids_in_the_ledger() == [wish.id]
    assert reservation_files() == []


def test_a_sample_and_its_verdict_are_reserved_together_or_not_at_all(home: Path) -> None:
    set_caps(cap("1"))
    mine = purse()
    assert isinstance(mine.reserve(a_wish("0.60"), a_wish("0.60")), Refusal)
    assert mine.reserve(a_wish("0.50"), a_wish("0.50")) == Reserved()


def test_a_call_settled_is_in_the_ledger_once_and_holds_nothing(home: Path) -> None:
    mine = purse()
    wish = a_wish()
    mine.reserve(wish)
    assert len(reservation_files()) == 1
    mine.settle(paid(wish, "0.003"))
    assert reservation_files() == []
    assert the_ledger().calls(TODAY) == [paid(wish, "0.003")]


def test_a_call_released_leaves_no_trace(home: Path) -> None:
    mine = purse()
    wish = a_wish()
    mine.reserve(wish)
    mine.release(wish.id)
    mine.release("never heard of")
    assert reservation_files() == []
    assert ids_in_the_ledger() == []


def test_a_call_may_be_settled_without_having_been_reserved(home: Path) -> None:
    purse().settle(paid(a_wish(), "0.01"))
    assert len(ids_in_the_ledger()) == 1


def test_a_purse_that_is_closed_gives_back_what_was_never_used(home: Path) -> None:
    mine = purse()
    mine.reserve(a_wish(), a_wish())
    mine.close()
    assert reservation_files() == []
    assert ids_in_the_ledger() == []


def test_a_purse_that_was_never_used_leaves_nothing_on_disk(home: Path) -> None:
    mine = purse()
    assert mine.left() is None
    mine.close()
    assert list(home.iterdir()) == []


def test_a_call_that_could_not_be_written_down_is_settled_by_the_next_process(home: Path) -> None:
    mine = purse()
    wish = a_wish("0.07")
    mine.reserve(wish)
    day_file = the_ledger().file(TODAY)
    day_file.mkdir()
    with pytest.raises(LedgerError, match="Is a directory"):
        mine.settle(paid(wish, "0.01"))
    mine.close()
    day_file.rmdir()
    tidy(watched=False, now=NOON)
    assert [(call.id, call.cost) for call in the_ledger().calls(TODAY)] == [
        (wish.id, Cost(Decimal(0), "estimated", Decimal("0.07")))
    ]
    assert reservation_files() == []


DIE = """
import os, signal
from tests.spend.money import *
from system2.spend.purse import Order, Purse, Reserved
purse = Purse()
wishes = [a_wish("0.04"), a_wish("0.05"), a_wish("0.06", model="ollama/mystery")]
orders = [Order((wish, a_wish("0.02"))) for wish in wishes]
assert purse.reserve_each(orders) == [Reserved()] * 3
purse.settle(paid(wishes[0], "0.01"))
{before_death}
os.kill(os.getpid(), signal.SIGKILL)
"""

REMEMBER_THE_FIRST = """
(file,) = reservation_files()
from system2.spend import rows
file.write_bytes(rows.to_bytes(wishes[0].forfeit()) + file.read_bytes())
"""

DIE_WRITING = """
(file,) = reservation_files()
with file.with_name(file.name.replace(".2.", ".3.")).open("wb") as again:
    again.write(file.read_bytes()[:-40])
"""


def process_that_dies(before_death: str = "") -> None:
    finished = subprocess.run([sys.executable, "-c", DIE.format(before_death=before_death)], check=False)
    assert finished.returncode == -signal.SIGKILL


@pytest.mark.parametrize("before_death", ["", REMEMBER_THE_FIRST, DIE_WRITING])
def test_what_a_dead_process_held_is_settled_once_as_estimated(home: Path, before_death: str) -> None:
    """Also where it died between the ledger and its reservations, or while it wrote those; but not what was to come."""
    process_that_dies(before_death)
    assert reservation_files()
    tidy(watched=False, now=NOON)
    tidy(watched=False, now=NOON)
    assert reservation_files() == []
    costs = {call.id: call.cost for call in the_ledger().calls(TODAY)}
    assert len(ids_in_the_ledger()) == len(costs) == 3
    assert sorted(costs.values(), key=lambda cost: cost.most) == [
        Cost(Decimal("0.01"), "exact"),
        Cost(Decimal(0), "estimated", Decimal("0.05")),
        Cost(Decimal(0), "estimated", Decimal("0.06")),
    ]


def test_the_next_call_of_anybody_settles_what_the_dead_held(home: Path) -> None:
    process_that_dies()
    assert purse().reserve(a_wish()) == Reserved()
    assert len(ids_in_the_ledger()) == 3


def test_the_money_of_the_dead_is_spent_and_not_waited_for(home: Path) -> None:
    running = purse()
    running.reserve(a_wish("0.001"))
    process_that_dies()
    set_caps(cap("0.13"))
    assert isinstance(running.reserve(a_wish("0.02")), Refusal)


def test_what_has_no_price_is_not_given_one_by_death() -> None:
    unpriced = Wish("a", LABEL, NOON, 1, None, Usage(9, output=9))
    local = Wish("b", LABEL, NOON, 1, Decimal(0), Usage(9, output=9), local=True)
    assert [wish.forfeit().cost.status for wish in (unpriced, local)] == ["unknown", "local"]


def test_the_living_are_left_alone(home: Path) -> None:
    mine = purse()
    wish = a_wish("0.30")
    mine.reserve(wish)
    tidy(watched=False, now=NOON)
    purse().reserve(a_wish())
    assert ids_in_the_ledger() == []
    mine.settle(paid(wish, "0.01"))
    assert ids_in_the_ledger() == [wish.id]


def test_of_several_that_wait_for_what_each_has_set_aside_the_youngest_gives_way(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks for no more, so that its own money comes free for the older ones; nobody does while a call goes on."""
    monkeypatch.setattr("system2.spend.purse.STUCK", 0.0)
    set_caps(cap("1"))
    older, younger = purse(), purse()
    samples = [a_wish("0.20"), a_wish("0.20")]
    for each, sample in zip((older, younger), samples, strict=True):
        assert each.reserve(sample, a_wish("0.30")) == Reserved()
    assert isinstance(younger.reserve(a_wish("0.50")), Wait)
    for each, sample in zip((older, younger), samples, strict=True):
        each.settle(paid(sample, "0.01"))
    wanted = a_wish("0.40"), a_wish("0.10")
    assert isinstance(older.reserve(*wanted), Wait)
    assert isinstance(younger.reserve(a_wish("0.40"), a_wish("0.10")), Refusal)
    younger.close()
    assert older.reserve(*wanted) == Reserved()


def test_what_was_set_aside_for_a_verdict_is_reserved_anew_by_what_it_takes(home: Path) -> None:
    """A longer candidate costs more, and a cap that was lowered meanwhile holds; what was set aside is given back."""
    set_caps(cap("1"))
    mine = purse()
    verdict = a_wish("0.10")
    mine.reserve(a_wish("0.50"), verdict)
    assert isinstance(mine.reserve(a_wish("0.60"), instead_of=verdict.id), Wait)
    assert isinstance(purse().reserve(a_wish("0.51")), Wait)
    assert purse().reserve(a_wish("0.50")) == Reserved()


def test_a_model_that_took_more_than_it_was_allowed_is_reserved_by_that_from_then_on(home: Path) -> None:
    """By every process, for some weeks; other models are taken at their word."""
    told: list[str] = []
    mine = Purse(clock=lambda: NOON, zone=BERLIN, warn=told.append)
    wish = a_wish("0.01")
    mine.reserve(wish)
    mine.settle(paid(wish, "0.20"))
    assert told == [
        f"{LABEL.model} cost 20 times the most that a call should: so much is set aside for its calls from now on."
    ]
    reserved = purse().reserve(a_wish("0.01"), a_wish("0.01", model="openai/gpt-4o"))
    assert isinstance(reserved, Reserved)
    assert [wish.worst for wish in reserved.wishes] == [Decimal("0.20"), Decimal("0.01")]
    later = Purse(clock=lambda: NOON + timedelta(days=31), zone=BERLIN).reserve(a_wish("0.01"))
    assert isinstance(later, Reserved)
    assert [wish.worst for wish in later.wishes] == [Decimal("0.01")]
