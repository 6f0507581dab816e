"""Every kind of attack, by name."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.proofs.attacks import caps, clocks, homes, interruptions, kills, mix, numbers, readers, texts
from tests.proofs.attacks.world import Attack, world

KINDS: dict[str, Attack] = {
    "mix": mix.attack,
    "interruptions": interruptions.plain,
    "live interruptions": interruptions.live,
    "kills": kills.plain,
    "live kills": kills.live,
    "races": caps.race,
    "resumes": caps.resumes,
    "overruns": caps.overrun,
    "lowered caps": caps.lowered,
    "long candidates": caps.longer,
    "numbers": numbers.provider,
    "files": numbers.files,
    "full disks": homes.full,
    "read-only homes": homes.read_only,
    "removed homes": homes.removed,
    "moved homes": homes.moved,
    "clocks": clocks.step,
    "midnights": clocks.midnight,
    "names": texts.names,
    "pages": texts.pages,
    "project files": readers.projects,
    "model headers": readers.headers,
    "patterns": readers.patterns,
    "repeats": readers.repeats,
}

LACKS: dict[str, Callable[[], str]] = {
    **dict.fromkeys(("full disks", "read-only homes"), homes.cannot_mount),
    **dict.fromkeys(("clocks", "midnights"), clocks.cannot_fake),
}
"""By kind, what says why it has to be left out here; it says nothing where it has not."""


def lack(kind: str) -> str:
    """Why this kind has to be left out here; empty where it has not."""
    return LACKS[kind]() if kind in LACKS else ""


def complaints(kind: str, seed: int) -> list[str]:
    """What goes wrong in one attack; nothing, if all is as promised."""
    with tempfile.TemporaryDirectory(prefix="system2-attack-") as folder, world(Path(folder), kind, seed) as here:
        KINDS[kind](here)
        return here.complaints
