"""`--dry-run`, `--confirm-above`, `--max-cost` and the budget that adapts: what a user can rely on."""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from system2.core.tokens import MESSAGE_OVERHEAD, SCHEMA_OVERHEAD
from system2.verifiers.judge import SCHEMA
from tests.server import Reply, Usage, is_verdict, roles, verdict
from tests.spend.money import a_call, cap, record, set_caps, the_ledger

MODEL = ("-m", "openai/gpt-4o-mini")
QUESTION = "What is 6*7?"
PATH_TOKENS = 64


def dearest(request):
    """What a model says whose every token is one byte, who writes all it may, never the same, and never judges."""
    asked = sum(len(message["content"].encode()) + MESSAGE_OVERHEAD for message in request.messages)
    if is_verdict(request):
        asked += len(json.dumps(SCHEMA)) + SCHEMA_OVERHEAD
    most = request.body["max_tokens"]
    return Reply((str(request.number) * most)[:most], usage=Usage(asked, most))


def spent_today():
    today = datetime.now().astimezone().date()
    return the_ledger().sums(today).total.cost


def spend_of_today(dollars):
    record(replace(a_call(dollars), at=datetime.now().astimezone()))


def test_a_dry_run_sends_nothing_and_the_run_stays_below_its_worst_case(invoke, server):
    command = ("think", QUESTION, "-e", 3, *MODEL, "--json")
    finished = invoke(*command, "--dry-run")
    assert finished.exit_code == 0, finished.stderr
    assert server.exchanges == []
    assert spent_today() == 0
    quoted = json.loads(finished.stdout)
    result = json.loads(invoke(*command).stdout)
    assert 0 < Decimal(result["cost_usd"]) <= Decimal(quoted["cost_usd"]["worst"])
    assert 0 < result["calls"]["made"] <= sum(role["calls"]["worst"] for role in quoted["roles"])


@pytest.mark.parametrize("command", ["think", "vote"])
def test_exit_3_exactly_where_a_run_that_is_as_dear_as_can_be_would_be_refused(invoke, server, home, command):
    """The worst case is no figure of speech: a run can cost exactly that, and then every cap below it stops it.

    That is so once it is known that verdicts take more room than they usually get: each run but the first has it.
    """
    numbers = iter(range(10, 100))

    def arguments(*more):
        return (command, f"What is {next(numbers)}*7?", "-n", 2, "--max-tokens", PATH_TOKENS, *MODEL, "--json", *more)

    learning = ("think", QUESTION, "-n", 1, *MODEL, "--json")
    server.script = lambda request: replace(dearest(request), finish_reason="length")
    quoted = Decimal(json.loads(invoke(*learning, "--dry-run").stdout)["cost_usd"]["worst"])
    assert 0 < Decimal(json.loads(invoke(*learning, "--max-tokens", PATH_TOKENS).stdout)["cost_usd"]) <= quoted
    server.script = dearest
    quoted = invoke(*arguments("--dry-run"))
    worst = Decimal(json.loads(quoted.stdout)["cost_usd"]["worst"])
    assert quoted.exit_code == 0
    assert Decimal(json.loads(invoke(*arguments()).stdout)["cost_usd"]) == worst
    codes = []
    for share in ("0.1", "0.5", "0.8", "0.999999", "1", "1.000001", "3"):
        limit = f"{worst * Decimal(share):f}"
        alone = invoke(*arguments("--max-cost", limit, "--dry-run")), invoke(*arguments("--max-cost", limit))
        set_caps(cap(f"{spent_today() + Decimal(limit):f}"))
        daily = invoke(*arguments("--dry-run")), invoke(*arguments())
        set_caps()
        codes.append([finished.exit_code for finished in (*alone, *daily)])
    assert codes == [[3] * 4] * 4 + [[0] * 4] * 3


@pytest.mark.parametrize("letter", ["W", "D", "B"])
def test_where_a_model_decides_how_to_reason_the_worst_case_holds_whatever_it_says(invoke, server, letter):
    server.script = lambda request: letter if "one letter" in request.prompt else dearest(request)
    question = "If all bloops are razzies and all razzies are lazzies, are all bloops lazzies?"
    command = ("think", question, "--strategy", "auto", "-e", 3, "--max-tokens", PATH_TOKENS, *MODEL, "--json")
    quoted = json.loads(invoke(*command, "--dry-run").stdout)
    result = json.loads(invoke(*command).stdout)
    assert Decimal(result["cost_usd"]) <= Decimal(quoted["cost_usd"]["worst"])
    assert result["calls"]["made"] <= sum(role["calls"]["worst"] for role in quoted["roles"])


def test_a_refusal_says_which_cap_how_much_is_left_and_what_to_type(invoke):
    set_caps(cap("0.5"))
    spend_of_today("0.4999")
    finished = invoke("think", QUESTION, "-e", 5, *MODEL, "--dry-run")
    assert finished.exit_code == 3
    said = " ".join(finished.stdout.split())
    assert "Could stop at the day's cap: $0.50, $0.00010 left until midnight" in said
    assert "Raise it with `budget set --daily 1`." in said


def test_an_unknown_price_is_a_question_mark_and_under_a_cap_a_refusal(invoke, server):
    command = ("vote", QUESTION, "-m", "openai/unheard-of", "--dry-run")
    free = invoke(*command)
    assert free.exit_code == 0
    assert free.stdout.splitlines()[2].split()[-3:] == ["?", "?", "?"]
    assert "cost prices set openai/unheard-of --input X --output Y" in " ".join(free.stdout.split())
    set_caps(cap("5"))
    capped = invoke(*command)
    assert capped.exit_code == 3
    assert "the price of openai/unheard-of is unknown" in " ".join(capped.stdout.split())
    assert invoke(*command, "--allow-unpriced").exit_code == 0
    assert invoke("vote", QUESTION, "-n", 1, "-m", "openai/unheard-of", "--allow-unpriced").exit_code == 0
    assert len(server.exchanges) == 1


def test_the_second_quote_has_learnt_from_the_first_run(invoke, server):
    server.script = roles(Reply("Final answer: 42", usage=Usage(40, 77)), verdict(True))
    command = ("think", QUESTION, "-e", 4, *MODEL, "--json")
    invoke(*command)
    paths, _ = json.loads(invoke(*command, "--dry-run").stdout)["roles"]
    assert paths["output_tokens"]["expected"] == 4 * 77
    assert paths["learnt_from"] == 4


def test_a_dry_run_imports_no_litellm(run):
    """So that it takes a moment and not seconds."""
    finished = run("think", QUESTION, *MODEL, "--dry-run", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert finished.exit_code == 0
    modules = {line.rpartition("|")[2].strip() for line in finished.stderr.splitlines()}
    assert "system2.engine.pricing" in modules
    assert not {name for name in modules if name.partition(".")[0] in {"litellm", "openai"}}


def test_text_from_the_pipe_counts_in_a_dry_run(invoke):
    command = ("vote", "How many lines?", "-n", 1, *MODEL, "--dry-run", "--json")
    alone, piped = (json.loads(invoke(*command, stdin=stdin).stdout)["roles"][0] for stdin in (None, "x" * 1_000))
    assert piped["input_tokens"]["worst"] >= alone["input_tokens"]["worst"] + 1_000


def test_max_cost_stops_a_run_and_its_dry_run(invoke):
    command = ("think", QUESTION, "-e", 3, *MODEL, "--max-cost", "0.000001")
    assert invoke(*command, "--dry-run").exit_code == 3
    finished = invoke(*command)
    assert finished.exit_code == 3
    assert "this run's cap" in finished.stderr
    assert "--max-cost" in finished.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--max-cost", "lots"),
        ("--max-cost", "-1"),
        ("--confirm-above", "nan"),
        ("--priority", "urgent"),
        ("--thinking-tokens", "-1"),
    ],
)
def test_nonsense_gets_one_clear_line(invoke, option, value):
    finished = invoke("think", QUESTION, *MODEL, option, value)
    assert finished.exit_code == 2
    assert option in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


def test_without_a_terminal_a_run_that_needs_a_yes_is_refused_in_one_line(invoke, server):
    finished = invoke("think", QUESTION, *MODEL, "--confirm-above", "0.0001")
    assert finished.exit_code == 3
    assert finished.stdout == ""
    assert "--confirm-above" in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert server.exchanges == []


def test_nobody_is_asked_about_a_run_that_cannot_cost_so_much(invoke):
    assert invoke("think", QUESTION, *MODEL, "-e", 1, "--confirm-above", "5").exit_code == 0


def test_an_unknown_price_needs_a_yes_too(invoke, server):
    finished = invoke("vote", QUESTION, "-m", "openai/unheard-of", env={"SYSTEM2_CONFIRM_ABOVE": "100"})
    assert finished.exit_code == 3
    assert server.exchanges == []


@pytest.mark.parametrize(("answer", "exit_code", "requests"), [("y", 0, 1), ("n", 3, 0), ("", 3, 0)])
def test_at_a_terminal_the_quote_is_shown_and_a_yes_is_asked_for(terminal, server, answer, exit_code, requests):
    tty = terminal("vote", QUESTION, "-n", 1, *MODEL, "--confirm-above", "0.00001", columns=90)
    tty.wait_for("Go on? [y/N]")
    assert "expected" in tty.text
    tty.send(f"{answer}\r")
    assert tty.finish() == exit_code
    assert len(server.exchanges) == requests


def test_a_defaulted_effort_shrinks_when_the_days_money_is_nearly_spent(invoke, server):
    set_caps(cap("100"))
    spend_of_today("90.5")
    said = "effort 5 -> 3: 9 % of today's cap left"
    finished = invoke("think", QUESTION, *MODEL)
    assert len(server.paths) == 3
    assert said in finished.stderr.splitlines()
    assert said in invoke("think", QUESTION, *MODEL, "--dry-run").stdout
    for given in (("-e", 5), ("--no-adapt",)):
        quoted = invoke("think", QUESTION, *MODEL, "--dry-run", "--json", *given)
        assert json.loads(quoted.stdout)["effort"] == 5
    assert json.loads(invoke("think", QUESTION, "-m", "local", "--dry-run", "--json").stdout)["effort"] == 5


def test_thinking_tokens_come_on_top_of_a_path(invoke, server):
    """Where the model can think, that is."""
    depth = ("--max-tokens", 100, "--thinking-tokens", 10_000)
    for model in ("openai/o3-mini", "openai/gpt-4o-mini"):
        invoke("think", QUESTION, "-m", model, "-e", 1, *depth)
    assert [path.request.max_tokens for path in server.paths] == [10_100, 100]


def test_a_crossed_cap_warns_once_in_a_script_and_once_more_when_a_person_comes(invoke, terminal, server):
    """Whoever was not there to see it is told at the next command."""
    set_caps(cap("1"))
    invoke("cost", "prices", "set", "openai/gpt-4o-mini", "--input", "0", "--output", "10000")
    server.script = lambda request: Reply("Final answer: 42", usage=Usage(10, request.body["max_tokens"]))
    spoken = "of the day's cap is spent"
    scripts = [
        invoke("vote", f"What is {number}*7?", "-n", 1, "--max-tokens", most, *MODEL).stderr
        for number, most in ((1, 84), (2, 1))
    ]
    assert [said.count(spoken) for said in scripts] == [1, 0]
    tty = terminal("vote", "What is 3*7?", "-n", 1, "--max-tokens", 1, *MODEL, columns=120)
    tty.finish()
    assert tty.everything.count(spoken) == 1
    assert invoke("vote", "What is 4*7?", "-n", 1, "--max-tokens", 1, *MODEL).stderr.count(spoken) == 0
