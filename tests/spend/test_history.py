"""What earlier calls teach about the length of replies."""

from dataclasses import replace
from datetime import timedelta

import pytest

from system2.core.money import Usage
from system2.spend import rows
from system2.spend.history import ENOUGH, MOST_BYTES, Habit, recent_history
from tests.spend.money import LABEL, NOON, a_call, record, the_ledger

pytestmark = pytest.mark.usefixtures("home")


def wrote(tokens, *, at=NOON, paths=1):
    return replace(a_call(at=at), usage=Usage(90, output=tokens), paths=paths)


def habit(role="generate", model=LABEL.model, strategy="best-of-n"):
    return recent_history(the_ledger()).habit(role, model, strategy)


def test_an_empty_ledger_teaches_nothing():
    assert habit() is None


def test_the_mean_and_the_shortest_tenth_of_the_calls_of_one_kind():
    record(*(wrote(tokens) for tokens in range(100, 120)))
    assert habit() == Habit(short=102, usual=110, calls=20)
    assert habit(role="verify") is None
    assert habit(model="openai/gpt-4o") is None
    assert habit(strategy="vote") == habit()


def test_a_request_for_several_choices_counts_each_of_them():
    record(wrote(800, paths=8))
    assert habit().usual == 100


def test_the_latest_calls_count_whatever_was_before():
    record(*(wrote(9_000, at=NOON - timedelta(days=1)) for _ in range(50)), *(wrote(100) for _ in range(ENOUGH)))
    assert habit() == Habit(100, 100, ENOUGH)


def test_of_a_long_day_only_the_end_is_read():
    """So that a quote takes no longer in the evening of a busy day."""
    old = rows.to_bytes(wrote(9_000))
    record(wrote(9_000))
    with the_ledger().file(NOON.date()).open("ab") as file:
        file.write(b'[[call]]\nthis = "is no call"\n\n')
        file.write(old * (MOST_BYTES // len(old)))
        file.write(rows.to_bytes(wrote(100)) * ENOUGH)
    assert habit() == Habit(100, 100, ENOUGH)


def test_a_damaged_day_teaches_nothing_and_stops_nobody():
    record(wrote(100), wrote(300, at=NOON - timedelta(days=1)))
    the_ledger().file(NOON.date()).write_bytes(b"\xff[[call]\n")
    assert habit() == Habit(300, 300, 1)
