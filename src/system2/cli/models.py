"""`system2 models`: the models that can be used now, what each is, and what it accepts."""

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli import following, options
from system2.cli.apps import App
from system2.cli.output import tell
from system2.config.sources import load_settings
from system2.config.suggest import no_such
from system2.errors import UsageError
from system2.render.safe import to_json
from system2.render.words import in_columns

if TYPE_CHECKING:
    from system2.model.weights import Weights

app = App()

MILLION = 1_000_000
UNBOUNDED = 10_000
"""Columns of what is read by a program, line by line."""


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    provider: Annotated[str, typer.Option("--provider", metavar="NAME", help="Those of this one, key or not.")] = "",
    json: options.Json = False,
) -> None:
    """List what can be used now: embedded models, and those of the providers and servers whose keys are set.

    Each with its price in dollars for a million tokens in and out, how many tokens it reads, whether it thinks, and
    until when it lives.
    """
    from system2.model.offers import offering
    from system2.model.weights import ALL_WEIGHTS

    if context.invoked_subcommand:
        return
    if provider and provider not in offering():
        raise UsageError(no_such("provider", provider, offering()))
    embedded = [] if provider else [row(weights) for weights in ALL_WEIGHTS]
    hosted = [*_offers(provider)]
    if json:
        print(to_json([*embedded, *hosted]))
        return
    for each in embedded:
        state = "fetched" if each["fetched"] else "not fetched"
        print(f"{each['model']:<16}{each['title']:<20}{each['bytes'] / 1e6:>5.0f} MB  {state}")
    width = max((len(each["model"]) for each in hosted), default=0)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNBOUNDED
    for each in hosted:
        print(in_columns(f"{each['model']:<{width}}  ", _told(each), columns))


@app.command()
def check(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As -m takes it.", autocompletion=following.models)],
    json: options.Json = False,
) -> None:
    """Ask a model for one token, 16 where it may think, and tell what it accepts; what it refuses is remembered.

    It is a call like any other: it costs what it costs, stands in the ledger, and keeps to the caps.
    """
    import asyncio

    from system2.core.money import dollars
    from system2.engine.probe import ASKED, probe
    from system2.engine.totals import Totals

    settings = load_settings({"model": model}, tell=tell)
    name, totals = settings.model or model, Totals()
    found = asyncio.run(probe(name, settings, totals))
    bill = totals.bill
    if json:
        print(
            to_json(
                {
                    **_facts(name),
                    "takes": found.takes,
                    "lacks": found.lacks,
                    "calls": bill.calls,
                    "cost_usd": None if bill.unknown_calls else f"{bill.amount:f}",
                    "seconds": round(found.seconds, 3),
                }
            )
        )
        return
    cost = "?" if bill.unknown_calls else dollars(bill.amount)
    print(f"{name} answers: {bill.calls} {'call' if bill.calls == 1 else 'calls'}, {cost}, {found.seconds:.1f} s")
    for title, names in (("takes", found.takes), ("gets along without", found.lacks)):
        if names:
            print(f"{title} {', '.join(ASKED[each] for each in names)}")
    print(_told(_facts(name)))


@app.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `system2 models` lists it.")],
) -> None:
    """Delete a model's weights from this machine; they are fetched again when it is next used."""
    import asyncio

    from system2.model.fetching import remove_weights
    from system2.model.weights import ALL_WEIGHTS, weights_named

    weights = weights_named(name)
    if weights is None:
        known = ", ".join(each.model for each in ALL_WEIGHTS)
        raise UsageError(f"{name} is no embedded model. There are: {known}.")
    removed = asyncio.run(remove_weights(weights))
    tell(f"Removed {weights.title}." if removed else f"{weights.title} is not on this machine.")


def row(weights: "Weights") -> dict[str, Any]:
    """What is told of an embedded model."""
    return {
        "model": weights.model,
        "title": weights.title,
        "bytes": weights.bytes,
        "fetched": weights.are_whole(),
        "path": str(weights.path),
    }


def _offers(provider: str) -> Iterator[dict[str, Any]]:
    from system2.model.choose import today
    from system2.model.offers import offers

    for offer in offers(provider, today()):
        yield _facts(offer.model) | {"provider": offer.provider}


def _facts(model: str) -> dict[str, Any]:
    """What is known of a hosted model; dollars for a million tokens as text, null where a price is unknown."""
    from system2.model.facts import facts_of
    from system2.spend.prices import Prices

    facts, price = facts_of(model), Prices().price(model)
    rates = price.tiers[0][1] if price and price.tiers else None
    free = "0" if price and price.local else None
    return {
        "model": model,
        "input_usd": f"{(rates.input * MILLION).normalize():f}" if rates else free,
        "output_usd": f"{(rates.output * MILLION).normalize():f}" if rates else free,
        "context": facts.context,
        "longest_reply": facts.longest_reply,
        "thinks": facts.thinks,
        "images": facts.images,
        "until": facts.until.isoformat() if facts.until else None,
        "successor": facts.successor or None,
    }


def _told(facts: dict[str, Any]) -> str:
    """The same in a line."""
    known = facts["input_usd"] is not None
    price = f"${float(facts['input_usd']):g} in ${float(facts['output_usd']):g} out" if known else "price ?"
    context = f"{facts['context']:,} tokens" if facts["context"] else "context ?"
    thinks = {"unknown": "may think", "never": "thinks never"}.get(facts["thinks"], f"thinks {facts['thinks']}")
    until = f", until {facts['until']}" if facts["until"] else ""
    after = f" (then {facts['successor']})" if until and facts["successor"] else ""
    return f"{price}, {context}, {thinks}{until}{after}"
