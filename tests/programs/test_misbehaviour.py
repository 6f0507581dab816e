"""Whatever a program does, it ends in time, and leaves no process, no file and no secret behind."""

import pytest

from tests.programs.grounds import Ground
from tests.programs.misbehaviour import KINDS


@pytest.mark.parametrize(
    "ground",
    [Ground("with namespaces"), Ground("without namespaces", options=("--without-namespaces",))],
    ids=lambda ground: ground.name,
)
def test_every_kind_of_misbehaviour_is_ended_in_time_and_leaves_nothing(ground: Ground) -> None:
    assert ground.run(len(KINDS)) == []
