"""Ways to judge and to read answers that make no sense: one clear line, before anything is paid."""

import pytest

from tests.cli.test_verifying import MODEL, QUESTION, answers
from tests.server import roles


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--judge-by", "jugde"),
            "There are: judge, listwise, pairwise, logprob, program, tests, reward, steps, agreement, none",
        ),
        (("--judge-by", "program"), "--check"),
        (("--check", "no-such-program --fast"), "no-such-program"),
        (("--check", "cat | grep 42"), "sh -c"),
        (("--tests", "no/such/file.py"), "no/such/file.py"),
        (("--critiques", "0"), "--critiques"),
        (("--critiques", "3", "--judge-by", "none"), "--critiques"),
        (("--critiques-by", "vote"), "add --critiques 3"),
        (("--reward", "localhost:8000"), "http://localhost:8000/pooling"),
        (("--reward", "http://[bad/pooling"), "http://localhost:8000/pooling"),
        (("--reward", "http://localhost:80000/pooling"), "http://localhost:8000/pooling"),
        (("--aggregate", "min"), "--aggregate says nothing of best-of-n: it is for --judge-steps and --reward"),
        (("--judge-steps", "reward"), "--judge-steps reward needs a reward model: --reward http://"),
        (("--judge-steps", "each"), "--judge-steps"),
        (("--strategy", "vote", "--judge-steps", "judge"), "vote judges no path, so --judge-steps says nothing of it"),
        (("--check", ""), "--check"),
        (("--judge-by", ","), "--judge-by"),
        (("--reward", ""), "--reward"),
        (("--verifier", ","), "--verifier"),
        (("--strategy", "cot", "--check", "true"), "cot judges no path, so --check says nothing of it"),
        (("--strategy", "direct+vote", "--judge-by", "judge"), "add --select weighted"),
        (("--answer", "colour"), "colour"),
        (("--answer", "regex:("), "a sound one is"),
        (("--min-confidence", "2"), "min-confidence"),
    ],
)
def test_nonsense_gets_one_clear_line_before_anything_is_paid(invoke, server, arguments, says):
    finished = invoke("think", QUESTION, *MODEL, *arguments)
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert says in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert not server.exchanges


def test_a_test_file_that_tests_nothing_is_refused(invoke, server, tmp_path):
    """It would accept whatever it is given."""
    (tmp_path / "test_add.py").write_text("def test_add():\n    assert True\n")
    finished = invoke("think", "Write add(a, b).", "--tests", tmp_path / "test_add.py", *MODEL)
    assert finished.exit_code == 2
    assert "tests nothing: let it import the code, as in `from answer import add`" in finished.stderr
    assert not server.exchanges


@pytest.mark.parametrize("asked", [("--check", "false"), ("--critiques", 3), ("--judge-by", "judge")])
def test_a_vote_that_judges_nothing_takes_no_check(invoke, server, asked):
    """Else its answer would pass for a checked one."""
    server.script = roles(answers(42), '{"principles": "p", "critique": "c", "is_correct": true, "confidence": 0.9}')
    finished = invoke("vote", QUESTION, "-n", 2, *asked, "--seed", 0, *MODEL)
    assert finished.exit_code == 2
    assert finished.stderr == (
        f"vote: vote judges no path, so {asked[0]} says nothing of it: add --select weighted, or leave it out.\n"
    )
    assert not server.exchanges
    weighted = invoke("vote", QUESTION, "-n", 2, *asked, "--select", "weighted", "--seed", 0, *MODEL)
    assert weighted.exit_code == (6 if "--check" in asked else 0)


@pytest.mark.parametrize(
    ("judge", "exit_code", "says"),
    [("anthropic/claude-3-5-haiku-latest", 4, "ANTHROPIC_API_KEY"), ("nobodys-model", 2, "No provider is known")],
)
def test_no_path_is_paid_for_that_cannot_be_judged(invoke, server, judge, exit_code, says):
    finished = invoke("think", QUESTION, *MODEL, "--verifier", judge, "-q")
    assert finished.exit_code == exit_code
    assert says in finished.stderr
    assert not server.exchanges
