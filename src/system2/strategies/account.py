"""Where the paths part: what all say, where they contradict each other, what one alone says, what all overlook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from system2.core.account import Account, Contradiction, Point, Side
from system2.core.actions import Ask
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.problem import Messages, Problem
from system2.core.procedures import Procedure, do, note
from system2.prompts.speak import conversation, say
from system2.questions.tasks import is_open
from system2.strategies.quoting import quoted
from system2.verifiers.grouping import Groups, group_by_answer
from system2.verifiers.parsing import read_object

ROOM = 2_048
"""Tokens of an account, at the most."""

TEXT = {"type": "string"}
NUMBERS = {"type": "array", "items": {"type": "integer"}}


def _list_of(**properties: Any) -> dict[str, Any]:
    item = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    return {"type": "array", "items": item}


_POINTS = _list_of(point=TEXT, paths=NUMBERS)

SCHEMA: dict[str, Any] = {
    "title": "account",
    "type": "object",
    "properties": {
        "consensus": _POINTS,
        "contradictions": _list_of(about=TEXT, sides=_list_of(says=TEXT, paths=NUMBERS), right=TEXT),
        "alone": _POINTS,
        "overlooked": {"type": "array", "items": TEXT},
    },
    "required": ["consensus", "contradictions", "alone", "overlooked"],
    "additionalProperties": False,
}


async def with_account(problem: Problem, choosing: Procedure[Choice]) -> Choice:
    """The choice with an account of its paths, where the strategy has made none on its way."""
    choice = await choosing
    return choice if choice.account else replace(choice, account=await account_of(problem, choice.candidates))


async def account_of(problem: Problem, candidates: Sequence[Candidate]) -> Account | None:
    """An account of the paths that landed; None of fewer than two, and where it cannot be read.

    Short answers are told by who gives which, without a call; of others the aggregator is asked once. It sees the paths
    in an order that is drawn from their texts, and is not told who wrote which.
    """
    paths = shuffled([candidate for candidate in candidates if candidate.text.strip()])
    if len(paths) < 2:
        return None
    if agreeing := () if is_open(problem) else group_by_answer(problem, paths):
        return Account(answers=tuple(map(_side, in_numbers(agreeing))))
    outcome = await do(Ask(question(problem, paths), "aggregate", schema=SCHEMA, max_tokens=ROOM))
    account = read_account(outcome.reply.text, paths) if isinstance(outcome, Replied) else None
    if account is None:
        reason = "the account could not be read" if isinstance(outcome, Replied) else outcome.reason
        await note(Remark(f"where the paths part is not told: {reason}"))
    return account


def shuffled(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates in an order drawn from their texts: it favours no model with a place, and is always the same."""
    return sorted(candidates, key=lambda candidate: sha256(candidate.text.encode(errors="replace")).digest())


def in_numbers(agreeing: Groups) -> Groups:
    """The groups with the paths of each in the order of their indices, those of as many paths too."""
    ordered = [tuple(sorted(group, key=lambda path: path.index)) for group in agreeing]
    return tuple(sorted(ordered, key=lambda group: (-len(group), group[0].index)))


def question(problem: Problem, paths: Sequence[Candidate]) -> Messages:
    """What the aggregator is asked about the paths, numbered from 1 in this order."""
    return conversation(problem, say("account", problem, problem=problem.statement, candidates=quoted(problem, paths)))


def read_account(text: str, paths: Sequence[Candidate]) -> Account | None:
    """The account in a reply about these paths; None where it tells nothing. Numbers that no path has are left out."""
    found = read_object(text, set(SCHEMA["required"]))
    if found is None:
        return None
    numbers = {number: path.index for number, path in enumerate(paths, start=1)}
    account = Account(
        _points(found["consensus"], "point", numbers),
        tuple(
            Contradiction(
                str(each.get("about", "")), _points(each.get("sides"), "says", numbers), str(each.get("right", ""))
            )
            for each in _objects(found["contradictions"])
        ),
        _points(found["alone"], "point", numbers),
        tuple(each for each in found["overlooked"] if isinstance(each, str))
        if isinstance(found["overlooked"], list)
        else (),
    )
    return account if account != Account() else None


def in_words(account: Account, numbers: Mapping[int, int]) -> str:
    """The account as a prompt quotes it, which numbers the paths so."""

    def told(point: Point) -> str:
        named = ", ".join(str(numbers[index]) for index in point.paths if index in numbers)
        return f"{point.text} ({named})" if named else point.text

    lines = [f"= {told(point)}" for point in account.consensus]
    for each in account.contradictions:
        sides = "; ".join(map(told, each.sides))
        lines.append(f"≠ {each.about}: {sides}. {each.right}".rstrip())
    lines += [f"1 {told(point)}" for point in account.alone]
    lines += [f"? {text}" for text in account.overlooked]
    lines += [f"{side.answer} ({', '.join(str(numbers[index]) for index in side.paths)})" for side in account.answers]
    return "\n".join(lines)


def _side(group: Sequence[Candidate]) -> Side:
    scores = [path.score for path in group if path.score is not None]
    answer = group[0].answer.text if group[0].answer else ""
    models = tuple(dict.fromkeys(model for path in group for model in path.authors))
    return Side(answer, tuple(path.index for path in group), models, max(scores, default=None))


def _objects(found: Any) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _points(found: Any, said: str, numbers: Mapping[int, int]) -> tuple[Point, ...]:
    points = []
    for each in _objects(found):
        named = each.get("paths")
        paths = {numbers[number] for number in named if number in numbers} if isinstance(named, list) else ()
        points.append(Point(str(each.get(said, "")), tuple(sorted(paths))))
    return tuple(point for point in points if point.text)
