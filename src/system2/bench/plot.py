"""The curve of accuracy against cost as a file, by matplotlib, which is an optional extra."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from system2.config.installed import adding
from system2.errors import UsageError
from system2.measured.evaluate import Row, curves

SUFFIXES = frozenset({".png", ".svg", ".pdf"})

ABOVE_ALL = 1.08
"""Where the axis of shares ends: what stands beside a point at 100 % needs room below the title."""


def check_plot(file: Path) -> None:
    """Tell before anything is measured whether a plot can be written there. Raises `UsageError`."""
    if file.suffix not in SUFFIXES:
        raise UsageError(f"--plot is {file}, but it has to end in .png, .svg or .pdf.")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"--plot is {file}, but there is no such folder.")
    if importlib.util.find_spec("matplotlib") is None:
        raise UsageError(f"--plot needs an extra: {adding('plot')}")


def plot(file: Path, rows: Sequence[Row], *, title: str) -> None:
    """Draw each way's rows, with Wilson's intervals, over what a problem costs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    by_way, unit = curves(rows)
    for way, points in by_way.items():
        price = [row.price(unit) for row in points]
        share = [row.accuracy for row in points]
        below = [row.accuracy - row.interval[0] for row in points]
        above = [row.interval[1] - row.accuracy for row in points]
        axes.errorbar(price, share, yerr=(below, above), label=way, marker="o", markersize=4, capsize=2, linewidth=1)
        for row, place in zip(points, zip(price, share, strict=True), strict=True):
            axes.annotate(f"{row.effort}", place, textcoords="offset points", xytext=(4, 4), fontsize=7)
    axes.set(title=title, xlabel=f"{unit} a problem", ylabel="right", xscale="log", ylim=(-0.02, ABOVE_ALL))
    axes.set_yticks([tenths / 10 for tenths in range(0, 11, 2)])
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(file)
