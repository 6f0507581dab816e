"""The one table from LiteLLM's exceptions, which share no base class, to our kinds of error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import time
from typing import Any

from system2.core.json_reader import read_json
from system2.model.errors import Billed, CallError, Kind
from system2.model.exchange import Exchange
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

BY_STATUS = {
    401: KEY,
    402: QUOTA,
    403: KEY,
    404: UNKNOWN_MODEL,
    408: TIMEOUT,
    413: TOO_LONG,
    429: RATE_LIMIT,
    451: FILTERED,
}
"""What HTTP statuses mean; those from 400 on that do not stand here say that the request is a bad one."""

LITTLE_KNOWN = frozenset({402, 403, 413, 451})
"""Those that LiteLLM does not tell from other failures of some providers."""

WORTH_A_RETRY = frozenset({408, 409, 425, 429})
"""The statuses below 500 at which the same request may succeed later."""

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
MESSAGES = ("error", "message", "detail", "errors", "msg", "error_description", "error_message", "description", "title")
"""The fields in which refusals say what is wrong, in the order in which they are looked into."""

LONGEST_WAIT = 31 * 86_400.0
"""Seconds: a quota that begins anew each month is the longest that a provider has anybody wait for."""

NUMBER_OF_SECONDS = re.compile(r"\d{1,12}(\.\d{0,12})?", re.ASCII)
DEEPEST_MESSAGE = 10
LIBRARY_PREFIX = re.compile(r"^((litellm\.)?(\w* )?\w*(Error|Timeout|Exception)\w*\s*[:-]\s*)+")
PAGE_TITLE = re.compile(r"(?is)<(?:title|h1)[^>]{0,200}>(.{1,300}?)</")
LONGEST_REASON = 300


def is_known(error: Exception) -> bool:
    """Whether an exception is one of those that calling a model is expected to end with, and no bug of ours."""
    return _row_by_name(error) is not None


def translate(error: Exception, *, streaming: bool, exchange: Exchange | None = None) -> CallError:
    """The error that a failed request stands for; `streaming` where the reply had begun to come."""
    message = (exchange and exchange.words) or str(getattr(error, "message", None) or error)
    row = _row(error, message)
    if exchange and exchange.words and row.retryable and exchange.status < FIRST_SERVER_STATUS:
        row = row if exchange.status in WORTH_A_RETRY else BY_STATUS.get(exchange.status, BAD_REQUEST)
    reason = OWN_WORDS.get(row.kind) or one_line(message) or type(error).__name__
    if exchange and exchange.words and not exchange.content_type.startswith("application/json"):
        reason = f"{reason} (status {exchange.status}, from {exchange.host})"
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


def refusal(status: int, words: str) -> CallError:
    """The error that a refusal stands for which came as a reply, by the status that it names."""
    row = SERVER if status >= FIRST_SERVER_STATUS else BY_STATUS.get(status, BAD_REQUEST)
    row = _by_words(row, words)
    return CallError(one_line(words), row.kind, retryable=row.retryable, billed=row.billed)


def words_in(body: str) -> str:
    """What a refusal's body says, in the provider's own words: the innermost message, or the title of a page."""
    text = body.strip()
    if text.startswith("<"):
        title = PAGE_TITLE.search(text)
        return " ".join(title[1].split()) if title else "a web page"
    return _inner_message(text) or text


def retry_after(error: Exception) -> float | None:
    """Seconds to wait by the reply's headers (RFC 9110, Retry-After: seconds or a date); None where there are none.

    None too where no provider can mean what stands there, such as `inf`, `1e400`, the year 9999 or `soon`.
    """
    response = getattr(error, "response", None)
    headers = getattr(error, "litellm_response_headers", None) or getattr(response, "headers", None) or {}
    value = headers.get("retry-after")
    seconds = _seconds(value.strip()) if value else None
    return seconds if seconds is None or seconds <= LONGEST_WAIT else None


def _seconds(value: str) -> float | None:
    if NUMBER_OF_SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)  # an HTTP date that names no zone is in GMT
        return max(0.0, date.timestamp() - time())
    except (ValueError, OverflowError):
        return None


def _row(error: Exception, message: str) -> Row:
    """The table's row, made finer by what caused the exception and by what the provider says."""
    row = _row_by_name(error) or SERVER
    if row in (SERVER, BAD_REQUEST):
        status = getattr(error, "status_code", None) or 0
        row = BY_STATUS[status] if status in LITTLE_KNOWN else SERVER if status >= FIRST_SERVER_STATUS else row
    causes = {type(cause).__name__ for cause in _causes(error)}
    if row.kind in ("reset", "server") and (NO_REPLY.search(message) or causes & UNREADABLE):
        return BAD_REPLY
    if row.kind in ("reset", "server", "timeout"):
        if causes & BROKEN_CONNECTION:
            return RESET
        if causes & NO_CONNECTION:
            return UNREACHABLE
    return _by_words(row, message)


def _by_words(row: Row, message: str) -> Row:
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
    """The innermost message in an error's body, which may be JSON in JSON; None where it is none."""
    for _ in range(DEEPEST_MESSAGE):
        try:
            body, _rest = read_json(text)
        except ValueError:
            return None
        inner = _message(body)
        if inner is None or not inner.lstrip().startswith(("{", "[")):
            return inner
        text = inner
    return text


def _message(body: Any) -> str | None:
    for _ in range(DEEPEST_MESSAGE):
        if isinstance(body, list):
            body = body[0] if body else None
        elif isinstance(body, dict):
            body = next((body[name] for name in MESSAGES if body.get(name)), None)
        else:
            break
    return body if isinstance(body, str) else None
