"""Who may ask: looked at before anything of a request is read but its head."""

from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from system2.config.serving import Serving
from system2.doors.troubles import Trouble, bad_request
from system2.render.safe import to_json

HEAD_BYTES = 16 * 1024
"""The longest head of a request."""

OPEN = ("/health",)
"""What is answered without a key."""

HOLDER = "system2.holder"
"""Where a request says whose key it came with."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
HEADERS = {401: {"www-authenticate": "Bearer"}, 408: {"connection": "close"}, 413: {"connection": "close"}}
"""What goes with some statuses; who sends too much or too slowly is not listened to any longer."""

NO_RETRY = {"x-should-retry": "false"}
"""OpenAI's clients send what failed on a server twice more by themselves, which here could be paid for twice more."""


class Guard:
    """Lets through whom the user lets in; `host` is the address that is listened at."""

    def __init__(self, app: Any, serving: Serving, host: str) -> None:
        self._app = app
        self._serving = serving
        self._names = {"localhost", host.lower(), *(name.lower() for name in serving.hosts)}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or refuse."""
        try:
            _check_length(scope)
            scope[HOLDER] = self._admitted(scope["method"], scope["path"], Headers(scope=scope))
        except Trouble as trouble:
            await refusal(trouble)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _admitted(self, method: str, path: str, headers: Headers) -> str:
        """Who asks, empty where that is nobody's key. Raises `Trouble` for a head that lets nobody in.

        A page in a browser on this machine reaches a server on loopback: it comes by a name of its own (rebinding), or
        it tells where it comes from, and it cannot send JSON without being asked first.
        """
        if "transfer-encoding" in headers and "content-length" in headers:
            raise bad_request("The request says twice how long it is.")
        if not self._is_called(headers.get("host", "")):
            raise Trouble(421, "invalid_request_error", "unknown_host", "This server is not known by that name.")
        if "origin" in headers:
            raise Trouble(403, "permission_error", "cross_origin", "Pages of a browser are not let in.")
        holder = "" if path in OPEN else self._holder(headers.get("authorization", ""))
        if method == "POST" and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Trouble(415, "invalid_request_error", "no_json", "The body has to be application/json.")
        return holder

    def _is_called(self, host: str) -> bool:
        """Whether it may be called so: by an address, which no foreign name can stand for, or by a name of its own."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.lower().removeprefix("[").removesuffix("]")
        if name in self._names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def _holder(self, authorization: str) -> str:
        if not self._serving.keys:
            return ""
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Trouble(401, "authentication_error", "no_key", "A key is needed: Authorization: Bearer KEY.")
        holder = self._serving.holder(key.strip())
        if holder is None:
            raise Trouble(401, "authentication_error", "invalid_api_key", "This key is not known here.")
        return holder


def _check_length(scope: Any) -> None:
    size = (
        len(scope["raw_path"]) + len(scope["query_string"]) + sum(len(name + each) for name, each in scope["headers"])
    )
    if size > HEAD_BYTES:
        raise Trouble(431, "invalid_request_error", "too_large", f"The head is longer than {HEAD_BYTES} bytes.")


def reply(value: Any, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """A reply in JSON, whatever signs a model has written."""
    return Response(to_json(value), status, headers=headers, media_type="application/json")


def refusal(trouble: Trouble) -> Response:
    """The reply that tells of a trouble."""
    return reply(trouble.as_json(), trouble.status, HEADERS.get(trouble.status, {}) | NO_RETRY)
