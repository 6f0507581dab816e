"""Where the paths part, as rows of a table: what kind of thing is told, what it is, and which paths say so."""

from collections.abc import Iterable, Iterator

from system2.core.account import Account, Point, Side

Row = tuple[str, str, str]


def account_rows(account: Account) -> Iterator[Row]:
    """What is told, in the order in which a person asks for it: what all say comes last, for it needs no decision."""
    for side in account.answers:
        yield "answer", side.answer, _side(side)
    for each in account.contradictions:
        yield "they part", each.about, ""
        yield from (("", point.text, paths_of(point.paths)) for point in each.sides)
        if each.right:
            yield "right", each.right, ""
    yield from _points("one alone", account.alone)
    yield from (("overlooked", text, "") for text in account.overlooked)
    yield from _points("all say", account.consensus)


def paths_of(indices: Iterable[int]) -> str:
    """The numbers of paths, as people count them."""
    numbers = [str(index + 1) for index in indices]
    return f"{'path' if len(numbers) == 1 else 'paths'} {', '.join(numbers)}" if numbers else ""


def _side(side: Side) -> str:
    best = "" if side.score is None else f"best verdict {side.score:.2f}"
    return " · ".join(filter(None, (paths_of(side.paths), ", ".join(side.models), best)))


def _points(kind: str, points: Iterable[Point]) -> Iterator[Row]:
    return ((kind, point.text, paths_of(point.paths)) for point in points)
