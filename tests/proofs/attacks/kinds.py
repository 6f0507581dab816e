"""Every kind of attack, by name."""

import tempfile
from pathlib import Path

from tests.proofs.attacks import caps, interruptions, mix, numbers
from tests.proofs.attacks.world import Attack, world

KINDS: dict[str, Attack] = {
    "mix": mix.attack,
    "interruptions": interruptions.plain,
    "live interruptions": interruptions.live,
    "races": caps.race,
    "resumes": caps.resumes,
    "overruns": caps.overrun,
    "lowered caps": caps.lowered,
    "long candidates": caps.longer,
    "numbers": numbers.provider,
    "files": numbers.files,
}


def complaints(kind: str, seed: int) -> list[str]:
    """What goes wrong in one attack; nothing, if all is as promised."""
    with tempfile.TemporaryDirectory(prefix="system2-attack-") as folder, world(Path(folder), kind, seed) as here:
        KINDS[kind](here)
        return here.complaints
