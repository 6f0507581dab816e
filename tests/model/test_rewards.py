"""Reward models behind HTTP."""

import json
import math

import pytest

from system2.core.money import Usage
from system2.core.problem import Message
from system2.model.client import Models, display_name, identity
from system2.model.errors import CallError
from system2.model.requests import Request
from system2.model.rewards import KEY_VARIABLE
from tests.model.asking import KEY, using
from tests.server.rewards import Refusal, reward_server

TALK = (Message("user", "6*7?"), Message("assistant", "42."))


def completion(address, messages=TALK, timeout=10.0):
    request = Request(address, messages, temperature=0.0, max_tokens=1, timeout=timeout)
    return using(lambda models: models.complete(request))


def scores(address, messages=TALK):
    return json.loads(completion(address, messages).choices[0].text)


def failure(address, **wishes):
    with pytest.raises(CallError) as caught:
        completion(address, **wishes)
    return caught.value


def logistic(value):
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (0.83, [0.83]),
        ([0.83], [0.83]),
        ([0.1, 0.9], [0.9]),
        ([1.0, 0.0], [0.0]),
        ([[0.1, 0.9], [0.75, 0.25]], [0.9, 0.25]),
        ([[0.5], [0.25], [1]], [0.5, 0.25, 1.0]),
        ([-1.0, 1.0], [logistic(2)]),
        ([[3.0, 1.0]], [logistic(-2)]),
    ],
)
def test_vllms_pooling_gives_probabilities_for_the_path_or_for_each_step(said, read):
    with reward_server(lambda text: said) as server:
        assert scores(f"{server.url}/pooling#prm") == pytest.approx(read)
    (body,) = server.bodies
    assert body["model"] == "prm"
    assert body["messages"] == [{"role": "user", "content": "6*7?"}, {"role": "assistant", "content": "42."}]
    assert body["use_activation"] is True


@pytest.mark.parametrize(
    ("said", "read"), [(0.0, 0.5), (2.5, logistic(2.5)), (-3.3, logistic(-3.3)), ([1.0, 2.0], logistic(1)), (900, 1.0)]
)
def test_sglangs_classify_gives_raw_rewards_whose_logistic_is_the_probability(said, read):
    with reward_server(lambda text: said) as server:
        assert scores(f"{server.url}/classify") == pytest.approx([read])
    assert server.bodies == [{"text": "6*7?\n\n42."}]


def test_sglang_may_answer_with_a_list_too():
    with reward_server(lambda text: '[{"embedding": [0.0], "meta_info": {"prompt_tokens": 5}}]') as server:
        found = completion(f"{server.url}/classify")
    assert (found.choices[0].text, found.usage, found.usage_known) == ("[0.5]", Usage(input=5), True)


def test_a_text_that_the_user_worded_is_sent_as_it_is():
    with reward_server(lambda text: 0.5) as server:
        scores(f"{server.url}/pooling", (Message("user", "<s>whole</s>"),))
    assert server.bodies == [{"input": "<s>whole</s>", "add_special_tokens": False, "use_activation": True}]


def test_its_tokens_are_counted_where_it_says_how_many():
    with reward_server(lambda text: 0.5) as server:
        found = completion(f"{server.url}/pooling")
        server.answer = lambda text: '{"data": [{"data": [0.5]}]}'
        silent = completion(f"{server.url}/pooling")
    assert (found.usage, found.usage_known) == (Usage(input=17), True)
    assert not silent.usage_known


@pytest.mark.parametrize(
    "said",
    [
        3.2,
        -0.1,
        float("nan"),
        [0.1, 0.2, 0.7],
        [],
        [[]],
        "",
        "not JSON",
        "[" * 100_000,
        "null",
        "{}",
        '{"data": []}',
        '{"data": [{"data": "gAAA"}]}',
        '{"data": [{"data": [null]}]}',
        '{"data": [{"data": [{}]}]}',
        '{"data": [{"data": [true]}]}',
    ],
)
def test_what_is_no_score_is_an_error_and_never_a_score(said):
    with reward_server(lambda text: said) as server:
        error = failure(f"{server.url}/pooling")
    assert error.kind == "bad_reply"
    assert error.billed == "everything"
    assert "\n" not in error.reason


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        ('{"detail": "no such task"}', "no such task"),
        ("", "it is empty"),
        (5.0, "serve the model with its activation"),
    ],
)
def test_what_came_instead_of_scores_is_shown_and_no_words_of_our_own_library(said, told):
    with reward_server(lambda text: said) as server:
        assert told in failure(f"{server.url}/pooling").reason


def test_a_reply_that_is_longer_than_any_can_be_is_cut_off():
    with reward_server(lambda text: "[" + "0," * 4_000_000) as server:
        assert "cut off" in failure(f"{server.url}/pooling").reason


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, "bad_request", False),
        (401, "key", False),
        (403, "key", False),
        (404, "unknown_model", False),
        (422, "bad_request", False),
        (408, "server", True),
        (429, "rate_limit", True),
        (500, "server", True),
        (503, "server", True),
    ],
)
def test_refusals_are_told_apart(status, kind, retryable):
    body = json.dumps({"error": {"message": "not today", "code": status}})
    with reward_server(lambda text: Refusal(status, body, retry_after=2)) as server:
        error = failure(f"{server.url}/pooling")
    assert (error.kind, error.retryable, error.billed) == (kind, retryable, "nothing")
    assert "not today" in error.reason
    assert error.retry_after == (2 if retryable else None)


def test_a_server_that_is_not_there_and_one_that_takes_too_long():
    assert failure("http://127.0.0.1:9/pooling").kind == "unreachable"
    with reward_server(lambda text: 0.5) as server:
        server.pause = 30.0
        assert failure(f"{server.url}/pooling", timeout=0.2).kind == "timeout"


def test_a_connection_that_breaks_is_a_reset():
    with reward_server(lambda text: None) as server:
        error = failure(f"{server.url}/pooling")
    assert (error.kind, error.retryable, error.billed) == ("reset", True, "everything")


def test_the_key_comes_from_the_environment_and_turns_up_in_no_reason(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with reward_server(lambda text: Refusal(401, f"wrong key {KEY}")) as server:
        error = failure(f"{server.url}/pooling")
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in error.reason
    assert KEY_VARIABLE in error.reason


def test_its_name_holds_no_address_where_it_has_one_and_its_replies_belong_to_the_address():
    assert display_name("http://localhost:8000/pooling#Qwen/PRM") == "reward/Qwen/PRM"
    assert display_name("http://gpu.local:8000/classify") == "reward/gpu.local"
    assert identity("http://gpu.local:8000/classify") == "http://gpu.local:8000/classify"
    using(lambda models: prepared(models, "http://localhost:1/pooling"))


async def prepared(models: Models, model):
    await models.prepare(model)
    assert not models.reasons_unseen(model)
