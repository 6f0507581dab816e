"""A trace in the terminal: the answer and why, the votes, the paths side by side, the tree, the cost."""

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from system2.core.candidates import Candidate
from system2.core.money import dollars
from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, STRONG, clip, line, spread
from system2.render.safe import drawable, one_line
from system2.render.signs import Signs, filled_rule, signs_for
from system2.render.story import Share, Story, answer_of, story
from system2.render.tree import tree
from system2.render.votes import votes
from system2.render.words import count, duration, percent, spent
from system2.store.trace import Trace

NARROWEST_PATH = 52
"""Cells that a path should have before another one stands beside it."""

MOST_BESIDE = 3
TALLEST_TREE = 60
"""Lines; a page shows the whole of a larger one."""

METER = 12


def show_trace(trace: Trace, console: Console) -> None:
    """Print all that the trace tells, in the width of the console."""
    signs = signs_for(console.encoding)
    told = story(trace)
    width = console.width
    console.print(_head(told, signs))
    sections: list[tuple[str, Sequence[RenderableType]]] = [
        ("Why this answer" if told.chosen else "Why no answer", [_prose(sentence, signs) for sentence in told.why]),
        ("Votes", _votes(told, width, signs)),
        ("Where the paths part", _account(told, signs)),
        ("Paths", _paths(told, width, signs)),
        ("Tree", _tree(told, width, signs)),
        ("Why branches ended", _over(told, signs)),
        ("Cost", [part for share in told.shares for part in _share(share, width, signs)]),
        ("Course", [_moment(at, text, signs) for at, text in told.course]),
    ]
    for title, body in sections:
        if body:
            console.print(Group("", Text(title, STRONG), *body))
    console.print(Group("", Text(_foot(told), DIM)))


def _head(told: Story, signs: Signs) -> RenderableType:
    answer = drawable(told.answer, signs.encoding) if told.chosen else told.no_answer
    parts = [
        Text(_told_in(told.how, signs), DIM),
        _prose(told.problem.question, signs),
        Text(),
        Text(answer, f"{STRONG} {GOOD if told.chosen else BAD}"),
        Text(_told_in(told.figures, signs), DIM),
    ]
    if told.next_step:
        parts.append(Text(f"Not everything came in: `{told.next_step}` carries the run on.", ACCENT))
    return Group(*parts)


def _votes(told: Story, width: int, signs: Signs) -> list[Text]:
    tally = told.screen.tally
    if not tally or not tally.votes:
        return []
    return votes(replace(told.screen, paths={}), width, len(tally.votes) + 1, signs)


def _account(told: Story, signs: Signs) -> list[RenderableType]:
    """A table of what is told, what it is and who says so; none where nobody asked."""
    if not told.account:
        return []
    table = Table.grid(padding=(0, 2))
    for kind, text, who in told.account:
        table.add_row(Text(kind, DIM), Text(drawable(text, signs.encoding)), Text(drawable(who, signs.encoding), DIM))
    return [table]


def _paths(told: Story, width: int, signs: Signs) -> list[RenderableType]:
    """Panels side by side, each as tall as its text; one below the other where the terminal is narrow."""
    columns = max(1, min(MOST_BESIDE, width // NARROWEST_PATH, len(told.candidates)))
    cell = width // columns
    panels = [_path(told, candidate, cell, signs) for candidate in told.candidates]
    rows: list[RenderableType] = []
    for first in range(0, len(panels), columns):
        grid = Table.grid()
        for _ in range(columns):
            grid.add_column(width=cell)
        grid.add_row(*panels[first : first + columns])
        rows.append(grid)
    return rows


def _path(told: Story, candidate: Candidate, width: int, signs: Signs) -> Panel:
    is_chosen = candidate is told.chosen
    parts: list[RenderableType] = [_path_head(candidate, width - 4, signs)]
    if candidate.text:
        parts += ["", _prose(candidate.text.strip(), signs)]
    if candidate.reason:
        parts += ["", Text(drawable(candidate.reason, signs.encoding), BAD)]
    if candidate.verdict and candidate.verdict.critique:
        critique = drawable(candidate.verdict.critique, signs.encoding).strip()
        parts += ["", Text(f"{signs.open_quote}{critique}{signs.close_quote} {candidate.verdict.by}", DIM)]
    title = Text(f"{candidate.index + 1}{' chosen' if is_chosen else ''}", STRONG)
    return Panel(
        Group(*parts),
        title=title,
        title_align="left",
        subtitle=Text(_figures(told, candidate)),
        subtitle_align="right",
        border_style=GOOD if is_chosen else DIM,
        width=width,
    )


def _path_head(candidate: Candidate, width: int, signs: Signs) -> Text:
    said = one_line(answer_of(candidate), signs.encoding)
    verdict = candidate.verdict
    if verdict is None:
        return line((clip(said, width, signs), STRONG))
    sign, style = (signs.correct, GOOD) if verdict.is_correct else (signs.wrong, BAD)
    filled, rest = filled_rule(verdict.score, METER, signs)
    meter = [(f"  {filled}", style), (rest, DIM), (f" {verdict.score:.2f} {sign}", style)]
    return spread([(said, STRONG)], meter, width, signs)


def _figures(told: Story, candidate: Candidate) -> str:
    reply, bill = candidate.reply, told.bill_of(candidate)
    parts = [told.writer_of(candidate), *([spent(bill)] if bill.calls else [])]
    if reply:
        parts.append("cached" if reply.cached else count(reply.usage.output, "token"))
    return ", ".join(filter(None, parts)) or candidate.status


def _tree(told: Story, width: int, signs: Signs) -> list[Text]:
    nodes = {node.id: node for node in told.nodes}
    return tree(replace(told.screen, nodes=nodes), width, min(len(nodes), TALLEST_TREE), signs)


def _over(told: Story, signs: Signs) -> list[RenderableType]:
    """Each reason why nothing goes on from a state, with the numbers of the states that it holds for."""
    reasons: dict[str, list[str]] = {}
    for node in told.nodes:
        if node.over:
            reasons.setdefault(f"{node.fate}, for {node.over}", []).append(str(node.id))
    return [_prose(f" {', '.join(numbers)}: {reason}", signs) for reason, numbers in reasons.items()]


def _share(share: Share, width: int, signs: Signs) -> list[Text]:
    name = one_line(f"{share.role} {signs.dot} {share.model}", signs.encoding)
    below = f" {count(share.bill.calls, 'call')}, {share.tokens}"
    filled, rest = filled_rule(share.share, METER, signs)
    right = [
        (f"  {spent(share.bill)}", STRONG),
        (f"  {percent(share.share):>5}  ", PLAIN),
        (filled, ACCENT),
        (rest, DIM),
    ]
    return [spread([(f" {name}", PLAIN)], right, width, signs), Text(below, DIM)]


def _moment(at: float, text: str, signs: Signs) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", style=DIM, width=11)
    grid.add_column(overflow="fold")
    grid.add_row(duration(at), _prose(text, signs))
    return grid


def _foot(told: Story) -> str:
    trace = told.trace
    parts = [f"run {trace.run}", f"{trace.invocation.started:%Y-%m-%d %H:%M}"]
    if unknown := trace.bill.unknown_calls:
        parts.append(f"excludes {count(unknown, 'call')} whose price is unknown")
    if unsettled := trace.bill.unsettled:
        parts.append(f"up to {dollars(unsettled)} was not settled when it ended")
    if trace.damaged:
        parts.append(f"{count(trace.damaged, 'line')} of the trace could not be read")
    return ", ".join(parts)


def _told_in(text: str, signs: Signs) -> str:
    return one_line(text.replace("·", signs.dot), signs.encoding)


def _prose(text: str, signs: Signs) -> Text:
    return Text(drawable(text, signs.encoding), overflow="fold")
