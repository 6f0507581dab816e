"""`think`: what a user and a script can rely on."""

import json
import tomllib
from decimal import Decimal

import pytest

from tests.server import Reply, reset, roles, status, verdict
from tests.server.cases import RACK_QUESTION, rack

MODEL = ("-m", "openai/gpt-4o-mini")
FAST = {"SYSTEM2_TIMEOUT": "20"}


def distinct(request):
    """A path whose words are its own, so that no two are judged as one."""
    return f"This is attempt {request.number}.\n\nFinal answer: 250"


def ledger(home):
    return [call for day in sorted((home / "ledger").glob("*.toml")) for call in tomllib.loads(day.read_text())["call"]]


def test_ten_calls_for_five_paths_each_judged_and_a_ledger_that_adds_up_to_litellms_price(invoke, server, home):
    """Paths are sampled at once; every request is a row; the rows cost what LiteLLM says."""
    server.script = roles(distinct, verdict(True))
    finished = invoke("think", RACK_QUESTION, "--effort", 5, *MODEL, "--json")
    assert finished.exit_code == 0, finished.stderr
    result = json.loads(finished.stdout)
    assert len(server.paths) == len(server.verdicts) == 5
    assert result["calls"] == {"made": 10, "cached": 0, "failed": 0, "refused": 0, "cancelled": 0}
    rows = ledger(home)
    assert len(rows) == 10
    from system2.model.library import import_litellm

    prices = [import_litellm().cost_per_token("gpt-4o-mini", row["input_tokens"], row["output_tokens"]) for row in rows]
    cost = sum(Decimal(row["cost_usd"]) for row in rows)
    assert float(cost) == pytest.approx(sum(map(sum, prices)))
    assert Decimal(result["cost_usd"]) == cost
    assert {row["role"] for row in rows} == {"generate", "verify"}
    assert {row["task"] for row in rows} == {"arithmetic"}


def test_a_path_is_judged_the_moment_it_lands_however_long_the_others_take(invoke, server):
    """The last path is answered only once the verdicts on all the others have been asked for."""
    server.script = roles(distinct, verdict(True))
    gate = server.hold(lambda request: request.seed == 2)

    def opened_by_the_fourth_verdict(request):
        if len(server.verdicts) == 4:
            gate.open()
        return 0.0

    server.latency = opened_by_the_fourth_verdict
    finished = invoke("think", RACK_QUESTION, "--effort", 5, "--seed", 0, *MODEL)
    assert finished.exit_code == 0
    assert len(server.verdicts) == 5


@pytest.mark.parametrize("trapped", [2, 3])
def test_the_verified_answer_of_the_server_rack_is_250_also_where_most_paths_fall_for_the_trap(invoke, server, trapped):
    server.script = rack(trapped=trapped)
    assert invoke("think", RACK_QUESTION, "-e", 5, *MODEL, "-a").stdout == "250\n"


def test_standard_output_carries_the_answer_and_nothing_else(run, server):
    finished = run("think", "-a", "--effort", 3, *MODEL, stdin="What is 6*7?\n")
    assert (finished.exit_code, finished.stdout) == (0, "42\n")
    assert "path 3 of 3" in finished.stderr


def test_think_alone_at_a_terminal_prints_help_and_exits_2(terminal):
    tty = terminal("think", columns=100, rows=60)
    assert tty.finish() == 2
    assert "Usage: think [OPTIONS] [PROBLEM]" in tty.everything


@pytest.mark.parametrize(
    ("model", "environment", "exit_code", "says"),
    [
        ("no-such-model", {}, 2, "No provider is known"),
        ("openai/unheard-of", {}, 2, "unheard-of"),
        ("anthropic/claude-haiku-4-5", {}, 4, "ANTHROPIC_API_KEY"),
        ("openai/gpt-4o-mini", {"OPENAI_API_KEY": "sk-wrong"}, 4, "key"),
        ("openai/gpt-4o-mini", {"OPENAI_API_KEY": ""}, 4, "set OPENAI_API_KEY"),
        ("openai/gpt-4o-mini", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, 5, "connect"),
    ],
)
def test_what_cannot_work_is_said_in_one_line_with_its_exit_code(invoke, server, model, environment, exit_code, says):
    server.models = ["gpt-4o-mini"]
    server.keys = ["sk-fake-c0ffee-never-written-anywhere"]
    finished = invoke("think", "What is 6*7?", "-m", model, "-q", env=environment)
    assert finished.exit_code == exit_code, finished.stderr
    assert finished.stdout.strip() == ""
    assert says.lower() in finished.stderr.lower()
    assert len(finished.stderr.strip().splitlines()) == 1
    assert finished.seconds < 10
    assert "sk-wrong" not in finished.stderr


def test_a_failing_path_does_not_harm_the_others_and_the_answer_says_what_failed(invoke, server, home):
    """Each attempt is a row of its own."""

    def unlucky(request):
        if request.seed == 1:
            return status(500, "boom")
        return Reply("Final answer: 42")

    server.script = roles(unlucky, verdict(True))
    finished = invoke("think", "What is 6*7?", "-e", 3, "--seed", 0, *MODEL, "--json", env=FAST)
    result = json.loads(finished.stdout)
    assert finished.exit_code == 0
    assert result["answer"] == "42"
    assert [candidate["status"] for candidate in result["candidates"]] == ["ok", "failed", "ok"]
    assert "1 of 3 paths failed" in finished.stderr
    failed = [row for row in ledger(home) if row["status"] == "failed"]
    assert len(failed) == 5
    assert {row["cost_usd"] for row in failed} == {"0"}


def test_fewer_than_half_of_the_paths_are_no_answer(invoke, server):
    server.script = roles(
        lambda request: Reply("Final answer: 42") if request.seed == 0 else status(451, "no"), verdict(True)
    )
    finished = invoke("think", "What is 6*7?", "-e", 5, "--seed", 0, *MODEL, "-a")
    assert finished.exit_code == 5
    assert finished.stdout == "42\n"
    assert "4 of 5 paths failed" in finished.stderr


def test_faults_that_pass_are_retried(invoke, server, home):
    faults = iter([status(429, retry_after=0.01), status(503), reset(), *["Final answer: 42"] * 9])
    server.script = roles(lambda request: next(faults), verdict(True))
    finished = invoke("think", "What is 6*7?", "-e", 1, *MODEL, "-a", env=FAST)
    assert (finished.exit_code, finished.stdout) == (0, "42\n")
    assert [row["status"] for row in ledger(home)] == ["failed"] * 3 + ["ok"] * 2
    assert [row.get("attempt", 1) for row in ledger(home)][:4] == [1, 2, 3, 4]


def test_an_unreadable_verdict_is_asked_for_once_more_and_then_there_is_none(invoke, server):
    """It never becomes 0, 0.5 or 1."""
    server.script = roles("Final answer: 42", "I would rather not say.")
    finished = invoke("think", "What is 6*7?", "-e", 2, *MODEL, "--json")
    candidates = json.loads(finished.stdout)["candidates"]
    assert [candidate["score"] for candidate in candidates] == [None, None]
    assert [candidate["verdict"] for candidate in candidates] == [None, None]
    assert len(server.verdicts) == 4


@pytest.mark.parametrize("forms", [("json_object", "json_schema"), ("json_object",), ()])
def test_the_verdict_is_asked_for_in_the_form_that_the_model_supports(invoke, server, forms):
    server.response_formats = forms
    finished = invoke("think", "What is 6*7?", "-e", 1, "-m", "openai/some-server", "--json")
    assert json.loads(finished.stdout)["candidates"][0]["score"] == 0.9


def test_piped_text_is_context_for_the_argument(invoke, server):
    finished = invoke("think", "How many lines?", "-e", 1, *MODEL, stdin="alpha\nbeta\n")
    assert "context: 2 lines from standard input" in finished.stderr
    assert "alpha\nbeta\n\nHow many lines?" in server.paths[0].request.prompt
    invoke("think", "How many lines?", "-e", 1, *MODEL, "--no-stdin", stdin="alpha\nbeta\n")
    assert "alpha" not in server.paths[1].request.prompt


def test_a_byte_order_mark_is_no_part_of_what_is_asked(invoke, server, tmp_path):
    """Whether it comes through the pipe or in a file, it is the same question, and paid for once."""
    file = tmp_path / "notes.txt"
    asked = [("think", "-e", 1, *MODEL, "-f", file)] * 2
    for command, mark in zip(asked, ("", "\ufeff"), strict=True):
        file.write_text(f"{mark}Six.\n")
        assert invoke(*command, stdin=f"{mark}What is it times 7?\n").exit_code == 0
    assert len(server.paths) == 1
    assert "\ufeff" not in server.paths[0].request.prompt


def test_files_and_a_system_message_reach_the_model(invoke, server, tmp_path):
    (tmp_path / "notes.txt").write_text("Tea costs 3 dollars.")
    invoke("think", "What does tea cost?", "-e", 1, *MODEL, "-f", tmp_path / "notes.txt", "-s", "Be brief.")
    request = server.paths[0].request
    assert "notes.txt:\nTea costs 3 dollars." in request.prompt
    assert request.messages[0] == {"role": "system", "content": "Be brief."}


def test_the_models_escapes_reach_no_terminal_and_no_pipe(invoke, server):
    server.script = roles("\x1b[2J\x1b]0;owned\x07Final answer: 42\x1b[31m", verdict(True, critique="\x1b[2J"))
    finished = invoke("think", "What is 6*7?", "-e", 1, *MODEL, "-v")
    assert "\x1b" not in finished.stdout + finished.stderr
    assert finished.stdout == "Final answer: 42\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-e", "0"), "effort"),
        (("-e", "101"), "effort"),
        (("-t", "9"), "temperature"),
        (("-j", "0"), "concurrency"),
        (("--display", "loud"), "display"),
        (("-f", "no/such/file"), "no/such/file"),
        (("--no-such",), "--no-such"),
        (("-s", "a byte \udcff"), "UTF-8"),
    ],
)
def test_bad_input_gets_one_clear_line_and_exit_2(invoke, arguments, says):
    finished = invoke("think", "What is 6*7?", *MODEL, *arguments)
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert says in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


def test_what_json_prints_meets_the_schema(invoke, server):
    import jsonschema

    schema = json.loads(invoke("system2", "schema").stdout)
    jsonschema.validate(json.loads(invoke("think", "What is 6*7?", "-e", 2, *MODEL, "--json").stdout), schema)
    jsonschema.validate(json.loads(invoke("vote", "What is 6*7?", "-n", 2, *MODEL, "--json").stdout), schema)


def test_a_run_that_is_to_be_sure_pays_only_while_the_choice_is_in_doubt_and_its_quote_says_so(invoke, server):
    command = ("think", "What is 6*7?", "-e", 10, "--sure", 0.94, *MODEL)
    roles = {
        role["role"]: role["calls"] for role in json.loads(invoke(*command, "--json", "--dry-run").stdout)["roles"]
    }
    result = json.loads(invoke(*command, "--json").stdout)
    assert result["stopped"] == f"the leader was safe after {len(result['candidates'])} of 10 samples"
    assert all(candidate["verdict"] for candidate in result["candidates"])
    assert roles["generate"]["low"] == len(server.paths) == 3 < roles["generate"]["worst"] == 10


def test_good_enough_ends_the_run_with_the_first_verdict_that_reaches_it(invoke, server):
    waiting = server.hold(lambda request: request.seed in {1, 2})
    finished = invoke("think", "What is 6*7?", "-e", 3, "--seed", 0, "--good-enough", "0.8", *MODEL, "--json")
    waiting.open()
    result = json.loads(finished.stdout)
    assert result["stopped"] == "path 1 was good enough"
    assert result["calls"]["cancelled"] == 2


@pytest.mark.parametrize(
    ("options", "shown"),
    [((), "So x = 500/2 is right."), (("--plain",), r"So $x = \frac{500}{2}$ is **right**."), (("-a",), "250")],
)
def test_an_answer_is_drawn_at_a_terminal_unless_it_is_to_stay_as_it_was_written(terminal, server, options, shown):
    server.script = roles("So $x = \\frac{500}{2}$ is **right**.\n\nFinal answer: 250", verdict(True))
    tty = terminal("think", RACK_QUESTION, "-e", 1, *MODEL, "-q", *options, columns=80, rows=24)
    assert tty.finish() == 0
    assert shown in tty.lines
