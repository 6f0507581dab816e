"""The server in a process of its own: it shares no interpreter with the client, and outlives what is killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server.journal import Exchange, read_log

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class ServerProcess:
    """A running server process: its address, and the log that it writes."""

    url: str
    log: Path

    @property
    def exchanges(self) -> list[Exchange]:
        """Every request with what became of it, as far as the log says by now."""
        return read_log(self.log)


@contextmanager
def server_process(folder: Path, script: str = "") -> Iterator[ServerProcess]:
    """A server that keeps its script and its log in `folder`; `script` is Python that defines `server` or `script`."""
    script_file, log = folder / "server_script.py", folder / "server_log.jsonl"
    script_file.write_text(script, encoding="utf-8")
    log.touch()
    command = [sys.executable, "-m", "tests.server", "--script", str(script_file), "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert url, "the server did not start"
        try:
            yield ServerProcess(url, log)
        finally:
            process.terminate()
    assert process.returncode == 0, "the server did not end well"
