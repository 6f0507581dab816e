"""One request for several samples, where a model writes several choices more cheaply than it answers several times."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from system2.core.actions import Ask, Sample
from system2.core.outcomes import Outcome
from system2.engine.undisturbed import undisturbed

NO_PATH = -1
"""The index under which events tell of a call that concerns no single path."""

Alike = Sequence[Sample | Ask]
"""Actions that differ in nothing but their index, and so may be one request; at least one."""

Together = Callable[[Sequence[Sample]], Awaitable[Sequence[Outcome]]]


@dataclass
class Bundle:
    """Samples of the same messages that were asked for at the same moment."""

    samples: list[Sample] = field(default_factory=list)
    wanted: int = 0
    request: "asyncio.Task[Sequence[Outcome]] | None" = None


class Bundles:
    """Puts samples together that differ only in their index, and in no `manner`; at `most` so many."""

    def __init__(self, most: Callable[[Sample], int], together: Together, manner: Callable[[Sample], object]) -> None:
        self._most = most
        self._together = together
        self._manner = manner
        self._open: dict[object, Bundle] = {}

    async def sample(self, sample: Sample) -> Outcome:
        """The outcome of this sample, asked for together with those that are asked for in the same moment."""
        bundle = self._joined(sample)
        place = bundle.samples.index(sample)
        assert bundle.request
        try:
            await asyncio.wait((bundle.request,))
        except asyncio.CancelledError:
            bundle.wanted -= 1
            if not bundle.wanted:
                bundle.request.cancel()
            await undisturbed(asyncio.wait((bundle.request,)))  # its replies may have arrived, and are paid for then
        return bundle.request.result()[place]

    def _joined(self, sample: Sample) -> Bundle:
        depth = (sample.thinking_tokens, sample.deeper)
        key = (sample.messages, sample.role, self._manner(sample), sample.max_tokens, depth)
        bundle = self._open.get(key)
        if bundle is None or len(bundle.samples) == self._most(sample):
            bundle = self._open[key] = Bundle()
            bundle.request = asyncio.ensure_future(self._send(key, bundle))
        bundle.samples.append(sample)
        bundle.wanted += 1
        return bundle

    async def _send(self, key: object, bundle: Bundle) -> Sequence[Outcome]:
        await asyncio.sleep(0)  # all that is started together joins before the request is made
        if self._open.get(key) is bundle:
            del self._open[key]
        return await self._together(bundle.samples)


def index_of(action: Sample | Ask) -> int:
    """The path that an action is about."""
    if isinstance(action, Sample):
        return action.index
    return NO_PATH if action.about is None else action.about


def path_of(alike: Alike) -> int | None:
    """The one path that a request is about, None where it is about several or none."""
    index = index_of(alike[0])
    return index if len(alike) == 1 and index != NO_PATH else None


def to_be_judged(alike: Alike, earmark: Ask) -> Alike:
    """The samples, with money set aside for this verdict on each."""
    return [replace(each, earmark=earmark) for each in alike if isinstance(each, Sample)]
