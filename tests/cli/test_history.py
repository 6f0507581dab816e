"""`system2 history`, `system2 trace` and `system2 cache`."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from system2.config.home import cache_folder
from system2.core.money import Cost
from system2.core.problem import Message
from system2.core.replies import Reply
from system2.store.address import CallAddress
from system2.store.cache import Cache
from system2.store.trace import read_trace
from tests.conftest import Run

EXAMPLES = Path(__file__).parents[1] / "store" / "examples"

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def runs(home: Path) -> Path:
    folder = home / "runs"
    folder.mkdir()
    for run, name in (("7KQ2", "think"), ("M3XT", "vote"), ("T9RE", "tree"), ("Q0FF", "broken-off")):
        shutil.copy(EXAMPLES / f"format-1-{name}.jsonl", folder / f"{run}.jsonl")
    return folder


@pytest.fixture
def system2(invoke: Run) -> Command:
    """`system2("trace", "7KQ2")`: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        finished = invoke("system2", *arguments)
        return finished.exit_code, finished.stdout, finished.stderr

    return call


def test_the_history_lists_runs_and_searches_them(runs: Path, system2: Command) -> None:
    assert len(system2("history")[1].splitlines()) == 4
    assert [found["run"] for found in json.loads(system2("history", "--text", "RACK", "--json")[1])] == ["7KQ2"]
    assert [found["run"] for found in json.loads(system2("history", "-m", "smollm", "--json")[1])] == ["M3XT"]
    assert "Q0FF" in system2("history", "--status", "unfinished")[1]
    assert len(system2("history", "--day", "2026-11-21", "-n", "2")[1].splitlines()) == 2
    assert system2("history", "--text", "nowhere") == (0, "", "No such run.\n")


def test_what_was_asked_nearly_so_is_offered_the_most_alike_first(runs: Path, system2: Command) -> None:
    """Other numbers make another question; nothing is said of what was never answered."""
    asked = (
        "A server RACK and its cooling unit cost 2,500 dollars in all; the rack 2,000 dollars more: what's the unit?"
    )
    code, listed, said = system2("history", "similar", asked)
    assert (code, listed.split()[0]) == (0, "7KQ2"), said
    assert "used for none" in said
    (found,) = json.loads(system2("history", "similar", asked, "--json")[1])
    assert (found["run"], found["answer"], 0.7 <= found["likeness"] < 1) == ("7KQ2", "250", True)
    other = system2("history", "similar", asked.replace("2,500", "2,600"))
    assert other == (0, "", "Nothing like it was answered.\n")
    assert system2("history", "similar")[0] == 2


def test_the_history_as_json_keeps_money_exact(runs: Path, system2: Command) -> None:
    found = {run["run"]: run for run in json.loads(system2("history", "--json")[1])}
    assert found["7KQ2"]["cost_usd"] == "0.0087354"
    assert found["T9RE"]["cost_usd"] is None
    assert found["7KQ2"]["answer"] == "250"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["history", "--day", "someday"], "is no day"),
        (["history", "--status", "fine"], "is no status"),
        (["history", "forget"], "Say which runs to forget"),
        (["history", "forget", "7KQ2", "--before", "today"], "Say which runs to forget"),
        (["trace", "7777"], "No trace of a run 7777"),
        (["trace", "../../etc"], "is no run"),
        (["trace", "--html", "x.html", "--markdown"], "One form at a time"),
        (["trace", "--html", "/dev/null/x.html"], "cannot be written"),
        (["cache", "prune", "--to", "much"], "is no size"),
        (["cache", "clear"], "--yes"),
    ],
)
def test_bad_input_gets_one_clear_line(
    arguments: list[str], says: str, runs: Path, system2: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/null").open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        code, output, trouble = system2(*arguments)
    assert (code, output) == (2, "")
    assert says in trouble
    assert trouble.count("\n") == 1


def test_an_empty_history_says_how_to_begin(system2: Command) -> None:
    assert "think" in system2("history")[2]
    assert system2("trace")[0] == 2


def test_a_trace_is_shown_written_and_printed(runs: Path, system2: Command, tmp_path: Path) -> None:
    assert "Path 1 won" in system2("trace", "7kq2")[1]
    page = tmp_path / "run.html"
    assert system2("trace", "7KQ2", "--html", str(page)) == (0, "", f"Written to {page}.\n")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert system2("trace", "7KQ2", "--html", "-")[1] == page.read_text(encoding="utf-8")
    assert system2("trace", "7KQ2", "--markdown")[1].startswith("### A server rack")


def fill_cache(keep: str = "kept") -> list[CallAddress]:
    addresses = [CallAddress("lab", "small", (Message("user", question),), 0.8, 9) for question in ("a", keep)]
    with Cache(cache_folder(), warn=print) as cache:
        for address in addresses:
            cache.put(address, Reply("4", cost=Cost(Decimal("0.25"), "exact")))
        cache.get(addresses[0])
        cache.get(addresses[0])
    return addresses


def test_forgetting_a_run_removes_its_replies_from_the_cache(runs: Path, system2: Command) -> None:
    forgotten, kept = fill_cache()
    with (runs / "7KQ2.jsonl").open("a") as trace:
        trace.write(json.dumps({"at": 9.0, "touched": forgotten.key}) + "\n")
    assert forgotten.key in read_trace(runs / "7KQ2.jsonl").touched
    assert system2("history", "forget", "7kq2")[2] == "Forgot 1 run and 1 cached reply.\n"
    assert not (runs / "7KQ2.jsonl").exists()
    with Cache(cache_folder(), warn=print) as cache:
        assert cache.get(forgotten) is None
        assert cache.get(kept) is not None


def test_forgetting_what_came_before_a_day_keeps_that_day(runs: Path, system2: Command) -> None:
    assert system2("history", "forget", "--before", "2026-11-21")[2].startswith("Forgot 0 runs")
    assert system2("history", "forget", "--before", "2026-11-22")[2].startswith("Forgot 4 runs")
    assert list(runs.iterdir()) == []


def test_the_cache_shows_what_it_saved(system2: Command) -> None:
    fill_cache()
    assert "2 replies" in system2("cache")[1]
    assert "saved $0.50" in system2("cache")[1]
    figures = json.loads(system2("cache", "--json")[1])
    assert (figures["entries"], figures["hits"], figures["saved_usd"]) == (2, 2, "0.50")


def test_the_cache_is_pruned_and_cleared(system2: Command) -> None:
    fill_cache()
    assert system2("cache", "prune", "--to", "1 GB")[2].startswith("Removed 0 replies")
    assert system2("cache", "prune", "--to", "1KB")[2].startswith("Removed 2 replies")
    fill_cache()
    assert system2("cache", "clear", "--yes")[2] == "Removed 2 replies.\n"
    assert json.loads(system2("cache", "--json")[1])["entries"] == 0


def test_looking_back_loads_nothing_heavy() -> None:
    program = (
        "import sys, system2.cli.history, system2.cli.trace, system2.cli.cache, system2.render.page\n"
        "print({'litellm', 'pydantic', 'rich', 'asyncio'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded == "set()\n"
