"""A search tree as a picture: one numbered dot for each state, its level by depth, its colour by fate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from system2.core.candidates import Node

COLUMN = 48
"""Pixels between two leaves."""

ROW = 66
RADIUS = 13
MARGIN = 28

OVER = ("pruned", "merged")


@dataclass(frozen=True)
class Place:
    """Where a state is drawn, in pixels."""

    x: float
    y: float


def diagram(nodes: Sequence[Node]) -> str:
    """The tree as inline SVG: every state by its number, with its score; the way to the chosen one stands out."""
    places = _places(nodes)
    if not places:
        return ""
    by_id = {node.id: node for node in nodes}
    lit = _lit(by_id)
    width = max(place.x for place in places.values()) + MARGIN
    height = max(place.y for place in places.values()) + MARGIN + 10
    edges = "".join(
        _edge(places[node.parent], places[node.id], node.id in lit) for node in nodes if node.parent in places
    )
    dots = "".join(_dot(by_id[number], place, number in lit) for number, place in places.items())
    return (
        f'<svg role="img" aria-label="search tree with {len(nodes)} states" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">{edges}{dots}</svg>'
    )


def _places(nodes: Sequence[Node]) -> dict[int, Place]:
    """Leaves stand side by side, every other state above the middle of its children."""
    known = {node.id for node in nodes}
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for node in nodes:
        children[node.parent if node.parent in known else None].append(node.id)
    places: dict[int, Place] = {}
    leaves = 0
    # Without recursion, because a depth-first search may be deeper than Python's stack.
    waiting = [(number, 0, False) for number in reversed(children[None])]
    while waiting:
        number, depth, placed_below = waiting.pop()
        below = children[number]
        if below and not placed_below:
            waiting.append((number, depth, True))
            waiting += [(child, depth + 1, False) for child in reversed(below)]
            continue
        if below:
            x = (places[below[0]].x + places[below[-1]].x) / 2
        else:
            x = MARGIN + leaves * COLUMN
            leaves += 1
        places[number] = Place(x, MARGIN + depth * ROW)
    return places


def _lit(by_id: dict[int, Node]) -> set[int]:
    lit: set[int] = set()
    for node in by_id.values():
        step: Node | None = node if node.fate == "chosen" else None
        while step and step.id not in lit:
            lit.add(step.id)
            step = by_id.get(step.parent) if step.parent is not None else None
    return lit


def _edge(above: Place, below: Place, lit: bool) -> str:
    middle = (above.y + below.y) / 2
    bends = f"C{above.x:.1f} {middle:.0f} {below.x:.1f} {middle:.0f} {below.x:.1f} {below.y:.0f}"
    return f'<path class="edge{" lit" if lit else ""}" d="M{above.x:.1f} {above.y:.0f}{bends}"/>'


def _dot(node: Node, place: Place, lit: bool) -> str:
    kind = " lit" if lit else " over" if node.fate in OVER else ""
    score = ""
    if node.score is not None:
        score = f'<text class="value" x="{place.x:.1f}" y="{place.y + RADIUS + 13:.0f}">{node.score:.2f}</text>'
    return (
        f'<circle class="state{kind}" cx="{place.x:.1f}" cy="{place.y:.0f}" r="{RADIUS}"/>'
        f'<text x="{place.x:.1f}" y="{place.y + 4:.0f}">{node.id}</text>{score}'
    )
