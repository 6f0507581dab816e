"""The embedded model, for real."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pytest

from system2.errors import UsageError
from system2.model.client import Models, display_name, identity, most_choices
from system2.model.embedded import EmbeddedServer
from system2.model.errors import CallError
from system2.model.llama import SLOTS
from system2.model.requests import Completion
from tests.model.asking import ask, request, using

VERDICT = {
    "type": "object",
    "properties": {"is_correct": {"type": "boolean"}, "confidence": {"enum": [0.0, 0.25, 0.5, 0.75, 1.0]}},
    "required": ["is_correct", "confidence"],
    "additionalProperties": False,
}

SMALL = "local:smollm2"

pytestmark = pytest.mark.usefixtures("furnished_home")


@dataclass(frozen=True)
class Loaded:
    """The embedded model, loaded once for all tests of this file."""

    runner: asyncio.Runner
    models: Models

    def ask(self, text: str = "What is 6*7?", **wishes: Any) -> Completion:
        """The completion of one request."""
        return self.runner.run(self.models.complete(request(text, **{"model": SMALL, "timeout": 60.0, **wishes})))

    def failure(self, text: str, **wishes: Any) -> CallError:
        """The error of one request that must fail."""
        with pytest.raises(CallError) as caught:
            self.ask(text, **wishes)
        return caught.value


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    with asyncio.Runner() as runner:
        models = Models()
        yield Loaded(runner, models)
        runner.run(models.close())
        runner.run(models.close())


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_it_answers_for_several_choices_and_counts_the_tokens_of_all(loaded: Loaded, stream: bool) -> None:
    completion = loaded.ask(choices=3, max_tokens=12, stream=stream)
    assert len({reply.text for reply in completion.choices}) == 3
    assert completion.usage_known
    assert 12 < completion.usage.output <= 3 * 13


def test_a_schema_binds_what_it_says(loaded: Loaded) -> None:
    (reply,) = loaded.ask("Is 2+2=5? Judge.", schema=VERDICT, max_tokens=60).choices
    verdict = json.loads(reply.text)
    assert isinstance(verdict["is_correct"], bool)
    assert verdict["confidence"] in {0.0, 0.25, 0.5, 0.75, 1.0}


def test_the_chances_of_tokens_arrive_in_a_stream_too(loaded: Loaded) -> None:
    for stream in (False, True):
        (reply,) = loaded.ask(logprobs=True, max_tokens=3, temperature=0.0, stream=stream).choices
        assert len(reply.chances) == 3
        assert all(chance.token in chance.alternatives for chance in reply.chances)


def test_a_seed_makes_it_say_the_same_again(loaded: Loaded) -> None:
    first, second = (loaded.ask(seed=5, max_tokens=12).choices[0].text for _ in range(2))
    assert first == second


def test_more_requests_than_slots_wait_for_their_turn(loaded: Loaded) -> None:
    async def many() -> list[int]:
        asked = [
            loaded.models.complete(request(f"{n}?", model=SMALL, max_tokens=2, choices=1 + n % 3, timeout=60.0))
            for n in range(12)
        ]
        return [len(completion.choices) for completion in await asyncio.gather(*asked)]

    assert loaded.runner.run(many()) == [1 + n % 3 for n in range(12)]


def test_a_request_that_was_cancelled_frees_its_slots_and_stops_the_work(loaded: Loaded) -> None:
    async def give_up() -> int:
        begun = asyncio.Event()
        long = request("Tell a long story.", model=SMALL, choices=SLOTS, max_tokens=1500, stream=True)
        task = asyncio.create_task(loaded.models.complete(long, lambda *_: begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len((await loaded.models.complete(request(model=SMALL, choices=SLOTS, max_tokens=2))).choices)

    assert loaded.runner.run(give_up()) == SLOTS


def test_a_prompt_that_does_not_fit_is_told_as_such(loaded: Loaded) -> None:
    error = loaded.failure("word " * 9000, max_tokens=2)
    assert (error.kind, error.retryable) == ("too_long", False)


def test_strangers_on_this_machine_are_turned_away() -> None:
    async def knock() -> int:
        server = await EmbeddedServer.start(SMALL, print, lambda _: None)
        try:
            letter = HttpRequest(f"{server.route.access['api_base']}/chat/completions", b"{}", method="POST")
            with pytest.raises(HTTPError) as turned_away:
                await asyncio.to_thread(urlopen, letter)
            turned_away.value.close()
            return turned_away.value.code
        finally:
            await server.stop()

    assert asyncio.run(knock()) == 401


def test_a_file_of_ones_own_is_taken_and_named_after_it(weights: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").symlink_to(weights)
    model = f"local:{tmp_path / 'tiny.gguf'}"
    assert len(ask(model=model, max_tokens=2).choices) == 1
    assert display_name(model) == "local/tiny"
    assert display_name(SMALL) == "local/smollm2-135m"
    assert display_name("local") == "local/qwen2.5-coder-0.5b"
    assert identity(model).split()[1] == identity(SMALL).split()[1]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read"), (b"<html>", "no GGUF file"), (b"GGUF and nothing more", "cannot load")],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=complaint) as refused:
        using(lambda models: models.prepare(f"local:{path}"))
    assert "\n" not in str(refused.value)


def test_nothing_reaches_the_terminal_and_the_process_ends_by_itself(furnished_home: Path) -> None:
    """llama.cpp writes past Python, so this looks at the real file descriptors."""
    script = (
        "import asyncio; from system2.model.client import Models; from tests.model.asking import request\n"
        "async def run():\n"
        "    models = Models()\n"
        "    await models.complete(request(model='local:smollm2', max_tokens=2, timeout=60.0))\n"
        "    await models.close()\n"
        "asyncio.run(run())"
    )
    own = {name: value for name, value in os.environ.items() if not name.startswith("LITELLM_")}  # set by other tests
    environment = {**own, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment, timeout=120, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_only_the_embedded_model_is_asked_for_several_replies_at_once() -> None:
    assert most_choices("local") == SLOTS
    assert most_choices("openai/gpt-4o-mini") == 1


def test_the_time_limit_holds_here_too(loaded: Loaded) -> None:
    error = loaded.failure("Tell a long story.", max_tokens=4000, timeout=0.5)
    assert error.kind == "timeout", error.reason
