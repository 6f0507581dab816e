"""A counter of free places that requests of different sizes take and give back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """So many places; a request that needs several takes them all at once, or waits."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def take(self, places: int) -> AsyncIterator[None]:
        """Hold that many places for as long as the context lasts."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._free >= places)
            self._free -= places
        try:
            yield
        finally:
            self._free += places
            async with self._changed:
                self._changed.notify_all()
