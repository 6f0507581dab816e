"""Lines of a file or a pipe as they come, without ever standing in the way of the event loop."""

import asyncio
import os
from collections.abc import AsyncIterator

PIECE = 1 << 16
"""Bytes read at once."""


async def lines_of(descriptor: int) -> AsyncIterator[bytes]:
    """Each line without its ending, as soon as it is whole."""
    begun = b""
    while piece := await _read(descriptor):
        *whole, begun = (begun + piece).split(b"\n")
        for line in whole:
            yield line
    if begun:
        yield begun


async def _read(descriptor: int) -> bytes:
    """The next bytes, empty at the end. A descriptor that is readable never blocks; a regular file always is."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    try:
        loop.add_reader(descriptor, readable.set)
    except PermissionError:
        return os.read(descriptor, PIECE)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, PIECE)
