"""A publisher of weights on loopback, whose connections may break off."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any


@dataclass
class Publisher:
    """Serves `content` at every path, `at_once` bytes at most for each request; keeps the ranges that were asked for.

    Without `resumes` it sends the whole file again, as far as it comes.
    """

    content: bytes
    at_once: int
    resumes: bool = True
    status: int = 200
    ranges: list[str] = field(default_factory=list)


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, publisher: Publisher, *given: Any) -> None:
        self.publisher = publisher
        super().__init__(*given)

    def do_GET(self) -> None:
        publisher = self.publisher
        wanted = self.headers.get("Range", "")
        publisher.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and publisher.resumes else 0
        rest = publisher.content[start:]
        self.send_response(206 if start else publisher.status)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: publisher.at_once])

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def published(content: bytes, *, at_once: int = 1 << 30, **how: Any) -> Iterator[tuple[Publisher, str]]:
    """The publisher, and its address."""
    publisher = Publisher(content, at_once, **how)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, publisher)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield publisher, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
