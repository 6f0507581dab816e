"""`system2 bench`: what more paths are worth, measured through the real command."""

import json
from math import comb
from pathlib import Path
from xml.etree import ElementTree

import pytest

from system2.bench.problems import arithmetic
from system2.bench.sets import problem_set
from system2.bench.suites import SUITES
from system2.config.settings import Settings
from system2.engine.known import programs_win
from tests.bench.simulated import chance_of, model, sum_of
from tests.conftest import Run
from tests.server import ModelServer, Reply, Request, Usage, is_verdict, status, verdict
from tests.server.messages import text_of

PROBLEMS = 60
RUN = ("system2", "bench", "run", "arithmetic", "-m", "openai/gpt-4o-mini", "-j", 40)


def rows(stdout: str) -> dict[tuple[str, int], dict]:
    """The rows of a measurement printed as JSON, by way and effort."""
    return {(row["way"], row["effort"]): row for row in json.loads(stdout)["rows"]}


def votes_for_the_right_answer(chance: float, paths: int) -> float:
    """How likely the majority is right: every tie falls to the answer of the first path, at even odds."""
    likely = [comb(paths, right) * chance**right * (1 - chance) ** (paths - right) for right in range(paths + 1)]
    more = sum(likely[right] for right in range(paths + 1) if 2 * right > paths)
    return more + (likely[paths // 2] / 2 if paths % 2 == 0 else 0)


def test_curves_agree_with_what_is_known_of_the_model(invoke: Run, server: ModelServer) -> None:
    """The majority by the binomial distribution, the oracle by 1 - (1 - p)^N, each within its interval."""
    server.script = model()
    finished = invoke(*RUN, "-p", PROBLEMS, "--strategies", "vote", "--efforts", "1,2,3,4,8", "--json")
    assert finished.exit_code == 0, finished.stderr
    found = rows(finished.stdout)
    chances = [chance_of(arithmetic.generate(seed, 1).question) for seed in range(PROBLEMS)]
    for effort in (1, 2, 3, 4, 8):
        majority = sum(votes_for_the_right_answer(chance, effort) for chance in chances) / PROBLEMS
        oracle = sum(1 - (1 - chance) ** effort for chance in chances) / PROBLEMS
        for way, predicted in (("majority", majority), ("oracle", oracle)):
            low, high = found[way, effort]["interval"]
            assert low <= predicted <= high, (way, effort, predicted, found[way, effort])
    assert len(server.requests) == PROBLEMS * 8


def test_the_serial_suite_shows_what_width_brings_and_what_only_depth_does(invoke: Run, server: ModelServer) -> None:
    """One table, a line for each set and size: the answer at once, steps in one path and in a vote, and thinking.

    This model knows nothing at once, gets sums by steps, and whatever is serial only where it has a budget to think.
    """
    sets = [(name, n) for name in SUITES["serial-suite"].sets for n in (1, 2)]
    cases = [case for name, n in sets for case in problem_set(name, 1, seed=0, difficulty=n)]
    answers = {case.question: case.answer for case in cases}

    def script(request: Request) -> str:
        said = " ".join(text_of(message) for message in request.messages)
        answer = next(answers[question] for question in answers if question in said)
        right = "tokens to think in" in said or ("step by step" in said and "modulo" in said and "square" not in said)
        return f"Hm.\n\nFinal answer: {answer if right else 'none'}"

    server.script = script
    suite = ("system2", "bench", "run", "serial-suite", "-p", 1, "--difficulty", "1,2", "--efforts", "1,2", *RUN[4:])
    told = json.loads(invoke(*suite, "--json", "-q").stdout)["sizes"]
    assert [(each["set"], each["difficulty"]) for each in told][:4] == [
        *(("modular-addition", 1), ("modular-addition", 2)),
        *(("permutations", 1), ("permutations", 2)),
    ]
    right = {
        (each["set"], each["difficulty"], way): row["accuracy"] for each in told for way, row in each["ways"].items()
    }
    assert right["modular-addition", 2, "base"] == right["permutations", 2, "base"] == 0
    assert (right["modular-addition", 2, "steps"], right["permutations", 2, "steps"]) == (1, 0)
    assert right["permutations", 2, "steps x2"] == 0
    assert right["permutations", 2, "thinking 1,000"] == right["iterated-squaring", 1, "thinking 1,000"] == 1
    asked = len(server.requests)
    shown = invoke(*suite, "-q").stdout
    assert "set and n" in shown
    assert "permutations 2" in shown
    assert "100 % (21-100)" in shown
    assert invoke(*suite, "-q", "--markdown").stdout.count("\n") == 2 + 12
    assert len(server.requests) == asked
    assert "give one --difficulty" in invoke(*suite, "--plot", "curve.svg").stderr


def test_every_effort_and_every_selector_is_evaluated_on_the_same_samples(invoke: Run, server: ModelServer) -> None:
    """Each problem is sampled once, as widely as the largest effort asks; what hears the verifier pays for it."""
    server.script = model()
    finished = invoke(*RUN, "-p", 12, "--efforts", "1,2,6", "--json")
    found = rows(finished.stdout)
    assert len(server.paths) == 12 * 6
    assert {way for way, _ in found} == {
        "first",
        "random",
        "majority",
        "best-of-n",
        "weighted",
        "verdict",
        "oracle",
        "vote",
    }
    # A judge who is always right chooses right wherever anything is: as well as can be.
    assert found["verdict", 6]["accuracy"] == found["best-of-n", 6]["accuracy"] == found["oracle", 6]["accuracy"]
    assert found["first", 1]["accuracy"] == found["first", 6]["accuracy"] == found["oracle", 1]["accuracy"]
    assert float(found["best-of-n", 6]["cost_usd"]) > float(found["majority", 6]["cost_usd"])
    tokens = sum(each.usage.input + each.usage.output for each in server.exchanges if each.usage)
    assert found["weighted", 6]["tokens"] == pytest.approx(tokens / 12)


def test_strategies_that_do_more_than_choose_are_run_at_each_effort(invoke: Run, server: ModelServer) -> None:
    """One whose calls no effort changes is run once."""
    server.script = model()
    finished = invoke(*RUN, "-p", 3, "--strategies", "cot,escalate", "--efforts", "1,3", "--json")
    assert finished.exit_code == 0, finished.stderr
    assert set(rows(finished.stdout)) == {("cot", 1), ("escalate", 1), ("escalate", 3)}


def test_a_measurement_goes_on_where_it_stopped(invoke: Run, server: ModelServer) -> None:
    """What is measured is kept; what failed is tried again; what is whole makes no call."""
    honest = model()
    server.script = lambda request: honest(request) if len(server.requests) <= 12 else status(451, "No more.")
    command = (*RUN, "-p", 5, "--strategies", "vote", "--efforts", "4", "-j", 1, "--json")
    broken = invoke(*command)
    assert broken.exit_code in (2, 5)
    assert "No more." in broken.stderr
    server.script = honest
    before = len(server.requests)
    whole = invoke(*command)
    assert (whole.exit_code, json.loads(whole.stdout)["problems"]) == (0, 5)
    assert 0 < len(server.requests) - before < 5 * 4
    again = len(server.requests)
    assert invoke(*command).stdout == whole.stdout
    fewer, more = ([*command[: command.index(5)], number, *command[command.index(5) + 1 :]] for number in (3, 6))
    assert json.loads(invoke(*fewer).stdout)["problems"] == 3
    assert len(server.requests) == again
    assert json.loads(invoke(*more).stdout)["problems"] == 6
    assert len(server.requests) == again + 4


def test_a_cap_stops_a_measurement_and_keeps_what_was_paid_for(invoke: Run, server: ModelServer) -> None:
    """The exit code is 3, and the problems that were solved are there."""
    server.script = model()
    finished = invoke(*RUN, "-p", 40, "--strategies", "vote", "--efforts", "4", "-j", 1, "--max-cost", "0.0079")
    assert finished.exit_code == 3
    assert "--max-cost" in finished.stderr
    shown = json.loads(invoke("system2", "bench", "show", "--json").stdout)
    assert 0 < shown["problems"] < 40
    assert f"{shown['problems']} problems" in invoke("system2", "bench", "list").stdout


def test_one_cap_is_for_all_problem_sets_of_a_run(invoke: Run, server: ModelServer) -> None:
    """And where it came before the first answer, there is nothing to show, rather than an empty table."""
    server.script = Reply("Final answer: 1", usage=Usage(100, 4000))
    sets = ("arithmetic", "modular-addition")
    command = ("system2", "bench", "run", "-m", "openai/gpt-4o-mini", "--strategies", "vote", "--efforts", "1", "-p", 1)
    finished = invoke(*command, *sets, "--max-cost", "0.0079")
    assert finished.exit_code == 3
    assert "--max-cost" in finished.stderr
    assert len(server.requests) == 1
    assert "arithmetic: 1 problem," in invoke("system2", "bench", "show").stdout
    unsolved = invoke("system2", "bench", "show", "modular-addition")
    assert (unsolved.exit_code, unsolved.stderr.count("\n")) == (2, 1)
    assert "the same `system2 bench run` goes on with it" in unsolved.stderr


def test_a_dear_measurement_asks_first(invoke: Run, server: ModelServer) -> None:
    """All sets are added up; without a terminal nobody can say yes."""
    command = (*RUN, "traps", "-p", 10, "--efforts", "4")
    refused = invoke(*command, env={"SYSTEM2_CONFIRM_ABOVE": "0.01"})
    assert (refused.exit_code, refused.stderr.count("\n")) == (3, 1)
    assert "more than the $0.01 of --confirm-above" in refused.stderr
    assert not server.requests


def test_roles_may_have_models_of_their_own(invoke: Run, server: ModelServer) -> None:
    """What is measured is the model that writes the paths; who judges them, and how, is told with it."""
    server.script = model()
    roles = ("--generator", "openai/gpt-4o", "--critiques", 2)
    finished = invoke(*RUN, "-p", 2, "--strategies", "best-of-n", "--efforts", "2", *roles, "--json")
    assert finished.exit_code == 0, finished.stderr
    setup = json.loads(finished.stdout)["setup"]
    assert (setup["model"], setup["verifier"]) == ("openai/gpt-4o", "openai/gpt-4o-mini")
    assert setup["judging"] == "judge 2 critiques"
    assert {exchange.request.model for exchange in server.paths} == {"gpt-4o"}
    assert {exchange.request.model for exchange in server.verdicts} == {"gpt-4o-mini"}
    assert len(server.verdicts) == 2 * 2 * 2


def test_the_quote_makes_no_call(invoke: Run, server: ModelServer) -> None:
    """It says how many calls there will be and what they may cost."""
    finished = invoke(*RUN, "-p", 10, "--strategies", "vote,cot", "--efforts", "1,4", "--dry-run")
    assert finished.exit_code == 0
    assert finished.stdout.startswith("arithmetic: 10 problems, 50 calls (at most 50)\nabout $0.0")
    assert not server.requests
    several = invoke(
        *RUN, "-p", 10, "--strategies", "vote", "--efforts", "1", "--difficulty", "1,2", "--dry-run"
    ).stdout
    assert several.splitlines()[-1].startswith("all of it: about $0.0")


def test_width_is_held_against_depth(invoke: Run, server: ModelServer) -> None:
    """A row for each thinking budget, a column for each number of paths; a model that does not reason checks again."""
    server.script = model()
    finished = invoke(
        *RUN, "-p", 4, "--strategies", "vote", "--efforts", "1,2", "--thinking", "0,40", "--json", "--max-tokens", 50
    )
    depths = json.loads(finished.stdout)["depths"]
    assert [(row["thinking_tokens"], row["effort"]) for row in depths] == [(0, 1), (40, 1), (0, 2), (40, 2)]
    by_place = {(row["thinking_tokens"], row["effort"]): row for row in depths}
    assert by_place[40, 1]["tokens"] > 2 * by_place[0, 1]["tokens"]
    table = invoke("system2", "bench", "show").stdout
    assert "right when thinking" in table
    assert "40 tokens" in table


def test_the_curve_is_drawn_into_a_file(invoke: Run, server: ModelServer, home: Path) -> None:
    """As a picture that a browser or a paper can show."""
    server.script = model()
    invoke(*RUN, "-p", 3, "--efforts", "1,2", "--plot", home / "curve.svg")
    assert ElementTree.parse(home / "curve.svg").getroot().tag.endswith("svg")
    invoke("system2", "bench", "show", "--plot", home / "curve.png")
    assert (home / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_markdown_is_for_a_readme(invoke: Run, server: ModelServer) -> None:
    """Its tables have as many cells in each row as in their heads."""
    server.script = model()
    lines = invoke(*RUN, "-p", 2, "--efforts", "1,2", "--markdown").stdout.splitlines()
    assert lines[0] == "arithmetic: 2 problems, openai/gpt-4o-mini, judged by judge."
    table = [line for line in lines if line.startswith("|")]
    assert {
        line.count("|")
        for line in table[: table.index("| way | paths | right | 95 % | tokens | cost | seconds | one more right |")]
    } == {4}


@pytest.mark.parametrize(("strategies", "judged"), [("cot", False), ("direct,vote", False), ("cot,escalate", True)])
def test_a_title_names_a_judge_where_one_is_heard(invoke: Run, server: ModelServer, strategies, judged) -> None:
    """And none where no strategy asks for a verdict."""
    server.script = model()
    title = invoke(*RUN, "-p", 1, "--strategies", strategies, "--efforts", "1", "--markdown").stdout.splitlines()[0]
    assert ("judged by" in title) == bool(server.verdicts) == judged


def test_two_ways_are_compared_on_the_same_problems(invoke: Run, server: ModelServer) -> None:
    """The paired difference, with its interval, in words and as JSON."""
    server.script = model()
    invoke(*RUN, "-p", 14, "--efforts", "1,6")
    said = invoke("system2", "bench", "compare", "best-of-n@6", "first@1")
    assert said.stdout.startswith("best-of-n at effort 6 is +")
    assert "14 problems)" in said.stdout
    found = json.loads(invoke("system2", "bench", "compare", "first@1", "best-of-n@6", "--json").stdout)
    assert found["interval"][0] <= found["difference"] <= found["interval"][1] < 0
    invoke(*RUN, "-p", 14, "--strategies", "vote", "--efforts", "6")
    (later, sooner) = [line.split()[0] for line in invoke("system2", "bench", "list").stdout.splitlines()[-2:]]
    across = invoke("system2", "bench", "compare", f"{later}:vote@6", f"{sooner}:vote@6")
    assert across.stdout.startswith(f"{later}: vote at effort 6 is ")
    assert f" points against {sooner}: vote at effort 6 (" in across.stdout
    missing = invoke("system2", "bench", "compare", f"{sooner}:best-of-n@5", "first@1")
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)
    assert "at efforts 1, 6" in missing.stderr


def test_advice_takes_what_is_surely_better_and_nothing_dearer(invoke: Run, server: ModelServer) -> None:
    """A judge who is always right is worth more paths; one who is mostly wrong is not worth any."""
    server.script = model()
    invoke(*RUN, "-p", 16, "--strategies", "best-of-n", "--efforts", "1,6")
    worth = json.loads(invoke("system2", "bench", "advise", "-m", "openai/gpt-4o-mini", "--json").stdout)
    assert worth["effort"] == 6
    server.script = model(judge=0.2)
    invoke(*RUN, "-p", 16, "--strategies", "best-of-n", "--efforts", "1,6", "--seed", 1_000)
    spared = json.loads(invoke("system2", "bench", "advise", "-m", "openai/gpt-4o-mini", "--json").stdout)
    assert spared["effort"] == 1
    line = invoke("system2", "bench", "advise", "-m", "openai/gpt-4o-mini", "--task", "arithmetic").stdout
    assert line.startswith("arithmetic (arithmetic, 16 problems) on openai/gpt-4o-mini: ")
    assert line.count("\n") == 1


def test_where_nothing_is_ever_right_nothing_is_advised(invoke: Run, server: ModelServer) -> None:
    """Of two sets of the same kind of task the one speaks that tells ways apart, though the other is newer."""
    measure = ("system2", "bench", "run", "-m", "openai/gpt-4o-mini", "--strategies", "vote", "--efforts", "1", "-p", 2)
    asked = ("system2", "bench", "advise", "-m", "openai/gpt-4o-mini")
    server.script = "Final answer: no idea at all"
    invoke(*measure, "arithmetic")
    told = json.loads(invoke(*asked, "--json").stdout)
    assert (told["way"], told["effort"]) == (None, None)
    assert told["why"] == (
        "arithmetic (arithmetic, 2 problems) on openai/gpt-4o-mini: nothing was ever right, "
        "so no more paths are worth their price"
    )
    server.script = lambda request: f"Final answer: {sum_of(request.conversation)}"
    invoke(*measure, "arithmetic", "--seed", 3)
    server.script = "Final answer: no idea at all"
    invoke(*measure, "arithmetic", "--seed", 5)
    assert "vote --stop never at effort 1, 100% right" in invoke(*asked).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "riddles"), "There is no problem set 'riddles'. There are: arithmetic,"),
        (("run", "arithmetic", "--efforts", "1,two"), "--efforts is '1,two', but it has to be numbers from 1 to 100"),
        (("run", "arithmetic", "--strategies", "best"), "There is no strategy 'best'"),
        (("run", "arithmetic", "--strategies", ","), "--strategies is ',', but it has to name one at least"),
        (("run", "arithmetic", "-m", "openai/gpt-4o-mini", "--judge-by", "reward"), "--reward http://"),
        (("run", "arithmetic", "--plot", "curve.gif"), "--plot is curve.gif, but it has to end in .png, .svg or .pdf"),
        (("run", "reasoning-gym:no_such_set"), "reasoning-gym"),
        (("show",), "Nothing is measured yet: `system2 bench run arithmetic` measures something"),
        (("advise", "-m", "openai/gpt-4o-mini"), "Nothing was measured of openai/gpt-4o-mini"),
        (("advise", "-m", "local"), "`system2 bench run SET -m local` does so"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(invoke: Run, arguments: tuple[str, ...], said: str) -> None:
    """With what to type instead, and exit code 2."""
    finished = invoke("system2", "bench", *arguments)
    assert (finished.exit_code, finished.stderr.count("\n")) == (2, 1)
    assert said in finished.stderr


def test_the_effort_follows_what_was_measured(invoke: Run, server: ModelServer) -> None:
    """`--effort auto` takes what is worth it for this model and kind of task, and says so; else the usual one."""
    server.script = model()
    asked = ("think", "What is 17 + 25?", "-m", "openai/gpt-4o-mini", "--effort", "auto", "--json")
    unknown = invoke(*asked)
    assert len(json.loads(unknown.stdout)["candidates"]) == 5
    assert "nothing was measured of openai/gpt-4o-mini at arithmetic tasks" in unknown.stderr
    invoke(*RUN, "-p", 16, "--strategies", "best-of-n", "--efforts", "1,6")
    known = invoke(*asked)
    assert len(json.loads(known.stdout)["candidates"]) == 6
    assert "effort 6: arithmetic (arithmetic, 16 problems) on openai/gpt-4o-mini: best-of-n at effort 6" in known.stderr
    wrong = invoke("think", "What is 17 + 25?", "--effort", "more")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    assert "it has to be a whole number from 1 to 100, or auto" in wrong.stderr


def test_auto_computes_once_programs_were_measured_to_win(invoke: Run, server: ModelServer) -> None:
    """At arithmetic on this model; until then it reasons."""

    def say(request: Request) -> Reply | str:
        if is_verdict(request):
            return verdict(True)
        return f"```python\nprint({sum_of(request.prompt)})\n```" if "Python" in request.prompt else "Final answer: 1"

    server.script = say
    asked = ("think", "What is 17 + 25?", "-m", "openai/gpt-4o-mini", "--strategy", "auto", "-e", 2)
    assert "best-of-n" in invoke(*asked).stderr
    invoke(*RUN, "-p", 3, "--strategies", "vote,program", "--efforts", "1")
    known = invoke(*asked)
    assert "program, up to 3,000 thinking tokens, because this model was measured to compute" in known.stderr
    assert known.stdout.strip().endswith("42")


@pytest.mark.parametrize(
    ("model", "question", "wins"),
    [
        ("local", "What is 71 - 12?", True),
        ("local", "A pen costs 3 dollars. How much are 4 of them?", False),
        ("openai/gpt-4o-mini", "What is 71 - 12?", False),
    ],
)
@pytest.mark.usefixtures("home")
def test_programs_are_known_to_win_at_mere_calculations_of_the_default_embedded_model(
    model: str, question: str, wins: bool
) -> None:
    """Where nothing was measured here, that is known of it, and of nothing else."""
    assert programs_win(Settings(model=model), question) is wins


def test_a_file_that_has_changed_is_not_taken_for_what_was_measured(
    invoke: Run, server: ModelServer, tmp_path: Path
) -> None:
    """Its name would tell old figures of new problems."""
    server.script = model()
    file = tmp_path / "sums.jsonl"
    command = ("system2", "bench", "run", file, "-m", "openai/gpt-4o-mini", "--efforts", "1", "--strategies", "vote")
    file.write_text('{"question": "What is 1 + 1?", "answer": "2"}\n')
    assert invoke(*command, "--json").exit_code == 0
    file.write_text('{"question": "What is 2 + 2?", "answer": "4"}\n')
    changed = invoke(*command)
    assert (changed.exit_code, changed.stderr.count("\n")) == (2, 1)
    assert "holds other problems than when it was measured" in changed.stderr


def test_a_model_that_cannot_be_fetched_ends_it_in_one_line(run: Run, home: Path) -> None:
    """Problems that waited for the same model are left without a word of Python's."""
    models = home / "models"
    models.mkdir(parents=True, mode=0o700)
    (models / "fetching.lock").symlink_to("fetching.lock")
    finished = run("system2", "bench", "run", "arithmetic", "-p", 3, "-m", "local", "--efforts", "1,2")
    assert finished.exit_code == 7, finished.stderr
    assert "fetching.lock: Too many levels of symbolic links" in finished.stderr
    assert "Traceback" not in finished.stderr
