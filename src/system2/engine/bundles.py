"""One request for several samples, where a model writes several choices more cheaply than it answers several times."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from system2.core.actions import Sample
from system2.core.outcomes import Outcome
from system2.engine.undisturbed import undisturbed

Together = Callable[[Sequence[Sample]], Awaitable[Sequence[Outcome]]]


@dataclass
class Bundle:
    """Samples of the same messages that were asked for at the same moment."""

    samples: list[Sample] = field(default_factory=list)
    wanted: int = 0
    request: "asyncio.Task[Sequence[Outcome]] | None" = None


class Bundles:
    """Puts samples together that differ only in their index; at most `most` of them in one request."""

    def __init__(self, most: int, together: Together, temperature_of: Callable[[Sample], float]) -> None:
        self._most = most
        self._together = together
        self._temperature_of = temperature_of
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
        temperature = self._temperature_of(sample)
        key = (sample.messages, sample.role, temperature, sample.max_tokens, sample.thinking_tokens)
        bundle = self._open.get(key)
        if bundle is None or len(bundle.samples) == self._most:
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
