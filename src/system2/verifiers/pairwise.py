"""Paths judged against each other: a pivot tournament, linear in their number.

After the probabilistic pivot tournament of LLM-as-a-Verifier (Kwok et al. 2026, arXiv:2607.05391): a ring in which
each path meets its neighbour finds a few pivots, and every path then meets the pivots. A path's score is its mean win
over the opponents that it met, as in a league (Chen et al. 2024, arXiv:2411.19477). Every pair is asked about in both
orders, because judges favour a place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from system2.core.actions import Ask, Note
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import Group, perform
from system2.core.outcomes import Procedure, Replied
from system2.core.plans import Plan, Planned
from system2.core.problem import Message, Messages, Problem
from system2.prompts.fence import LONGEST, fence
from system2.prompts.speak import say
from system2.verifiers.none import NoVerdict
from system2.verifiers.reading import read_object

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

    def plan(self, problem: Problem) -> Plan:
        """Two calls for a neighbour and, at the most, two for each pivot."""
        ask = self._ask(question(problem, "", ""))
        return (Planned(ask, 0, 2 * PIVOTS, 2 * (1 + PIVOTS), quotes=2),)

    def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Procedure[Sequence[Candidate]]:
        """The candidates with their shares of the wins; one that met nobody stays unjudged."""
        candidates = sorted(candidates, key=lambda candidate: candidate.index)
        players = [candidate for candidate in candidates if candidate.text.strip()]
        wins = yield from self._meet(problem, players, ring(players))
        pivots = sorted(players, key=lambda player: (-(share(player, wins) or 0), player.index))[:PIVOTS]
        further = {pair(pivot, player) for pivot in pivots for player in players if player is not pivot} - wins.keys()
        wins |= yield from self._meet(problem, players, further)
        judged = []
        for candidate in candidates:
            verdict = _verdict(candidate, wins)
            if candidate in players:
                reason = "" if verdict else "it could not be compared with any other path"
                yield from perform(Note(Judged(candidate.index, verdict, reason)))
            judged.append(replace(candidate, verdict=verdict))
        return judged

    def _meet(self, problem: Problem, players: Sequence[Candidate], pairs: Iterable[Pair]) -> Procedure[Wins]:
        """What came of these pairs; a pair that could not be judged has nothing in it."""
        known = {player.index: player for player in players}
        meetings = (
            self._meeting(problem, *(known[index] for index in sorted(each))) for each in sorted(pairs, key=sorted)
        )
        return dict((yield from Group(meetings).all()))

    def _meeting(self, problem: Problem, one: Candidate, other: Candidate) -> Procedure[tuple[Pair, dict[int, float]]]:
        """One pair, asked about in both orders at once."""
        if one.text == other.text:
            return pair(one, other), {one.index: 0.5, other.index: 0.5}
        orders = Group([self._order(problem, one, other), self._order(problem, other, one)])
        shares = dict((yield from orders.all()))
        of_one, of_other = shares[one.index], shares[other.index]
        if of_one is None or of_other is None:
            return pair(one, other), {}
        return pair(one, other), {one.index: (of_one + 1 - of_other) / 2, other.index: (of_other + 1 - of_one) / 2}

    def _order(self, problem: Problem, first: Candidate, second: Candidate) -> Procedure[tuple[int, float | None]]:
        """The index of the first with its share of the win; None where it could not be judged."""
        outcome = yield from perform(self._ask(question(problem, first.text, second.text)))
        if not isinstance(outcome, Replied):
            return first.index, None
        found = read_object(outcome.reply.text, {"better"}) or {}
        return first.index, SHARE_OF_FIRST.get(str(found.get("better")))

    def _ask(self, messages: Messages) -> Ask:
        return Ask(messages, "verify", SCHEMA, model=self.model)


def question(problem: Problem, first: str, second: str) -> Messages:
    """What the verifier is asked about two candidates, which reach it fenced and before the instruction."""
    text = say("compare", problem, problem=problem.statement, first=fence(first, SHOWN), second=fence(second, SHOWN))
    return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))


def pair(one: Candidate, other: Candidate) -> Pair:
    """The two as one thing, whoever comes first."""
    return frozenset((one.index, other.index))


def ring(players: Sequence[Candidate]) -> set[Pair]:
    """Each player with the next, the last with the first."""
    return {
        pair(one, other) for one, other in zip(players, [*players[1:], *players[:1]], strict=True) if one is not other
    }


def share(player: Candidate, wins: Wins) -> float | None:
    """The player's mean win over those that it met; None where it met nobody."""
    own = [taken[player.index] for taken in wins.values() if player.index in taken]
    return sum(own) / len(own) if own else None


def _verdict(candidate: Candidate, wins: Wins) -> Verdict | None:
    won = share(candidate, wins)
    if won is None:
        return None
    met = sum(candidate.index in taken for taken in wins.values())
    return Verdict(won, won > 0.5, f"took {won:.0%} of its comparisons with {met} other paths", "pairwise")
