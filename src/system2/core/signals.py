"""The signals that ask a process to end."""

import signal

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, the polite `kill`, and a terminal that was closed."""


def heeded() -> list[signal.Signals]:
    """Those that are not ignored: `nohup` and the like have some ignored from the start, and that stays so."""
    return [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]
