"""What the live view costs: taking in an event, and drawing a frame. Run it as a script: it prints a table."""

import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

sys.path.insert(0, str(Path(__file__).parents[2]))

from system2.render.frame import frame
from system2.render.signs import UNICODE
from tests.render import scenes
from tests.render.pictures import screen_after

ROUNDS = 20


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Mean wall time of one round."""
    started = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - started) / rounds


def main() -> None:
    print(f"{'paths':>5}  {'one event':>10}  {'frame, printed':<14}")
    for effort in (5, 32, 100):
        events = scenes.best_of_n(effort)
        event = seconds(lambda events=events: screen_after(events), 1) / len(events)
        middle = screen_after(events[: int(len(events) * 0.6)])
        for width, height in ((80, 24), (120, 40), (200, 60)):
            console = Console(file=StringIO(), width=width, height=height, force_terminal=True)
            size = (middle, width, height - 1, 1.0, UNICODE)
            drawn = seconds(lambda console=console, size=size: console.print(Text("\n").join(frame(*size))))
            print(f"{effort:>5}  {event * 1e6:>7.1f} µs  {drawn * 1e3:>6.1f} ms at {width} x {height}")


if __name__ == "__main__":
    main()
