"""The way of an inquiry from the command to its answer, module by module."""

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import FrameType

import pytest

from system2.config import model_table
from system2.engine import earlier, inquiry, reason, settle
from tests.commands import Commands
from tests.conftest import Run
from tests.server import ModelServer
from tests.spend.money import a_call, cap, record, set_caps

MODEL = ("-m", "openai/gpt-4o-mini")
STATIONS = {module.__file__: module.__name__.rpartition(".")[2] for module in (inquiry, settle, reason, earlier)}


class Visits:
    """A profiler that counts how often each station is entered by somebody else; `sys.setprofile` takes it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._seen: set[FrameType] = set()  # a coroutine that goes on is no second visit

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        station = STATIONS.get(frame.f_code.co_filename)
        if event != "call" or station is None or frame in self._seen or frame.f_code.co_name == "<module>":
            return
        self._seen.add(frame)
        caller = frame.f_back
        if caller is None or caller.f_code.co_filename != frame.f_code.co_filename:
            self.counts[station] += 1


def test_each_part_of_the_way_is_entered_once(invoke: Run, server: ModelServer) -> None:
    """What is asked, what it is settled to, the run itself; nothing is looked up in a run that is not gone on with."""
    visits = Visits()
    sys.setprofile(visits)
    try:
        finished = invoke("think", "What is 6*7?", "-e", 2, *MODEL)
    finally:
        sys.setprofile(None)
    assert finished.exit_code == 0, finished.stderr
    assert visits.counts == {"inquiry": 1, "settle": 1, "reason": 1}


def test_a_plain_question_loads_nothing_of_measurements(commands: Commands, server: ModelServer) -> None:
    """They are looked at where `--effort auto` asks for them, and for nothing else."""
    script = (
        "import atexit, sys; from system2.cli.app import think; atexit.register(lambda: print(*sys.modules)); think()"
    )
    loaded = commands.run(sys.executable, "-c", script, "What is 6*7?", "-e", 1, *MODEL).stdout
    assert "system2.engine.reason" in loaded
    assert "system2.measured" not in loaded
    assert "system2.bench" not in loaded


def test_a_batch_reads_the_table_of_prices_once(
    invoke: Run, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds megabytes, and where little money is left each question needs a price before it begins."""
    set_caps(cap("1"))
    record(a_call("0.80", at=datetime.now().astimezone()))
    read: list[str] = []

    class Watched(type(Path())):  # type: ignore[misc]
        def read_text(self, *given: str, **named: str) -> str:
            read.append(self.name)
            return super().read_text(*given, **named)

    monkeypatch.setattr(model_table, "Path", Watched)
    model_table.model_table.cache_clear()
    questions = "".join(f"What is {number}*7?\n" for number in range(40))
    finished = invoke("system2", "batch", "-", "--strategy", "cot", *MODEL, stdin=questions)
    assert finished.exit_code == 0, finished.stderr
    assert read == [model_table.TABLE_FILE]
