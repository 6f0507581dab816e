"""Other packages add strategies, ways to judge, problem sets and watchers, and break nothing."""

import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings

import system2
from system2.config.plugins import plugged_in
from system2.strategies.catalogue import all_strategies
from tests.commands import FAKE_KEY
from tests.readme import README
from tests.server import roles, verdict
from tests.strategies.promises import courses, is_independent_of_order, keeps_its_promises
from tests.strategies.rehearsal import PROBLEM, casts, orders

MODEL = ("-m", "openai/gpt-4o-mini")
QUESTION = "What is 6*7?"

SHORTNESS = """
from dataclasses import dataclass

from system2.core.candidates import Verdict


@dataclass(frozen=True)
class Shortness:
    model: str | None = None

    async def judge(self, problem, candidate):
        return Verdict(0.9 if len(candidate.text) < 40 else 0.1, len(candidate.text) < 40, "short", "shortness")
"""

DOUBLES = '''"""Twice a number."""

from system2.bench.problems.case import exact


def generate(seed, difficulty):
    """`difficulty` is how large the numbers are."""
    return exact(f"What is 2*{seed + difficulty}?", str(2 * (seed + difficulty)))
'''

EAR = """
import os


def make():
    def hear(event):
        with open(os.environ["HEARD"], "a") as file:
            print(type(event).__name__, file=file)

    return hear
"""


def written_in_the_readme():
    text = README.read_text(encoding="utf-8")
    return next(block for block in text.split("```python\n")[1:] if block.startswith('"""longest.py')).split("```")[0]


def install(folder, modules, points):
    """A package of these modules, with what each adds, as `pip install --target` leaves it."""
    metadata = folder / "stranger-1.0.dist-info"
    metadata.mkdir(parents=True, exist_ok=True)
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "\n".join(f"[system2.{group}]\n{name} = {value}" for group, name, value in points)
    )


@pytest.fixture
def plugged(tmp_path, run):
    """Runs a command beside packages that were installed: their modules, and what each adds."""

    def command(*arguments, modules, points, **given):
        folder = tmp_path / "site"
        install(folder, modules, points)
        env = {"PYTHONPATH": str(folder), "HEARD": str(tmp_path / "heard"), **given.pop("env", {})}
        return run(*arguments, env=env, **given)

    return command


LONGEST = {"modules": {"longest": written_in_the_readme()}, "points": [("strategies", "longest", "longest:longest")]}


@pytest.fixture
def longest(tmp_path, monkeypatch):
    """The strategy of the README, installed for this process alone."""
    install(tmp_path / "site", **LONGEST)
    monkeypatch.syspath_prepend(tmp_path / "site")
    remembered = (plugged_in, all_strategies)
    for each in remembered:
        each.cache_clear()
    yield all_strategies()["longest"]
    for each in remembered:
        each.cache_clear()
    sys.modules.pop("longest")


def test_the_file_in_the_readme_is_short():
    assert len(written_in_the_readme().splitlines()) <= 40


def test_a_strangers_strategy_works_wherever_ours_do(plugged, server, tmp_path):
    server.script = roles(lambda request: "Long and wide.\n\nFinal answer: 42", verdict(True))
    asked = ("think", QUESTION, "--strategy", "longest", "-e", 3, *MODEL, "--json")
    quoted = json.loads(plugged(*asked, "--dry-run", **LONGEST).stdout)
    calls = sum(role["calls"]["worst"] for role in quoted["roles"])
    result = json.loads(plugged(*asked, **LONGEST).stdout)
    assert (result["answer"], result["strategy"], result["calls"]["made"]) == ("42", "longest", calls)
    listed = plugged("system2", "strategies", "longest", "-e", 3, "--json", **LONGEST)
    assert json.loads(listed.stdout)[0]["most"] == calls == 3
    batch = plugged("system2", "batch", "-", "--strategy", "refine+longest", *MODEL, stdin=QUESTION, **LONGEST)
    assert json.loads(batch.stdout)["answer"] == "42"
    refused = plugged("think", QUESTION, "--strategy", "longest", "--rounds", 3, *MODEL, **LONGEST)
    assert (refused.exit_code, "--rounds says nothing of longest" in refused.stderr) == (2, True)
    measured = ("bench", "run", "arithmetic", "-p", 1, "--strategies", "longest", "--efforts", "2", "--json")
    bench = plugged("system2", *measured, *MODEL, **LONGEST)
    assert bench.exit_code == 0, bench.stderr


def test_it_is_completed_traced_and_there_in_the_library(longest, invoke, server, monkeypatch):
    server.script = lambda request: "Long and wide.\n\nFinal answer: 42"
    assert "longest\t" in invoke("think", "--strategy", env={"_SYSTEM2_COMPLETE": "=l"}).stdout
    finished = invoke("think", QUESTION, "--strategy", "longest", "-e", 2, *MODEL)
    assert finished.exit_code == 0, finished.stderr
    assert "longest" in invoke("system2", "trace").stdout
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    result = system2.think(QUESTION, strategy="longest", effort=3, model=MODEL[1])
    assert (result.strategy, result.answer, len(result.candidates)) == ("longest", "42", 3)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=courses, cast=casts, one=orders, other=orders)
def test_it_is_held_to_what_every_strategy_promises(longest, course, cast, one, other):
    for name in ("longest", "longest+vote"):
        keeps_its_promises(name, course, cast, one, PROBLEM)
        is_independent_of_order(name, course, cast, one, other)


def test_a_verifier_a_problem_set_and_a_watcher_are_taken_too(plugged, server, tmp_path):
    given = {
        "modules": {"shortness": SHORTNESS, "doubles": DOUBLES, "ear": EAR},
        "points": [
            ("verifiers", "shortness", "shortness:Shortness"),
            ("problems", "doubles", "doubles:generate"),
            ("watchers", "ear", "ear:make"),
        ],
    }
    server.script = lambda request: "Final answer: 42"
    result = json.loads(
        plugged("think", QUESTION, "-e", 2, "--judge-by", "shortness", *MODEL, "--json", **given).stdout
    )
    assert [candidate["verdict"]["by"] for candidate in result["candidates"]] == ["shortness"] * 2
    heard = (tmp_path / "heard").read_text().split()
    assert (heard[0], heard[-1]) == ("RunStarted", "RunEnded")
    bench = plugged("system2", "bench", "run", "doubles", "-p", 2, "--strategies", "cot", *MODEL, "--json", **given)
    assert bench.exit_code == 0, bench.stderr
    assert "What is 2*1?" in {exchange.request.messages[-1]["content"][:12] for exchange in server.exchanges}


BROKEN = {
    "modules": {
        "broken": "raise RuntimeError('out of\\norder')",
        "ear": "def make():\n    return lambda event: 1 / 0\n",
    },
    "points": [
        ("strategies", "broken", "broken:broken"),
        ("verifiers", "missing", "nowhere:nothing"),
        ("watchers", "ear", "ear:make"),
    ],
}


def test_a_broken_one_is_named_in_one_line_and_left_out(plugged, server):
    listed = plugged("system2", "strategies", **BROKEN)
    assert listed.exit_code == 0
    assert listed.stderr == "system2: plug-in 'broken' of stranger is skipped: RuntimeError: out of order\n"
    answered = plugged("vote", QUESTION, "-n", 1, *MODEL, **BROKEN)
    assert (answered.exit_code, answered.stdout) == (0, "42\n")
    assert answered.stderr.count("ZeroDivisionError") == 1


@pytest.mark.parametrize("command", [("think", "--help"), ("cost",), ("budget",)])
def test_no_plug_in_is_imported_where_none_is_needed(plugged, command):
    finished = plugged(*command, **BROKEN)
    assert finished.exit_code == 0
    assert "skipped" not in finished.stderr


def test_a_strategy_that_asks_for_more_than_it_showed_is_not_given_it(plugged, server):
    """A quote is a promise, also where the strategy cannot be known: one that looks whether it is played."""
    more = "[await path(effort + more) for more in range(9 if landed and landed[0].reply.usage.input else 0)]"
    greedy = written_in_the_readme().replace("    return Choice", f"    paths = (*paths, *{more})\n    return Choice")
    given = {**LONGEST, "modules": {"longest": greedy}}
    server.script = lambda request: "Final answer: 42"
    finished = plugged("think", QUESTION, "--strategy", "longest", "-e", 2, *MODEL, "--json", **given)
    result = json.loads(finished.stdout)
    assert (result["answer"], result["calls"]["made"]) == ("42", 2)
    assert "beyond the quote, which has 2 calls to generate" in finished.stderr


def faulty(line):
    """The strategy of the README with one more line before its end."""
    return {**LONGEST, "modules": {"longest": written_in_the_readme().replace("    return", f"    {line}\n    return")}}


def test_a_strategy_that_raises_in_its_rehearsal_is_named_in_one_line(plugged):
    finished = plugged("think", QUESTION, "--strategy", "longest+vote", *MODEL, "--dry-run", **faulty("1 / 0"))
    assert (finished.exit_code, finished.stdout) == (2, "")
    assert finished.stderr.startswith("think: The strategy longest is broken: ZeroDivisionError: division by zero.")
    assert finished.stderr.count("\n") == 1


def test_a_strategy_that_raises_in_a_run_is_named_and_what_it_asked_for_is_in_the_ledger(plugged, server, home):
    """One whose fault shows only where its paths come from a model."""
    server.script = lambda request: "Final answer: 42"
    given = faulty("1 / bool(not landed[0].reply.usage.output)")
    finished = plugged("think", QUESTION, "--strategy", "longest", "-e", 2, *MODEL, **given)
    assert (finished.exit_code, finished.stdout) == (2, "")
    assert "The strategy longest is broken: ZeroDivisionError" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert sum(day.read_text().count("[[call]]") for day in (home / "ledger").glob("*.toml")) == 2
