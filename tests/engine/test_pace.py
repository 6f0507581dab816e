"""How a rate limit is met."""

import asyncio

from system2.engine.pace import CUT, GROWTH, Pace


class Time:
    """A clock that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_waits_until_a_provider_refuses():
    pace = Pace(Time())
    for _ in range(1000):
        asyncio.run(asyncio.wait_for(pace.turn(), 1))
    assert pace.rate == 0


def test_a_refusal_cuts_the_pace_once_for_all_calls_that_were_on_their_way_and_it_recovers():
    time = Time()
    pace = Pace(time)
    for _ in range(100):
        asyncio.run(pace.turn())
    time.now += 1
    for _ in range(20):
        pace.refused(time.now)
    assert pace.rate == 100 * CUT
    time.now += 1
    assert pace.rate == 100 * CUT * GROWTH
    pace.refused(time.now)
    assert pace.rate == 100 * CUT * GROWTH * CUT
    time.now += 3600
    assert pace.rate == 0, "free again"


def test_calls_are_kept_apart_once_the_pace_is_cut():
    async def scene():
        pace = Pace()
        loop = asyncio.get_running_loop()
        for _ in range(10):
            await pace.turn()
        pace.refused(loop.time())
        begin = loop.time()
        await asyncio.gather(*(pace.turn() for _ in range(17)))
        return loop.time() - begin

    assert asyncio.run(scene()) >= 16 / (100 * CUT * GROWTH), "ten calls in no time count as ten in a tenth of a second"


def test_a_provider_that_wants_to_be_left_alone_gets_no_call_until_then():
    """Calls that are on their turn meanwhile go back to wait for the silence to end."""
    time = Time()
    pace = Pace(time)
    assert asyncio.run(pace.turn())
    pace.refused(time.now, 10.0)
    assert pace.silence == 10
    assert not asyncio.run(pace.turn())
    time.now += 10
    assert pace.silence == 0
    assert asyncio.run(pace.turn())
