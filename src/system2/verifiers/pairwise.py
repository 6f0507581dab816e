"""Paths judged against each other: a pivot tournament, linear in their number.

After the probabilistic pivot tournament of LLM-as-a-Verifier (Kwok et al. 2026, arXiv:2607.05391): a first round finds
a few pivots, and every path then meets the pivots. The first round is a knock-out here and no ring, so that a judge who
is never wrong finds the best. A path's score is its mean win over the opponents that it met, as in a league; both kinds
of tournament are studied by Chen et al. 2024, arXiv:2411.19477. Every pair is asked about in both orders, because
judges favour a place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import LONGEST, fence
from system2.prompts.speak import say
from system2.verifiers.none import NoVerdict
from system2.verifiers.parsing import read_object

PIVOTS = 2

SHOWN = LONGEST // 2
"""Characters of a candidate that a judge of two is shown."""

SCHEMA: dict[str, Any] = {
    "title": "comparison",
    "type": "object",
    "properties": {"comparison": {"type": "string"}, "better": {"type": "string", "enum": ["first", "second", "tie"]}},
    "required": ["comparison", "better"],
    "additionalProperties": False,
}

SHARE_OF_FIRST = {"first": 1.0, "tie": 0.5, "second": 0.0}

Pair = frozenset[int]
"""The indices of two candidates that meet."""

Wins = dict[Pair, dict[int, float]]
"""For each pair that met, what each of the two took of the win."""


@dataclass(frozen=True)
class Pairwise(NoVerdict):
    """Scores a path by its wins over others: how much better it is than its rivals, which may all be wrong.

    At most 2 * (1 + PIVOTS) calls a path. A pair counts where it could be judged in both orders; where these disagree
    it is a tie, and equal texts are a tie without a call.
    """

    model: str | None = None

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates with their shares of the wins; one that met nobody stays unjudged."""
        candidates = sorted(candidates, key=lambda candidate: candidate.index)
        players = [candidate for candidate in candidates if candidate.text.strip()]
        wins, ranking = await self._knock_out(problem, players)
        pivots = ranking[-PIVOTS:]
        further = {pair(pivot, player): (pivot, player) for pivot in pivots for player in players if pivot != player}
        wins |= await self._meet(problem, [both for met, both in further.items() if met not in wins])
        judged = []
        for candidate in candidates:
            verdict = _verdict(candidate, wins)
            if candidate in players:
                reason = "" if verdict else "it could not be compared with any other path"
                await note(Judged(candidate.index, verdict, reason))
            judged.append(replace(candidate, verdict=verdict))
        return judged

    async def _knock_out(self, problem: Problem, players: Sequence[Candidate]) -> tuple[Wins, Sequence[Candidate]]:
        """What came of the rounds, and the players as they went out, the champion last; a tie keeps the former in."""
        wins: Wins = {}
        standing, out = list(players), []
        while len(standing) > 1:
            pairs = list(zip(standing[::2], standing[1::2], strict=False))
            wins |= await self._meet(problem, pairs)
            out += (losers := [_loser(one, other, wins) for one, other in pairs])
            standing = [player for player in standing if player not in losers]
        return wins, [*out, *standing]

    async def _meet(self, problem: Problem, pairs: Iterable[tuple[Candidate, Candidate]]) -> Wins:
        """What came of these pairs; a pair that could not be judged has nothing in it."""
        return dict(await Group(self._meeting(problem, one, other) for one, other in pairs).all())

    async def _meeting(self, problem: Problem, one: Candidate, other: Candidate) -> tuple[Pair, dict[int, float]]:
        """One pair, asked about in both orders at once."""
        if one.text == other.text:
            return pair(one, other), {one.index: 0.5, other.index: 0.5}
        orders = Group([self._order(problem, one, other), self._order(problem, other, one)])
        shares = dict(await orders.all())
        of_one, of_other = shares[one.index], shares[other.index]
        if of_one is None or of_other is None:
            return pair(one, other), {}
        return pair(one, other), {one.index: (of_one + 1 - of_other) / 2, other.index: (of_other + 1 - of_one) / 2}

    async def _order(self, problem: Problem, first: Candidate, second: Candidate) -> tuple[int, float | None]:
        """The index of the first with its share of the win; None where it could not be judged."""
        asked = question(problem, first.text, second.text)
        outcome = await do(Ask(asked, "verify", SCHEMA, model=self.model, authors=(*first.authors, *second.authors)))
        if not isinstance(outcome, Replied):
            return first.index, None
        found = read_object(outcome.reply.text, {"better"}) or {}
        return first.index, SHARE_OF_FIRST.get(str(found.get("better")))


def question(problem: Problem, first: str, second: str) -> Messages:
    """What the verifier is asked about two candidates, which reach it fenced and before the instruction."""
    text = say("compare", problem, problem=problem.statement, first=fence(first, SHOWN), second=fence(second, SHOWN))
    return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))


def pair(one: Candidate, other: Candidate) -> Pair:
    """The two as one thing, whoever comes first."""
    return frozenset((one.index, other.index))


def share(player: Candidate, wins: Wins) -> float | None:
    """The player's mean win over those that it met; None where it met nobody."""
    own = [taken[player.index] for taken in wins.values() if player.index in taken]
    return sum(own) / len(own) if own else None


def _loser(one: Candidate, other: Candidate, wins: Wins) -> Candidate:
    taken = wins[pair(one, other)]
    return one if taken.get(one.index, 0) < taken.get(other.index, 0) else other


def _verdict(candidate: Candidate, wins: Wins) -> Verdict | None:
    won = share(candidate, wins)
    if won is None:
        return None
    met = sum(candidate.index in taken for taken in wins.values())
    return Verdict(won, won > 0.5, f"took {won:.0%} of its comparisons with {met} other paths", "pairwise")
