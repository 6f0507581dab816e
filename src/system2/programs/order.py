"""What the sandbox and its keeper tell each other, one JSON line each way."""

import json
from dataclasses import asdict, dataclass

from system2.programs.limits import Limits


@dataclass(frozen=True)
class Order:
    """One program to run: `arguments[0]` is its absolute path, `folder` where it runs, `files` what it finds there.

    With `readable` it reads nothing beyond these paths and its folder, and has no sockets.
    """

    arguments: list[str]
    environment: dict[str, str]
    text: str
    files: dict[str, str]
    folder: str
    limits: Limits
    readable: list[str] | None = None

    def encode(self) -> bytes:
        """This order as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> "Order":
        """The order that a line holds."""
        values = json.loads(line)
        return cls(**values | {"limits": Limits(**values["limits"])})


@dataclass(frozen=True)
class Report:
    """What became of the program: its exit code, or None and why it was stopped; the end of what it printed.

    `trouble` says why it could not even be started.
    """

    exit_code: int | None = None
    reason: str = ""
    output: str = ""
    errors: str = ""
    trouble: str = ""

    def encode(self) -> bytes:
        """This report as JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, text: bytes) -> "Report":
        """The report that this JSON holds."""
        return cls(**json.loads(text))
