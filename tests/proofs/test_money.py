"""Money under races and crashes, straight at the purse. `SYSTEM2_PROOF_ROUNDS` says how often to kill."""

import os
import random
import subprocess
import sys
import time
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from system2.config.home import ledger_folder
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.housekeeping import tidy
from system2.spend.ledger import Ledger
from system2.spend.verify import verify
from tests.proofs.purses import WORST

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "5"))
PROCESSES = 8


def program(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.purses", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(home: Path, cost: Decimal) -> tuple[int, int]:
    """8 processes of 40 calls each under a cap of a dollar; how many calls were made and how many refused."""
    BudgetFile(home / "budget.toml").write(Budget((Cap("daily", Decimal(1)),)))
    racing = [program("race", str(number), str(cost)) for number in range(PROCESSES)]
    for process in racing:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in racing:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate()[0].split() for process in racing]
    assert [process.returncode for process in racing] == [0] * PROCESSES
    assert list((ledger_folder() / "reservations").iterdir()) == []
    made, refused = (sum(int(outcome[column]) for outcome in outcomes) for column in (0, 1))
    return made, refused


def spent() -> Decimal:
    ledger = Ledger(ledger_folder())
    return sum((ledger.sums(day).total.cost for day in ledger.days()), Decimal(0))


def test_calls_at_their_worst_never_pass_the_cap_and_nearly_fill_it(home: Path) -> None:
    made, refused = race(home, WORST)
    assert made >= 95
    assert made + refused == 40 * PROCESSES
    assert spent() == made * WORST <= 1


def test_nobody_is_refused_for_what_others_only_hold(home: Path) -> None:
    assert race(home, WORST / 10) == (40 * PROCESSES, 0)
    assert spent() == 320 * WORST / 10


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_process_killed_at_any_moment_loses_no_call_and_counts_none_twice(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    said: list[list[str]] = []
    for life in range(2):
        process = program("spend", str(life))
        assert process.stdout
        for _ in range(chance.randrange(1, 60)):
            said.append(process.stdout.readline().split())
        moment = time.perf_counter() + chance.random() * 0.003
        while time.perf_counter() < moment:
            pass
        process.kill()
        said += [line.split() for line in process.stdout]  # what was read ahead too, which `communicate` loses
        process.communicate()
    tidy(watched=False)

    ledger = Ledger(ledger_folder())
    for day in ledger.days():
        tomllib.loads(ledger.file(day).read_text())
    calls = [call for day in ledger.days() for call in ledger.calls(day)]
    count = Counter(call.id for call in calls)
    exact = {call.id for call in calls if call.cost.status == "exact"}
    answered, settled = ({name for what, name in said if what == wanted} for wanted in ("answered", "settled"))
    assert set(count.values()) == {1}
    assert answered <= set(count)
    assert settled <= exact
    assert len(count) <= len(answered) + 2, "each life may have held one call more than it told of"
    assert verify(ledger).sound
    assert list((ledger_folder() / "reservations").iterdir()) == []
