"""The storm's table of faults by our own rules."""

import time
from collections.abc import Callable

import pytest

from system2.core.problem import Message
from system2.engine.retries import delay
from system2.model.errors import CallError
from system2.model.requests import Request
from tests.model.asking import KEY, MODEL, using
from tests.proofs.attacks.mix import FAULTS, FINAL
from tests.server import Fault, ModelServer, hang

TIMEOUT, SHORT = 60.0, 0.5
"""Seconds that a call may take, and one that meets nothing but silence until they are over."""


def is_final(server: ModelServer, fault: Callable[[], Fault]) -> bool:
    """Whether a call that meets this fault is not tried again, in a model's eyes that has taken all that it holds."""
    server.script = lambda request: fault()
    timeout = SHORT if fault is hang else TIMEOUT
    request = Request(MODEL, (Message("user", "What is 6*7?"),), temperature=0.8, max_tokens=100, timeout=timeout)
    began = time.monotonic()
    with pytest.raises(CallError) as caught:
        using(lambda models: models.complete(request))
    return delay(caught.value, 1, timeout - (time.monotonic() - began)) is None


def test_a_quarter_of_the_faults_are_final_by_our_own_rules_and_the_rest_are_tried_again(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert [fault for fault in FAULTS if is_final(server, fault)] == list(FINAL)
    assert len(FAULTS) == 4 * len(FINAL)
