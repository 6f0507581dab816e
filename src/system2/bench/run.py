"""Measuring a whole problem set: several problems at once, each on disk when it is solved."""

import asyncio
import time
from collections.abc import Callable, Sequence

from system2.bench.measure import Bench
from system2.bench.problems.case import ProblemCase
from system2.core.events import CallEnded, Event, Warned
from system2.engine.house import House, open_house
from system2.engine.inquiry import Inquiry
from system2.engine.progress import Progress
from system2.engine.signals import Interruption, heard
from system2.engine.undisturbed import undisturbed
from system2.errors import ProviderError, UsageError
from system2.measured.results import ResultsFile

HOPELESS = 5
"""So many problems failed, and none solved, are taken for a provider that is not there."""


class Measuring:
    """Solves what the results do not hold yet. `tell` takes one line for the user, `show` how it stands."""

    def __init__(
        self,
        results: ResultsFile,
        pattern: Inquiry,
        *,
        tell: Callable[[str], object],
        show: Callable[[Progress], object],
    ) -> None:
        self._results = results
        self._pattern = pattern
        self._tell = tell
        self._show = show
        self._told: set[str] = set()
        self._progress = Progress()
        self._begin = time.monotonic()

    async def run(self, cases: Sequence[ProblemCase], *, person: bool = False) -> Progress:
        """How it stands at the end; a problem that failed is left for another time.

        Raises:
            System2Error: it cannot go on: other problems than before, a cap, a key, a model that there is not, a
                provider that is not there.
        """
        settings, unpriced = self._pattern.settings, self._pattern.allow_unpriced
        known = self._known(cases)
        self._progress.total, self._progress.earlier = len(cases), len(known)
        # Each problem asks for as many calls at once as its widest effort: so many of them keep all slots busy.
        room = asyncio.Semaphore(1 + settings.concurrency // max(self._results.setup.efforts))
        self._tell_how_it_stands()
        opened = open_house(settings, self._watch, allow_unpriced=unpriced, person=person)
        with heard(interruption := Interruption()):
            async with opened as house:
                bench = Bench(self._results.setup, self._pattern, house, self._watch)
                solving = [
                    asyncio.create_task(self._solve(bench, number, case, room))
                    for number, case in enumerate(cases)
                    if number not in known
                ]
                interruption.then(lambda: _leave(house, solving))
                try:
                    await asyncio.gather(*solving)
                except asyncio.CancelledError:
                    if interruption.happened:
                        raise KeyboardInterrupt from None
                    raise
                finally:
                    for task in solving:
                        task.cancel()
                    await undisturbed(asyncio.gather(*solving, return_exceptions=True))
        return self._progress

    def _known(self, cases: Sequence[ProblemCase]) -> set[int]:
        """The numbers of the problems that are solved already."""
        known = {solved.number: solved.question for solved in self._results.solved if solved.number < len(cases)}
        if any(cases[number].question != question for number, question in known.items()):
            raise UsageError(
                f"{self._results.setup.problems} holds other problems than when it was measured: give it another name, "
                f"or remove {self._results.path}."
            )
        return set(known)

    async def _solve(self, bench: Bench, number: int, case: ProblemCase, room: asyncio.Semaphore) -> None:
        async with room:
            try:
                self._results.add(await bench.solve(number, case))
            except ProviderError as error:
                self._progress.failed += 1
                if self._progress.failed >= HOPELESS and not self._progress.answered:
                    raise
                self._tell(f"problem {number + 1}: {error}")
            else:
                self._progress.answered += 1
            self._tell_how_it_stands()

    def _tell_how_it_stands(self) -> None:
        self._progress.seconds = time.monotonic() - self._begin
        self._show(self._progress)

    def _watch(self, event: Event) -> None:
        if isinstance(event, CallEnded):
            self._progress.bill = self._progress.bill.plus(event.call.cost)
            self._tell_how_it_stands()
        elif isinstance(event, Warned) and event.text not in self._told:
            self._told.add(event.text)
            self._tell(event.text)


def _leave(house: House, solving: Sequence["asyncio.Task[None]"]) -> None:
    house.cashier.hurry()
    for task in solving:
        task.cancel()
