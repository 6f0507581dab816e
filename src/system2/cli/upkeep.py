"""What a command about money does first."""

import sys

from system2.cli.output import tell
from system2.spend.housekeeping import tidy


def settle_and_warn() -> None:
    """Settle what dead processes left, and say what the user should know of the caps. Raises `LedgerError`."""
    for line in tidy(watched=sys.stderr.isatty()):
        tell(line)
