"""A seeded handful of every attack; `python -m tests.proofs --rounds N` makes more."""

import pytest

from tests.proofs.attacks.kinds import KINDS, complaints, lack


@pytest.mark.parametrize("kind", KINDS)
def test_the_money_holds_under_every_kind_of_attack(kind: str) -> None:
    if lacking := lack(kind):
        pytest.skip(lacking)
    assert complaints(kind, seed=0) == []
