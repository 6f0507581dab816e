"""The server as a process: `python -m tests.server --port 0 --script FILE --log FILE`.

FILE is Python and may define `server`, a ModelServer, or only `script`, what it says. The address is the first line
on standard output.
"""

import argparse
import asyncio
import runpy
import signal
from pathlib import Path

from tests.server.journal import Journal
from tests.server.running import ModelServer, listening


async def serve(server: ModelServer, port: int) -> None:
    """Serve until the process is told to end."""
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    async with listening(server, port):
        print(server.url, flush=True)
        await ended.wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", type=Path, help="Python file that defines `server` or `script`")
    parser.add_argument("--log", type=Path, help="JSON lines of arrivals and departures")
    parser.add_argument("--latency", type=float, help="seconds before the first byte")
    arguments = parser.parse_args()
    names = runpy.run_path(str(arguments.script)) if arguments.script else {}
    server = names.get("server") or ModelServer(**{name: names[name] for name in ("script",) if name in names})
    if arguments.latency is not None:
        server.latency = arguments.latency
    if arguments.log:
        server.journal = Journal(arguments.log)
    asyncio.run(serve(server, arguments.port))


if __name__ == "__main__":
    main()
