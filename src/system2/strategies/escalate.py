"""Self-adaptive escalation: try cheap, judge, and while that is not good enough spend one and a half times more."""

from dataclasses import replace

from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.problem import Problem
from system2.core.procedures import note
from system2.strategies.ladder import Rung, what_helps
from system2.strategies.pieces import How, MakePath
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by, landed
from system2.verifiers.interface import Verifier

GOOD_ENOUGH = 0.9


@strategy(
    "one path first; wider, deeper or by a stronger model while that is not good enough",
    source="Snell et al. 2024, arXiv:2408.03314",
    use="many questions of which few are hard",
)
async def escalate(
    problem: Problem,
    *,
    effort: int,
    path: MakePath,
    judge: Verifier,
    ladder: tuple[str, ...] = (),
    deepens: bool = True,
    good_enough: float = GOOD_ENOUGH,
) -> Choice:
    """One path, then rounds that climb: 1.5 times as many paths, as long thoughts, or the next model of the `ladder`.

    What the last verdict complains of decides which. It ends once the confidence in the paths of one rung reaches
    `good_enough`; else the choice is made among all. `effort` bounds the paths of all rounds together. Each round is
    heard whole, so the choice does not depend on the order in which paths finish. At most `effort` judged paths.
    """
    rung = Rung(ladder, deepens)
    rounds: list[tuple[How, list[Candidate]]] = []
    tried: list[Candidate] = []
    while True:
        numbers = range(len(tried), min(len(tried) + rung.width, effort))
        rounds.append((rung.how, await Group(path(number, judge, rung.how) for number in numbers).all()))
        last = rounds[-1][1]
        tried += last
        alike = [each for how, paths in rounds for each in paths if how == rung.how]
        choice = await chosen_by("auto", problem, alike, stopped="good enough", judge=judge)
        confidence = choice.confidence or 0
        if confidence >= good_enough:
            return replace(choice, candidates=tuple(sorted(tried, key=lambda each: each.index)))
        if len(tried) == effort or any(each.status == "refused" for each in last):
            return await chosen_by("auto", problem, tried, stopped="every path that was allowed was tried", judge=judge)
        remedy, why = what_helps(choice, landed(last), rung)
        rung = rung.climbed(remedy)
        more = min(rung.width, effort - len(tried))
        await note(
            Remark(f"confidence {confidence:.2f} is under {good_enough:g}, {why}: {remedy}, {more} more{rung.told}")
        )
