"""What algebra could not compare in time, and what ends it early."""

import json
import os
import signal
import threading
from time import perf_counter

import pytest

import system2
from system2.answers import algebra
from system2.answers.algebra import Worker, given_up, same_mathematics
from tests.commands import FAKE_KEY
from tests.server import status

SLOW = "\\sin(99999999!)"
PROMPTLY = 1.5
"""Seconds, less than the two of its own processor time after which a comparison ends by itself."""


def test_a_pair_that_took_too_long_before_is_compared_as_texts() -> None:
    """Whatever this machine could do."""
    assert same_mathematics("3(z+1)", "3z+3")
    kept = given_up.set({("3(z+1)", "3z+3")})
    try:
        assert not same_mathematics("3(z+1)", "3z+3")
        assert same_mathematics("z+1", "1+z")
    finally:
        given_up.reset(kept)


def test_a_run_that_goes_on_reads_answers_as_it_did_before(run, server, home, monkeypatch) -> None:
    """The trace keeps what was over the limit: another process that goes on finds three answers, not two."""
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    paths = ["Final answer: 7(y+3)", "Final answer: 7y+21"]
    server.script = lambda request: paths.pop(0) if paths else status(400)
    with monkeypatch.context() as limited:
        limited.setattr(algebra, "MOST_GIVEN_UP", 0)
        system2.vote("What is 7(y+3)?", samples=3, model="openai/gpt-4o-mini")
    server.script = lambda request: "Final answer: 0"
    resumed = json.loads(run("system2", "resume", "--json").stdout)
    assert {path["answer"] for path in resumed["candidates"]} == {"7(y+3)", "7y+21", "0"}
    assert resumed["agreement"] == pytest.approx(1 / 3)


def test_a_signal_ends_algebra_at_once() -> None:
    """An interrupt is heard while the worker computes; what is left then is compared as texts, without a new worker."""
    worker = Worker()
    assert worker.compare("x", "x")
    interruption = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    interruption.start()
    began = perf_counter()
    with pytest.raises(KeyboardInterrupt):
        worker.compare(SLOW, "1")
    assert worker.compare(SLOW, "2") is None
    assert perf_counter() - began < PROMPTLY
    interruption.join()
    worker.stop()


def test_a_signal_that_an_event_loop_listens_for_ends_algebra_too() -> None:
    """Even while the worker starts; the handler that was set is called, and set again."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    worker = Worker()
    interruption = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    try:
        interruption.start()
        began = perf_counter()
        assert worker.compare(SLOW, "1") is None
        assert perf_counter() - began < PROMPTLY
        assert heard == [signal.SIGTERM]
    finally:
        interruption.join()
        signal.signal(signal.SIGTERM, before)
        worker.stop()
