"""`system2 cache`: the replies that need not be paid for again."""

import re
import sys
from typing import Annotated

import typer

from system2.cli.apps import App
from system2.cli.output import tell
from system2.config.home import cache_folder
from system2.errors import UsageError
from system2.render.safe import to_json
from system2.render.words import count, percent, spent
from system2.store.cache import DEFAULT_BOUND, Cache, CacheStatistics

app = App()

UNITS = {"": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}


@app.callback(invoke_without_command=True)
def cache(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Show what the cache holds and what it has saved."""
    if context.invoked_subcommand:
        return
    with _cache() as replies:
        figures = replies.statistics()
    sys.stdout.write((_as_json(figures) if json else _as_text(figures)) + "\n")


@app.command()
def prune(
    to: Annotated[str, typer.Option("--to", metavar="SIZE", help="What may stay, such as 100MB.")] = "",
) -> None:
    """Remove the replies used longest ago until the cache is within a size."""
    bound = _bytes(to) if to else DEFAULT_BOUND
    with _cache() as replies:
        removed = replies.prune(bound)
        kept = replies.statistics().bytes
    tell(f"Removed {_replies(removed)}; {_size(kept)} stay.")


@app.command()
def clear(yes: Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")] = False) -> None:
    """Remove every reply. What they cost was paid, and would be paid again."""
    if not yes and not sys.stdin.isatty():
        raise UsageError("Clearing throws away what was paid for: confirm it with `system2 cache clear --yes`.")
    with _cache() as replies:
        entries = replies.statistics().entries
        if not yes:
            typer.confirm(f"Remove {_replies(entries)}, which were paid for?", abort=True, err=True)
        tell(f"Removed {_replies(replies.clear())}.")


def _cache() -> Cache:
    return Cache(cache_folder(), warn=tell)


def _as_text(figures: CacheStatistics) -> str:
    looked_up = figures.hits + figures.misses
    rate = f", {percent(figures.hits / looked_up)}" if looked_up else ""
    return "\n".join(
        (
            f"{_replies(figures.entries)}, {_size(figures.bytes)} of {_size(DEFAULT_BOUND)}",
            f"found {figures.hits:,} of {looked_up:,} look-ups{rate}",
            f"saved {spent(figures.saved)}",
        )
    )


def _as_json(figures: CacheStatistics) -> str:
    saved = figures.saved
    return to_json(
        {
            "entries": figures.entries,
            "bytes": figures.bytes,
            "bound": DEFAULT_BOUND,
            "hits": figures.hits,
            "misses": figures.misses,
            "saved_usd": f"{saved.amount:f}",
            "saved_unknown_calls": saved.unknown_calls,
        },
        indent=2,
    )


def _replies(number: int) -> str:
    return count(number, "reply", "replies")


def _size(size: int) -> str:
    number = float(size)
    for unit in ("B", "KB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Z]*)", text.strip().upper(), re.ASCII)
    if not match or match[2] not in UNITS:
        raise UsageError(f"{text!r} is no size: write 100MB or 2GB.")
    return int(float(match[1]) * UNITS[match[2]])
