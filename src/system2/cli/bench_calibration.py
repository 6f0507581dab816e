"""How good the confidences of a measurement are, before calibration and after."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from system2.cli.output import console
from system2.errors import UsageError
from system2.render.safe import to_json

if TYPE_CHECKING:
    from system2.measured.held_out import HeldOut
    from system2.measured.results import Measurement

WIDEST = 100


def show(measurement: "Measurement", *, as_json: bool) -> None:
    """Print a row for each effort. Raises `UsageError` where too few problems were measured to tell."""
    from system2.measured.calibration import FEWEST, looks_of
    from system2.measured.held_out import held_out

    found: dict[int, HeldOut] = {}
    for effort in measurement.setup.efforts:
        looks = [
            look
            for solved in measurement.solved
            for look in looks_of(solved, effort, judged=bool(measurement.setup.judging))
        ]
        if len({look.problem for look in looks}) >= FEWEST:
            found[effort] = held_out(looks)
    if not found:
        raise UsageError(
            f"{measurement.id} has {len(measurement.solved)} problems, and {FEWEST} are needed to learn from."
        )
    if as_json:
        print(to_json({"id": measurement.id, "efforts": {effort: asdict(each) for effort, each in found.items()}}))
    else:
        _draw(found)


def _draw(found: "dict[int, HeldOut]") -> None:
    from system2.render.signs import signs_for
    from system2.render.table import Column, table

    screen = console()
    rows = [
        (f"{effort}", name, quality)
        for effort, each in found.items()
        for name, quality in (("as it is", each.formula), ("calibrated", each.calibrated), ("average", each.average))
    ]
    columns = [
        Column("confidence", [name for _, name, _ in rows]),
        Column("Brier", [f"{quality.brier:.3f}" for *_, quality in rows]),
        Column("calibration error", [f"{quality.error:.3f}" for *_, quality in rows]),
        Column("of a perfect one", [f"{quality.perfect:.3f}" for *_, quality in rows]),
    ]
    for line in table(Column("paths", [effort for effort, *_ in rows]), columns, WIDEST, signs_for(screen.encoding)):
        screen.print(line, soft_wrap=True)
    for effort, each in found.items():
        gain, low, high = each.gain
        screen.print(
            f"with {effort} paths calibration lowers the Brier score by {gain:.3f} "
            f"({low:.3f} to {high:.3f}, {each.problems} problems)",
            soft_wrap=True,
        )
