"""Who wins: from candidates, their answers and their verdicts to one choice, with what speaks for it."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean

from system2.config.approach import Select
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Chosen, Remark, Tally
from system2.core.problem import Problem
from system2.core.procedures import note
from system2.verifiers.grouping import Groups, grouped
from system2.verifiers.interface import Verifier
from system2.verifiers.none import NoVerdict, gives_verdicts

BEST_VERDICT = "its verdict is the best"

VOTE = 2.2
"""What each vote weighs where there is one other answer, against the standard score of a verdict.

This and the form of `evidence` come from a grid of simulated judges (`python -m tests.benchmarks.selection_grid`): the
smallest loss in the worst cell, against majority where the judge is worthless and against the better of majority and
best verdict where it is not.
"""

NOISE = 0.1
"""Scores whose standard deviation is less than this hardly differ, and are not made to."""


async def chosen_by(
    select: Select,
    problem: Problem,
    candidates: Sequence[Candidate],
    *,
    stopped: str,
    certainty: float | None = None,
    judge: Verifier = NoVerdict(),
) -> Choice:
    """The choice that this way to select makes, whatever the order in which the candidates came in.

    Where `judge` was asked and no verdict was heard the choice has no confidence: that paths agree is told apart.
    `certainty` is how sure a vote was of its leader when it stopped, where it can tell.
    """
    candidates = in_order(candidates)
    agreeing = await grouped(problem, candidates)
    chosen, why = pick(candidates, agreeing, select)
    if agreeing:
        await note(tally(candidates, agreeing, certainty))
    if chosen is None:
        return Choice(None, candidates, stopped)
    await note(Chosen(chosen.index, why))
    unheard = gives_verdicts(judge) and not any(candidate.verdict for candidate in candidates)
    if silent := outnumbering(candidates, chosen, agreeing):
        await note(Remark(f"{silent} paths gave no answer, more than those that agree on this one: it is less sure"))
    return Choice(
        chosen,
        candidates,
        stopped,
        confidence=None if unheard else confidence(candidates, chosen, agreeing),
        agreement=agreement(chosen, agreeing),
        interval=None if unheard else interval(candidates, chosen, agreeing),
    )


async def settle(candidates: Sequence[Candidate], chosen: Candidate | None, *, why: str, stopped: str) -> Choice:
    """Hand back what was chosen otherwise than by comparing answers: its own verdict is all that speaks for it."""
    candidates = in_order(candidates)
    if chosen is None:
        return Choice(None, candidates, stopped)
    await note(Chosen(chosen.index, why))
    return Choice(chosen, candidates, stopped, confidence=chosen.score)


def in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates in the order of their indices, whatever the order in which they came in."""
    return tuple(sorted(candidates, key=lambda candidate: candidate.index))


def landed(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those that came in with any text, in the order of their indices."""
    return in_order(candidate for candidate in candidates if candidate.text.strip())


def pick(candidates: Sequence[Candidate], agreeing: Groups, by: Select) -> tuple[Candidate | None, str]:
    """The winner and the rule that made it win. Ties fall to the better verdict, then to the lower index."""
    if not landed(candidates):
        return None, ""
    if by == "verdict" or not agreeing:
        return best(landed(candidates)), BEST_VERDICT
    if by == "majority":
        return best(max(agreeing, key=_popularity)), "most paths agree with it"
    if by == "weighted":
        return best(max(agreeing, key=lambda group: (total(group), *_popularity(group)))), "its verdicts add up to most"
    return best(favourite(left_over(agreeing) or agreeing)), "votes and verdicts together favour it"


def left_over(agreeing: Groups) -> Groups:
    """The answers of which a program rejected not every path: its no is final, whatever others say."""
    return tuple(group for group in agreeing if not all(path.verdict and path.verdict.is_final for path in group))


def favourite(agreeing: Groups) -> tuple[Candidate, ...]:
    """The paths with the answer for which most speaks."""
    weighed = zip(evidence(agreeing), agreeing, strict=True)
    return max(weighed, key=lambda each: (each[0], *_popularity(each[1])))[1]


def best(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate with the best verdict; one that has no verdict comes after all that have one."""
    return max(candidates, key=_precedence)


def best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates by their verdicts, the best first; those that have none come last."""
    return sorted(candidates, key=_precedence, reverse=True)


def votes(group: Sequence[Candidate]) -> float:
    """The votes for an answer: of so many paths, each with its weight."""
    return math.fsum(path.weight for path in group)


def total(group: Sequence[Candidate]) -> float:
    """The sum of an answer's scores (verifier-weighted vote, Snell et al. 2024, arXiv:2408.03314).

    Where nobody judged any of its paths there is nothing to add up, and votes decide.
    """
    return sum(path.weight * (path.score or 0.0) for path in group)


def evidence(agreeing: Groups) -> list[float]:
    """What speaks for each answer: its votes, and how far its verdicts stand out among those of the run.

    Each path adds the weight of a vote and, where it was judged, the standard score of its verdict (its distance from
    the mean of all, in standard deviations) times the root of the number of the other verdicts. So a judge who says
    the same of every path says nothing, and the majority wins; one who nearly always says no is heard when it says
    yes. Verdicts gain weight with their number because they err one by one; votes do not, because the paths of one
    model share their errors. They do gain with the number of other answers: the more ways to be wrong there are, the
    less likely is it that wrong paths agree.
    """
    scores = [path.score for group in agreeing for path in group if path.score is not None]
    vote = VOTE * (1 + math.log(max(1, len(agreeing) - 1)))
    if len(scores) < 2:
        return [vote * votes(group) for group in agreeing]
    mean = fmean(scores)
    # pstdev would reckon in fractions, which takes ten times as long
    spread = max(math.sqrt(fmean((score - mean) ** 2 for score in scores)), NOISE)
    standing_out = (sum(path.score - mean for path in group if path.score is not None) for group in agreeing)
    weight = math.sqrt(len(scores) - 1)
    return [vote * votes(group) + weight * out / spread for group, out in zip(agreeing, standing_out, strict=True)]


def agreement(chosen: Candidate, agreeing: Groups) -> float | None:
    """The share of the votes for the chosen answer, of all paths with an answer."""
    voters = sum(map(votes, agreeing))
    return next((votes(group) / voters for group in agreeing if chosen in group), None)


def outnumbering(candidates: Sequence[Candidate], chosen: Candidate, agreeing: Groups) -> int:
    """How many paths came to their end and gave no answer, where they are more than give the chosen one; else 0."""
    silent = sum(path.reply is not None and path.answer is None and path.status == "ok" for path in candidates)
    own = next((len(group) for group in agreeing if chosen in group), silent)
    return silent if silent > own else 0


def confidence(candidates: Sequence[Candidate], chosen: Candidate, agreeing: Groups) -> float | None:
    """How sure the evidence makes us: the mean over all paths of how far each supports the chosen answer.

    A path that gives the chosen answer supports it by its verdict's score, a path that gives another by one minus its
    score, but by no more than the best score of the chosen answer: that others are wrong makes no rejected answer
    right. Where any path was judged, those whose verdict could not be had say nothing; where none was, each supports
    its own answer by 1. So without verdicts this is the share of the vote, and for a single path it is its verdict.
    Paths without an answer say nothing, unless they outnumber those of the chosen one: then none supports it. Where
    answers cannot be compared it is the chosen path's verdict.
    """
    if agreement(chosen, agreeing) is None:
        return chosen.score
    support = _support(candidates, chosen, agreeing)
    return sum(weight * share for weight, share in support) / sum(weight for weight, _ in support)


def interval(candidates: Sequence[Candidate], chosen: Candidate, agreeing: Groups) -> tuple[float, float] | None:
    """Wilson's 95 % interval around the confidence, each path that has a say counted as one observation."""
    if agreement(chosen, agreeing) is None:
        return None
    sure = confidence(candidates, chosen, agreeing)
    return None if sure is None else wilson(sure, len(_support(candidates, chosen, agreeing)))


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The interval for a share observed `count` times (Wilson 1927)."""
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    centre = share + z * z / (2 * count)
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def tally(candidates: Sequence[Candidate], agreeing: Groups, certainty: float | None = None) -> Tally:
    """The votes as they stand."""
    votes = tuple((_text(group[0]), len(group)) for group in agreeing)
    heard = sum(candidate.reply is not None for candidate in candidates)
    return Tally(votes, heard - sum(map(len, agreeing)), certainty)


def _text(candidate: Candidate) -> str:
    return candidate.answer.text if candidate.answer else ""


def _support(candidates: Sequence[Candidate], chosen: Candidate, agreeing: Groups) -> list[tuple[float, float]]:
    """The weight of each path that has a say, and how far it supports the chosen answer."""
    silent = [(1.0, 0.0)] * outnumbering(candidates, chosen, agreeing)
    own = next(group for group in agreeing if chosen in group)
    scores = [(path.weight, group is own, path.score) for group in agreeing for path in group]
    judged = [(weight, agrees, score) for weight, agrees, score in scores if score is not None]
    if not judged:
        return [(weight, float(agrees)) for weight, agrees, _ in scores] + silent
    accepted = max((score for _, agrees, score in judged if agrees), default=1.0)
    return [(weight, score if agrees else min(1 - score, accepted)) for weight, agrees, score in judged] + silent


def _popularity(group: Sequence[Candidate]) -> tuple[float, tuple[float, int]]:
    return votes(group), _precedence(best(group))


def _precedence(candidate: Candidate) -> tuple[float, int]:
    return -1.0 if candidate.score is None else candidate.score, -candidate.index
