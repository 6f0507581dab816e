"""How many threads llama.cpp gets, so that a busy machine slows it in proportion and no more.

Its threads wait for each other after every step of the work, thousands of times for each token. Where one of them has
to wait for a core, all of them do: with two threads on two cores of which one is busy, it falls from tens of tokens a
second to under two, while one thread alone keeps ten.
"""

import os

MOST_THREADS = 8
"""Models as small as ours gain nothing from more."""

GLANCE_SECONDS = 0.2
"""How long the cores are watched to see how busy they are."""


def free_threads() -> tuple[int, int]:
    """How many threads to use, and how many cores there are.

    As many as there are idle cores at the moment, one fewer than there are in any case, for what comes later; at
    least one.
    """
    import psutil

    cores = min(psutil.cpu_count(logical=False) or 1, _allowed())
    idle = 1 - psutil.cpu_percent(interval=GLANCE_SECONDS) / 100
    return max(1, min(round(idle * cores), cores - 1, MOST_THREADS)), cores


def free_memory() -> int:
    """How many bytes of memory can be had without anybody being moved to disk."""
    import psutil

    return int(psutil.virtual_memory().available)


def _allowed() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
