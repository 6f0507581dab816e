"""How many small faults the tests notice: `python -m tests.proofs.mutants --sample 100 --seed 1`.

cosmic-ray (the extra `mutants`) makes one fault at a time in the code that reasons and spends: another number,
another comparison, `and` for `or`. It is put into a copy of the project, and the tests of its package are run against
that. What survives them meets the tests of the commands, the library, batches and measurements. Commands that a test
starts as processes of their own are the installed ones, without the fault.

A mutant that survives is printed as a difference: either a test is missing, or the code says more than it has to.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from system2.strategies.selection import wilson

ROOT = Path(__file__).parents[2]

TESTS = {
    "engine": ("tests/engine",),
    "spend": ("tests/spend",),
    "strategies": ("tests/strategies",),
    "verifiers": ("tests/verifiers", "tests/strategies"),
}
"""By package, the tests that are its own."""

AT_LARGE = ("tests/cli", "--ignore=tests/cli/test_embedded.py", "tests/test_library.py", "tests/batch", "tests/bench")
"""Tests that what survives meets next; what the embedded model says tells nothing of the code."""

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

PATIENCE = 5
"""A run that takes so many times as long as without a fault hangs: that is noticed too."""


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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("src", "tests", "completions"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
            shutil.copy(ROOT / name, folder)
        self.seconds: dict[str, float] = {}

    def measure(self, packages: Sequence[str]) -> None:
        """How long each package's tests take; they have to pass without a fault, and so have those at large."""
        for name, tests in {**{package: TESTS[package] for package in packages}, "at large": AT_LARGE}.items():
            begin = time.monotonic()
            if not self.passes(tests, None):
                sys.exit(f"Without any fault, there are tests that fail: {' '.join(tests)}.")
            self.seconds[name] = time.monotonic() - begin

    def notices(self, mutant: Mutant) -> bool:
        """Whether any test fails with this fault in the copy."""
        path = self.folder / mutant.module
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutated(whole, mutant), encoding="utf-8")
        try:
            near = self.folder / f"tests/{mutant.package}/test_{path.stem}.py"
            first = (str(near.relative_to(self.folder)),) if near.exists() else ()
            own = (*first, *TESTS[mutant.package])
            return not self.passes(own, PATIENCE * self.seconds[mutant.package]) or not self.passes(
                AT_LARGE, PATIENCE * self.seconds["at large"]
            )
        finally:
            path.write_text(whole, encoding="utf-8")

    def passes(self, tests: Sequence[str], timeout: float | None) -> bool:
        command = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
        environment = os.environ | {"PYTHONPATH": str(self.folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            ended = subprocess.run(
                command, cwd=self.folder, env=environment, timeout=timeout, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            return False
        return ended.returncode == 0


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
    given = parser.parse_args()
    everything = list(mutants())
    chosen = random.Random(given.seed).sample(everything, min(given.sample, len(everything)))
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "system2")
        copy.measure(sorted({mutant.package for mutant in chosen}))
        for number, mutant in enumerate(chosen, start=1):
            noticed = copy.notices(mutant)
            killed += noticed
            said = "noticed" if noticed else f"SURVIVED\n{difference(mutant)}"
            print(f"{number}/{len(chosen)} {mutant.module} {mutant.fault}: {said}", flush=True)
    share = killed / len(chosen)
    low, high = wilson(share, len(chosen))
    print(f"{killed} of {len(chosen)} noticed, of {len(everything):,} in all: {share:.0%} ({low:.0%} to {high:.0%})")


if __name__ == "__main__":
    main()
