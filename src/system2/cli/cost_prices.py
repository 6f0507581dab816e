"""`cost prices`: what a model's tokens cost and where that comes from, and setting prices of one's own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli.apps import App, CommandGroup
from system2.cli.output import tell
from system2.config.home import config_file
from system2.errors import UsageError
from system2.render.safe import one_line, to_json

if TYPE_CHECKING:
    from system2.spend.prices import Price

Rate = Annotated[str | None, typer.Option(metavar="USD", help="Dollars for a million tokens.")]


class ModelOrCommand(CommandGroup):
    """A group whose first argument is a model unless it is one of its commands."""

    def resolve_command(self, context: Any, arguments: list[str]) -> Any:
        """`cost prices MODEL` is short for `cost prices show MODEL`."""
        known = arguments[0] in self.commands or arguments[0].startswith("-")
        return super().resolve_command(context, arguments if known else ["show", *arguments])


app = App(help="Show what a model's tokens cost: `cost prices MODEL`.", cls=ModelOrCommand)


@app.command()
def show(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As it is given with --model.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the price of a model and where it comes from."""
    from system2.spend.prices import Prices

    price = Prices().price(model)
    if json:
        _print_json(model, price)
        return
    name = one_line(model)
    if price is None:
        print(f"{name}  ?  its price is unknown: `cost prices set {name} --input X --output Y`, or `--local`")
    elif price.local:
        print(f"{name}  free  {price.source}")
    else:
        print("\n".join(_table(name, price)))


@app.command("set")
def set_price(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As it is given with --model.")],
    input: Rate = None,  # noqa: A002 - the option's name
    output: Rate = None,
    cached: Rate = None,
    cache_write: Rate = None,
    reasoning: Rate = None,
    call: Annotated[str | None, typer.Option(metavar="USD", help="Dollars for each call, whatever its tokens.")] = None,
    local: Annotated[bool, typer.Option("--local", help="It runs on your own machine and costs nothing.")] = False,
) -> None:
    """Set your own price of a model: in dollars for a million tokens, or for each call."""
    from system2.spend.own_prices import write_price

    given = {"input": input, "output": output, "cached": cached, "cache_write": cache_write, "reasoning": reasoning}
    rates = {name: rate for name, rate in given.items() if rate is not None}
    if [local, bool(rates), call is not None].count(True) != 1:
        raise UsageError(
            f"Give --input X and --output Y in dollars for a million tokens of {model}, or --call X, or --local."
        )
    write_price(model, {"local": True} if local else {"call": call} if call is not None else rates)
    show(model)
    tell(f"Kept in {config_file()}.")


def _table(name: str, price: "Price") -> Sequence[str]:
    from system2.render.table import aligned
    from system2.spend.prices import MILLION

    lines = [f"{name}  {price.source}, dollars for a million tokens"]
    for threshold, rates in price.tiers:
        if len(price.tiers) > 1:
            lines.append(f"  from {threshold + 1:,} input tokens on" if threshold else "  below")
        classes = {
            "input": rates.input,
            "cached": rates.cached,
            "cache write": rates.cache_write,
            "output": rates.output,
            "reasoning": rates.reasoning,
        }
        exact = aligned([_exact(rate * MILLION) for rate in classes.values()])
        lines += [f"  {each:<12}{amount:>9}".rstrip() for each, amount in zip(classes, exact, strict=True)]
    if price.per_call:
        lines.append(f"  {'each call':<12}{_exact(price.per_call):>9}")
    return lines


def _exact(amount: Decimal) -> str:
    places = -int(amount.normalize().as_tuple().exponent)
    return f"${amount:,.{max(places, 2)}f}"


def _print_json(model: str, price: "Price | None") -> None:
    from dataclasses import asdict

    record: dict[str, Any] = {"model": model, "source": None, "local": False, "tiers": []}
    if price:
        record |= {"source": price.source, "local": price.local}
        record["tiers"] = [
            {"above_input_tokens": threshold} | {name: f"{rate:f}" for name, rate in asdict(rates).items()}
            for threshold, rates in price.tiers
        ]
    print(to_json(record, indent=2))
