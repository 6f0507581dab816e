"""The user's own prices: `[prices."MODEL"]` in the settings, read and written."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from system2.config.home import config_file
from system2.config.own_file import put, read_own_file
from system2.core.numbers import bounded_decimal, shortened
from system2.errors import UsageError
from system2.spend.rates import MILLION, Price, Rates, complete

CLASSES = tuple(field.name for field in fields(Rates))

CALL = "call"
"""What each call costs, where that is no matter of tokens, as that of a program in the place of a model."""

FREE_TOKENS = ((0, complete({"input": Decimal(0), "output": Decimal(0)})),)

DEAREST = Decimal(1_000_000)
"""Dollars for a million tokens, which is a dollar for each: more is a slip of the finger."""


def own_prices() -> Mapping[str, Any]:
    """The tables by model as they stand in the file. Raises `UsageError`."""
    return _tables(read_own_file())


def _tables(content: Mapping[str, Any]) -> Mapping[str, Any]:
    table = content.get("prices", {})
    if not isinstance(table, dict):
        raise UsageError(f'{config_file()}: prices stand in tables like [prices."openai/gpt-6-luna"].')
    return table


def own_price(model: str, table: object) -> Price:
    """A price from the user's file: dollars for a million tokens, or `local = true`. Raises `UsageError`."""
    return _price(f'{config_file()}: [prices."{model}"]', table, f"your own, in {config_file()}")


def write_price(model: str, table: Mapping[str, Any]) -> None:
    """Make this the user's price of a model; all else in the file stays as it is, comments too. Raises `UsageError`."""
    _price(f"The price of {model}", table, "")
    entry = {name: value if isinstance(value, bool) else _number(value) for name, value in table.items()}
    put(("prices", model), entry, _tables)


def _price(where: str, table: object, source: str) -> Price:
    if not isinstance(table, dict):
        raise UsageError(f"{where} has to be a table with input and output, or local = true.")
    if table == {"local": True}:
        return Price((), source, local=True)
    if table.keys() == {CALL}:
        return Price(FREE_TOKENS, source, per_call=_dollars(where, CALL, table[CALL]))
    if not {"input", "output"} <= table.keys() <= {*CLASSES}:
        raise UsageError(
            f"{where} needs input and output, and may have cached, cache_write and reasoning; "
            "or it has call, or local = true, alone."
        )
    rates = {name: _dollars(where, name, value) / MILLION for name, value in table.items()}
    return Price(((0, complete(rates)),), source)


def _dollars(where: str, name: str, value: object) -> Decimal:
    try:
        amount = bounded_decimal(value)
    except ValueError:
        amount = Decimal(-1)
    if not 0 <= amount <= DEAREST:
        raise UsageError(
            f"{where}: {name} is {shortened(value)}, but it has to be dollars for a million tokens, such as 0.15."
        )
    return amount


def _number(text: str) -> Any:
    """The figure exactly as it was typed, as TOML has it."""
    import tomlkit

    plain = f"{Decimal(text):f}"
    return tomlkit.float_(plain) if "." in plain else tomlkit.integer(plain)
