"""A test file as the verifier: the code that a path answers with has to pass it (execution-based selection)."""

import hashlib
import re
import shlex
from dataclasses import dataclass, field

from system2.answers.code import code_block
from system2.core.actions import Check
from system2.core.candidates import Candidate, Verdict
from system2.core.markers import part
from system2.core.outcomes import Checked, Failed, Refused
from system2.core.problem import Problem
from system2.core.procedures import do
from system2.verifiers.exits import last_line, rejection, report

MODULES = ("answer.py", "solution.py")
"""The names under which a test file may import the code."""

PYTEST_SETTINGS = "pytest.ini"
"""An empty one keeps pytest from looking for others in the folders above."""

RUNNER_FILE = "system2_run_tests.py"
RUNNER = """\
import runpy, sys, traceback

def main():
    way, test, mark = sys.argv[1:]
    sys.argv[:] = [test]
    sys.path.insert(0, "")
    code = 0
    try:
        if way == "pytest":
            try:
                import pytest
            except ImportError:
                sys.exit("pytest is not installed for " + sys.executable)
            code = int(pytest.main(["-q", "-p", "no:cacheprovider", "--tb=line", test]))
        else:
            runpy.run_path(test, run_name="__main__")
    except SystemExit as end:
        frames = traceback.extract_tb(end.__traceback__)
        if any(frame.filename.endswith(("answer.py", "solution.py")) for frame in frames):
            print("the code under test ends the program", file=sys.stderr)
            code = 1
        elif isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            code = 4 if way == "pytest" else 1
        else:
            code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    print("", mark, sep="\\n", flush=True)
    sys.exit(code)

main()
"""
"""Runs the tests and prints the mark when they are through: code that ends the process early has passed nothing."""

FAILED = frozenset({1, 2, 3})
"""Exit codes of pytest where tests failed, could not be collected, or took pytest down with them."""

_PYTEST = re.compile(r"^\s*(?:async )?def test|^\s*(?:import|from) (?:pytest|unittest)\b", re.MULTILINE)
_SCRIPT = re.compile(r"""^if __name__ == ["']__main__["']|^(?:unittest|pytest)\.main\(""", re.MULTILINE)


@dataclass(frozen=True)
class Tests:
    """Runs a test file on the code in a path, which it imports as `answer` or `solution`.

    Test functions are run by pytest; a file that is a script, or has no test functions, by Python, where its end
    without an error is a pass. A path without code is rejected. `python` is the interpreter's name or path.

    The code runs in the same process as its tests: this catches code that is wrong or careless, not code that sets
    out to deceive its tests. It is `confined` unless the user lets it have files and network.
    """

    file: str
    source: str
    python: str = "python"
    confined: bool = True
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    __test__ = False  # not a test case, whatever pytest makes of the name

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """Whether the code of this path passes."""
        return await report(candidate.index, (await self.check(problem, candidate)), self._told)

    async def check(self, problem: Problem, candidate: Candidate) -> Verdict | str:
        """The same, noted nowhere; a text is why the tests could not be run."""
        code = _code(candidate)
        if code is None:
            return rejection("tests", "there is no code in it")
        mark = hashlib.sha256(f"{self.source}\n{candidate.text}".encode(errors="replace")).hexdigest()
        return read_outcome((await do(self._check(code, mark, candidate.index))), mark)

    def _check(self, code: str, mark: str, index: int) -> Check:
        way = "pytest" if _PYTEST.search(self.source) and not _SCRIPT.search(self.source) else "script"
        command = shlex.join([self.python, RUNNER_FILE, way, self.file, mark])
        files = {self.file: self.source, RUNNER_FILE: RUNNER, PYTEST_SETTINGS: ""} | dict.fromkeys(MODULES, code)
        return Check(command, "", files=files, about=index, confined=self.confined)


def read_outcome(outcome: Checked | Failed | Refused, mark: str) -> Verdict | str:
    """What the tests said; a text is why they said nothing."""
    match outcome:
        case Checked(exit_code=None, reason=reason):
            return rejection("tests", reason)
        case Checked(output=output) if last_line(output) != mark:
            return rejection("tests", last_line(outcome.errors) or "the code under test ends the program")
        case Checked(exit_code=0):
            return Verdict(1.0, True, by="tests")
        case Checked(exit_code=code) if code in FAILED:
            return rejection("tests", _why(outcome, mark))
        case Checked(exit_code=code):
            return f"the tests could not be run (exit code {code}): {_why(outcome, mark)}"
    return outcome.reason


def _why(outcome: Checked, mark: str) -> str:
    return last_line(outcome.errors) or last_line(outcome.output.rpartition(mark)[0]) or "a test failed"


def _code(candidate: Candidate) -> str | None:
    if candidate.answer and candidate.answer.kind == "code":
        return candidate.answer.text
    return code_block(part(candidate.text).said, required=True)
