"""Gates: where a test makes the server stand still, and lets it go on, without any clock."""

import asyncio
import threading


class Gate:
    """Closed until a test opens it; whoever waits at it is a reply on its way. Safe to open from any thread."""

    def __init__(self) -> None:
        self._is_open = False
        self._lock = threading.Lock()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def open(self) -> None:
        """Let everybody through who waits, and who comes later."""
        with self._lock:
            self._is_open = True
            for loop, event in self._waiting:
                loop.call_soon_threadsafe(event.set)
            self._waiting.clear()

    async def passage(self) -> None:
        """Wait until it is open."""
        event = asyncio.Event()
        with self._lock:
            if self._is_open:
                return
            self._waiting.append((asyncio.get_running_loop(), event))
        await event.wait()
