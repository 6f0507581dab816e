"""Samples that are one request."""

import asyncio

from system2.core.actions import Sample
from system2.core.outcomes import Replied
from system2.core.problem import Message
from system2.core.replies import Reply
from system2.engine.bundles import Bundles

MESSAGES = (Message("user", "What is 6*7?"),)


class Provider:
    """Answers each request once it is let go; `requests` are the indices of each, `broken_off` those cancelled."""

    def __init__(self):
        self.requests = []
        self.broken_off = []
        self.free = asyncio.Event()

    async def __call__(self, samples):
        indices = [sample.index for sample in samples]
        self.requests.append(indices)
        try:
            await self.free.wait()
        except asyncio.CancelledError:
            self.broken_off.append(indices)
            raise
        return [Replied(sample, Reply(str(sample.index))) for sample in samples]


async def asked(most, number, provider, temperature_of=lambda sample: 0.8):
    """So many samples, each waiting for its outcome, all sent."""
    bundles = Bundles(lambda sample: most, provider, temperature_of)
    waiting = [asyncio.create_task(bundles.sample(Sample(MESSAGES, index))) for index in range(number)]
    await until_all_have_moved()
    return waiting


async def until_all_have_moved():
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_asked_for_at_once_is_as_few_requests_as_may_be_and_each_hears_of_its_own():
    async def scene():
        provider = Provider()
        waiting = await asked(3, 5, provider)
        provider.free.set()
        return provider.requests, [outcome.reply.text for outcome in await asyncio.gather(*waiting)]

    assert asyncio.run(scene()) == ([[0, 1, 2], [3, 4]], ["0", "1", "2", "3", "4"])


def test_a_request_is_broken_off_when_nobody_waits_for_any_part_of_it_and_not_before():
    async def scene():
        provider = Provider()
        waiting = await asked(3, 3, provider)
        for task in waiting[:2]:
            task.cancel()
        await until_all_have_moved()
        before = list(provider.broken_off)
        waiting[2].cancel()
        await asyncio.wait(waiting, timeout=5)
        return before, list(provider.broken_off)

    assert asyncio.run(scene()) == ([], [[0, 1, 2]])


def test_those_who_still_wait_hear_of_their_own_when_another_gives_up():
    async def scene():
        provider = Provider()
        waiting = await asked(3, 3, provider)
        waiting[0].cancel()
        await until_all_have_moved()
        provider.free.set()
        return [outcome.reply.text for outcome in await asyncio.gather(*waiting[1:])]

    assert asyncio.run(scene()) == ["1", "2"]


def test_a_sample_at_another_temperature_is_a_request_of_its_own():
    async def run():
        provider = Provider()
        waiting = await asked(8, 4, provider, lambda sample: 0.0 if sample.index == 0 else 0.7)
        provider.free.set()
        await asyncio.gather(*waiting)
        return provider.requests

    assert asyncio.run(run()) == [[0], [1, 2, 3]]
