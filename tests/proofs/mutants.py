"""How many small faults the tests notice: `python -m tests.proofs.mutants --sample 100 --seed 1`.

cosmic-ray (the extra `mutants`) makes one fault at a time in the code that reasons and spends: another number,
another comparison, `and` for `or`. It is put into a copy of the project. Tests are run against it in a fork of this
process, the nearest first: those that import the module, then the others of its package, then those of the commands,
the library, batches and measurements. A fault is noticed when a test fails that passes without it. One that no test
notices within so many seconds of the processor has survived: it is printed as a difference. Either a test is
missing, or the code says more than it has to.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import hypothesis  # noqa: F401 - so that no fork has to import it
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[2]

TESTS = {
    "engine": ("tests/engine",),
    "spend": ("tests/spend",),
    "strategies": ("tests/strategies",),
    "verifiers": ("tests/verifiers", "tests/strategies"),
}
"""By package, the tests that are its own."""

AT_LARGE = ("tests/cli", "tests/test_library.py", "tests/batch", "tests/bench")
"""Tests that come last."""

LEFT_OUT = frozenset({"test_embedded.py", "test_plugins.py"})
"""What the embedded model says tells nothing of the code."""

FAULTS = tuple(
    f"core/{name}"
    for name in (
        *("ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add", "ReplaceBinaryOperator_Mul_Div"),
        *("ReplaceBinaryOperator_Div_Mul", "ReplaceBinaryOperator_Mod_Mul", "ReplaceBinaryOperator_FloorDiv_Mul"),
        *("ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq"),
        *("ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Lt_GtE"),
        *("ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_Gt_LtE"),
        *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is"),
        *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "AddNot"),
        *("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
        *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop"),
        "ExceptionReplacer",
    )
)
"""cosmic-ray's operators without those whose mutants cannot even be imported."""

STARRED = {"parameters", "param", "argument"}
"""Where a star is no product."""

PATIENCE = 20
"""Seconds of the processor after which a single test hangs: that is noticed too."""

UNNOTICED = 8
"""How many times as long as the processor a run may take by the clock; tests wait for processes of their own."""


ALREADY_IMPORTED = "ignore::pytest.PytestAssertRewriteWarning"
"""What pytest warns of where a library was imported before the fork."""


@dataclass(frozen=True)
class Mutant:
    """The `occurrence`-th place in a module where a kind of fault can be made."""

    module: Path
    fault: str
    occurrence: int

    @property
    def package(self) -> str:
        return self.module.parts[2]


def mutants() -> Iterator[Mutant]:
    """All that can be made, in a fixed order."""
    for package in TESTS:
        for module in sorted((ROOT / "src" / "system2" / package).rglob("*.py")):
            nodes = list(ast_nodes(get_ast(module.read_text(encoding="utf-8"))))
            for fault in FAULTS:
                operator = get_operator(fault)()
                places = [node for node in nodes for _ in operator.mutation_positions(node)]
                for number, node in enumerate(places):
                    if node.parent.type not in STARRED:
                        yield Mutant(module.relative_to(ROOT), fault, number)


class Copy:
    """A copy of the project in a folder of its own, so that no fault ever gets into the real one."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        for name in ("src", "tests", "completions"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
            shutil.copy(ROOT / name, folder)
        self._changes = 0

    def notices(self, mutant: Mutant) -> str:
        """The test that fails with this fault in the copy and passes without it; empty where there is none."""
        path = self.folder / mutant.module
        whole = path.read_text(encoding="utf-8")
        self._write(path, mutated(whole, mutant))
        try:
            failed = self._first_to_fail(self.tests_near(mutant))
        finally:
            self._write(path, whole)
        return failed if failed and not self._first_to_fail((failed,)) else ""

    def tests_near(self, mutant: Mutant) -> tuple[str, ...]:
        """Files of tests, the nearest to the fault first."""
        module = ".".join(mutant.module.with_suffix("").parts[1:])
        package, name = module.rpartition(".")[::2]
        imports = (module, f"from {package} import {name}")
        own, large = (
            [path for place in places for path in self._files(place)] for places in (TESTS[mutant.package], AT_LARGE)
        )
        near = [path for path in [*own, *large] if any(text in path.read_text() for text in imports)]
        near.sort(key=lambda path: path.stem != f"test_{name}")
        return tuple(dict.fromkeys(str(path.relative_to(self.folder)) for path in [*near, *own, *large]))

    def _files(self, place: str) -> list[Path]:
        path = self.folder / place
        files = [path] if path.is_file() else sorted(path.glob("test_*.py"), key=lambda file: file.stat().st_size)
        return [file for file in files if file.name not in LEFT_OUT]

    def _write(self, path: Path, text: str) -> None:
        """Each time as of another second, by which Python knows that it has to compile a module again."""
        path.write_text(text, encoding="utf-8")
        self._changes += 1
        moment = time.time() + 10 * self._changes
        os.utime(path, (moment, moment))

    def _first_to_fail(self, tests: Sequence[str]) -> str:
        """The first test that fails, empty where all pass or time is over."""
        told = self.folder / "failed.txt"
        told.write_text("")
        child = os.fork()
        if not child:
            self._run(tests, lambda failed: told.write_text(failed) and None)
        end = time.monotonic() + UNNOTICED * self.seconds
        while time.monotonic() < end:
            if os.waitpid(child, os.WNOHANG)[0]:
                break
            time.sleep(0.05)
        else:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
        return told.read_text()

    def _run(self, tests: Sequence[str], tell: Callable[[str], None]) -> None:
        """Run the tests in the copy; this process ends with them."""
        os.setsid()
        os.chdir(self.folder)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        for name in [name for name in sys.modules if name.partition(".")[0] in {"tests", "system2"}]:
            del sys.modules[name]
        sys.path[:0] = [str(self.folder / "src"), str(self.folder)]
        try:
            pytest.main(
                ["-q", "-x", "-p", "no:cacheprovider", "-W", ALREADY_IMPORTED, *tests],
                plugins=[Stopwatch(self.seconds, tell)],
            )
        finally:
            os._exit(0)


class Stopwatch:
    """Tells pytest when time is over, and tells which test failed."""

    def __init__(self, seconds: float, tell: Callable[[str], None]) -> None:
        self._end = time.process_time() + seconds
        self._tell = tell
        signal.signal(signal.SIGPROF, self._hangs)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if time.process_time() > self._end:
            item.session.shouldstop = "time is over"
            pytest.skip("time is over")
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(report.nodeid)

    def _hangs(self, *_: object) -> None:
        raise TimeoutError("the test hangs")


def mutated(source: str, mutant: Mutant) -> str:
    """The module with the fault in it."""
    found = mutate_code(source, get_operator(mutant.fault)(), mutant.occurrence)
    assert found is not None
    return found


def difference(mutant: Mutant) -> str:
    """What a person reads of a mutant that survived."""
    before = (ROOT / mutant.module).read_text(encoding="utf-8")
    after = mutated(before, mutant)
    lines = unified_diff(before.splitlines(), after.splitlines(), str(mutant.module), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith("+++"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Tells which share of small faults the tests notice.")
    parser.add_argument("--sample", type=int, default=100, help="how many faults are tried")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--seconds", type=float, default=60, help="time of the processor for each fault")
    given = parser.parse_args()
    everything = list(mutants())
    chosen = random.Random(given.seed).sample(everything, min(given.sample, len(everything)))
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "system2", given.seconds)
        for number, mutant in enumerate(chosen, start=1):
            noticed = copy.notices(mutant)
            killed += bool(noticed)
            said = f"noticed by {noticed}" if noticed else f"SURVIVED\n{difference(mutant)}"
            print(f"{number}/{len(chosen)} {mutant.module} {mutant.fault}: {said}", flush=True)
    from system2.strategies.selection import wilson  # not before: each fork imports its own

    share = killed / len(chosen)
    low, high = wilson(share, len(chosen))
    print(f"{killed} of {len(chosen)} noticed, of {len(everything):,} in all: {share:.0%} ({low:.0%} to {high:.0%})")


if __name__ == "__main__":
    main()
