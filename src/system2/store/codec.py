"""Frozen records to JSON and back, exactly.

A record becomes an object whose `type` names its class; which class a `type` may name is decided by the annotation of
the field that holds it. Decimals and moments are strings, as are the floats that JSON does not know.
"""

import json
import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

Json = Any
"""What `json` reads and writes: None, a truth value, a number, a string, a list or a dict of these."""


class CodecError(ValueError):
    """What was read is not what it should be."""


def encode(value: object) -> Json:
    """A record, or what a record's field may hold, as JSON values."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if is_dataclass(value):
        kind = cast(type, type(value))
        return {"type": kind.__name__} | {name: encode(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no way to write a {type(value).__name__}")


def decode(kind: Any, value: Json, **ready: object) -> Any:
    """The value of annotation `kind` that was encoded as `value`.

    `ready` holds fields of the outermost record that were not written and are known otherwise. Fields that are
    missing take their defaults and fields that are not known are passed over, so that older and newer records are read.

    Raises:
        CodecError: Where `value` is no such record.
    """
    try:
        return _decode(kind, value, ready)
    except (TypeError, ValueError, ArithmeticError, AttributeError) as trouble:
        raise CodecError(f"not a {getattr(kind, '__name__', kind)}: {trouble}") from trouble


def to_bytes(value: Json) -> bytes:
    """JSON on one line, UTF-8; half a surrogate pair, which UTF-8 does not know, is written as JSON's own escape."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode(errors="backslashreplace")


def from_bytes(line: bytes) -> Json:
    """What `to_bytes` wrote.

    Raises:
        CodecError: Where it is not JSON.
    """
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise CodecError(f"not JSON: {trouble}") from trouble


def _decode(kind: Any, value: Json, ready: Mapping[str, object]) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _decode(_alternative(arguments, value), value, ready)
    if is_dataclass(kind):
        return _record(cast(type, kind), value, ready)
    if hasattr(kind, "_fields"):
        return kind(*value)
    if origin is tuple:
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_decode(item_kind, item, {}) for item_kind, item in zip(kinds, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _decode(arguments[1], item, {}) for key, item in value.items()}
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind in (Decimal, float):
        return kind(value)
    if kind in (str, int, bool) and not isinstance(value, kind):
        raise CodecError(f"{value!r} is no {kind.__name__}")
    return value


def _alternative(kinds: tuple[Any, ...], value: Json) -> Any:
    if isinstance(value, dict) and "type" in value:
        for kind in kinds:
            if is_dataclass(kind) and cast(type, kind).__name__ == value["type"]:
                return kind
        raise CodecError(f"no record of type {value['type']!r} belongs here")
    for kind in kinds:
        if kind is not types.NoneType and not is_dataclass(kind):
            return kind
    raise CodecError(f"{value!r} stands where a record belongs")


def _record(kind: type, value: Json, ready: Mapping[str, object]) -> Any:
    if value.get("type") != kind.__name__:
        raise CodecError(f"a {value.get('type')!r} stands where a {kind.__name__} belongs")
    hints = _annotations(kind)
    known = {name: _decode(hint, value[name], {}) for name, hint in hints.items() if name in value}
    return kind(**known, **ready)


@cache
def _annotations(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
