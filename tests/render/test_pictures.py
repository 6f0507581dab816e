"""What the live view looks like, as pictures taken in the middle of a run; look at them in `snapshots/`.

Run with SYSTEM2_UPDATE_PICTURES=1 to take them again.
"""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from system2.core.events import Event
from system2.render.signs import ASCII, UNICODE, Signs
from tests.render import scenes
from tests.render.pictures import picture

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "SYSTEM2_UPDATE_PICTURES"


class Shot(NamedTuple):
    """One picture: a share of a run's events in a terminal of some size."""

    name: str
    events: list[Event]
    share: float
    width: int
    height: int
    signs: Signs = UNICODE


SHOTS = [
    Shot("effort-3-60", scenes.best_of_n(3), 0.8, 60, 24),
    Shot("effort-3-80", scenes.best_of_n(3), 0.8, 80, 24),
    Shot("effort-3-120", scenes.best_of_n(3), 0.8, 120, 40),
    Shot("effort-3-200", scenes.best_of_n(3), 0.8, 200, 50),
    Shot("effort-5-100", scenes.best_of_n(5), 0.88, 100, 30),
    Shot("effort-32-60", scenes.best_of_n(32, 12), 0.6, 60, 24),
    Shot("effort-32-80", scenes.best_of_n(32, 12), 0.6, 80, 24),
    Shot("effort-32-120", scenes.best_of_n(32, 12), 0.6, 120, 40),
    Shot("effort-32-200", scenes.best_of_n(32, 12), 0.6, 200, 50),
    Shot("ascii-100", scenes.best_of_n(5), 0.88, 100, 24, ASCII),
    Shot("vote-80", scenes.vote(15), 0.7, 80, 24),
    Shot("tree-100", scenes.tree(), 0.95, 100, 30),
    Shot("tree-chosen-60", scenes.tree(), 1.0, 60, 14),
]


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_the_view_looks_as_it_did_when_a_person_last_looked_at_it(shot: Shot) -> None:
    events = shot.events[: int(len(shot.events) * shot.share)]
    drawn = picture(events, shot.width, shot.height, shot.signs, name=shot.name)
    file = SNAPSHOTS / f"{shot.name}.svg"
    if os.environ.get(UPDATE):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8"), f"look at the difference, then run again with {UPDATE}=1"
