"""One misbehaviour in the sandbox, and what is left of it; run as a program, as many as it is told to.

python -m tests.programs.trial [--without-namespaces] ROUNDS
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from pathlib import Path

from system2.core.actions import Check
from system2.core.outcomes import Checked
from system2.programs import linux
from system2.programs.limits import MEBIBYTE, Limits
from system2.programs.sandbox import run_program
from tests.programs.misbehaviour import KINDS, Kind

LIMITS = Limits(
    seconds=1.0, memory=256 * MEBIBYTE, processes=48, file=8 * MEBIBYTE, folder=32 * MEBIBYTE, output=MEBIBYTE
)
ENOUGH = 20.0
"""Seconds for what has to be ended for another reason than its time, on a machine that is busy."""

GRACE = 12.0
"""Seconds that a machine may be too busy to end a program in time."""

VALUE = "open-sesame"
VARIABLES = ("OPENAI_API_KEY", "GITHUB_TOKEN", "MY_SECRET", "SYSTEM2_SECRET_TOKEN")
AT_ONCE = 4


async def trial(kind: Kind, area: Path) -> list[str]:
    """Everything that this misbehaviour got away with."""
    marker = f"marker-{uuid.uuid4().hex}"
    victim = area / "victim"
    victim.mkdir()
    (victim / "kept").write_text("kept")
    source = area / "misbehave.py"
    source.write_text(kind.source.replace("VICTIM", str(victim)).replace("MARKER", marker))
    limits = LIMITS if "longer than" in (kind.reason or "longer than") else replace(LIMITS, seconds=ENOUGH)
    started = time.monotonic()
    outcome = await run_program(Check(f"{sys.executable} {source}", "text", {"SYSTEM2_ANSWER": marker}), limits)
    seconds = time.monotonic() - started
    complaints = [] if isinstance(outcome, Checked) else [f"it was not run: {outcome}"]
    if seconds > limits.seconds + GRACE:
        complaints.append(f"it took {seconds:.1f} s")
    if kind.reason and not (isinstance(outcome, Checked) and outcome.exit_code is None):
        complaints.append(f"it came to its own end: {outcome}")
    if kind.reason and not re.search(kind.reason, outcome.reason):
        complaints.append(f"it was ended because {outcome.reason!r}")
    if isinstance(outcome, Checked) and VALUE in outcome.output + outcome.errors:
        complaints.append("it saw a secret")
    complaints += [f"process {pid} is left" for pid in processes_with(marker)]
    complaints += [f"{path} is left" for path in leftovers(marker)]
    if {path.name: path.read_bytes() for path in victim.rglob("*") if path.is_file()} != {"kept": b"kept"}:
        complaints.append("the user's files were changed")
    return [f"{kind.name}: {complaint}" for complaint in complaints]


def processes_with(marker: str) -> list[int]:
    """Processes, other than zombies, in whose environment this is found."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def leftovers(marker: str) -> list[Path]:
    """Files that a program could have left."""
    places = [Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm", "/", "/root", "/run", tempfile.gettempdir())]
    return [place / name for place in places for name in (marker, f"{marker}.d") if os.path.lexists(place / name)]


async def trials(rounds: int, first: int = 0) -> list[str]:
    """So many misbehaviours, a few at a time, from the catalogue's `first` on; nothing may be left at the end."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> list[str]:
        async with slots:
            with tempfile.TemporaryDirectory(prefix="trial-") as area:
                return await trial(KINDS[number % len(KINDS)], Path(area))

    results = await asyncio.gather(*map(one, range(first, first + rounds)))
    return [complaint for complaints in results for complaint in complaints]


def all_trials(rounds: int, first: int) -> list[str]:
    """These trials with secrets in the environment, in a temporary folder of their own, empty at their end."""
    os.environ.update(dict.fromkeys(VARIABLES, VALUE))
    with tempfile.TemporaryDirectory() as place:
        tempfile.tempdir = place
        complaints = asyncio.run(trials(rounds, first))
        tempfile.tempdir = None
        return complaints + [f"{path} is left" for path in Path(place).iterdir()]


def forbid_namespaces() -> None:
    """Move to a user namespace in which no further namespace can be had, as in many containers."""
    linux.enter_user_namespace()
    for kind in ("user", "pid", "mnt", "ipc"):
        Path(f"/proc/sys/user/max_{kind}_namespaces").write_text("0")


if __name__ == "__main__":
    if "--without-namespaces" in sys.argv:
        sys.argv.remove("--without-namespaces")
        forbid_namespaces()
    print(json.dumps(all_trials(*map(int, [*sys.argv[1:], "0"][:2]))))
