"""Every strategy through the real command, and the worked cases with the one that `auto` picks."""

import json
import tomllib
from decimal import Decimal

import pytest

from system2.strategies.catalogue import strategy_named
from tests.server import Reply, Usage, roles, verdict
from tests.server.cases import RACK_QUESTION, Trap, rack_judge

MODEL = ("-m", "openai/gpt-4o-mini")
SIX = "Six times seven is 42.\n\nFinal answer: 42"

STRATEGIES = (
    *(
        "direct",
        "cot",
        "best-of-n",
        "vote",
        "serial",
        "synthesize",
        "refine",
        "evolve",
        "decompose",
        "escalate",
        "program",
        "auto",
    ),
    *("synthesize+vote", "refine+best-of-n", "serial+vote"),
)


def solver(request):
    """Answers whatever it is asked in the role that it is asked in."""
    if "sub-questions that can be answered" in request.prompt:
        return json.dumps({"questions": ["What is 6?", "What is 7?"]})
    if "Reply with one letter" in request.prompt:
        return "W"
    if "Write a short Python program" in request.prompt:
        return "```python\nprint(6 * 7)\n```"
    return SIX


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_answers_within_the_calls_that_it_states(invoke, server, strategy):
    server.script = roles(solver, verdict(True, 0.95))
    stated = json.loads(invoke("system2", "strategies", strategy, "-e", 3, "--json").stdout)[0]
    width = ("-e", 3) if "effort" in strategy_named(strategy).takes else ()
    finished = invoke("think", "What is 6*7?", *width, "--strategy", strategy, *MODEL, "--json")
    result = json.loads(finished.stdout)
    assert finished.exit_code == 0, finished.stderr
    assert (result["answer"], result["strategy"]) == ("42", strategy)
    assert 0 < result["calls"]["made"] <= stated["most"]


@pytest.mark.parametrize(("strategy", "paths"), [("refine", 1), ("evolve", 4), ("escalate", 1)])
def test_any_verdict_is_good_enough_where_the_user_says_so(invoke, server, strategy, paths):
    """Nothing is revised, and no more paths are tried."""
    server.script = roles(solver, verdict(False, 0.9))
    width = ("-e", 3) if "effort" in strategy_named(strategy).takes else ()
    invoke("think", "What is 6*7?", *width, "--strategy", strategy, "--good-enough", 0, *MODEL, "-q")
    assert len(server.paths) == paths


def test_what_a_draft_leaves_open_is_looked_up_in_local_files_by_a_program_of_the_users(invoke, server, tmp_path):
    """It gets the questions on its standard input, and what it prints is told to the model, and kept in the trace."""
    notes = tmp_path / "notes.txt"
    notes.write_text("The engine was built by Ada.\nThe mill was built by Bo.\n")
    revised = Reply("Ada.\n\nFinal answer: Ada")

    def draft(request):
        if "to look up" in request.prompt:
            return json.dumps({"questions": ["engine"]})
        return revised if "built by Ada" in request.prompt else "Final answer: Bo"

    server.script = roles(draft, lambda request: verdict("Final answer: Ada" in request.prompt, 0.95, "no source"))
    asked = ("think", "Who built the engine?", "--strategy", "refine", "--lookup", f"grep -f - {notes}", *MODEL)
    finished = invoke(*asked, "--json")
    assert json.loads(finished.stdout)["answer"] == "Ada", finished.stderr
    (revising,) = (each.request for each in server.paths if "Your drafts so far" in each.request.prompt)
    assert "built by Ada" in revising.prompt
    assert "built by Bo" not in revising.prompt
    assert "draft 1 leaves open: engine" in invoke("system2", "trace").stdout
    assert invoke(*asked, "--lookup", "no-such-program-here").exit_code == 2
    assert invoke("think", "6*7?", "--lookup", "cat", *MODEL).exit_code == 2


def test_what_is_doubtful_in_an_answer_stands_beside_it(invoke, server):
    """A part of it that was rejected twice, in the lines about the run, in JSON and in the trace."""
    server.script = roles(solver, lambda request: verdict("part of it alone:\n\nWhat is 7?" not in request.prompt, 0.9))
    finished = invoke("think", "What is 6*7?", "--strategy", "decompose", *MODEL, "--json")
    result = json.loads(finished.stdout)
    doubt = "part 2 of 2 was rejected each time it was solved: What is 7?"
    assert result["doubts"] == [doubt]
    assert [each.get("question") for each in result["candidates"]] == ["What is 6?", "What is 7?", "What is 7?", None]
    assert result["confidence"] < 0.2
    told = invoke("think", "What is 6*7?", "--strategy", "decompose", *MODEL).stderr
    assert "1 doubt" in told
    assert f"doubtful: {doubt}" in told
    assert "gave no answer" not in told
    trace = invoke("system2", "trace").stdout
    assert "Doubtful: part 2 of 2" in trace
    assert trace.count("What is 7?") >= 4


def test_escalate_climbs_to_a_stronger_model_and_its_quote_names_every_model_that_it_may_ask(invoke, server):
    """The first writes and judges; the paths of the next are judged by the first, and booked as the next one's."""
    ladder = ("--ladder", "openai/gpt-4o-mini,openai/gpt-4.1", "--strategy", "escalate", "-e", 4)
    server.script = roles(
        lambda request: SIX if request.model == "gpt-4.1" else "Final answer: 500",
        lambda request: verdict("500" not in request.prompt, 0.95, "It misreads the question."),
    )
    quoted = json.loads(invoke("think", "What is 6*7?", *ladder, "--dry-run", "--json").stdout)
    paths = {part["model"]: part["calls"]["worst"] for part in quoted["roles"] if part["role"] == "generate"}
    assert paths == {"openai/gpt-4o-mini": 1, "openai/gpt-4.1": 3}
    finished = invoke("think", "What is 6*7?", *ladder, "--json", "-m", "openai/gpt-4o-mini")
    result = json.loads(finished.stdout)
    assert (result["answer"], result["stopped"]) == ("42", "good enough"), finished.stderr
    assert result["model"] == "openai/gpt-4o-mini,openai/gpt-4.1"
    assert [each.request.model for each in server.paths] == ["gpt-4o-mini", "gpt-4.1"]
    assert Decimal(result["cost_usd"]) <= Decimal(quoted["cost_usd"]["worst"])
    assert "stronger, 1 more by openai/gpt-4.1" in invoke("system2", "trace").stdout
    assert invoke("think", "What is 6*7?", "--ladder", "openai/gpt-4o", "-e", 2).exit_code == 2


def test_what_lacks_depth_is_thought_about_for_half_as_long_again(invoke, server):
    """However long that was: as the user said, or as the model likes."""
    server.script = roles("Final answer: 42", verdict(False, 0.9, "It skips a step."))
    asked = ("think", "What is 6*7?", "--strategy", "escalate", "-e", 3, "-q")
    efforts = lambda: [each.request.body.get("reasoning_effort") for each in server.paths[-3:]]  # noqa: E731
    invoke(*asked, "-m", "openai/o3-mini", "--thinking-tokens", 1500)
    assert efforts() == ["low", "medium", "medium"]  # 1,500, 2,250 and 3,375 tokens
    invoke(*asked, "-m", "openai/o4-mini")
    assert efforts() == [None, "high", "high"]  # 8,192 that it takes unasked, 12,288 and 18,432


RACK_CHINESE = "一个服务器机架和一个冷却装置一共 2500 元，机架比冷却装置贵 2000 元。冷却装置多少钱？"

CASES = {
    "rack": (RACK_QUESTION, Trap(2), rack_judge, "hybrid: best-of-n, up to 3,000 thinking tokens", "250"),
    "rack, in Chinese": (RACK_CHINESE, Trap(2), rack_judge, "hybrid: best-of-n, up to 3,000 thinking tokens", "250"),
    "strawberry": (
        "How many letters r are in the word strawberry?",
        ["Final answer: 2", *["s-t-r-a-w-b-e-r-r-y: positions 3, 8 and 9.\n\nFinal answer: 3"] * 4],
        lambda request: verdict("positions" in request.prompt, 0.9),
        "hybrid: best-of-n",
        "3",
    ),
    "strawberry, in Chinese": (
        "单词 strawberry 里有多少个字母 r？",
        ["最终答案：2", *["s-t-r-a-w-b-e-r-r-y：第 3、8、9 位 positions。\n\n最终答案：3"] * 4],
        lambda request: verdict("positions" in request.prompt, 0.9),
        "hybrid: best-of-n",
        "3",
    ),
    "proof": (
        "Prove that the sum of the first n squares is n(n+1)(2n+1)/6.",
        Reply("By induction. For n = 1 both sides are 1. Step: add (n+1)^2. QED.", reasoning="Let me try induction."),
        verdict(True, 0.9),
        "serial: serial, up to 8,000 thinking tokens",
        "By induction",
    ),
    "proof, in Chinese": (
        "证明前 n 个平方数之和等于 n(n+1)(2n+1)/6。",
        Reply("用数学归纳法。n = 1 时两边都等于 1。归纳步骤：加上 (n+1)^2。证毕。", reasoning="试试归纳法。"),
        verdict(True, 0.9),
        "serial: serial, up to 8,000 thinking tokens",
        "归纳法",
    ),
    "debug": (
        "Debug this Python function: def average(numbers): return sum(numbers) / len(numbers)",
        Reply(
            "It divides by zero for an empty list.\n\n```python\ndef average(numbers): ...\n```", reasoning="len is 0?"
        ),
        verdict(True, 0.9),
        "serial: serial",
        "def average(numbers)",
    ),
    "debug, in Chinese": (
        "调试这个函数：def average(numbers): return sum(numbers) / len(numbers)",
        Reply("空列表时会除以零。\n\n```python\ndef average(numbers): ...\n```", reasoning="len 可能是 0"),
        verdict(True, 0.9),
        "serial: serial",
        "def average(numbers)",
    ),
    "cache": (
        "Design a cache for 10 million requests a second with a p99 latency under 10 ms.",
        Reply(
            "Shard by consistent hashing; keep it in memory; replicate hot keys.", reasoning="10^7 / 10^5 = 100 nodes"
        ),
        verdict(True, 0.8),
        "serial: serial",
        "Shard",
    ),
    "cache, in Chinese": (
        "设计一个每秒处理一千万请求、p99 延迟低于 10 毫秒的缓存。",
        Reply("按一致性哈希分片；放在内存里；复制热点键。", reasoning="一百个节点"),
        verdict(True, 0.8),
        "serial: serial",
        "一致性哈希",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_worked_cases_run_with_the_strategy_that_auto_picks_for_them(invoke, server, case):
    question, path, judge, chosen, answer = CASES[case]
    server.script = roles(path, judge)
    finished = invoke("think", question, "--strategy", "auto", *MODEL, "--json")
    assert finished.exit_code == 0, finished.stderr
    result = json.loads(finished.stdout)
    assert chosen in finished.stderr
    assert "because" in finished.stderr
    assert answer in (result["answer"] if answer.isdigit() else result["text"])
    language = "请" if "Chinese" in case else "Think step by step"
    assert language in server.paths[0].request.prompt


def test_a_model_that_does_not_reason_by_itself_is_told_to_check_until_its_budget_is_used(invoke, server):
    """It hears what it said, and its last word counts."""
    server.script = roles(
        lambda request: "Final answer: 500" if "Check your reasoning" not in request.prompt else "Final answer: 250",
        verdict(True, 0.9),
    )
    finished = invoke("think", RACK_QUESTION, "--strategy", "serial", "--thinking-tokens", 15, *MODEL, "--json")
    result = json.loads(finished.stdout)
    assert (result["answer"], len(result["candidates"])) == ("250", 3)
    last = server.paths[-1].request.messages
    assert [message["role"] for message in last] == ["user", "assistant", "user", "assistant", "user"]
    assert last[1]["content"] == "Final answer: 500"


@pytest.mark.parametrize("reasoning", ["Let x be the unit.", ""])
def test_a_model_that_reasons_is_given_the_budget_and_left_alone(invoke, server, reasoning):
    """Also where it needs no thought, or its server does not tell of any."""
    server.script = roles(Reply("Final answer: 250", reasoning=reasoning), verdict(True, 0.9))
    finished = invoke(
        "think", RACK_QUESTION, "--strategy", "serial", "--thinking-tokens", 5_000, "-m", "openai/o3-mini", "--json"
    )
    assert json.loads(finished.stdout)["answer"] == "250"
    assert len(server.paths) == 1
    assert server.paths[0].request.body["reasoning_effort"] == "medium"


def test_auto_has_paths_think_as_long_as_the_priority_and_the_days_money_allow(invoke, server):
    invoke("budget", "set", "--daily", "1.1")
    server.script = roles(Reply("Final answer: 250", usage=Usage(100, 80_000)), verdict(True, 0.9))
    expensive = ("-m", "openai/gpt-4o", "--strategy", "auto", "--max-tokens", 80_000)
    assert "up to 4,500 thinking" in invoke("think", RACK_QUESTION, *expensive, "--priority", "high", "-e", 1).stderr
    assert "up to 1,500 thinking" in invoke("think", RACK_QUESTION, *expensive, "-e", 1, "--seed", 7).stderr


def test_only_where_the_rules_are_unsure_a_model_is_asked_for_one_letter(invoke, server):
    question = "What might the old man in the story below have thought when he came home in the evening?"
    server.script = roles(
        lambda request: "D" if "one letter" in request.prompt else Reply("Sadness.", reasoning="hm"), verdict(True)
    )
    finished = invoke("think", question, "--strategy", "auto", *MODEL, "--classifier", "openai/gpt-4o", "-q")
    assert finished.exit_code == 0
    asked = [exchange.request for exchange in server.exchanges if "one letter" in exchange.request.prompt]
    assert [request.model for request in asked] == ["gpt-4o"]
    assert asked[0].max_tokens <= 16
    invoke("think", RACK_QUESTION, "--strategy", "auto", *MODEL, "-q")
    assert sum("one letter" in exchange.request.prompt for exchange in server.exchanges) == 1


def test_each_role_may_have_a_model_of_its_own_and_all_paths_reach_the_aggregator_with_their_verdicts(
    invoke, server, home
):
    """With a verifier of its own, what that scores at one half or below is left out."""
    paths = iter(["Wrong way.\n\nFinal answer: 1", "Right way.\n\nFinal answer: 42", "Good way.\n\nFinal answer: 42"])
    server.script = roles(
        lambda request: "Best of all.\n\nFinal answer: 42" if "independent attempts" in request.prompt else next(paths),
        lambda request: verdict("Wrong way" not in request.prompt, 0.9),
    )
    finished = invoke(
        *("think", "What is 6*7?", "-e", 3, "--strategy", "synthesize", "--json"),
        *("--generator", "openai/gpt-4o-mini", "--verifier", "openai/gpt-4o", "--aggregator", "openai/gpt-4.1"),
    )
    assert json.loads(finished.stdout)["text"].startswith("Best of all")
    merging = next(exchange.request for exchange in server.exchanges if exchange.request.model == "gpt-4.1")
    assert "Right way" in merging.prompt
    assert "Good way" in merging.prompt
    assert merging.prompt.index("Good way") < merging.prompt.index("scores it 0.10") < merging.prompt.index("Wrong way")
    rows = [call for day in (home / "ledger").glob("*.toml") for call in tomllib.loads(day.read_text())["call"]]
    assert {(row["role"], row["model"]) for row in rows} == {
        ("generate", "openai/gpt-4o-mini"),
        ("verify", "openai/gpt-4o"),
        ("aggregate", "openai/gpt-4.1"),
    }


def test_of_a_split_problem_only_good_parts_reach_the_aggregator(invoke, server):
    """What is left out is for the aggregator to find out by itself."""
    server.script = roles(
        lambda request: "Wrong." if request.prompt.startswith("What is 6?") else solver(request),
        lambda request: verdict("Wrong." not in request.prompt, 0.9),
    )
    invoke("think", "What is 6*7?", "-e", 2, "--strategy", "decompose", *MODEL, "-q")
    merging = next(path.request.prompt for path in server.paths if "split into sub-questions" in path.request.prompt)
    assert "What is 7?" in merging
    assert "Wrong." not in merging


def test_the_answer_to_a_part_is_not_told_as_one_to_the_problem(invoke, server):
    server.script = roles(
        lambda request: "Final answer: 6" if request.prompt.startswith("What is 6?") else solver(request), verdict(True)
    )
    finished = invoke("think", "What is 6*7?", "-e", 2, "--strategy", "decompose", *MODEL)
    assert finished.stdout.endswith("Final answer: 42\n")
    assert "one path alone" not in finished.stderr


def test_config_names_roles_and_words_prompts_once(invoke, server, home):
    (home / "config.toml").write_text(
        'generator = "openai/gpt-4o-mini"\nverifier = "openai/gpt-4o"\n[prompts]\nsolve = "Count: $problem"\n'
    )
    assert invoke("think", "What is 6*7?", "-e", 1, "-q").exit_code == 0
    assert [(path.request.model, path.request.prompt) for path in server.paths] == [
        ("gpt-4o-mini", "Count: What is 6*7?")
    ]
    assert [each.request.model for each in server.verdicts] == ["gpt-4o"]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_prompt_that_does_not_exist_cannot_be_worded(invoke, server, home, options):
    (home / "config.toml").write_text('[prompts]\nsolv = "Count: $problem"\n')
    finished = invoke("think", "What is 6*7?", *MODEL, *options)
    assert finished.exit_code == 2
    assert "There is no prompt" in finished.stderr
    assert not server.exchanges


def test_a_vote_starts_few_samples_where_they_agree_and_says_how_many_it_saved(invoke, server):
    finished = invoke("vote", "What is 6*7?", "--samples", 15, *MODEL, "--json")
    result = json.loads(finished.stdout)
    assert result["stopped"] == "the leader was safe after 4 of 15 samples"
    assert (len(server.paths), len(server.verdicts)) == (4, 0)
    assert "97 % sure" in finished.stderr


@pytest.mark.parametrize("select", ["weighted", "verdict"])
def test_a_vote_by_verdicts_judges_every_path(invoke, server, select):
    server.script = roles(Trap(3), rack_judge)
    finished = invoke("vote", RACK_QUESTION, "-n", 5, "--select", select, *MODEL, "--json")
    result = json.loads(finished.stdout)
    assert result["answer"] == "250"
    assert len(server.paths) == 5
    assert [candidate["score"] is not None for candidate in result["candidates"]] == [True] * 5


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (
            ("think", "?", "--strategy", "magic"),
            "There is no strategy 'magic'. There are: at-once, auto, best-of-n, cot",
        ),
        (("think", "?", "--strategy", "auto+vote"), "'auto+vote' cannot be"),
        (("think", "?", "--strategy", "vote+refine"), "'vote+refine' cannot be"),
        (("think", "?", "--strategy", "+vote"), "'+vote' cannot be"),
        (("think", "?", "--strategy", "vote+"), "'vote+' cannot be"),
        (("think", "?", "--strategy", "refine+vote+vote"), "There is no strategy 'vote+vote'"),
        (("think", "?", "--rounds", "0"), "rounds"),
        (
            ("think", "?", "--rounds", "3"),
            "--rounds says nothing of best-of-n: leave it out. It is for debate, evolve, refine.",
        ),
        (("think", "?", "--strategy", "cot", "-e", "3"), "--effort says nothing of cot"),
        (("think", "?", "--strategy", "cot", "--good-enough", "0.9"), "--good-enough says nothing of cot"),
        (("think", "?", "--strategy", "refine", "--select", "majority"), "--select says nothing of refine"),
        (("think", "?", "--strategy", "bfs", "--rounds", "3"), "--rounds says nothing of bfs"),
        (("vote", "?", "--stop", "soon"), "--stop is 'soon', but it has to be one of safe"),
        (("vote", "?", "--sure", "0.3"), "sure"),
        (("vote", "?", "--stop", "never", "--sure", "0.9"), "leave it out"),
        (("vote", "?", "--stop", "beta", "--select", "weighted"), "leave them out"),
        (("system2", "strategies", "magic"), "There is no strategy 'magic'"),
    ],
)
def test_what_makes_no_sense_gets_one_line_and_exit_2(invoke, server, command, says):
    finished = invoke(*command)
    assert (finished.exit_code, finished.stdout) == (2, "")
    assert says in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert server.exchanges == []


def test_the_list_names_each_strategy_with_its_source_and_its_calls(invoke):
    listed = invoke("system2", "strategies", "-e", 5).stdout
    for line in ("best-of-n    sample paths", "10 to 15 calls at effort 5; Cobbe et al. 2021, arXiv:2110.14168"):
        assert line in listed
