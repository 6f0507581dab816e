"""`system2 models`: the models that run on this machine, and whether their weights have been fetched."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli import options
from system2.cli.apps import App
from system2.cli.output import tell
from system2.errors import UsageError
from system2.render.safe import to_json

if TYPE_CHECKING:
    from system2.model.weights import Weights

app = App()


@app.callback(invoke_without_command=True)
def models(context: typer.Context, json: options.Json = False) -> None:
    """List the embedded models: how to name each, its size, and whether it is here."""
    from system2.model.weights import ALL_WEIGHTS

    if context.invoked_subcommand:
        return
    rows = [row(weights) for weights in ALL_WEIGHTS]
    if json:
        print(to_json(rows))
        return
    for each in rows:
        state = "fetched" if each["fetched"] else "not fetched"
        print(f"{each['model']:<16}{each['title']:<20}{each['bytes'] / 1e6:>5.0f} MB  {state}")


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
    """What is told of a model."""
    return {
        "model": weights.model,
        "title": weights.title,
        "bytes": weights.bytes,
        "fetched": weights.are_whole(),
        "path": str(weights.path),
    }
