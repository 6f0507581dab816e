"""A hundred misbehaving programs, as root and as a user without rights, with and without namespaces.

`SYSTEM2_PROOF_ROUNDS=100 pytest tests/proofs/test_misbehaviour.py` runs a hundred in all.
"""

import os

from tests.programs.grounds import grounds

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "8"))


def test_no_misbehaviour_outlives_its_time_or_leaves_anything_on_any_ground() -> None:
    found = grounds()
    share = -(-ROUNDS // len(found))
    complaints = {ground.name: ground.run(share, first=number * 7) for number, ground in enumerate(found)}
    assert complaints == {ground.name: [] for ground in found}
