"""Reward models behind HTTP, as vLLM (Pooling API, `/pooling`) and SGLang (`/classify`) serve them.

Such a model is named by its address, and by its name there where the server has several: `http://host:8000/pooling#name`.
It is asked with two messages, the problem and the path, or with one that is the whole text for the model; its reply
is the JSON list of its scores, each the probability, 0 to 1, of being right.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from system2.core.json_reader import read_json
from system2.core.money import NO_TOKENS, Usage
from system2.core.problem import Messages
from system2.core.replies import Reply
from system2.errors import UsageError
from system2.model.errors import CallError
from system2.model.keys import given_key
from system2.model.parameters import CONNECT_SECONDS
from system2.model.requests import Completion, Request
from system2.model.secrets import guard
from system2.model.translation import one_line, retry_after

KEY_VARIABLE = "REWARD_API_KEY"
"""Where the key stands that such a server may want."""

ROUNDING = 0.01
"""How far the probabilities of two classes may be from adding up to one."""

TOO_EARLY, TOO_MANY, FIRST_SERVER_STATUS = 408, 429, 500


class NoProbability(ValueError):
    """A score that is none, in words that the user can act on."""


def is_reward(model: str) -> bool:
    """Whether a model's name is the address of a reward model."""
    return model.startswith(("http://", "https://"))


def display_name(model: str) -> str:
    """The name for ledger, prices and screen: `reward/` and the model's name, or its host where it has none.

    Raises:
        UsageError: the address is none that could be asked.
    """
    try:
        address = urlsplit(model)
        host = address.hostname if address.port != 0 else None
    except ValueError:  # half an IPv6 address, or a port that cannot be
        host = None
    if not host:
        raise UsageError(f"{model!r} is no address of a reward model, such as http://localhost:8000/pooling#MODEL.")
    return f"reward/{address.fragment or host}"


async def ask(request: Request) -> Completion:
    """Make one request.

    Raises:
        CallError: it failed.
        httpx.HTTPError: no connection, or a broken one.
    """
    import httpx

    from system2.model import wire

    wire.listen()  # which bounds what comes
    address, _, name = request.model.partition("#")
    key = given_key(KEY_VARIABLE)
    headers = {"Authorization": f"Bearer {guard(key)}"} if key else {}
    timeout = httpx.Timeout(request.timeout, connect=min(CONNECT_SECONDS, request.timeout))
    async with httpx.AsyncClient(timeout=timeout) as client:
        response = await client.post(address, json=_body(address, name, request.messages), headers=headers)
    if response.status_code != httpx.codes.OK:
        raise _refusal(response)
    try:
        body, _ = read_json(response.text)
        scores = _scores_of_sglang(body) if _is_sglang(address) else _scores_of_vllm(body)
        usage = _usage(body)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as trouble:
        said = str(trouble) if isinstance(trouble, NoProbability) else one_line(response.text) or "it is empty"
        reason = f"the reward model's reply holds no scores: {said}"
        raise CallError(reason, "bad_reply", billed="everything") from None
    reply = Reply(json.dumps(scores), model=request.model)
    return Completion((reply,), usage or NO_TOKENS, usage_known=usage is not None, is_written=False)


def _is_sglang(address: str) -> bool:
    return urlsplit(address).path.endswith("/classify")


def _body(address: str, name: str, messages: Messages) -> dict[str, Any]:
    """Of two messages vLLM makes a text by the model's own chat template; a single one is that text already."""
    model = {"model": name} if name else {}
    text = "\n\n".join(message.text for message in messages)
    if _is_sglang(address):  # which knows no chat template here
        return {**model, "text": text}
    if len(messages) == 1:
        return {**model, "input": text, "add_special_tokens": False, "use_activation": True}
    spoken = [{"role": message.speaker, "content": message.text} for message in messages]
    return {**model, "messages": spoken, "use_activation": True}


def _scores_of_vllm(body: Mapping[str, Any]) -> list[float]:
    """`data` holds one item for each input; its own `data` is a row of classes, or a row for each step or token."""
    found = body["data"][0]["data"]
    rows = found if isinstance(found[0], list) else [found]
    return [_probability(row, raw=False) for row in rows]


def _scores_of_sglang(body: Any) -> list[float]:
    """`embedding` is a row of what the model's head gave, without activation."""
    answer = body[0] if isinstance(body, list) else body
    return [_probability(answer["embedding"], raw=True)]


def _probability(row: Sequence[Any], *, raw: bool) -> float:
    """The probability of being right in a row of one class, or of two, of which the second is right.

    A `raw` score, and a pair that are no probabilities, are taken for logits: the logistic of a reward is the
    probability that the Bradley-Terry model gives it. Raises `NoProbability` for other numbers.
    """
    if any(isinstance(value, bool | str) for value in row):
        raise TypeError("no numbers")
    values = [float(value) for value in row]
    if not all(map(math.isfinite, values)):
        raise NoProbability("a score is not finite")
    match values:
        case [score] if raw:
            return _logistic(score)
        case [score] if 0 <= score <= 1:
            return score
        case [score]:
            raise NoProbability(f"{score:g} is no probability; serve the model with its activation")
        case [wrong, right] if not raw and min(values) >= 0 and abs(wrong + right - 1) <= ROUNDING:
            return min(right, 1.0)
        case [wrong, right]:
            return _logistic(right - wrong)
    raise NoProbability(f"{len(values)} classes instead of one or two")


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))


def _usage(body: Any) -> Usage | None:
    """What the server counted; None where it did not say."""
    answer = body[0] if isinstance(body, list) else body
    counts = answer.get("usage") or answer.get("meta_info") or {}
    tokens = counts.get("prompt_tokens")
    return Usage(input=tokens) if isinstance(tokens, int) and tokens > 0 else None


def _refusal(response: Any) -> CallError:
    status = response.status_code
    reason = one_line(response.text) or response.reason_phrase
    reason = f"the reward model answers {status}: {reason}"
    if status in (401, 403):
        return CallError(f"{reason} (its key is read from {KEY_VARIABLE})", "key")
    if status == 404:
        return CallError(reason, "unknown_model")
    if status == TOO_MANY:
        return CallError(reason, "rate_limit", retryable=True, retry_after=_wait(response))
    if status >= FIRST_SERVER_STATUS or status == TOO_EARLY:
        return CallError(reason, "server", retryable=True, retry_after=_wait(response))
    return CallError(reason, "bad_request")


def _wait(response: Any) -> float | None:
    import httpx

    return retry_after(httpx.HTTPStatusError("", request=response.request, response=response))
