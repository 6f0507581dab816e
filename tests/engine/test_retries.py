"""When a call that failed is made again."""

import pytest

from system2.engine.retries import delay
from system2.model.errors import CallError
from system2.model.parameters import CONNECT_SECONDS
from tests.server import status

PATIENCE = 60.0


def failed(kind="server", *, retryable=True, retry_after=None):
    return CallError("It did not work.", kind, retryable=retryable, retry_after=retry_after)


@pytest.mark.parametrize(("attempt", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)])
def test_each_wait_is_up_to_twice_as_long_as_the_one_before(attempt, longest):
    """At least half of that, at random, so that calls which failed together do not come back together."""
    waits = [delay(failed(), attempt, PATIENCE) for _ in range(50)]
    assert all(longest / 2 <= wait <= longest for wait in waits)
    assert len(set(waits)) > 1


@pytest.mark.parametrize(
    ("error", "attempts"),
    [(failed(), 5), (failed("rate_limit"), 5), (failed("unreachable"), 3), (failed("key", retryable=False), 1)],
)
def test_a_call_is_tried_so_often_and_no_more(error, attempts):
    assert next(attempt for attempt in range(1, 9) if delay(error, attempt, PATIENCE) is None) == attempts


def test_a_server_that_answers_nothing_at_all_is_given_up_within_ten_seconds():
    """Whatever it takes to find out each time; one that refuses at once gets its three attempts."""
    spent, attempt = 0.0, 1
    while (wait := delay(failed("unreachable"), attempt, PATIENCE, spent := spent + CONNECT_SECONDS)) is not None:
        spent, attempt = spent + wait, attempt + 1
    assert spent <= 10.0
    assert attempt == 2


@pytest.mark.parametrize("seconds", [1.0, 7.5, 60.0])
def test_a_provider_is_left_alone_for_as_long_as_it_asks(seconds):
    assert delay(failed("rate_limit", retry_after=seconds), 1, PATIENCE) == seconds


def test_a_provider_that_asks_for_less_than_the_usual_wait_gets_the_usual_one():
    assert delay(failed("rate_limit", retry_after=0.01), 1, PATIENCE) >= 0.25


@pytest.mark.parametrize("error", [failed("rate_limit", retry_after=60.1), failed()])
def test_nobody_waits_longer_than_there_is_time(error):
    """Neither for the provider's sake nor for one's own."""
    assert delay(error, 1, 60.0 if error.retry_after else 0.2) is None


def test_a_call_without_what_a_model_refused_is_tried_at_once_and_three_times_at_the_most():
    """That it does not take a parameter is no failure."""
    assert [delay(failed("parameter"), attempt, 0.0) for attempt in (1, 2, 3, 4)] == [0.0, 0.0, 0.0, None]


def test_a_run_does_not_wait_for_a_provider_that_wants_to_be_left_alone_too_long(invoke, server):
    """It fails as soon as it knows that its time does not last."""
    server.script = lambda request: status(429, "slow down", retry_after=120)
    finished = invoke("think", "What is 6*7?", "--strategy", "direct", "--timeout", 20, "-q")
    assert finished.exit_code == 5
    assert len(server.requests) == 1


def test_a_run_waits_as_long_as_the_provider_asks(invoke, server):
    """And then has its answer."""
    server.script = lambda request: status(503, "come back later", retry_after=0.7) if request.number == 0 else "42"
    finished = invoke("think", "What is 6*7?", "--strategy", "direct", "-q")
    assert finished.stdout == "42\n"
    first, second = server.requests
    assert second.at - first.at >= 0.7
