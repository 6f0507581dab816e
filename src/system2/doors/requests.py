"""What a client may ask for in `POST /v1/chat/completions`, and what it means.

A field that nobody knows is refused, and so is one that would change the answer and is not done here: to ignore it
would be to answer another question. No field names a program, a file or an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from system2.config.serving import Serving
from system2.core.json_reader import read_json
from system2.core.problem import Message, is_text
from system2.doors.names import Way, way_named
from system2.doors.troubles import Trouble, bad_request
from system2.engine.terms import LONGEST_PATH
from system2.errors import UsageError

NOT_DONE = {
    "tools": "paths call no tools",
    "functions": "paths call no functions",
    "tool_choice": "paths call no tools",
    "response_format": "answers are text",
    "n": "a request has one answer; think/N/MODEL tries N paths for it",
    "stop": "paths end where their model ends them",
    "top_p": "paths are sampled by temperature",
    "presence_penalty": "paths are sampled by temperature",
    "frequency_penalty": "paths are sampled by temperature",
    "logit_bias": "paths are sampled by temperature",
    "logprobs": "an answer has a confidence instead, in the field system2",
}
"""What is refused where it asks for more than nothing, and why."""

Nothing = Annotated[float | None, Field(ge=0, le=0)]
NoneOf = Annotated[list[Any] | None, Field(max_length=0)]
Ignored = Any
"""What is said to a provider about its customer: it changes no answer."""


class Part(BaseModel):
    """A piece of what is said; there is text, and no picture."""

    type: Literal["text", "input_text"]
    text: str


class Turn(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part]
    tool_calls: NoneOf = None

    @field_validator("content", mode="before")
    @classmethod
    def is_text(cls, content: Any) -> Any:
        """Content in parts, if each is text. Raises `ValueError`."""
        if isinstance(content, list) and any(not isinstance(part, dict) or "text" not in part for part in content):
            raise ValueError("paths read text alone, no pictures and no files")
        return content

    @property
    def text(self) -> str:
        """What is said."""
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    """What a stream tells besides."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid")

    model: str
    messages: Annotated[list[Turn], Field(min_length=1)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None
    top_p: Annotated[float | None, Field(ge=1, le=1)] = None
    presence_penalty: Nothing = None
    frequency_penalty: Nothing = None
    logit_bias: Annotated[dict[str, Any] | None, Field(max_length=0)] = None
    logprobs: Literal[False] | None = None
    stop: NoneOf = None
    tools: NoneOf = None
    functions: NoneOf = None
    tool_choice: Literal["none", "auto"] | None = None
    response_format: dict[Literal["type"], Literal["text"]] | None = None
    parallel_tool_calls: Ignored = None
    user: Ignored = None
    metadata: Ignored = None
    store: Ignored = None
    service_tier: Ignored = None
    safety_identifier: Ignored = None
    prompt_cache_key: Ignored = None


@dataclass(frozen=True)
class Asked:
    """What a request comes to: `way.ask(question, **asked)`, told whole or as it comes."""

    model: str
    way: Way
    question: str
    asked: Mapping[str, Any]
    is_streamed: bool
    tells_usage: bool


def asked_in(body: bytes, serving: Serving) -> Asked:
    """What the body of a request asks for. Raises `Trouble`."""
    request = _request(body)
    if not all(is_text(turn.text) for turn in request.messages):
        raise bad_request("A message is not UTF-8 text, and no model takes anything else.", "messages")
    *_, last = request.messages
    if last.role != "user" or not last.text.strip():
        raise bad_request("The last message has to be the user's question.", "messages")
    try:
        way = way_named(request.model, serving)
    except UsageError as error:
        raise Trouble(404, "invalid_request_error", "model_not_found", str(error), param="model") from None
    return Asked(
        request.model,
        way,
        last.text,
        {**way.asked, **_conversation(request), **_settings(request, way), "streams": bool(request.stream)},
        bool(request.stream),
        bool(request.stream_options and request.stream_options.include_usage),
    )


def _request(body: bytes) -> ChatRequest:
    try:
        value, rest = read_json(body.decode())
        if rest.strip():
            raise ValueError("something follows it")
    except ValueError as error:
        raise bad_request(f"The body of the request is no JSON: {error}.") from None
    try:
        return ChatRequest.model_validate(value)
    except ValidationError as error:
        raise _told(error) from None


def _told(error: ValidationError) -> Trouble:
    """The first thing that is wrong with a request, in one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    name = str(first["loc"][0]) if first["loc"] else ""
    if name in NOT_DONE:
        return bad_request(f"{name} is not supported: {NOT_DONE[name]}.", name)
    if first["type"] == "extra_forbidden":
        return bad_request(f"There is no field {place!r} of a request here.", place)
    said = first["msg"].removeprefix("Value error, ")
    return bad_request(f"{place or 'The body'}: {said}.", name or None)


def _conversation(request: ChatRequest) -> dict[str, Any]:
    """The system message for every path, and the turns before the question."""
    system = [turn.text for turn in request.messages if turn.role in ("system", "developer")]
    history = [
        Message("user" if turn.role == "user" else "assistant", turn.text)
        for turn in request.messages[:-1]
        if turn.role in ("user", "assistant")
    ]
    return {"system": "\n\n".join(system), "history": tuple(history)}


def _settings(request: ChatRequest, way: Way) -> dict[str, Any]:
    """What it settles of a run.

    A stream that is passed on has a limit of its own: a longer reply, asked for anew, would contradict what was sent.
    """
    most = request.max_tokens if request.max_completion_tokens is None else request.max_completion_tokens
    if most is None and way.is_passed_on and request.stream:
        most = LONGEST_PATH
    return {
        "temperature": request.temperature,
        "max_tokens": most,
        "reasoning_effort": request.reasoning_effort,
        "seed": request.seed,
    }
