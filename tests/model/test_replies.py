"""What comes back from a model that answers."""

import asyncio

import pytest

from system2.core.money import Usage
from system2.core.problem import Message
from system2.model.client import Models
from system2.model.errors import CallError
from system2.model.library import import_litellm
from tests.model.asking import KEY, ask, request, using
from tests.server import ModelServer, Reply, Token, drip, long_line
from tests.server import Usage as Counted

EVERY_WAY = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


@EVERY_WAY
def test_text_reasoning_and_finish_reason_arrive(provider: ModelServer, stream: bool) -> None:
    provider.script = Reply("Forty-two — 四十二 🎉", reasoning="six sevens", finish_reason="length")
    (reply,) = ask(stream=stream).choices
    assert (reply.text, reply.reasoning, reply.finish_reason) == ("Forty-two — 四十二 🎉", "six sevens", "length")


@EVERY_WAY
def test_all_kinds_of_tokens_are_counted(provider: ModelServer, stream: bool) -> None:
    provider.script = Reply("42", usage=Counted(input=100, output=50, cached=30, reasoning=20))
    completion = ask(stream=stream)
    assert completion.usage_known
    assert completion.usage == Usage(input=100, cached=30, output=50, reasoning=20)


@EVERY_WAY
def test_usage_that_the_provider_did_not_give_is_unknown_and_never_a_guess(provider: ModelServer, stream: bool) -> None:
    provider.script = Reply("42", counted=False)
    completion = ask(stream=stream)
    assert not completion.usage_known
    assert completion.usage == Usage()


@EVERY_WAY
def test_several_choices_keep_their_own_texts_and_finish_reasons(provider: ModelServer, stream: bool) -> None:
    provider.script = lambda asked: Reply(
        "42 " * (1 + 40 * asked.choice), finish_reason=("stop", "length")[asked.choice]
    )
    short, long = ask(choices=2, stream=stream).choices
    assert (short.text, short.finish_reason) == ("42 ", "stop")
    assert (long.text, long.finish_reason) == ("42 " * 41, "length")


def test_the_chances_of_tokens_arrive(provider: ModelServer) -> None:
    provider.script = Reply("yes", tokens=(Token("yes", -0.1, {"yes": -0.1, "no": -2.5}),))
    (reply,) = ask(logprobs=True).choices
    assert reply.chances[0].alternatives == {"yes": -0.1, "no": -2.5}


def test_a_stream_is_told_piece_by_piece_in_order(provider: ModelServer) -> None:
    provider.script = Reply("uvw", reasoning="hm", chunks=("u", "v", "w"))
    heard: list[tuple[int, str, bool]] = []
    ask(stream=True, on_text=lambda *piece: heard.append(piece))
    assert [text for _, text, thought in heard if not thought] == ["u", "v", "w"]
    assert "".join(text for _, text, thought in heard if thought) == "hm"


def test_a_model_that_says_the_same_a_thousand_times_is_heard_out(provider: ModelServer) -> None:
    provider.script = Reply("na" * 1000, chunks=("na",) * 1000)
    assert ask(stream=True).choices[0].text == "na" * 1000


def test_a_stream_cut_into_single_bytes_is_put_together(provider: ModelServer) -> None:
    provider.script = drip(Reply("二 🎉"), pause=0.0)
    assert ask(stream=True).choices[0].text == "二 🎉"


@EVERY_WAY
def test_a_megabyte_on_one_line_arrives(provider: ModelServer, stream: bool) -> None:
    provider.script = long_line()
    assert len(ask(stream=stream, max_tokens=16_384).choices[0].text) == 1_000_000


def test_every_wish_reaches_the_provider_and_no_other_is_made_up(provider: ModelServer) -> None:
    ask(choices=2, seed=7, temperature=0.3, max_tokens=55, logprobs=True)
    (exchange,) = provider.exchanges
    body = exchange.request.body
    assert body.pop("messages") == [{"role": "user", "content": "What is 6*7?"}]
    assert body == {
        "model": "gpt-4o-mini", "n": 2, "seed": 7, "temperature": 0.3, "max_tokens": 55,
        "logprobs": True, "top_logprobs": 20,
    }  # fmt: skip
    assert exchange.request.key == KEY


def test_what_a_model_does_not_take_is_left_out(provider: ModelServer) -> None:
    """OpenAI's reasoning models take no temperature of 0.8 and name the limit of tokens differently."""
    ask(model="openai/o3-mini", temperature=0.8, max_tokens=55)
    body = provider.requests[0].body
    assert "temperature" not in body
    assert body["max_completion_tokens"] == 55


@pytest.mark.parametrize(("budget", "effort"), [(1000, "low"), (8000, "medium"), (20_000, "high")])
def test_a_thinking_budget_becomes_an_effort_where_the_model_knows_efforts(
    provider: ModelServer, budget: int, effort: str
) -> None:
    ask(model="openai/o3-mini", thinking_tokens=budget, max_tokens=30_000)
    assert provider.requests[0].body["reasoning_effort"] == effort


def test_a_thinking_budget_is_not_sent_to_a_model_that_knows_none(provider: ModelServer) -> None:
    ask(thinking_tokens=8000)
    assert not {"thinking", "reasoning_effort"} & set(provider.requests[0].body)


def test_two_hundred_requests_are_under_way_at_once(provider: ModelServer) -> None:
    gate = provider.hold()

    async def many(models: Models) -> int:
        tasks = [asyncio.create_task(models.complete(request(f"{number}*7?"))) for number in range(200)]
        await asyncio.to_thread(provider.wait_for_requests, 200)
        gate.open()
        return len(await asyncio.gather(*tasks))

    assert using(many) == 200
    assert provider.peak == 200


def test_a_second_run_in_one_process_works_like_the_first(provider: ModelServer) -> None:
    assert [ask().choices[0].text == ask(stream=True).choices[0].text for _ in range(2)] == [True, True]


@EVERY_WAY
def test_cancelling_closes_the_connection(provider: ModelServer, stream: bool) -> None:
    gate = provider.hold()

    async def give_up(models: Models) -> None:
        task = asyncio.create_task(models.complete(request(stream=stream)))
        await asyncio.to_thread(provider.wait_for_requests, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(provider.wait_until_idle)

    using(give_up)
    gate.open()
    assert provider.exchanges[0].departure == "gone"


@EVERY_WAY
def test_what_is_cancelled_before_it_has_left_never_leaves(provider: ModelServer, stream: bool) -> None:
    """And what has left is told: from then on it may be billed."""
    left: list[str] = []

    async def give_up(models: Models) -> None:
        early = asyncio.create_task(models.complete(request("early", stream=stream), on_sent=lambda: left.append("")))
        await asyncio.sleep(0)
        early.cancel()
        with pytest.raises(asyncio.CancelledError):
            await early
        await models.complete(request("late", stream=stream), on_sent=lambda: left.append("late"))

    using(give_up)
    assert left == ["late"]
    assert ["late" in asked.prompt for asked in provider.requests] == [True]


def test_what_others_send_for_us_is_sent_as_soon_as_it_is_handed_over_and_not_at_all_once_nobody_waits(
    provider: ModelServer,
) -> None:
    """Some providers are asked on a thread that nothing can stop."""
    import httpx

    from system2.model.exchange import EXCHANGE, exchanging

    import_litellm()
    left: list[str] = []
    with httpx.Client() as client:
        with exchanging(streams=False, tokens=1, on_sent=lambda: left.append("sent")) as exchange:
            client.get(f"{provider.url}/models")
        assert left == ["sent"]
        token = EXCHANGE.set(exchange)
        with pytest.raises(CallError):
            client.get(f"{provider.url}/models")
        EXCHANGE.reset(token)


def test_cancelling_in_the_middle_of_a_stream_closes_the_connection(provider: ModelServer) -> None:
    from tests.server import Gate

    provider.script = Reply("xyz", chunks=("x", "y", "z"), gates={1: Gate()})

    async def give_up(models: Models) -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(models.complete(request(stream=True), lambda *_: begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(provider.wait_until_idle)

    using(give_up)
    assert provider.exchanges[0].departure == "gone"


def test_system_and_assistant_turns_keep_their_roles(provider: ModelServer) -> None:
    from dataclasses import replace

    turns = (Message("system", "Be brief."), Message("user", "Hi"), Message("assistant", "Ho"), Message("user", "6*7?"))
    using(lambda models: models.complete(replace(request(), messages=turns)))
    assert [(turn["role"], turn["content"]) for turn in provider.requests[0].messages] == list(turns)
