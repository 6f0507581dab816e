"""`system2 serve`: an OpenAI-compatible endpoint, under the same caps and into the same ledger."""

import socket
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from system2.cli import options
from system2.cli.output import tell, teller
from system2.config.installed import EXTRAS, adding
from system2.config.options import INPUT, MONEY, PATHS
from system2.config.serving import Serving, new_key, serving
from system2.config.sources import check_own, load_settings
from system2.errors import UsageError

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.", rich_help_panel=INPUT)]
Port = Annotated[
    int, typer.Option("--port", min=0, max=65_535, metavar="PORT", help="0 is any free one.", rich_help_panel=INPUT)
]
MaxCost = Annotated[
    str | None,
    typer.Option("--max-cost", metavar="DOLLARS", help="Most that one request may cost.", rich_help_panel=MONEY),
]
Deadline = Annotated[
    float | None,
    typer.Option(
        "--deadline",
        metavar="SECONDS",
        help="After which a request has the best so far. After ten minutes it ends without, if it is not over.",
        rich_help_panel=PATHS,
    ),
]
Runs = Annotated[
    int,
    typer.Option("--runs", min=1, max=1_000, metavar="N", help="Requests at the same time.", rich_help_panel=PATHS),
]
NewKey = Annotated[
    str, typer.Option("--new-key", metavar="NAME", help="Make a key for somebody, print it once, and end.")
]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8802,
    max_cost: MaxCost = None,
    deadline: Deadline = None,
    runs: Runs = 32,
    new_key_for: NewKey = "",
    allow_unpriced: options.AllowUnpriced = False,
    quiet: options.Quiet = False,
) -> None:
    """Answer OpenAI's clients: `POST /v1/chat/completions`, `GET /v1/models`, `GET /health`.

    A model's name says how to reason: think/5/openai/gpt-x, vote/15/..., tree/..., auto/..., panel:NAME, preset:NAME,
    or a plain name. Your config says which models are offered. More: `system2 help serving`.
    """
    if new_key_for:
        print(new_key(new_key_for, check_own))
        tell(f"This is the key of {new_key_for}. It is shown once: your config keeps its hash.")
        return
    if not all(map(find_spec, EXTRAS["serve"])):
        raise UsageError(f"The server needs an extra: {adding('serve')}")
    offered = serving()
    _check(offered, host)
    limits = {"max_cost": max_cost, "deadline": deadline}
    settings = load_settings(limits, tell=tell)  # nonsense is told now, and not to every client
    asked = {"max_cost": settings.max_cost, "deadline": deadline, "allow_unpriced": allow_unpriced}
    _serve(offered, host, port, asked, runs, quiet=quiet)


def _serve(offered: Serving, host: str, port: int, asked: dict[str, Any], most: int, *, quiet: bool) -> None:
    import asyncio

    from system2.doors.app import Door
    from system2.doors.listening import listener
    from system2.doors.listening import serve as serve_at
    from system2.doors.runs import Runs as RunsUnderWay

    at = listener(host, port)
    door = Door(offered, RunsUnderWay(most, teller(quiet=quiet)), asked)
    asyncio.run(serve_at(door, at, host, lambda: print(_address(at), flush=True)))


def _check(offered: Serving, host: str) -> None:
    """Raises `UsageError` where nothing is offered, or it would be offered to everybody."""
    from system2.doors.listening import is_loopback

    if not offered.models:
        raise UsageError(
            "Your config offers no model yet. Name some, or all: system2 config set serve.models openai/gpt-6-luna"
        )
    if not is_loopback(host) and not offered.keys:
        raise UsageError(
            f"Whoever reaches {host} could spend your money: make a key with `system2 serve --new-key NAME`."
        )


def _address(at: socket.socket) -> str:
    host, port = at.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"
