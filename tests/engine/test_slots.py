"""How many calls run at once, and which goes first."""

import asyncio

from system2.engine.slots import Slots


def test_never_more_than_the_given_number_hold_a_slot_and_the_urgent_go_first():
    async def scene():
        slots, order, holding, most = Slots(2), [], 0, 0

        async def work(name, urgent):
            nonlocal holding, most
            async with slots.hold(urgent=urgent):
                holding += 1
                most = max(most, holding)
                order.append(name)
                await asyncio.sleep(0)
                holding -= 1

        samples = [work(f"sample {number}", False) for number in range(5)]
        await asyncio.gather(*samples, work("verdict", True))
        return order, most

    order, most = asyncio.run(scene())
    assert most == 2
    assert order.index("verdict") == 2


def test_a_slot_is_not_lost_with_the_task_that_was_waiting_for_it():
    async def scene():
        slots = Slots(1)

        async def work():
            async with slots.hold():
                await asyncio.sleep(0)

        async with slots.hold():
            waiting = [asyncio.create_task(work()) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()  # its turn has come by now, but it has not run yet
        await asyncio.gather(*waiting, return_exceptions=True)
        async with slots.hold():
            return True

    assert asyncio.run(asyncio.wait_for(scene(), 5))
