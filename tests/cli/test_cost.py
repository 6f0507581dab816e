"""`cost`: what a user and a script can rely on."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from system2.cli.days import read_day
from system2.config.home import config_file
from system2.core.calls import Call
from system2.core.money import FREE, UNKNOWN, Cost
from system2.errors import ExitCode, UsageError
from system2.store.runs import trace_file
from system2.store.trace import read_trace
from tests.commands import Commands
from tests.conftest import OpenTerminal, Run
from tests.server import ModelServer, roles, verdict
from tests.server.cases import RACK_QUESTION, rack
from tests.spend.money import BERLIN, NOON, a_call, cap, record, set_caps, the_ledger

MODEL = ("-m", "openai/gpt-4o-mini")
EXAMPLES = Path(__file__).parents[1] / "store" / "examples"
OLD = ("--since", "2026-11-18", "--until", "2026-11-20")
"""Days that are over, so that what they cost is the same whenever the tests run."""


def now() -> datetime:
    return datetime.now().astimezone()


def some_days() -> list[Call]:
    """Three days of calls that end on 20 November 2026."""
    dear = {"model": "anthropic/claude-sonnet-4-5", "command": "vote", "strategy": "vote", "run": "9ABC"}
    return [
        a_call("0.10", at=NOON - timedelta(days=2)),
        a_call("0.50", **dear),
        a_call("0.0012", role="verify"),
        a_call(UNKNOWN, model="ollama/mystery"),
        a_call(UNKNOWN, model="ollama/mystery"),
        a_call(FREE, model="local/smollm2-135m"),
    ]


def keys(finished_json: str) -> dict[str, str | None]:
    return {group["key"]: group["cost_usd"] for group in json.loads(finished_json)["groups"]}


@pytest.mark.parametrize("command", [("cost",), ("cost", "today"), ("system2", "cost"), ("system2", "cost", "today")])
def test_cost_alone_is_what_today_cost(invoke: Run, home: Path, command: tuple[str, ...]) -> None:
    record(a_call("0.25", at=now()), a_call("7", at=now() - timedelta(days=2)))
    finished = invoke(*command)
    assert finished.exit_code == 0
    assert finished.stdout.startswith(f"Today, {now().day} {now():%B}: $0.25\n")
    assert "openai/gpt-4o-mini" in finished.stdout
    assert finished.stderr == ""


@pytest.mark.parametrize(
    ("period", "expected"), [("today", "1"), ("yesterday", "2"), ("all", "1234567.00"), ("week", None), ("month", None)]
)
def test_every_period_holds_its_own_days(invoke: Run, home: Path, period: str, expected: str | None) -> None:
    yesterday, long_ago = now() - timedelta(days=1), now() - timedelta(days=400)
    record(a_call("1", at=now()), a_call("2", at=yesterday), a_call("1234564.00", at=long_ago))
    total = json.loads(invoke("cost", period, "--json").stdout)["total_usd"]
    first = {"week": now() - timedelta(days=now().weekday()), "month": now().replace(day=1)}
    assert total == (expected or ("3" if yesterday.date() >= first[period].date() else "1"))


def test_cost_as_json_is_one_object_whose_money_is_text(invoke: Run, home: Path) -> None:
    record(*some_days())
    seen = json.loads(invoke("cost", "--json", *OLD).stdout)
    groups = seen.pop("groups")
    tokens = {"input": 540, "cached": 0, "cache_write": 0, "output": 1800, "reasoning": 0}
    assert seen == {
        "since": "2026-11-18",
        "until": "2026-11-20",
        "by": "model",
        "total_usd": "0.6012",
        "unsettled_usd": "0",
        "calls": 6,
        "unknown_calls": 2,
        "estimated_calls": 0,
        **tokens,
    }
    assert [(group["key"], group["calls"], group["cost_usd"]) for group in groups] == [
        ("anthropic/claude-sonnet-4-5", 1, "0.50"),
        ("openai/gpt-4o-mini", 2, "0.1012"),
        ("ollama/mystery", 2, None),
        ("local/smollm2-135m", 1, "0"),
    ]
    assert all(tokens.keys() < group.keys() for group in groups)


def test_cost_as_csv_has_the_same_figures_with_nothing_for_what_is_not_known(invoke: Run, home: Path) -> None:
    record(*some_days())
    rows = list(csv.DictReader(invoke("cost", "--csv", *OLD).stdout.splitlines()))
    assert {row["model"]: (row["calls"], row["cost_usd"]) for row in rows} == {
        "anthropic/claude-sonnet-4-5": ("1", "0.50"),
        "openai/gpt-4o-mini": ("2", "0.1012"),
        "ollama/mystery": ("2", ""),
        "local/smollm2-135m": ("1", "0"),
    }


def test_in_a_pipe_the_table_is_plain_text_whatever_the_terminal(invoke: Run, home: Path) -> None:
    """A price that is not known is a question mark, a local model is free, and the line says how to set a price."""
    record(*some_days())
    finished = invoke("cost", *OLD, env={"COLUMNS": "20", "FORCE_COLOR": "1"})
    assert finished.stdout == (
        "18 November 2026 to 20 November 2026: $0.60 + ?\n"
        "model                        calls  input  cached  output   cost\n"
        "anthropic/claude-sonnet-4-5      1     90       –     300  $0.50\n"
        "openai/gpt-4o-mini               2    180       –     600  $0.10\n"
        "ollama/mystery                   2    180       –     600      ?\n"
        "local/smollm2-135m               1     90       –     300   free\n"
        "excludes 2 calls whose price is unknown (ollama/mystery: set one with `cost prices set`)\n"
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("command", {"vote": "0.50", "think": "0.1012"}),
        ("strategy", {"vote": "0.50", "best-of-n": "0.1012"}),
        ("role", {"generate": "0.60", "verify": "0.0012"}),
        ("task", {"serial": "0.6012"}),
        ("day", {"2026-11-18": "0.10", "2026-11-20": "0.5012"}),
        ("week", {"2026-11-16": "0.6012"}),
        ("month", {"2026-11": "0.6012"}),
        ("run", {"7KQ2": "0.1012", "9ABC": "0.50"}),
    ],
)
def test_cost_groups_by_what_is_asked(invoke: Run, home: Path, by: str, expected: dict[str, str]) -> None:
    record(*some_days())
    assert keys(invoke("cost", "--by", by, *OLD, "--json").stdout) == expected
    assert keys(invoke("cost", "--json", "all", "--by", by, *OLD).stdout) == expected


def test_two_keys_are_crossed_as_a_table_as_json_and_as_csv(invoke: Run, home: Path) -> None:
    record(*some_days(), a_call("0.25", at=NOON, task="proof"))
    crossed = ("--by", "task,model", *OLD)
    figures = json.loads(invoke("cost", *crossed, "--json").stdout)
    first = figures["groups"][0]
    assert (figures["by"], len(figures["groups"])) == ("task,model", 5)
    dear = "anthropic/claude-sonnet-4-5"
    assert (first["key"], first["task"], first["model"]) == (f"serial / {dear}", "serial", dear)
    assert sum(Decimal(group["cost_usd"] or 0) for group in figures["groups"]) == Decimal(figures["total_usd"])
    assert invoke("cost", *crossed, "--csv").stdout.startswith("task,model,calls,")
    assert "task / model" in invoke("cost", *crossed).stdout


def test_days_may_be_those_of_another_zone(invoke: Run, home: Path) -> None:
    record(a_call("1", at=NOON.replace(hour=23)))
    tokyo = ("--tz", "Asia/Tokyo", "--by", "day", "--json")
    assert keys(invoke("cost", "--since", "2026-11-20", *tokyo).stdout) == {"2026-11-21": "1"}
    assert keys(invoke("cost", "--until", "2026-11-20", *tokyo).stdout) == {}


def test_the_local_day_is_that_of_the_clock_where_the_command_runs(commands: Commands, home: Path) -> None:
    """Of two zones 25 hours apart, one at least is on another day."""
    totals = {}
    record(a_call("1", at=now()))
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):
        totals[zone] = json.loads(commands.run("cost", "--json", "--tz", zone).stdout)
    assert {seen["total_usd"] for seen in totals.values()} == {"1"}
    assert len({seen["since"] for seen in totals.values()}) == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-01", "2026-11-01"), ("today", "2026-11-20"), ("yesterday", "2026-11-19"), ("7d", "2026-11-13")],
)
def test_a_day_can_be_named_or_counted_back(text: str, day: str) -> None:
    assert f"{read_day(text, NOON.date())}" == day


@pytest.mark.parametrize("text", ["", "7", "d", "-1d", "٧d", "7days", "2026-02-30", "99999d"])
def test_what_is_no_day_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UsageError, match="is no day"):
        read_day(text, NOON.date())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--since", "someday"), "'someday' is no day"),
        (("--since", "today", "--until", "yesterday"), "give --since a day before --until"),
        (("--tz", "Mars/Olympus"), "is no time zone"),
        (("--tz", "../../etc/passwd"), "is no time zone"),
        (("--json", "--csv"), "One form at a time"),
        (("--by", "task,colour"), "no grouping 'colour'"),
        (("nonsense",), "nonsense"),
        (("last",), "The ledger is empty"),
        (("run", "7777"), "No call of a run 7777 is in the ledger"),
        (("run", "../../etc/passwd"), "is no run"),
        (("prices",), "cost prices --help"),
        (("prices", "set", "my/model"), "Give --input X and --output Y"),
        (("prices", "set", "my/model", "--input", "1"), "needs input and output"),
        (("prices", "set", "my/model", "--input", "1", "--local"), "or --local"),
        (("prices", "set", "my/model", "--input", "cheap", "--output", "1"), "input is 'cheap'"),
        (("prices", "set", "my/model", "--input", "-1", "--output", "1"), "input is '-1'"),
        (("prices", "set", "my/model", "--input", "1", "--output", "nan"), "output is 'nan'"),
    ],
)
def test_bad_input_gets_one_clear_line(invoke: Run, home: Path, arguments: tuple[str, ...], says: str) -> None:
    finished = invoke("cost", *arguments)
    assert finished.exit_code == ExitCode.USAGE
    assert finished.stdout == ""
    assert says in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_a_ledger_that_cannot_be_read_is_its_own_exit_code(invoke: Run, home: Path) -> None:
    record(a_call("1", at=now()))
    the_ledger().file(now().date()).write_text("no toml\n\n[[call]]\n")
    finished = invoke("cost")
    assert finished.exit_code == ExitCode.LEDGER
    assert "cost repair" in finished.stderr


def test_cost_last_splits_the_latest_run_and_says_what_its_extra_paths_bought(
    invoke: Run, server: ModelServer, home: Path
) -> None:
    """The first path fell for the trap; the price is all that was paid beyond it."""
    server.script = rack(trapped=1, of=3)
    assert invoke("think", RACK_QUESTION, "--effort", 3, "-j", 1, *MODEL).exit_code == 0
    seen = json.loads(invoke("cost", "last", "--json").stdout)
    assert {group["key"]: group["calls"] for group in seen["groups"]} == {
        "sampling": len(server.paths),
        "verifying": len(server.verdicts),
    }
    bought = seen["bought"]
    assert (bought["one_sample_answer"], bought["chosen_answer"], bought["changed"]) == ("500", "250", True)
    assert Decimal(bought["one_sample_usd"]) + Decimal(bought["extra_usd"]) == Decimal(seen["total_usd"])
    told = invoke("cost", "run", seen["run"].lower()).stdout
    assert told.startswith(f"Run {seen['run']} · think · best-of-n · ")
    assert "one sample would have said 500; the answer chosen is 250\n" in told
    assert "the difference cost $0.0" in told


def recorded_run(name: str, run: str) -> None:
    """A run that was traced and paid for."""
    trace_file(run).parent.mkdir(exist_ok=True)
    trace_file(run).write_bytes((EXAMPLES / f"format-1-{name}.jsonl").read_bytes())
    record(*(replace(call, label=replace(call.label, run=run)) for call in read_trace(trace_file(run)).calls))


def test_extra_paths_that_agree_bought_certainty(invoke: Run, home: Path) -> None:
    recorded_run("think", "7KQ2")
    told = invoke("cost", "last").stdout
    assert "retries        1" in told
    assert "one sample would have said 250 too\nmaking sure of it cost ~$0.0087\n" in told


def test_a_tree_has_no_one_sample_to_compare_with(invoke: Run, home: Path) -> None:
    """Its first path is a piece of the search, and no answer that anybody would have been given."""
    recorded_run("tree", "T9RE")
    assert "one sample" not in invoke("cost", "run", "T9RE").stdout
    assert json.loads(invoke("cost", "run", "T9RE", "--json").stdout)["bought"] is None


def test_a_run_without_a_trace_is_split_all_the_same(invoke: Run, home: Path) -> None:
    record(a_call("0.10", run="not in our alphabet"), a_call("0.02", run="not in our alphabet", role="verify"))
    rows = list(csv.DictReader(invoke("cost", "run", "not in our alphabet", "--csv").stdout.splitlines()))
    assert [(row["part"], row["cost_usd"]) for row in rows] == [("sampling", "0.10"), ("verifying", "0.02")]
    assert "one sample" not in invoke("cost", "last").stdout


def test_a_run_from_the_cache_is_not_mistaken_for_the_one_before_it(
    invoke: Run, server: ModelServer, home: Path
) -> None:
    server.script = roles("Final answer: 42", verdict(True))
    for _ in range(2):
        assert invoke("think", "What is 6*7?", "--effort", 2, *MODEL).exit_code == 0
    finished = invoke("cost", "last")
    assert "came later and made no paid call" in finished.stderr
    assert finished.stdout.startswith("Run ")


def test_an_alert_that_a_script_ran_into_is_told_at_the_next_command(
    invoke: Run, terminal: OpenTerminal, home: Path
) -> None:
    """On standard error, so that the figures stay what a program can read; at a terminal once more, then no more."""
    set_caps(cap("1"))
    record(a_call("0.85", at=now()))
    finished = invoke("cost", "--json")
    assert "85 % of the day's cap is spent" in finished.stderr
    assert json.loads(finished.stdout)["total_usd"] == "0.85"
    assert invoke("cost").stderr == ""
    for told in (True, False):
        tty = terminal("cost")
        assert tty.finish() == 0
        assert ("of the day's cap is spent" in tty.text) is told


def test_today_shows_how_its_cap_stands(invoke: Run, home: Path) -> None:
    set_caps(cap("5"))
    record(a_call("0.85", at=now()))
    assert ": $0.85 of $5.00 (17 %)\n" in invoke("cost").stdout


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_at_a_terminal_there_are_bars_and_a_sparkline_in_its_width(
    terminal: OpenTerminal, home: Path, columns: int
) -> None:
    set_caps(cap("5"))
    record(a_call("0.70", at=now(), model="anthropic/claude-sonnet-4-5"), a_call("0.10", at=now()))
    tty = terminal("cost", columns=columns)
    assert tty.finish() == 0
    assert len([line for line in tty.lines if line]) == 5, tty.text
    assert ("███" in tty.lines[2]) is (columns >= 80), tty.text
    assert "14 days  ▁▁▁▁▁▁▁▁▁▁▁▁▁█" in tty.text
    assert "17 %" in tty.lines[0] or "16 %" in tty.lines[0]


@pytest.mark.parametrize("plainly", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_are_left_out_where_they_are_not_wanted(
    terminal: OpenTerminal, home: Path, plainly: dict[str, str]
) -> None:
    record(a_call("0.70", at=now()))
    tty = terminal("cost", env=plainly)
    assert tty.finish() == 0
    assert b"\x1b[3" not in tty.raw
    assert "$0.70" in tty.text


def test_a_terminal_without_unicode_gets_ascii(terminal: OpenTerminal, home: Path) -> None:
    record(a_call("0.70", at=now(), model="modèle"), a_call("0.10", at=now()))
    tty = terminal("cost", env={"PYTHONIOENCODING": "ascii"})
    assert tty.finish() == 0
    assert bytes(tty.raw).isascii()
    assert "####" in tty.text


def test_plain_is_plain_at_a_terminal_too(terminal: OpenTerminal, home: Path) -> None:
    record(a_call("0.70", at=now()))
    tty = terminal("cost", "--plain", columns=120)
    assert tty.finish() == 0
    assert b"\x1b" not in tty.raw
    assert "█" not in tty.text


def test_names_from_elsewhere_cannot_command_the_terminal(invoke: Run, home: Path) -> None:
    """A model's name comes from the command line of some script."""
    record(a_call("1", at=now(), model="evil\x1b[2J\nname [bold]"))
    told = invoke("cost").stdout
    assert "\x1b" not in told
    assert "evil name [bold]" in told


def test_verify_finds_what_is_torn_and_repair_mends_it(invoke: Run, home: Path) -> None:
    record(a_call("1"), a_call("2"))
    assert invoke("cost", "verify").stdout == "2 calls on 1 day, $3.00\nThe ledger is whole.\n"
    with the_ledger().file(NOON.date()).open("a") as file:
        file.write('[[call]]\nid = "torn')
    found = invoke("cost", "verify")
    assert found.exit_code == ExitCode.LEDGER
    assert "`cost repair` mends it.\n" in found.stdout
    assert "Mended: 1 thing.\n" in invoke("cost", "repair").stdout
    assert invoke("cost", "verify").exit_code == 0
    assert keys(invoke("cost", *OLD, "--json").stdout) == {"openai/gpt-4o-mini": "3"}


def test_a_price_says_what_it_is_and_where_it_comes_from(invoke: Run, home: Path) -> None:
    told = invoke("cost", "prices", "openai/gpt-4o-mini").stdout
    assert "LiteLLM's table" in told
    assert "$0.15" in told
    assert "?" in invoke("cost", "prices", "nobody/knows").stdout
    seen = json.loads(invoke("cost", "prices", "show", "openai/gpt-4o-mini", "--json").stdout)
    assert Decimal(seen["tiers"][0]["input"]) * 1_000_000 == Decimal("0.15")


def test_a_price_of_one_s_own_is_kept_in_the_settings_with_all_that_is_there(invoke: Run, home: Path) -> None:
    settings = '# mine\neffort = 3  # wide\n\n[prices."my/model"]  # from the invoice\ninput = 1.5\noutput = 2\n'
    config_file().write_text(settings)
    rates = ("--input", "0.10", "--output", "0.40", "--cached", "0.05", "--cache-write", "0.2", "--reasoning", "0.5")
    told = invoke("cost", "prices", "set", "openai/gpt-4o-mini", *rates)
    assert "your own" in told.stdout
    kept = config_file().read_text()
    assert kept.startswith(settings)
    assert '[prices."openai/gpt-4o-mini"]\ninput = 0.1' in kept
    for amount in ("$0.10", "$0.40", "$0.05", "$0.20", "$0.50"):
        assert amount in invoke("cost", "prices", "openai/gpt-4o-mini").stdout
    assert "$1.50" in invoke("cost", "prices", "my/model").stdout


def test_a_model_can_be_said_to_be_one_s_own_and_free(invoke: Run, home: Path) -> None:
    assert invoke("cost", "prices", "set", "my/model", "--local").exit_code == 0
    assert invoke("cost", "prices", "my/model").stdout.startswith("my/model  free  ")
    assert config_file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "settings",
    ["prices = [", "prices.a.input = 1\nprices.a.output = 2\n"],
)
def test_settings_that_cannot_be_added_to_stay_as_they_are(invoke: Run, home: Path, settings: str) -> None:
    """Rather than to mix up whose price is whose."""
    config_file().write_text(settings)
    finished = invoke("cost", "prices", "set", "my/model", "--local")
    assert finished.exit_code == ExitCode.USAGE
    assert finished.stderr.count("\n") == 1
    assert config_file().read_text() == settings


def test_cost_and_budget_wait_for_no_library_that_they_do_not_use(commands: Commands, home: Path) -> None:
    """Neither those of the models nor, in a pipe, anything that draws."""
    record(a_call("0.70", at=now()))
    for command in (("cost", "today"), ("budget",)):
        traced = commands.run(sys.executable, "-X", "importtime", "-m", "system2", *command)
        assert traced.exit_code == 0
        imported = {line.rpartition("|")[2].strip() for line in traced.stderr.splitlines()}
        assert "system2.spend.ledger" in imported
        assert not imported & {"litellm", "openai", "sympy", "math_verify", "tomlkit", "asyncio", "httpx", "rich.live"}


def test_cost_is_faster_than_importing_a_client_of_models(commands: Commands, home: Path) -> None:
    """The quicker of two each, so that a busy machine is no matter."""
    commands.run("cost")
    ours = min(commands.run(sys.executable, "-m", "system2", "cost", "today").seconds for _ in range(2))
    theirs = min(commands.run(sys.executable, "-c", "import openai").seconds for _ in range(2))
    assert ours < theirs


def test_a_pipe_that_closes_early_is_no_error(commands: Commands, home: Path) -> None:
    record(*(a_call("0.01", run=f"R{number}") for number in range(300)))
    script = f"{sys.executable} -m system2 cost all --by run | head -n 1"
    finished = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        env=commands.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_an_estimate_looks_like_one(invoke: Run, home: Path) -> None:
    record(a_call(Cost(Decimal("0.25"), "estimated"), at=NOON.astimezone(BERLIN)))
    told = invoke("cost", *OLD).stdout
    assert ": ~$0.25\n" in told
    assert "holds 1 call whose cost is estimated" in told
