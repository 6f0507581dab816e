"""A reward model on loopback, as vLLM (`/pooling`) and SGLang (`/classify`) serve one."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Scores = float | list[float] | list[list[float]]


@dataclass(frozen=True)
class Refusal:
    """An HTTP status in the place of scores."""

    status: int
    body: str = "no"
    retry_after: float | None = None


Answer = Callable[[str], Scores | Refusal | str | None]
"""From the whole text that was sent to its scores; a string is a raw body, None a connection that breaks."""


@dataclass
class RewardServer:
    """A running one: its address, what it answers, and all that it was asked: paths, bodies and headers."""

    url: str
    answer: Answer
    pause: float = 0.0
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def reward_server(answer: Answer) -> Iterator[RewardServer]:
    """A reward model that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.paths.append(self.path)
            server.bodies.append(body)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            stopping.wait(server.pause)
            found = server.answer(text_of(body))
            if found is None:
                self.close_connection = True
            elif isinstance(found, Refusal):
                self.reply(found.status, found.body, found.retry_after)
            else:
                self.reply(200, found if isinstance(found, str) else json.dumps(whole(self.path, found)))

        def reply(self, status: int, body: str, retry_after: float | None = None) -> None:
            data = body.encode()
            self.send_response(status)
            if retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            self.send_header("Content-Length", str(len(data)))
            with suppress(ConnectionError):  # who asked may have gone
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    stopping = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        server = RewardServer(f"http://127.0.0.1:{httpd.server_port}", answer)
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            stopping.set()
            httpd.shutdown()
            thread.join()


def text_of(body: dict[str, Any]) -> str:
    """All that the model is given to read."""
    if "messages" in body:
        return "\n\n".join(message["content"] for message in body["messages"])
    return str(body.get("text") or body["input"])


def whole(path: str, scores: Scores) -> Any:
    """The body of a reply: vLLM's PoolingResponse, or what SGLang returns for one text."""
    row = [scores] if isinstance(scores, float | int) else scores
    if path.endswith("/classify"):
        return {"embedding": row, "meta_info": {"id": "1", "prompt_tokens": 17, "finish_reason": None}}
    return {
        "id": "pool-1",
        "object": "list",
        "created": int(time.time()),
        "model": "reward",
        "data": [{"index": 0, "object": "pooling", "data": row}],
        "usage": {"prompt_tokens": 17, "total_tokens": 17, "completion_tokens": 0},
    }
