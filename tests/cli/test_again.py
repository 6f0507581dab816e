"""Looking again at what is paid for: the cache, the traces, another rule, another judge, going on."""

import json

from tests.server import roles, verdict
from tests.server.cases import RACK_QUESTION, rack

MODEL = ("-m", "openai/gpt-4o-mini", "--seed", "0")


def distinct(request):
    """A path that follows from its seed, and whose words are its own."""
    answer = 500 if request.seed % 5 < 3 else 250
    return f"This is way {request.seed}.\n\nFinal answer: {answer}"


def judge(request):
    return verdict("answer: 250" in request.prompt, 0.9)


def think(invoke, effort, **environment):
    finished = invoke("think", RACK_QUESTION, "-e", effort, *MODEL, "--json", env=environment)
    assert finished.exit_code == 0, finished.stderr
    return json.loads(finished.stdout), finished


def test_raising_the_effort_pays_for_the_difference_and_asking_again_for_nothing(invoke, server):
    """Effort 5, 8 and 8 again: 10, 6 and no requests; five, eight and eight judged paths."""
    server.script = roles(distinct, judge)
    for effort, requests in ((5, 10), (8, 6), (8, 0)):
        before = len(server.exchanges)
        result, finished = think(invoke, effort)
        assert len(server.exchanges) - before == requests
        assert [candidate["score"] is not None for candidate in result["candidates"]] == [True] * effort
        assert result["answer"] == "250"
    assert result["cost_usd"] == "0"
    assert result["calls"]["cached"] == 16
    assert "16 from the cache" in finished.stderr


def test_think_and_vote_share_samples(invoke, server):
    server.script = roles(distinct, judge)
    think(invoke, 5)
    before = len(server.exchanges)
    invoke("vote", RACK_QUESTION, "-n", 5, *MODEL)
    assert len(server.exchanges) == before


def test_without_the_cache_everything_is_paid_again_and_fresh_replies_are_kept(invoke, server):
    server.script = roles(distinct, judge)
    think(invoke, 3)
    for environment, requests in (({"SYSTEM2_CACHE": "off"}, 6), ({"SYSTEM2_CACHE": "fresh"}, 6), ({}, 0)):
        before = len(server.exchanges)
        think(invoke, 3, **environment)
        assert len(server.exchanges) - before == requests


def test_unreadable_verdicts_are_not_kept(invoke, server):
    server.script = roles(distinct, "no comment")
    think(invoke, 1)
    server.script = roles(distinct, judge)
    result, _ = think(invoke, 1)
    assert result["candidates"][0]["score"] is not None


def test_at_temperature_zero_without_a_seed_equal_requests_are_one_call_and_that_is_said(invoke, server):
    finished = invoke("think", "What is 6*7?", "-e", 4, "-t", 0, "-m", "openai/gpt-4o-mini")
    assert len(server.exchanges) == 2
    assert "equal requests are one call" in finished.stderr


def test_another_rule_picks_from_stored_samples_without_a_call(invoke, server):
    server.script = roles(distinct, judge)
    result, _ = think(invoke, 5)
    before = len(server.exchanges)
    picked = {
        rule: invoke("system2", "reselect", result["run"], "--select", rule, "-a").stdout.strip()
        for rule in ("majority", "weighted", "verdict", "first")
    }
    assert picked == {"majority": "500", "weighted": "250", "verdict": "250", "first": "500"}
    assert invoke("system2", "reselect", "--select", "random", "--json").exit_code == 0
    assert len(server.exchanges) == before


def test_another_verifier_judges_stored_samples_and_only_verdicts_are_paid(invoke, server):
    server.script = roles(distinct, judge)
    result, _ = think(invoke, 5)
    before = len(server.exchanges)
    finished = invoke("system2", "rejudge", result["run"], "--verifier", "openai/gpt-4o", "--json")
    again = json.loads(finished.stdout)
    asked = server.requests[before:]
    assert [request.model for request in asked] == ["gpt-4o"] * 5
    assert [each["text"] for each in again["candidates"]] == [each["text"] for each in result["candidates"]]


def test_an_interrupted_run_is_resumed_by_name_and_by_default(invoke, commands, server):
    server.script = roles(distinct, judge)
    gate = server.hold(lambda request: request.seed == 3)
    running = commands.start("think", RACK_QUESTION, "-e", 5, *MODEL, "-q")
    server.wait_for_requests(9)
    running.kill()
    gate.open()
    server.wait_until_idle()
    before = len(server.exchanges)
    finished = invoke("system2", "resume", "--json")
    assert finished.exit_code == 0, finished.stderr
    assert json.loads(finished.stdout)["answer"] == "250"
    assert 2 <= len(server.exchanges) - before <= 6, "the held path, its verdict, and verdicts under way"
    assert "none to go on with" in invoke("system2", "resume").stderr


def test_a_run_leaves_a_trace_that_a_person_can_open_and_forgetting_it_removes_its_replies_too(invoke, server, home):
    server.script = rack()
    result, _ = think(invoke, 5)
    assert RACK_QUESTION[:30] in invoke("system2", "history").stdout
    assert "250" in invoke("system2", "trace", result["run"]).stdout
    invoke("system2", "history", "forget", result["run"])
    assert list((home / "runs").glob("*.jsonl")) == []
    before = len(server.exchanges)
    think(invoke, 5)
    assert len(server.exchanges) > before


def test_without_history_no_trace_is_left(invoke, server, home):
    think(invoke, 2, SYSTEM2_HISTORY="false")
    assert not list((home / "runs").glob("*"))


def test_think_resume_goes_on_with_the_same_question_only(invoke, commands, server):
    server.script = roles(distinct, judge)
    gate = server.hold(lambda request: request.seed == 2)
    running = commands.start("think", RACK_QUESTION, "-e", 3, *MODEL, "-q")
    server.wait_for_requests(5)
    running.kill()
    gate.open()
    unfinished = invoke("system2", "history").stdout.split()[0]
    other = json.loads(invoke("think", "What is 6*7?", "-e", 3, *MODEL, "--resume", "--json").stdout)
    again = json.loads(invoke("think", RACK_QUESTION, "-e", 3, *MODEL, "--resume", "--json").stdout)
    assert other["run"] != unfinished
    assert again["run"] == unfinished
    assert [each["score"] is not None for each in again["candidates"]] == [True] * 3


def test_a_follow_up_knows_the_last_question_and_its_answer(invoke, server):
    server.script = roles(distinct, judge)
    think(invoke, 5)
    invoke("think", "And the rack?", "-e", 1, *MODEL, "--continue")
    messages = server.paths[-1].request.messages
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[0]["content"] == RACK_QUESTION
    assert "Final answer: 250" in messages[1]["content"]
    assert "And the rack?" in messages[2]["content"]
