"""A call as a `[[call]]` table of TOML, and back."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, get_args

from system2.config import toml
from system2.core.calls import Call, CallLabel, CallStatus, Role
from system2.core.money import Cost, CostStatus, Usage
from system2.core.numbers import MOST_DIGITS, bounded_decimal, bounded_whole, shortened

FIRST_YEAR, LAST_YEAR = 1900, 9990
"""The years of calls: a clock that is wrong is one thing, a year that no week can be counted in another."""

END_OF_ROW = b"\n\n"
"""Every row that we write ends with an empty line, and has none inside."""


class InvalidRow(ValueError):
    """A table that is not a call."""


def to_bytes(call: Call) -> bytes:
    """The call as one table. `status` comes last, so that a table cut short never passes for a whole one."""
    import tomli_w

    return tomli_w.dumps({"call": [_to_table(call)]}).encode() + b"\n"


def parse(content: bytes) -> list[Call]:
    """The calls of a ledger file or of a piece of one, as we or a person wrote it.

    Raises:
        ValueError: It is not TOML, or one of its tables is not a call; the message says which.
    """
    text = content.decode("utf-8-sig")  # some editors put a mark at the beginning
    calls = _parse_our_form(text)
    return _parse_any_form(text) if calls is None else calls


def _to_table(call: Call) -> dict[str, Any]:
    offset = call.at.utcoffset()
    if offset is None or offset.seconds % 60:
        raise ValueError(f"{call.at} has no offset in whole minutes, which is what TOML can hold")
    label, usage = call.label, call.usage
    table = {
        "id": call.id,
        "settles": call.settles or None,
        "at": call.at,
        "run": label.run,
        "command": label.command,
        "strategy": label.strategy,
        "task": label.task,
        "role": label.role,
        "model": label.model,
        "path": label.path,
        "attempt": label.attempt if label.attempt != 1 else None,
        "paths": call.paths,
        "input_tokens": usage.input,
        "cached_tokens": usage.cached,
        "cache_write_tokens": usage.cache_write or None,
        "output_tokens": usage.output,
        "reasoning_tokens": usage.reasoning,
        "cost_usd": None if call.cost.amount is None else str(call.cost.amount),
        "unsettled_usd": str(call.cost.unsettled) if call.cost.unsettled else None,
        "cost_status": call.cost.status,
        "seconds": float(call.seconds),
        "status": call.status,
    }
    return {key: value for key, value in table.items() if value is not None}


def _parse_our_form(text: str) -> list[Call] | None:
    """The calls, ten times as fast as TOML in general, where every table is exactly as `to_bytes` writes it."""
    calls = []
    end = 0
    try:
        for match in _our_form().finditer(text):
            if match.start() != end:
                return None
            end = match.end()
            calls.append(_from_fields(match.groups()))
    except ValueError:
        return None
    return calls if end == len(text) else None


@cache
def _our_form() -> re.Pattern[str]:
    text, count = r'"([^"\\\n]*)"', rf"(\d{{1,{MOST_DIGITS}}})"
    amount = r'"(-?\d[\d.]*(?:E[+-]?\d+)?)"'
    lines = [
        ("id", text),
        ("settles", text),
        ("at", r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?[+-]\d\d:\d\d)"),
        *((key, text) for key in ("run", "command", "strategy", "task")),
        ("role", _one_of(Role)),
        ("model", text),
        ("path", rf"(-?\d{{1,{MOST_DIGITS}}})"),
        *((key, count) for key in ("attempt", "paths", "input_tokens", "cached_tokens", "cache_write_tokens")),
        ("output_tokens", count),
        ("reasoning_tokens", count),
        ("cost_usd", amount),
        ("unsettled_usd", amount),
        ("cost_status", _one_of(CostStatus)),
        ("seconds", r"(\d+\.\d+(?:e-?\d+)?)"),
        ("status", _one_of(CallStatus)),
    ]
    optional = {"settles", "path", "attempt", "cache_write_tokens", "cost_usd", "unsettled_usd"}
    form = "".join(f"(?:{key} = {value}\n)?" if key in optional else f"{key} = {value}\n" for key, value in lines)
    return re.compile(rf"\[\[call\]\]\n{form}\n")


def _one_of(literal: Any) -> str:
    return f'"({"|".join(get_args(literal))})"'


def _from_fields(fields: Sequence[Any]) -> Call:
    """The call of one match of our form, whose groups come in the order of its lines."""
    identity, settles, at, run, command, strategy, task, role, model, path, attempt, paths, *rest = fields
    input_tokens, cached, cache_write, output, reasoning, cost, unsettled, cost_status, seconds, status = rest
    path, attempt = path and int(path), int(attempt or 1)
    return Call(
        identity,
        _moment(datetime.fromisoformat(at)),
        CallLabel(run, command, strategy, task, role, model, path, attempt),
        _some(int(paths)),
        Usage(int(input_tokens), int(cached), int(output), int(reasoning), int(cache_write or 0)),
        Cost(cost and _number(cost), cost_status, _number(unsettled or "0")),
        status,
        float(_number(seconds)),
        settles or "",
    )


def _parse_any_form(text: str) -> list[Call]:
    tables = toml.tables(text, toml.exact).get("call", [])
    if not isinstance(tables, list):
        raise InvalidRow("`call` is not a list of tables, each under [[call]]")
    return [_from_table(table, number) for number, table in enumerate(tables, start=1)]


def _from_table(table: Any, number: int) -> Call:
    """The call of a table that a person may have written. Raises `InvalidRow`."""
    try:
        if not isinstance(table, dict):
            raise InvalidRow("it is not a table")
        read = partial(_read, table)
        return Call(
            read("id", _text),
            read("at", _moment),
            CallLabel(
                read("run", _text),
                read("command", _text),
                read("strategy", _text),
                read("task", _text),
                read("role", _among(Role)),
                read("model", _text),
                read("path", bounded_whole, None),
                read("attempt", _some, 1),
            ),
            read("paths", _some),
            Usage(
                read("input_tokens", _count),
                read("cached_tokens", _count),
                read("output_tokens", _count),
                read("reasoning_tokens", _count),
                read("cache_write_tokens", _count, 0),
            ),
            Cost(
                read("cost_usd", _number, None),
                read("cost_status", _among(CostStatus)),
                read("unsettled_usd", _number, Decimal(0)),
            ),
            read("status", _among(CallStatus)),
            float(read("seconds", _number)),
            read("settles", _text, ""),
        )
    except ValueError as trouble:
        raise InvalidRow(f"call {number}: {trouble}") from None


REQUIRED = object()


def _read(table: Mapping[str, Any], key: str, reader: Callable[[Any], Any], default: Any = REQUIRED) -> Any:
    if key not in table:
        if default is REQUIRED:
            raise InvalidRow(f"{key} is missing")
        return default
    try:
        return reader(table[key])
    except (ValueError, TypeError):
        raise InvalidRow(f"{key} is {shortened(table[key])}, which cannot be") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    """A moment with its offset, in a year that reports can count days and weeks in."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError
    return value


def _count(value: Any) -> int:
    if bounded_whole(value) < 0:
        raise ValueError
    return int(value)


def _some(value: Any) -> int:
    """A count of what there is at least one of."""
    if _count(value) < 1:
        raise ValueError
    return int(value)


def _number(value: Any) -> Decimal:
    """A text, as we write dollars, or a plain number, as a person may: read exactly either way."""
    if isinstance(value, float):
        raise TypeError
    return bounded_decimal(value)


def _among(literal: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in get_args(literal):
            raise ValueError
        return value

    return read
