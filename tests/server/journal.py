"""What happened at the server: who came, who left and how, kept for the test and on disk where asked for."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

from tests.server.messages import Request
from tests.server.replies import Usage

Departure = Literal["sent", "gone", "reset"]
"""The reply was sent to its last byte, the client went away before, or the server broke the connection off."""

PATIENCE = 90.0
"""How long a test waits for something that must happen, in seconds: on a busy machine a command starts slowly."""


@dataclass
class Exchange:
    """One request and what became of it; `departure` is None while it is being answered. Times are monotonic."""

    request: Request
    status: int | None = None
    fault: str | None = None
    first_byte: float | None = None
    departed: float | None = None
    departure: Departure | None = None
    usage: Usage | None = None

    @property
    def is_answered(self) -> bool:
        """Whether a good reply was sent whole."""
        return self.departure == "sent" and self.status == 200 and self.fault is None


class Journal:
    """Every exchange in the order of arrival, how many were open at once at most, and what went wrong in scripts."""

    def __init__(self, file: Path | None = None) -> None:
        self.exchanges: list[Exchange] = []
        self.problems: list[str] = []
        self.open = 0
        self.peak = 0
        self._changed = threading.Condition()
        self._file: IO[str] | None = file.open("a", buffering=1, encoding="utf-8") if file else None

    def arrived(self, request: Request) -> Exchange:
        exchange = Exchange(request)
        with self._changed:
            self.exchanges.append(exchange)
            self.open += 1
            self.peak = max(self.peak, self.open)
            self._changed.notify_all()
        self._write("arrived", request.number, request.at, body=request.body, headers=request.headers)
        return exchange

    def first_byte(self, exchange: Exchange) -> None:
        with self._changed:
            exchange.first_byte = time.monotonic()
            self._changed.notify_all()

    def departed(self, exchange: Exchange, departure: Departure) -> None:
        exchange.departed = time.monotonic()
        usage = asdict(exchange.usage) if exchange.usage else None
        fields = {"departure": departure, "status": exchange.status, "fault": exchange.fault, "usage": usage}
        self._write("departed", exchange.request.number, exchange.departed, **fields)
        with self._changed:
            exchange.departure = departure
            self.open -= 1
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout: float) -> None:
        """Wait until something is so; AssertionError when it is not within `timeout` seconds."""
        with self._changed:
            happened = self._changed.wait_for(condition, timeout)
        assert happened, f"not within {timeout} s; {len(self.exchanges)} requests so far, {self.open} still open"

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _write(self, event: str, number: int, at: float, **fields: Any) -> None:
        if self._file:
            self._file.write(json.dumps({"event": event, "number": number, "at": at, **fields}) + "\n")


def read_log(file: Path) -> list[Exchange]:
    """The exchanges in the log of a server process; a line that is still being written is left out."""
    exchanges: dict[int, Exchange] = {}
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        event: dict[str, Any] = json.loads(line)
        number = event["number"]
        if event["event"] == "arrived":
            exchanges[number] = Exchange(Request(number, 0, event["at"], event["body"], event["headers"]))
            continue
        exchange = exchanges[number]
        exchange.departed, exchange.departure = event["at"], event["departure"]
        exchange.status, exchange.fault = event["status"], event["fault"]
        exchange.usage = Usage(**event["usage"]) if event["usage"] else None
    return list(exchanges.values())
