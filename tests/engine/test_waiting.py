"""How long a call waits: for a provider that wants to be left alone, with all its tries, within `--timeout`."""

import json

import pytest

from tests.server import hang, is_verdict, roles, status, verdict

THINK = ("think", "What is 6*7?", "-m", "openai/gpt-4o-mini", "--json", "-q")


@pytest.mark.parametrize(
    "wait", ["inf", "1e400", "86400", "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 99999 23:59:59 GMT"]
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_provider_that_wants_to_be_left_alone_for_too_long_ends_that_call_and_slows_no_other(
    invoke, server, wait, code
):
    """The other paths are answered and judged as if nothing had happened."""
    first = iter([status(code, retry_after=wait)])
    server.script = roles(lambda request: next(first, f"Way {request.number}.\n\nFinal answer: 42"), verdict(True))
    finished = invoke(*THINK, "-e", 3, "--timeout", 30)
    result = json.loads(finished.stdout)
    assert (finished.exit_code, result["answer"]) == (0, "42")
    assert [each["status"] for each in result["candidates"]].count("failed") <= 1
    assert finished.seconds < 25, "nobody waited for as long as a call may take"


def test_a_short_wait_is_kept_by_every_call_to_the_model(invoke, server):
    first = iter([status(429, retry_after=0.5)])
    server.script = roles(lambda request: next(first, f"Way {request.number}.\n\nFinal answer: 42"), verdict(True))
    finished = invoke(*THINK, "-e", 2, "-j", 1, "--timeout", 30)
    refused, *later = server.exchanges
    assert finished.exit_code == 0
    assert min(each.request.at for each in later) - refused.departed >= 0.5


def test_the_time_limit_is_that_of_all_tries_of_a_call_together(invoke, server):
    """A second try that hangs gets no time of its own on top."""
    tries = iter([status(503)])
    server.script = roles(lambda request: next(tries, hang()), verdict(True))
    finished = invoke(*THINK, "-e", 1, "--timeout", 3)
    assert finished.exit_code == 5
    second = server.paths[-1]
    assert second.departed - server.paths[0].request.at < 3.5


def test_a_verdict_that_is_held_up_is_asked_for_once_the_provider_may_be_asked_again(invoke, server):
    first = iter([status(503, retry_after=0.3)])
    server.script = roles(
        lambda request: f"Way {request.number}.\n\nFinal answer: 42", lambda request: next(first, verdict(True))
    )
    finished = invoke(*THINK, "-e", 2, "--timeout", 20)
    assert [each["score"] for each in json.loads(finished.stdout)["candidates"]] == [0.9, 0.9]
    assert all(is_verdict(each.request) for each in server.verdicts)
