"""How many requests a second the test server answers at 0.2 s latency, and how much of a core that takes it.

    python -m tests.benchmarks.server_rate

The client is a bare one: it sends the same bytes over 400 connections and hardly looks at what comes back.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time

CONNECTIONS = 400
SECONDS = 5.0
LATENCY = 0.2
QUESTION = "A server rack and a cooling unit cost 2500 dollars together. " * 4


async def keep_asking(host: str, port: int, stream: bool, until: float) -> int:
    """Ask over one connection, again and again; how many replies came."""
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": QUESTION}], "stream": stream}
    content = json.dumps(body).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(host, port)
    replies = 0
    while time.monotonic() < until:
        writer.write(head.encode() + content)
        headers = await reader.readuntil(b"\r\n\r\n")
        if stream:
            await reader.readuntil(b"\r\n0\r\n\r\n")
        else:
            length = int(headers.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        replies += 1
    writer.close()
    await writer.wait_closed()
    return replies


async def measure(host: str, port: int, stream: bool) -> float:
    """Replies a second."""
    started = time.monotonic()
    asking = (keep_asking(host, port, stream, started + SECONDS) for _ in range(CONNECTIONS))
    replies = sum(await asyncio.gather(*asking))
    return replies / (time.monotonic() - started)


def main() -> None:
    """Measure whole replies, then streamed ones."""
    for stream in (False, True):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "tests.server", "--latency", str(LATENCY)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            host, _, port = process.stdout.readline().strip().removeprefix("http://").removesuffix("/v1").partition(":")
            rate = asyncio.run(measure(host, int(port), stream))
            process.terminate()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        kind = "streamed" if stream else "whole"
        each = 1000 * cpu / (rate * SECONDS)
        print(f"{kind:9} {rate:6.0f} replies/s over {CONNECTIONS} connections, {each:.2f} ms of CPU each")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
