"""How far a measurement is: a bar at a terminal, nothing elsewhere; always on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from system2.cli.output import progress_bar, tell
from system2.render.safe import clean

if TYPE_CHECKING:
    from system2.bench.run import Standing


@dataclass(frozen=True)
class MeasuringView:
    """Says what went wrong, and shows how it stands."""

    tell: Callable[[str], None]
    show: Callable[["Standing"], None]


@contextmanager
def measuring_view(*, quiet: bool) -> Iterator[MeasuringView]:
    """The view for this terminal."""

    def say(line: str) -> None:
        tell(f"bench: {clean(line)}")

    if quiet:
        yield MeasuringView(say, lambda standing: None)
        return
    with progress_bar("measuring") as progress:
        yield MeasuringView(say, lambda standing: progress(standing.solved, standing.total))
