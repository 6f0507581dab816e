"""The one table from LiteLLM's exceptions, which share no base class, to our kinds of error."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time

from system2.model.errors import Billed, CallError, Kind
from system2.model.secrets import scrub


@dataclass(frozen=True)
class Row:
    """What one exception class means."""

    kind: Kind
    retryable: bool = False
    billed: Billed = "nothing"


KEY = Row("key")
QUOTA = Row("quota")
UNKNOWN_MODEL = Row("unknown_model")
BAD_REQUEST = Row("bad_request")
TOO_LONG = Row("too_long")
FILTERED = Row("filtered")
RATE_LIMIT = Row("rate_limit", retryable=True)
SERVER = Row("server", retryable=True)
UNREACHABLE = Row("unreachable", retryable=True)
RESET = Row("reset", retryable=True, billed="everything")
TIMEOUT = Row("timeout", retryable=True, billed="everything")
BAD_REPLY = Row("bad_reply", retryable=True, billed="everything")

TABLE: dict[str, Row] = {
    "APIConnectionError": RESET,
    "APIError": SERVER,
    "APIResponseValidationError": BAD_REPLY,
    "AuthenticationError": KEY,
    "BadGatewayError": SERVER,
    "BadRequestError": BAD_REQUEST,
    "BlockedPiiEntityError": FILTERED,
    "BudgetExceededError": QUOTA,
    "ContentPolicyViolationError": FILTERED,
    "ContextWindowExceededError": TOO_LONG,
    "GuardrailRaisedException": FILTERED,
    "ImageFetchError": BAD_REQUEST,
    "InternalServerError": SERVER,
    "InvalidRequestError": BAD_REQUEST,
    "JSONSchemaValidationError": BAD_REPLY,
    "LiteLLMUnknownProvider": UNKNOWN_MODEL,
    "MidStreamFallbackError": RESET,
    "MockException": SERVER,
    "ModelNotMappedError": UNKNOWN_MODEL,
    "ModifyResponseException": FILTERED,
    "NotFoundError": UNKNOWN_MODEL,
    "OpenAIError": SERVER,
    "PaymentRequiredError": QUOTA,
    "PermissionDeniedError": KEY,
    "RateLimitError": RATE_LIMIT,
    "RejectedRequestError": FILTERED,
    "SensitiveDataRouteException": FILTERED,
    "ServiceUnavailableError": SERVER,
    "Timeout": TIMEOUT,
    "UnprocessableEntityError": BAD_REQUEST,
    "UnsupportedParamsError": BAD_REQUEST,
    "VectorStoreSearchError": BAD_REQUEST,
}
"""Every kind of exception that `litellm.exceptions` exports, by name; what else it exports is one of these kinds."""

BENEATH: dict[str, Row] = {
    "APITimeoutError": TIMEOUT,
    "ClientError": RESET,
    "HTTPError": RESET,
    "JSONDecodeError": BAD_REPLY,
    "RecursionError": BAD_REPLY,
    "TimeoutException": TIMEOUT,
    "UnicodeDecodeError": BAD_REPLY,
}
"""What may come up past LiteLLM, from the OpenAI client, httpx, aiohttp or a reply that is no JSON, by name."""

BY_STATUS = {402: QUOTA, 403: KEY}
"""HTTP statuses that LiteLLM does not tell from other failures of some providers."""

FIRST_SERVER_STATUS = 500
"""From here on it is the server's fault, whatever its words say, which LiteLLM believes first."""

NO_CONNECTION = frozenset(
    {"ConnectError", "ConnectTimeout", "ClientConnectorError", "ClientConnectorDNSError", "gaierror"}
    | {"ConnectionRefusedError", "ConnectionTimeoutError"}
)
"""Exceptions of httpx, aiohttp and the system that mean that no byte of the request was sent, where none of those
below is among the causes: a connection that breaks early looks like one that was never made."""

BROKEN_CONNECTION = frozenset(
    {"ReadError", "WriteError", "RemoteProtocolError", "ServerDisconnectedError", "ClientPayloadError"}
    | {"ConnectionResetError", "BrokenPipeError", "ClientOSError", "TransferEncodingError"}
)

UNREADABLE = frozenset({"JSONDecodeError", "RecursionError", "UnicodeDecodeError"})

OWN_WORDS: dict[Kind, str] = {
    "unreachable": "no connection to the model's server",
    "reset": "the connection broke before the reply was whole",
    "bad_reply": "what the provider sent is no reply",
}
"""Where the libraries' words tell a person nothing."""

MISSING_MODEL = re.compile(r"model_not_found|(unknown|invalid|no such) model|model\b.*(not exist|not found)", re.I)
NO_CREDIT = re.compile(r"insufficient_quota|credit balance|exceeded your current quota|billing", re.I)
TOO_MANY_TOKENS = re.compile(r"context.?(length|window|size)|prompt is too long|maximum context", re.I)
NO_REPLY = re.compile(r"invalid response( object)?\b|'choices' that is not a list", re.I)
LIBRARY_PREFIX = re.compile(r"^((litellm\.)?(\w* )?\w*(Error|Timeout|Exception)\w*\s*[:-]\s*)+")
LONGEST_REASON = 300


def is_known(error: Exception) -> bool:
    """Whether an exception is one of those that calling a model is expected to end with, and no bug of ours."""
    return _row_by_name(error) is not None


def translate(error: Exception, *, streaming: bool) -> CallError:
    """The error that a failed request stands for; `streaming` where the reply had begun to come."""
    message = str(getattr(error, "message", None) or error)
    row = _row(error, message)
    reason = OWN_WORDS.get(row.kind) or one_line(message) or type(error).__name__
    if row.kind == "unreachable" and (host := _host(error)):
        reason = f"{reason} at {host}"
    billed: Billed = "received" if streaming else row.billed
    return CallError(reason, row.kind, retryable=row.retryable, retry_after=retry_after(error), billed=billed)


def one_line(message: str) -> str:
    """The provider's own words out of a library's message: its first line, without prefix and keys, JSON unwrapped."""
    text = LIBRARY_PREFIX.sub("", message.strip().partition("\n")[0])
    start = text.find("{")
    if start >= 0:
        text = _inner_message(text[start:]) or text
    text = scrub(" ".join(text.split()))  # before it is cut, or half a key would stay
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


def retry_after(error: Exception) -> float | None:
    """Seconds to wait by the reply's headers (RFC 9110, Retry-After: seconds or a date); None where there are none."""
    response = getattr(error, "response", None)
    headers = getattr(error, "litellm_response_headers", None) or getattr(response, "headers", None) or {}
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return None


def _row(error: Exception, message: str) -> Row:
    """The table's row, made finer by what caused the exception and by what the provider says."""
    row = _row_by_name(error) or SERVER
    if row in (SERVER, BAD_REQUEST):
        status = getattr(error, "status_code", None) or 0
        row = BY_STATUS.get(status, SERVER if status >= FIRST_SERVER_STATUS else row)
    causes = {type(cause).__name__ for cause in _causes(error)}
    if row.kind in ("reset", "server") and (NO_REPLY.search(message) or causes & UNREADABLE):
        return BAD_REPLY
    if row.kind in ("reset", "server", "timeout"):
        if causes & BROKEN_CONNECTION:
            return RESET
        if causes & NO_CONNECTION:
            return UNREACHABLE
    if row.kind in ("rate_limit", "bad_request") and NO_CREDIT.search(message):
        return QUOTA
    if row.kind == "bad_request":
        if MISSING_MODEL.search(message):
            return UNKNOWN_MODEL
        if TOO_MANY_TOKENS.search(message):
            return TOO_LONG
    return row


def _row_by_name(error: Exception) -> Row | None:
    names = (ancestor.__name__ for ancestor in type(error).__mro__)
    return next((row for name in names if (row := BENEATH.get(name) or TABLE.get(name))), None)


def _host(error: Exception) -> str:
    """The host and port that could not be reached, which aiohttp's exceptions know."""
    hosts = (
        f"{cause.host}:{cause.port}" for cause in _causes(error) if hasattr(cause, "host") and hasattr(cause, "port")
    )
    return next(hosts, "")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and all that led to it; an exception may stand in its own chain."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(original := getattr(error, "original_exception", None), BaseException):
            yield from _causes(original)
        error = error.__cause__ or error.__context__


def _inner_message(text: str) -> str | None:
    """The message in an error body such as {"error": {"message": ...}}; None where it is no such JSON."""
    try:
        body, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    while isinstance(body, dict):
        body = body.get("error") or body.get("message") or body.get("detail")
    return body if isinstance(body, str) else None
