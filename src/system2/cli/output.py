"""Where a command's words go: its result to standard output, everything else to standard error."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def tell(line: str) -> None:
    """Say one line beside the result."""
    print(line, file=sys.stderr)


def console() -> "Console":
    """Standard output for results that are drawn; what is printed is text and never markup."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False)
