"""Which models were cut off at the usual limits: their replies get twice the room from then on, for a week."""

import functools
from pathlib import Path
from typing import Literal

from system2.config.home import learnt_file
from system2.model.kept import keep, read_kept

Kind = Literal["paths", "replies"]
"""Whole paths, or verdicts and other short replies."""


class Rooms:
    """What is known of models, by a key that tells one from another; `file` keeps it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = {
            model: {kind for kind in ("paths", "replies") if entry.get(kind) is True}
            for model, entry in read_kept(file).items()
        }

    def are_wide(self, model: str, kind: Kind) -> bool:
        """Whether such replies of the model are known to take more than the usual room."""
        return kind in self._known.get(model, ())

    def widen(self, model: str, kind: Kind) -> None:
        """Take in that one was cut off."""
        if not self.are_wide(model, kind):
            known = self._known.setdefault(model, set())
            known.add(kind)
            keep(self._file, {model: dict.fromkeys(sorted(known), True)})


def rooms() -> Rooms:
    """What this user's runs know, shared by all of this process."""
    return _rooms(learnt_file("cut-off"))


@functools.cache
def _rooms(file: Path) -> Rooms:
    return Rooms(file)
