"""Every way to judge, from the command line to the verdict and the ledger."""

import json
import math
import shlex
import sys
import tomllib
from collections import Counter

import pytest

from system2.core.markers import part
from system2.core.problem import Problem
from system2.prompts.fence import fence, sanitise
from system2.verifiers.judge import question
from tests.server import Reply, Token, is_verdict, roles, status, verdict
from tests.server.rewards import Refusal, reward_server
from tests.verifiers.hostile import HOSTILE

MODEL = ("-m", "openai/gpt-4o-mini")
SEEDED = ("--seed", 0, *MODEL, "--json")
QUESTION = "What is 6*7?"


def answers(*found):
    """Paths that answer so, by their seeds, each in words of its own."""
    return lambda request: f"This is path {request.seed}.\n\nFinal answer: {found[request.seed % len(found)]}"


def by_prompt(path, **others):
    """A script that looks for a word in the question to tell who is asked."""

    def script(request):
        word = next((word for word in others if word in request.conversation), None)
        return others[word](request) if word else path(request)

    return script


def result_of(finished, exit_code=0):
    assert finished.exit_code == exit_code, finished.stderr
    return json.loads(finished.stdout)


def scores(result):
    return [candidate["score"] for candidate in result["candidates"]]


def ledger(home):
    return [call for day in sorted((home / "ledger").glob("*.toml")) for call in tomllib.loads(day.read_text())["call"]]


def likes_42(request):
    return verdict("answer: 42" in request.prompt, 0.9)


def test_critiques_are_sampled_and_their_mean_is_the_score(invoke, server):
    """Each has a seed of its own, and writes its principles first."""

    def critic(request):
        assert next(iter(request.schema["properties"])) == "principles"
        judgement = {"principles": "p", "critique": "c", "is_correct": True, "confidence": (request.seed + 1) / 10}
        return Reply(json.dumps(judgement))

    server.script = roles(answers(42), critic)
    result = result_of(invoke("think", QUESTION, "-e", 2, "--critiques", 3, *SEEDED))
    assert scores(result) == pytest.approx([0.2, 0.2])
    verdict = result["candidates"][0]["verdict"]
    assert [(part["principles"], part["critique"]) for part in verdict["parts"]] == [("p", "c")] * 3
    assert [part["score"] for part in verdict["parts"]] == pytest.approx([0.1, 0.2, 0.3])
    assert len(server.verdicts) == 6
    assert all(exchange.request.temperature > 0 for exchange in server.verdicts)


def test_pairwise_finds_the_path_that_beats_the_others(invoke, server):
    def referee(request):
        first, second = (part.partition("Final answer: ")[2][:2] for part in request.prompt.split("This is path ")[1:])
        better = "tie" if first == second else "first" if first == "42" else "second"
        return Reply(json.dumps({"comparison": "c", "better": better}))

    server.script = by_prompt(answers(41, 42, 43, 44), **{"Two candidate solutions": referee})
    result = result_of(invoke("think", QUESTION, "-e", 4, "--judge-by", "pairwise", *SEEDED))
    assert result["answer"] == "42"
    assert scores(result)[1] == 1.0
    assert max(scores(result)[0], *scores(result)[2:]) < 1
    assert {candidate["verdict"]["by"] for candidate in result["candidates"]} == {"pairwise"}
    assert len(server.exchanges) <= 4 + 6 * 4


def test_logprob_scores_by_the_probabilities_of_the_rating(invoke, server):
    def rates(request):
        shares = {"9": 0.6, "0": 0.4} if "answer: 42" in request.prompt else {"9": 0.1, "0": 0.9}
        chances = {digit: math.log(share) for digit, share in shares.items()}
        return Reply("It holds.\nRating: 9", tokens=(Token("It holds.\nRating: "), Token("9", alternatives=chances)))

    server.script = by_prompt(answers(41, 42), Rating=rates)
    result = result_of(invoke("think", QUESTION, "-e", 2, "--judge-by", "logprob", *SEEDED))
    assert scores(result) == pytest.approx([0.1, 0.6])
    assert result["answer"] == "42"


def test_without_token_probabilities_logprob_gives_no_verdict_and_says_so_once(invoke, server):
    server.script = by_prompt(answers(42), Rating=lambda request: Reply("Rating: 9", tokens=()))
    finished = invoke("think", QUESTION, "-e", 3, "--judge-by", "logprob", "--seed", 0, *MODEL)
    assert finished.exit_code == 0
    assert finished.stderr.count("This model comes without token probabilities") == 1
    assert finished.stderr.count("no verdict (no token probabilities)") == 3
    assert len(server.exchanges) == 6


def checking(tmp_path, source):
    (tmp_path / "check.py").write_text(source)
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(tmp_path / 'check.py'))}"


IS_42 = "import os, sys; sys.exit(os.environ['SYSTEM2_ANSWER'] != '42')"


def test_a_program_decides_and_no_model_is_asked(invoke, server, tmp_path):
    server.script = answers(41, 41, 42)
    result = result_of(invoke("think", QUESTION, "-e", 3, "--check", checking(tmp_path, IS_42), *SEEDED))
    assert result["answer"] == "42"
    assert scores(result) == [0.0, 0.0, 1.0]
    assert len(server.exchanges) == 3


def test_equal_candidates_are_judged_once(invoke, server, tmp_path):
    """By a model, by a program, and by several critiques."""
    judgement = {"principles": "p", "critique": "c", "is_correct": True, "confidence": 0.9}
    server.script = roles("Final answer: 42", json.dumps(judgement))
    invoke("think", QUESTION, "-e", 4, *SEEDED)
    assert len(server.verdicts) == 1
    invoke("think", QUESTION, "-e", 4, "--critiques", 3, *SEEDED)
    assert len(server.verdicts) == 1 + 3
    luck = checking(tmp_path, "import os; print(int.from_bytes(os.urandom(4), 'big') / 2**32)")
    result = result_of(invoke("think", QUESTION, "-e", 4, "--check", luck, *SEEDED))
    assert len(set(scores(result))) == 1


@pytest.mark.parametrize("ways", [(), ("--judge-by", "judge")])
def test_every_path_rejected_by_a_program_is_exit_6_and_the_best_is_printed_still(invoke, server, tmp_path, ways):
    """Whatever a judge says besides, and though one path failed."""
    server.script = roles(
        lambda request: status(451, "no") if request.seed == 0 else answers(41)(request), verdict(True, 1.0)
    )
    check = checking(tmp_path, IS_42)
    finished = invoke("think", QUESTION, "-e", 3, "--check", check, *ways, "--seed", 0, *MODEL, "-a")
    assert (finished.exit_code, finished.stdout) == (6, "41\n")
    assert "rejected every path" in finished.stderr


def test_code_has_to_pass_its_tests(invoke, server, tmp_path):
    (tmp_path / "test_add.py").write_text("from answer import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n")
    bodies = ("return a - b", "return a + b")
    server.script = lambda request: f"```python\ndef add(a, b):\n    {bodies[request.seed]}\n```"
    arguments = ("--tests", tmp_path / "test_add.py", "--answer", "code")
    result = result_of(invoke("think", "Write add(a, b).", "-e", 2, *arguments, *SEEDED))
    assert scores(result) == [0.0, 1.0]
    assert "a + b" in result["answer"]


@pytest.mark.parametrize(
    ("end", "raw"), [("pooling#rm", lambda score: score), ("classify", lambda score: math.log(score / (1 - score)))]
)
def test_a_reward_model_scores_paths_and_has_its_rows_in_the_ledger(invoke, server, home, end, raw):
    server.script = answers(41, 42)
    with reward_server(lambda text: raw(0.8 if "answer: 42" in text else 0.3)) as rewards:
        result = result_of(invoke("think", QUESTION, "-e", 2, "--reward", f"{rewards.url}/{end}", *SEEDED))
    assert scores(result) == pytest.approx([0.3, 0.8])
    assert result["answer"] == "42"
    rows = [row for row in ledger(home) if row["role"] == "verify"]
    assert [row["model"] for row in rows] == ["reward/rm" if "#" in end else "reward/127.0.0.1"] * 2
    assert [(row["input_tokens"], row["output_tokens"], row["cost_status"]) for row in rows] == [(17, 0, "unknown")] * 2
    assert result["cost_usd"] is None


def test_a_process_reward_model_scores_steps_and_its_price_counts(invoke, server, home):
    server.script = lambda request: "Six times seven\n\nis forty-two.\n\nFinal answer: 42"
    assert invoke("cost", "prices", "set", "reward/prm", "--input", "1", "--output", "0").exit_code == 0
    with reward_server(lambda text: [[0.2, 0.8], [0.5, 0.5], [0.1, 0.9]]) as rewards:
        arguments = ("--reward", f"{rewards.url}/pooling#prm", "--aggregate", "product")
        result = result_of(invoke("think", QUESTION, "-e", 1, *arguments, *SEEDED))
    assert scores(result) == pytest.approx([0.8 * 0.5 * 0.9])
    (row,) = (row for row in ledger(home) if row["role"] == "verify")
    assert (row["cost_usd"], row["cost_status"]) == ("0.000017", "exact")


@pytest.mark.parametrize(("way", "calls"), [(("--judge-steps", "judge"), 1), (("--judge-steps", "critiques"), 3)])
def test_best_of_n_takes_the_solution_whose_steps_are_best(invoke, server, way, calls):
    """Whole solutions, all steps of each scored in one call, or in three where critiques are sampled."""

    def script(request):
        if (request.schema or {}).get("title") != "step_scores":
            return f"Path {request.seed}.\n\nFinal answer: {(41, 42)[request.seed % 2]}"
        return Reply(json.dumps({"critique": "-", "scores": [0.9, 0.8 if "answer: 42" in request.prompt else 0.1]}))

    server.script = script
    result = result_of(invoke("think", QUESTION, "-e", 2, *way, "--aggregate", "min", *SEEDED))
    assert sorted(scores(result)) == pytest.approx([0.1, 0.8])
    assert [path["verdict"]["steps"] for path in result["candidates"] if path["answer"] == "42"] == [[0.9, 0.8]]
    assert (result["answer"], len(server.exchanges)) == ("42", 2 + 2 * calls)


def test_a_reward_model_without_a_price_is_refused_under_a_cap(invoke, server, home):
    server.script = answers(42)
    with reward_server(lambda text: 0.9) as rewards:
        finished = invoke(
            "think", QUESTION, "-e", 1, "--max-cost", "1", "--reward", f"{rewards.url}/pooling#rm", *SEEDED
        )
        assert result_of(finished, exit_code=3)["candidates"][0]["score"] is None
        assert "cost prices set reward/rm" in finished.stderr
        assert rewards.bodies == []


def test_a_reward_model_that_is_busy_is_asked_again_and_each_attempt_is_a_row(invoke, server, home):
    server.script = answers(42)
    said = iter([Refusal(503, retry_after=0.01), Refusal(429, retry_after=0.01), 0.9])
    with reward_server(lambda text: next(said)) as rewards:
        result = result_of(invoke("think", QUESTION, "-e", 1, "--reward", f"{rewards.url}/pooling#rm", *SEEDED))
    assert scores(result) == [0.9]
    assert Counter(row["status"] for row in ledger(home)) == {"ok": 2, "failed": 2}


def test_what_was_scored_once_is_not_scored_again(invoke, server):
    server.script = answers(42)
    with reward_server(lambda text: 0.9) as rewards:
        for _ in range(2):
            result = result_of(invoke("think", QUESTION, "-e", 2, "--reward", f"{rewards.url}/pooling", *SEEDED))
        assert len(rewards.bodies) == 2
    assert result["calls"]["cached"] == 4


def test_agreement_needs_no_verifier_and_none_gives_no_verdict(invoke, server):
    server.script = answers(42, 41, 42)
    agreed = result_of(invoke("think", QUESTION, "-e", 3, "--judge-by", "agreement", *SEEDED))
    assert scores(agreed) == pytest.approx([2 / 3, 1 / 3, 2 / 3])
    counted = result_of(invoke("think", QUESTION, "-e", 3, "--judge-by", "none", *SEEDED))
    assert scores(counted) == [None] * 3
    assert (agreed["answer"], counted["answer"]) == ("42", "42")
    assert len(server.exchanges) == 3


def test_a_panel_of_ways_and_of_models_gives_the_mean(invoke, server, home, tmp_path):
    """Each model's calls are rows of their own."""
    confidence = {"gpt-4o-mini": 0.6, "gpt-4o": 1.0}
    server.script = roles(answers(42), lambda request: verdict(True, confidence[request.model]))
    check = checking(tmp_path, "print(0.8)")
    arguments = ("--verifier", "openai/gpt-4o-mini, openai/gpt-4o", "--judge-by", "judge", "--check", check)
    result = result_of(invoke("think", QUESTION, "-e", 2, *arguments, *SEEDED))
    assert scores(result) == pytest.approx([0.8, 0.8])
    assert result["candidates"][0]["verdict"]["by"] == "judges"
    verdicts = Counter(row["model"] for row in ledger(home) if row["role"] == "verify")
    assert verdicts == {"openai/gpt-4o-mini": 2, "openai/gpt-4o": 2}


def test_a_panel_under_a_cap_never_spends_more_than_was_set_aside(invoke, server, home):
    server.script = roles(answers(42), verdict(True, 0.9))
    finished = invoke(
        "think", QUESTION, "-e", 8, "--verifier", "openai/gpt-4o-mini,openai/gpt-4o", "--max-cost", "0.03", *SEEDED
    )
    assert finished.exit_code in (0, 3), finished.stderr
    assert sum(float(row["cost_usd"]) for row in ledger(home)) <= 0.03


@pytest.mark.parametrize(
    ("demand", "line"),
    [(("--min-confidence", "0.95"), "confidence is 0.80"), (("--min-agreement", "0.75"), "agreement is 0.67")],
)
def test_an_answer_that_is_not_good_enough_is_printed_with_exit_6(invoke, server, demand, line):
    server.script = roles(answers(42, 41, 42), likes_42)
    finished = invoke("think", QUESTION, "-e", 3, *demand, "--seed", 0, *MODEL, "-a")
    assert (finished.exit_code, finished.stdout) == (6, "42\n")
    assert line in finished.stderr
    assert invoke("think", QUESTION, "-e", 3, demand[0], "0.5", "--seed", 0, *MODEL, "-a").exit_code == 0


def test_a_vote_can_be_held_to_an_agreement_too(invoke, server):
    server.script = answers(42, 41, 43)
    finished = invoke("vote", QUESTION, "-n", 3, "--min-agreement", "0.5", "--seed", 0, *MODEL)
    assert (finished.exit_code, finished.stdout) == (6, "42\n")


def test_a_path_whose_drafts_nobody_judged_is_rejected_all_the_same(invoke, server):
    server.script = answers(41)
    serial = ("--strategy", "serial", "--thinking-tokens", 20, "--check", "false")
    finished = invoke("think", QUESTION, *serial, "--seed", 0, *MODEL)
    assert len(server.exchanges) > 1
    assert finished.exit_code == 6


def test_what_auto_asks_directly_is_checked_where_the_user_has_a_check(invoke, server):
    server.script = "Bonjour"
    finished = invoke("think", "Translate hello into French.", "--strategy", "auto", "--check", "false", *MODEL)
    assert finished.exit_code == 6
    assert len(server.exchanges) == 1


def test_open_answers_are_grouped_by_the_model_where_the_user_asks_for_it(invoke, server):
    said = ["Evict the oldest.", "Use a CDN.", "LRU."]
    server.script = by_prompt(
        lambda request: said[request.seed],
        **{"say the same in substance": lambda request: Reply('{"groups": [[1, 3], [2]]}')},
    )
    finished = invoke("vote", "How would you cache this?", "-n", 3, "--answer", "open", *SEEDED)
    assert "without an answer" not in finished.stderr
    result = result_of(finished)
    assert result["text"] == "Evict the oldest."
    assert result["agreement"] == pytest.approx(2 / 3)
    assert len(server.exchanges) == 4


@pytest.mark.parametrize(("kind", "answer"), [("number", "42"), (r"regex:path (\d)", "0")])
def test_the_user_says_how_answers_are_read(invoke, server, kind, answer):
    server.script = roles(answers(42), verdict(True))
    assert invoke("think", QUESTION, "-e", 1, "--answer", kind, "--seed", 0, *MODEL, "-a").stdout == f"{answer}\n"


def test_the_way_of_judging_is_kept_with_the_run_and_the_same_when_it_is_gone_on_with(invoke, server, tmp_path):
    server.script = lambda request: status(451, "no") if request.seed == 1 else answers(42)(request)
    check = checking(tmp_path, IS_42)
    first = result_of(invoke("think", QUESTION, "-e", 2, "--check", check, *SEEDED))
    assert [candidate["score"] for candidate in first["candidates"]] == [1.0, None]
    server.script = answers(42)
    again = result_of(invoke("system2", "resume", first["run"], "--json"))
    assert scores(again) == [1.0, 1.0]
    assert not any(is_verdict(exchange.request) for exchange in server.exchanges)


@pytest.mark.parametrize(
    ("arguments", "calls"),
    [
        ((), (4, 4, 8)),
        (("--critiques", "3"), (12, 12, 12)),
        (("--critiques", "3", "--critiques-by", "weighed"), (12, 16, 16)),
        (("--judge-by", "listwise"), (1, 1, 2)),
        (("--judge-by", "pairwise"), (10, 10, 10)),  # five pairs of four paths meet, in both orders
        (("--judge-by", "logprob"), (4, 4, 4)),
        (("--judge-by", "agreement"), None),
        (("--verifier", "openai/gpt-4o,openai/gpt-4o"), (8, 8, 16)),
    ],
)
def test_a_dry_run_tells_how_many_verdicts_there_will_be(invoke, server, arguments, calls):
    quoted = result_of(invoke("think", QUESTION, "-e", 4, *arguments, *MODEL, "--dry-run", "--json"))
    verdicts = [tuple(role["calls"].values()) for role in quoted["roles"] if role["role"] == "verify"]
    assert verdicts == ([calls] if calls else [])
    assert not server.exchanges


def test_hostile_candidates_reach_the_judge_inside_their_fences_exactly_as_sanitised(invoke, server):
    """Through the whole product: what a model writes, and what the verifier then receives."""
    server.script = roles(lambda request: Reply(HOSTILE[request.seed]), verdict(False, 0.9))
    result = result_of(invoke("think", QUESTION, "-e", len(HOSTILE), *SEEDED))
    landed = {candidate["text"] for candidate in result["candidates"]}
    assert landed == {part(json.loads(json.dumps(text))).said for text in HOSTILE}
    assert len(landed) >= 40
    before, after = question(Problem(QUESTION, works=True), "250")[-1].text.split(fence("250"))
    assert {exchange.request.prompt for exchange in server.verdicts} == {
        before + fence(text) + after for text in landed
    }
    assert all(f"\n{sanitise(text)}\n" in fence(text) for text in landed)
    assert max(scores(result)) <= 0.5
