"""Plays half a run in the live view, waits for a pipe to be opened, then ends as its first argument says."""

import sys
from pathlib import Path

from system2.core.decisions import Remark
from system2.render.live import LiveView
from tests.render import scenes


def main() -> None:
    """`python -m tests.render.play finish|crash PIPE`."""
    how, pipe = sys.argv[1:]
    events = scenes.best_of_n(5)
    view = LiveView()
    with view:
        for event in events[:250]:
            view(event)
        view(Remark("a remark that stays"))
        Path(pipe).read_bytes()
        if how == "crash":
            raise RuntimeError("our own bug")
        for event in events[250:]:
            view(event)
    print("the answer")
    view.summarise()


if __name__ == "__main__":
    main()
