"""Several models at once, from the command line to the ledger."""

import json
import re
from collections import Counter, defaultdict

import pytest

from system2.cli.following import models
from system2.config.project import NAME, ProjectFile
from system2.config.sources import check_project
from system2.errors import UsageError
from tests.cli.test_verifying import ledger, result_of
from tests.server import hang, roles, status, verdict

SMALL, LARGE, THIRD = "openai/gpt-4o-mini", "openai/gpt-4o", "openai/gpt-4.1"
ASKED = ("think", "What is 6*7?", "--json")


def writers(server):
    """How many paths each model was asked for."""
    return Counter(f"openai/{exchange.request.model}" for exchange in server.paths)


def written(result):
    return [candidate["model"] for candidate in result["candidates"]]


@pytest.mark.parametrize(
    ("asked", "wrote"),
    [
        (("-m", f"{SMALL}=2,{LARGE}"), [SMALL, LARGE, SMALL, LARGE, LARGE]),
        (("-m", SMALL, "-m", LARGE, "-e", 3), [SMALL, LARGE, SMALL]),
        (("-m", f"{SMALL}=1,{LARGE}=2"), [SMALL, LARGE, LARGE]),
        (("-m", "panel:careful"), [SMALL, THIRD, THIRD]),
        (("-m", "quick", "--generator", "panel:careful"), [SMALL, THIRD, THIRD]),
    ],
)
def test_each_model_writes_its_paths_in_turn(invoke, server, home, asked, wrote):
    """However the panel is named; an effort of the config gives way to models that say how many paths they write."""
    (home / "config.toml").write_text(
        f"{'effort = 7' if '=1' in asked[1] or 'panel:careful' in asked else ''}\n"
        f'[aliases]\nquick = "{SMALL}"\n[panels.careful]\nmodels = ["quick=1", "{THIRD}=2"]\nverifier = "{LARGE}"\n'
    )
    result = result_of(invoke(*ASKED, *asked))
    assert written(result) == wrote
    assert writers(server) == Counter(wrote)
    assert Counter(call["model"] for call in ledger(home) if call["role"] == "generate") == Counter(wrote)
    judge = LARGE if asked == ("-m", "panel:careful") else None
    assert judge in (None, *{call["model"] for call in ledger(home) if call["role"] == "verify"})


def test_a_panel_is_quoted_cached_and_resumed_by_its_members(invoke, server, home):
    """What a model wrote alone is not paid for again in a panel, and a run that broke off goes on as the same panel."""
    asked = ("vote", ASKED[1], "-m", f"{SMALL}=2,{LARGE}=2", "--stop", "never", "--json")
    invoke(*asked[:2], "-m", SMALL, "-n", 2, "--stop", "never")
    quoted = json.loads(invoke(*asked, "--dry-run").stdout)
    assert {part["model"]: part["calls"]["worst"] for part in quoted["roles"]} == {SMALL: 2, LARGE: 2}
    server.script = lambda request: status(500, retry_after=0) if request.model == "gpt-4o" else "Final answer: 42"
    first = result_of(invoke(*asked))
    assert (first["calls"]["cached"], first["model"]) == (2, f"{SMALL}=2,{LARGE}=2")
    assert [each["model"] for each in first["missing"]] == [LARGE]
    server.script = "Final answer: 42"
    again = result_of(invoke("system2", "resume", "--json"))
    assert written(again) == [SMALL, LARGE, SMALL, LARGE]
    assert "missing" not in again


OUT = {
    "down": (lambda request: status(500, retry_after=0), (), "The server had an error"),
    "slow": (lambda request: hang(), ("--timeout", 5), "no whole reply within"),
    "keyless": (None, (), "needs a key"),
    "capped": (None, ("--max-cost", "0.02"), "cap"),
}


@pytest.mark.parametrize("trouble", OUT)
def test_a_member_that_cannot_answer_harms_no_other(invoke, server, home, trouble):
    """Its paths are lost, another judges what it would have judged, and one line says who is missing and why."""
    other = {"keyless": "anthropic/claude-sonnet-4-5", "capped": "openai/o1-pro"}.get(trouble, LARGE)
    fails, options, why = OUT[trouble]
    agreeable = roles("Final answer: 42", verdict(True))
    server.script = lambda request: fails(request) if fails and request.model == "gpt-4o" else agreeable(request)
    finished = invoke(*ASKED, "-m", f"{other}=1,{SMALL}=2", *options)
    result = result_of(finished)
    assert [(each["status"] == "ok", bool(each["verdict"])) for each in result["candidates"]] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert (result["answer"], [each["model"] for each in result["missing"]]) == ("42", [other])
    assert f"{other} is missing: " in finished.stderr
    assert why in result["missing"][0]["reason"]
    sent = Counter(f"openai/{exchange.request.model}" for exchange in server.exchanges)
    assert Counter(call["model"] for call in ledger(home)) == sent


def judges(server):
    """Who judged the path of whom: the answer tells who wrote it."""
    found = defaultdict(set)
    for exchange in server.verdicts:
        said = exchange.request.prompt
        found[exchange.request.model] |= {name for name in NUMBERS if f"Final answer: {NUMBERS[name]}" in said}
    return found


NUMBERS = {"gpt-4o-mini": 40, "gpt-4o": 41, "gpt-4.1": 42}


@pytest.mark.parametrize(
    ("options", "judged"),
    [
        ((), {"gpt-4o": {"gpt-4o-mini"}, "gpt-4.1": {"gpt-4o"}, "gpt-4o-mini": {"gpt-4.1"}}),
        (("--self-judge",), {"gpt-4o-mini": {*NUMBERS}}),
        (("--verifier", LARGE), {"gpt-4o": {"gpt-4o-mini", "gpt-4.1"}, "gpt-4o-mini": {"gpt-4o"}}),
    ],
)
def test_no_member_judges_its_own_paths_where_another_can(invoke, server, options, judged):
    """Each judges those of its neighbour; what the quote says of each holds; nobody is told who wrote what."""
    server.script = roles(lambda request: f"Final answer: {NUMBERS[request.model]}", verdict(True))
    asked = (*ASKED, "-m", f"{SMALL},{LARGE},{THIRD}", "-e", 3, *options)
    quoted = json.loads(invoke(*asked, "--dry-run").stdout)["roles"]
    result_of(invoke(*asked))
    assert judges(server) == judged
    planned = {part["model"].partition("/")[2] for part in quoted if part["role"] == "verify"}
    assert planned == judged.keys()
    assert not any(name in exchange.request.prompt for name in NUMBERS for exchange in server.verdicts)


def test_to_compare_shows_where_paths_part_below_the_answer_and_no_line_twice(invoke, server):
    asked = ("vote", "What is 6*7?", "-m", SMALL, "-n", 2)
    assert "the paths part" not in invoke(*asked).stderr
    told = invoke(*asked, "--compare").stderr.splitlines()
    assert "the paths part nowhere:" in told
    assert len(told) == len(set(told))
    answers = iter(("42", "41"))
    server.script = lambda request: f"Final answer: {next(answers)}"
    assert "where the paths part:" in invoke(*asked, "--compare", "--fresh").stderr.splitlines()


def test_where_no_member_can_answer_the_run_fails_as_that_of_one_model_does(invoke, server):
    keyless = invoke("think", "What is 6*7?", "-m", "anthropic/claude-sonnet-4-5,gemini/gemini-2.5-flash")
    assert (keyless.exit_code, server.exchanges) == (4, [])
    assert "needs a key" in keyless.stderr


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("-m", f"{SMALL}=2,{LARGE}=2", "-e", 5), "are 4 paths, but --effort is 5"),
        (("-m", f"{SMALL}=2,{LARGE}", "-e", 2), "are 3 paths at the least, but --effort is 2"),
        (("-m", f"{SMALL}=0"), "1 to 100 paths"),
        (("-m", "panel:none"), "There is no panel 'none'"),
        (("-m", "panel:"), "panel: needs the name of a panel"),
        (("-m", f"{SMALL}=3", "--votes-by", "model"), "name several with -m a,b"),
        (("-m", f"{SMALL},{LARGE}", "--aggregator", f"{SMALL},{LARGE}"), "one model plays that role"),
        (("-m", f"{SMALL},{LARGE}", "--strategy", "serial"), "serial is of one model"),
    ],
)
def test_a_panel_that_makes_no_sense_is_told_in_one_line(invoke, server, asked, says):
    finished = invoke("think", "What is 6*7?", *asked)
    assert (finished.exit_code, server.exchanges) == (2, [])
    assert says in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_panels_are_completed_after_a_comma_too(home, monkeypatch):
    monkeypatch.setattr("system2.model.offers.names_without_asking", lambda day: ())
    (home / "config.toml").write_text(f'[panels.careful]\nmodels = "{SMALL},{LARGE}=2"\n')
    assert models("panel:c") == [("panel:careful", f"{SMALL},{LARGE}=2")]
    assert models(f"{SMALL},panel:") == [(f"{SMALL},panel:careful", f"{SMALL},{LARGE}=2")]


@pytest.fixture
def searching(tmp_path):
    """A program that answers 42, and tells of itself that it was run."""
    script = tmp_path / "search.sh"
    script.write_text(
        f"cat > /dev/null; echo run >> {tmp_path / 'runs'}; echo 'Found, it says.'; echo 'Final answer: 42'\n"
    )
    return f"cmd:sh {script}"


def test_a_program_sits_in_a_panel_at_the_price_that_the_user_sets(invoke, home, searching):
    """Unknown it is `?`, and refused under a cap; a price for each call holds; models judge, not the program."""
    asked = (*ASKED, "-m", searching, "-m", SMALL, "-e", 2)
    first = result_of(invoke(*asked))
    assert (first["candidates"][0]["text"], first["cost_usd"]) == ("Found, it says.\nFinal answer: 42", None)
    assert {call["model"] for call in ledger(home) if call["role"] == "verify"} == {SMALL}
    refused = result_of(invoke(*asked, "--max-cost", 1, "--fresh"))
    assert [each["model"] for each in refused["missing"]] == [searching]
    assert invoke("cost", "prices", "set", searching, "--call", "0.05").exit_code == 0
    priced = result_of(invoke(*asked, "--max-cost", 1, "--fresh"))
    assert 0.05 < float(priced["cost_usd"]) < 0.06
    failing = """cmd:sh -c 'cat > /dev/null; echo "{\\"usage\\": {\\"cost_usd\\": \\"0.5\\"}}" >&2; exit 1'"""
    failed = json.loads(invoke(*ASKED, "-m", failing, "-e", 1, "--json").stdout)
    assert (failed["cost_usd"], failed["unsettled_usd"]) == ("0.5", "0")


def test_a_program_is_taken_from_nobody_but_the_user(invoke, home, searching, tmp_path):
    """Not from a trusted project's file, by whatever name, nor from a file of questions."""
    (home / "config.toml").write_text(
        f"[aliases]\nagent = {searching!r}\n[panels.ours]\nmodels = ['agent', '{SMALL}']\n"
    )
    for named in (searching, "agent", "panel:ours", f"{SMALL},agent"):
        project = ProjectFile(tmp_path / NAME, f"model = {named!r}\n".encode())
        with pytest.raises(UsageError, match=r"no path and no program|may name none"):
            check_project(project)
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": "What is 6*7?", "model": searching}) + "\n")
    assert invoke("system2", "batch", questions, "-e", 1).exit_code == 0
    assert not (tmp_path / "runs").exists()
    assert result_of(invoke(*ASKED, "-m", "agent", "-e", 1))["answer"] == "42"


def test_bench_compares_a_panel_with_its_members_at_equal_cost_and_learns_how_reliable_they_are(invoke, server, home):
    """Each is measured by itself, and the panel is held against as many paths of a member as cost no more."""
    (home / "config.toml").write_text(f"[panels.both]\nmodels = ['{SMALL}', '{LARGE}']\n")

    def adding(request):
        one, other = map(int, re.findall(r"\d+", request.prompt)[:2])
        return f"Final answer: {one + other if request.model == 'gpt-4o' else 0}"

    server.script = adding
    sums = [{"question": f"What is {each} + 5?", "answer": str(each + 5)} for each in (12, 23, 34)]
    questions = home.parent / "sums.jsonl"
    questions.write_text("".join(json.dumps(each) + "\n" for each in sums))
    measured = ("system2", "bench", "run", questions, "--efforts", "1,2", "--strategies", "vote")
    finished = invoke(*measured, "-m", f"{SMALL},{LARGE}", "-m", "panel:both")
    assert finished.exit_code == 0, finished.stderr
    duels = [line for line in finished.stdout.splitlines() if "points against" in line]
    assert [line.partition(" (")[0] for line in duels] == [f"{SMALL},{LARGE}"] * 2
    assert f"against {SMALL} (majority at effort 2" in duels[0]
    assert f"against {LARGE} (majority at effort 1" in duels[1]
    assert invoke(*measured, "-m", f"{SMALL},{LARGE}", "--dry-run").stdout.count("3 problems") == 2
    weighed = invoke("vote", "What is 45 + 5?", "-m", "panel:both", "--votes-by", "reliability", "-n", 2)
    assert (weighed.stdout, "nothing was measured" in weighed.stderr) == ("50\n", False)
