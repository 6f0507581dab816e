"""The scripts that are installed: `system2` with every command, and the bare `think`, `vote`, `budget`, `cost`.

At a press of Tab a shell calls them too: that is answered here, before anything is imported that a command needs.
"""

import gc
import os
import sys
from typing import NoReturn

ASKED = "_SYSTEM2_COMPLETE"
"""The variable in which a shell puts the word at its cursor, after a sign that makes it no empty one."""


def system2() -> NoReturn:
    """The script `system2`."""
    answer_shell("system2")
    from system2.cli.main import main
    from system2.cli.umbrella import umbrella

    main(umbrella, "system2")


def think() -> NoReturn:
    """The script `think`."""
    answer_shell("think")
    from system2.cli.apps import single
    from system2.cli.main import main
    from system2.cli.think import think as command

    main(single(command), "think")


def vote() -> NoReturn:
    """The script `vote`."""
    answer_shell("vote")
    from system2.cli.apps import single
    from system2.cli.main import main
    from system2.cli.vote import vote as command

    main(single(command), "vote")


def budget() -> NoReturn:
    """The script `budget`."""
    answer_shell("budget")
    from system2.cli.budget import app
    from system2.cli.main import main

    main(app, "budget")


def cost() -> NoReturn:
    """The script `cost`."""
    answer_shell("cost")
    from system2.cli.cost import app
    from system2.cli.main import main

    main(app, "cost")


def answer_shell(script: str) -> None:
    """Tell a shell that asks what may follow on the script's command line, and end; else do nothing."""
    if (begun := os.environ.get(ASKED)) is not None:
        gc.disable()  # nothing is left to collect, and looking for it takes a fifth of the time
        from system2.cli.tab import answer

        answer(script, sys.argv[1:], begun[1:])
        sys.exit()
