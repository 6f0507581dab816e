"""The search tree as it grows: scores on its states, pruned branches dim, the chosen path lit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from system2.core.candidates import Node
from system2.render.lines import ACCENT, DIM, GOOD, PLAIN, STRONG, Piece, column, line
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs, filled_rule

BAR = 10
FATE = 10
ROOM_FOR_BARS = 70

INTERESTING = ("chosen", "finished", "kept", "merged", "pruned")
"""Fates, those that a reader wants to see first."""

OVER = {"merged", "pruned"}

Children = Mapping[int | None, Sequence[Node]]


@dataclass(frozen=True)
class Picture:
    """What is drawn of a tree: its states by parent, the ids for which there is room, the ids on the chosen path."""

    children: Children
    shown: set[int]
    lit: set[int]
    width: int
    step_cells: int
    signs: Signs


def tree(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    """The tree in at most `height` lines; what does not fit is counted where it hangs."""
    if height <= 0:
        return []
    nodes = screen.nodes
    children: defaultdict[int | None, list[Node]] = defaultdict(list)
    for node in nodes.values():
        children[node.parent if node.parent in nodes else None].append(node)
    lit = {ancestor for node in nodes.values() if node.fate == "chosen" for ancestor in _lineage(nodes, node.id)}
    shown = _fitting(nodes, children, height)
    step_cells = max((_step_cells(nodes, nodes[number], signs) for number in shown), default=0)
    step_cells = min(step_cells, width - 9 - FATE - _meter_cells(width))
    picture = Picture(children, shown, lit, width, step_cells, signs)
    lines: list[Text] = []
    for root in _shown_children(picture, None):
        lines.append(_state(picture, root, ""))
        _below(picture, root.id, "", lines)
    if hidden := _hidden_children(picture, None):
        lines.append(_more(picture, hidden, ""))
    return lines[:height]


def _fitting(nodes: Mapping[int, Node], children: Children, height: int) -> set[int]:
    """The states to show, with all that they hang on: as many as fit, the interesting ones first."""
    if len(nodes) <= height:
        return set(nodes)
    shown: set[int] = set()
    for node in sorted(nodes.values(), key=_interest):
        lineage = _lineage(nodes, node.id)
        upwards = (shown.union(lineage[skipped:]) for skipped in range(len(lineage)))
        wider = next((wider for wider in upwards if _lines(wider, children) <= height), shown)
        is_full = node.id not in wider
        shown = wider
        if is_full:
            break
    return shown


def _lines(shown: set[int], children: Children) -> int:
    """How many lines these states take, and those that count what is hidden below them."""
    hiding = (any(child.id not in shown for child in children.get(parent, ())) for parent in (None, *shown))
    return len(shown) + sum(hiding)


def _interest(node: Node) -> tuple[int, float, int]:
    rank = INTERESTING.index(node.fate) if node.fate in INTERESTING else len(INTERESTING)
    return rank, -(node.score or 0.0), node.id


def _lineage(nodes: Mapping[int, Node], start: int) -> list[int]:
    """A state and all that it hangs on, upwards."""
    lineage: list[int] = []
    current: int | None = start
    while current is not None and current in nodes and current not in lineage:
        lineage.append(current)
        current = nodes[current].parent
    return lineage


def _shown_children(picture: Picture, parent: int | None) -> list[Node]:
    return [child for child in picture.children.get(parent, ()) if child.id in picture.shown]


def _hidden_children(picture: Picture, parent: int | None) -> list[Node]:
    return [child for child in picture.children.get(parent, ()) if child.id not in picture.shown]


def _below(picture: Picture, parent: int, indent: str, lines: list[Text]) -> None:
    shown, hidden = _shown_children(picture, parent), _hidden_children(picture, parent)
    signs = picture.signs
    for place, child in enumerate(shown):
        last = place == len(shown) - 1 and not hidden
        lines.append(_state(picture, child, indent + (signs.last_branch if last else signs.branch)))
        _below(picture, child.id, indent + (" " * len(signs.trunk) if last else signs.trunk), lines)
    if hidden:
        lines.append(_more(picture, hidden, indent + signs.last_branch))


def _state(picture: Picture, node: Node, indent: str) -> Text:
    """One state on one line: its step, its score as a number and a bar, its fate, the scores of its path's steps."""
    signs = picture.signs
    is_lit, is_over = node.id in picture.lit, node.fate in OVER
    style = f"{STRONG} {GOOD}" if is_lit else DIM if is_over else PLAIN
    step_cells = picture.step_cells - len(indent)
    step = one_line(node.step, signs.encoding)
    score = "" if node.score is None else f"{node.score:.2f}"
    filled, rest = filled_rule(node.score or 0.0, _meter_cells(picture.width), signs)
    fate = signs.chosen if node.fate == "chosen" else "" if node.fate == "kept" else node.fate
    pieces: list[Piece] = [
        (f" {indent}", GOOD if is_lit else DIM),
        (column(step, max(step_cells, 4), signs), style),
        (f"  {score:>4} ", style or STRONG),
        (filled, GOOD if is_lit else DIM if is_over else ACCENT),
        (rest if score else " " * len(rest), DIM),
        (f" {fate}", style or DIM),
        ("".join(f" {step:.2f}" for step in node.steps), DIM),
    ]
    drawn = line(*pieces)
    drawn.truncate(picture.width)
    return drawn


def _meter_cells(width: int) -> int:
    return BAR if width >= ROOM_FOR_BARS else 0


def _step_cells(nodes: Mapping[int, Node], node: Node, signs: Signs) -> int:
    """Cells that a state takes to the left of its score."""
    depth = len(_lineage(nodes, node.id)) - 1
    return depth * len(signs.trunk) + cell_len(one_line(node.step, signs.encoding))


def _more(picture: Picture, hidden: Sequence[Node], indent: str) -> Text:
    scores = [node.score for node in hidden if node.score is not None]
    best = f", best {max(scores):.2f}" if scores else ""
    drawn = line((f" {indent}{len(hidden)} more{best}", DIM))
    drawn.truncate(picture.width)
    return drawn
