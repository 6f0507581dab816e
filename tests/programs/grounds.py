"""Where misbehaviour is tried: as this user and, for root, as one without rights; with and without namespaces."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOBODY = 65534
PATIENCE = 300


@dataclass(frozen=True)
class Ground:
    """A Python, the user who runs it (None for this one), and whether namespaces can be had."""

    name: str
    python: str = sys.executable
    user: int | None = None
    options: tuple[str, ...] = ()

    def run(self, rounds: int, first: int = 0) -> list[str]:
        """What the programs of so many trials got away with here."""
        command = [self.python, "-m", "tests.programs.trial", *self.options, str(rounds), str(first)]
        done = self._python(command)
        assert done.returncode == 0, done.stderr
        complaints: list[str] = json.loads(done.stdout)
        return complaints

    def works(self) -> bool:
        """Whether that user can run that Python here at all."""
        try:
            return self._python([self.python, "-c", "import tests.programs.trial"]).returncode == 0
        except OSError:
            return False

    def _python(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        other = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False, **other
        )


def grounds() -> list[Ground]:
    """All the grounds that this machine has."""
    apart = ("--without-namespaces",)
    found = [Ground("as this user"), Ground("as this user, without namespaces", options=apart)]
    if os.geteuid() == 0:
        pythons = dict.fromkeys((sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"))
        nobody = next((python for python in pythons if Ground("", python, NOBODY).works()), None)
        if nobody:
            found += [
                Ground("as nobody", nobody, NOBODY),
                Ground("as nobody, without namespaces", nobody, NOBODY, apart),
            ]
    return found
