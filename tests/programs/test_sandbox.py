"""What a checking program can rely on, and what the user can rely on about it."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from system2.core.actions import Check
from system2.core.outcomes import Checked, Failed
from system2.programs.limits import MEBIBYTE, Limits
from system2.programs.sandbox import run_program
from tests.programs.trial import processes_with


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made during the test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def run(source: str, *, text: str = "", limits: Limits = Limits(), **given: dict[str, str]) -> Checked:  # noqa: B008
    """The outcome of a Python program."""
    quoted = source.replace("'", "'\"'\"'")
    outcome = asyncio.run(run_program(Check(f"{sys.executable} -c '{quoted}'", text, **given), limits))
    assert isinstance(outcome, Checked), outcome
    return outcome


def test_the_candidate_comes_in_on_standard_input_and_both_outputs_are_kept_apart() -> None:
    done = run("import sys; print(sys.stdin.read()[::-1]); print('oh', file=sys.stderr)", text="olleh")
    assert (done.exit_code, done.output, done.errors) == (0, "hello\n", "oh\n")


def test_the_environment_is_six_variables_and_none_of_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "MY_SECRET", "EDITOR"):
        monkeypatch.setenv(name, "mine")
    done = run(
        "import os; print(*sorted(os.environ))",
        environment={"SYSTEM2_PROBLEM": "6*7?", "SYSTEM2_ANSWER": "42"},
    )
    assert set(done.output.split()) - {"LC_CTYPE"} == {
        *("PATH", "LANG", "HOME", "TMPDIR", "SYSTEM2_PROBLEM", "SYSTEM2_ANSWER")
    }


def test_problem_and_answer_may_be_of_any_length_and_hold_any_character() -> None:
    long = "a\0b\ud800" + "é" * 300_000
    done = run("import os; print(os.environ['SYSTEM2_PROBLEM'][:4])", text=long, environment={"SYSTEM2_PROBLEM": long})
    assert done.output == "ab?é\n"


def test_files_stand_in_its_folder_and_the_folder_is_gone_afterwards(temporary: Path) -> None:
    done = run(
        "import os; print(open('tests/a.txt').read(), os.getcwd() == os.environ['HOME'] == os.environ['TMPDIR'])",
        files={"tests/a.txt": "here"},
    )
    assert done.output == "here True\n"
    assert list(temporary.iterdir()) == []


def test_the_exit_code_is_the_programs_own() -> None:
    assert run("raise SystemExit(42)").exit_code == 42


def test_a_program_that_cannot_be_run_failed_and_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "check"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    outcome = asyncio.run(run_program(Check(str(broken), "")))
    assert isinstance(outcome, Failed)
    assert f"{broken} could not be started: No such file or directory" in outcome.reason


@pytest.mark.parametrize(
    ("source", "limits", "reason"),
    [
        ("while True: pass", Limits(seconds=0.3), "it ran longer than 0.3 s"),
        ("while True: pass", Limits(processor_seconds=1), "it used more than 1 s of the processor"),
        (
            "x = b'x' * 90_000_000; import time; time.sleep(20)",
            Limits(memory=60 * MEBIBYTE),
            "it held more than 60 MiB",
        ),
        (
            "import os, time; [os.fork() for _ in range(5)]; time.sleep(20)",
            Limits(processes=8),
            "it ran more than 8 pro",
        ),
        ("print('x' * 700_000)", Limits(output=MEBIBYTE // 2), "it printed more than 0.5 MiB"),
        ("import os; os.abort()", Limits(), "it was killed by SIGABRT"),
    ],
)
def test_a_program_that_passes_a_limit_is_ended_and_the_limit_named(source: str, limits: Limits, reason: str) -> None:
    done = run(source, limits=limits)
    assert done.exit_code is None
    assert done.reason.startswith(reason)


def test_processes_that_share_memory_are_not_counted_twice() -> None:
    source = """
import os, time
held = b"x" * 60_000_000
children = [os.fork() for _ in range(3)]
if 0 in children:
    time.sleep(0.2)
    os._exit(0)
for child in children:
    os.waitpid(child, 0)
"""
    assert run(source, limits=Limits(memory=150_000_000)).exit_code == 0


def test_locks_between_processes_work_where_namespaces_can_be_had() -> None:
    source = (
        "import multiprocessing as m; q = m.Queue(); p = m.Process(target=q.put, args=(7,)); p.start(); print(q.get())"
    )
    assert run(source).output == "7\n"


def test_cancelling_ends_the_program_and_removes_its_folder(temporary: Path) -> None:
    marker = f"cancelled-{os.getpid()}"

    async def start_and_cancel() -> None:
        check = Check("sh -c 'sleep 600 & sleep 600'", "", {"SYSTEM2_ANSWER": marker})
        task = asyncio.create_task(run_program(check))
        await until(lambda: len(processes_with(marker)) == 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(start_and_cancel())
    assert processes_with(marker) == []
    assert list(temporary.iterdir()) == []


def test_a_cancellation_at_any_moment_comes_to_an_end(temporary: Path) -> None:
    async def cancel_after(seconds: float) -> None:
        task = asyncio.create_task(run_program(Check("sleep 600", "")))
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.wait_for(asyncio.wait([task]), 20)

    async def cancel_at_many_moments() -> None:
        for moment in range(24):
            await cancel_after(moment / 400)

    asyncio.run(cancel_at_many_moments())
    assert list(temporary.iterdir()) == []


def test_a_killed_system2_leaves_no_program_and_no_folder_behind(temporary: Path) -> None:
    marker = f"orphaned-{os.getpid()}"
    source = f"""
import asyncio
from system2.core.actions import Check
from system2.programs.sandbox import run_program
asyncio.run(run_program(Check("sleep 600", "", {{"SYSTEM2_ANSWER": "{marker}"}})))
"""
    with subprocess.Popen([sys.executable, "-c", source], env=os.environ | {"TMPDIR": str(temporary)}) as system2:
        asyncio.run(until(lambda: bool(processes_with(marker))))
        system2.kill()
    asyncio.run(until(lambda: not processes_with(marker) and not list(temporary.iterdir())))


async def until(holds: Callable[[], bool]) -> None:
    """Wait until this holds of other processes; the test fails where it never does."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  other processes set no event
            await asyncio.sleep(0.01)
