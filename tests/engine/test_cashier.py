"""Money that was reserved for somebody who no longer wants it."""

import asyncio

import pytest

from system2.engine.cashier import Cashier
from system2.spend.purse import Purse, Reserved
from tests.spend.money import BERLIN, NOON, a_wish, cap, set_caps, the_ledger


def purse():
    return Purse(clock=lambda: NOON, zone=BERLIN)


def test_a_reservation_that_is_cancelled_while_it_is_made_is_taken_back(home):
    """At once, not when the run ends: other calls wait for that money."""
    set_caps(cap("1"))

    async def scene():
        cashier = Cashier(purse())
        try:
            with the_ledger().lock():
                reserving = asyncio.create_task(cashier.reserve(a_wish("0.50"), a_wish("0.50")))
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                reserving.cancel()
                await asyncio.sleep(0)
            with pytest.raises(asyncio.CancelledError):
                await reserving
            return await asyncio.to_thread(purse().reserve, a_wish("1"))
        finally:
            await cashier.close()

    assert asyncio.run(scene()) == Reserved()
