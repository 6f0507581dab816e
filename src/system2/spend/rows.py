"""A call as a `[[call]]` table of TOML, and back."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, get_args

from system2.core.calls import Call, CallLabel, CallStatus, Role
from system2.core.money import Cost, CostStatus, Usage

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
    text = content.decode()
    calls = _parse_our_form(text)
    return _parse_any_form(text) if calls is None else calls


def _to_table(call: Call) -> dict[str, Any]:
    offset = call.at.utcoffset()
    if offset is None or offset.seconds % 60:
        raise ValueError(f"{call.at} has no offset in whole minutes, which is what TOML can hold")
    label, usage = call.label, call.usage
    table = {
        "id": call.id,
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
            calls.append(_from_fields(*match.groups()))
    except (ValueError, InvalidOperation):
        return None
    return calls if end == len(text) else None


@cache
def _our_form() -> re.Pattern[str]:
    text, count = r'"([^"\\\n]*)"', r"(\d{1,15})"
    amount = r'"(-?\d[\d.]*(?:E[+-]?\d+)?)"'
    lines = [
        ("id", text),
        ("at", r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?[+-]\d\d:\d\d)"),
        *((key, text) for key in ("run", "command", "strategy", "task")),
        ("role", _one_of(Role)),
        ("model", text),
        ("path", r"(-?\d{1,15})"),
        *((key, count) for key in ("attempt", "paths", "input_tokens", "cached_tokens", "cache_write_tokens")),
        ("output_tokens", count),
        ("reasoning_tokens", count),
        ("cost_usd", amount),
        ("cost_status", _one_of(CostStatus)),
        ("seconds", r"(\d+\.\d+(?:e-?\d+)?)"),
        ("status", _one_of(CallStatus)),
    ]
    optional = {"path", "attempt", "cache_write_tokens", "cost_usd"}
    form = "".join(f"(?:{key} = {value}\n)?" if key in optional else f"{key} = {value}\n" for key, value in lines)
    return re.compile(rf"\[\[call\]\]\n{form}\n")


def _one_of(literal: Any) -> str:
    return f'"({"|".join(get_args(literal))})"'


def _from_fields(
    identity: str,
    at: str,
    run: str,
    command: str,
    strategy: str,
    task: str,
    role: Role,
    model: str,
    path: str | None,
    attempt: str | None,
    paths: str,
    input_tokens: str,
    cached: str,
    cache_write: str | None,
    output: str,
    reasoning: str,
    cost: str | None,
    cost_status: CostStatus,
    seconds: str,
    status: CallStatus,
) -> Call:
    return Call(
        identity,
        datetime.fromisoformat(at),
        CallLabel(
            run,
            command,
            strategy,
            task,
            role,
            model,
            None if path is None else int(path),
            int(attempt) if attempt else 1,
        ),
        int(paths),
        Usage(int(input_tokens), int(cached), int(output), int(reasoning), int(cache_write) if cache_write else 0),
        Cost(None if cost is None else Decimal(cost), cost_status),
        status,
        float(seconds),
    )


def _parse_any_form(text: str) -> list[Call]:
    import tomllib

    tables = tomllib.loads(text, parse_float=Decimal).get("call", [])
    if not isinstance(tables, list):
        raise InvalidRow("`call` is not a list of tables, each under [[call]]")
    return [_from_table(table, number) for number, table in enumerate(tables, start=1)]


def _from_table(table: Any, number: int) -> Call:
    """The call of a table that a person may have written. Raises `InvalidRow`."""
    try:
        if not isinstance(table, dict):
            raise InvalidRow("it is not a table")
        cost = table.get("cost_usd")
        return Call(
            _read(table, "id", _text),
            _read(table, "at", _moment),
            CallLabel(
                *(_read(table, key, _text) for key in ("run", "command", "strategy", "task")),
                _read(table, "role", _among(Role)),
                _read(table, "model", _text),
                None if "path" not in table else _read(table, "path", _whole),
                1 if "attempt" not in table else _read(table, "attempt", _count),
            ),
            _read(table, "paths", _count),
            Usage(
                _read(table, "input_tokens", _count),
                _read(table, "cached_tokens", _count),
                _read(table, "output_tokens", _count),
                _read(table, "reasoning_tokens", _count),
                0 if "cache_write_tokens" not in table else _read(table, "cache_write_tokens", _count),
            ),
            Cost(
                None if cost is None else _read(table, "cost_usd", _dollars),
                _read(table, "cost_status", _among(CostStatus)),
            ),
            _read(table, "status", _among(CallStatus)),
            float(_read(table, "seconds", _number)),
        )
    except ValueError as trouble:
        raise InvalidRow(f"call {number}: {trouble}") from None


def _read(table: Mapping[str, Any], key: str, reader: Callable[[Any], Any]) -> Any:
    if key not in table:
        raise InvalidRow(f"{key} is missing")
    try:
        return reader(table[key])
    except (ValueError, TypeError, InvalidOperation):
        raise InvalidRow(f"{key} is {table[key]!r}, which cannot be") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if _whole(value) < 0:
        raise ValueError
    return int(value)


def _number(value: Any) -> Decimal:
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError
    return number


def _dollars(value: Any) -> Decimal:
    """A text as we write it, or a plain number as a person may: read exactly either way."""
    if isinstance(value, bool):
        raise TypeError
    return _number(value)


def _among(literal: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in get_args(literal):
            raise ValueError
        return value

    return read
