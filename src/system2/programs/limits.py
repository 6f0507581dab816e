"""How much time, memory and disk an untrusted program may use."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds for one program with all that it starts; sizes are in bytes.

    `seconds` is wall time; `processor_seconds` holds for each process. `memory` is what all processes hold
    together. `processes` counts threads too. `file` bounds one file, `folder` all of them, `output` what is printed
    on both channels.
    """

    seconds: float = 30.0
    processor_seconds: int = 30
    memory: int = 1024 * MEBIBYTE
    processes: int = 256
    file: int = 64 * MEBIBYTE
    folder: int = 256 * MEBIBYTE
    output: int = MEBIBYTE
