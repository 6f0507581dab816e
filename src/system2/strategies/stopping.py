"""When a vote may stop: how sure its leader is to win, and how many samples must land before that is enough."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, get_args

from system2.config.approach import Stop
from system2.errors import UsageError

RULES: tuple[Stop, ...] = get_args(Stop)
DEFAULT_RULE: Stop = "safe"

JUDGED = frozenset({"verdict", "weighted"})
"""Selections for which every path is judged and heard: a single verdict may decide, so no choice is ever safe."""

DEFAULT_SURE: dict[Stop, float] = {"safe": 0.94, "beta": 0.95}
"""How sure a rule has to be where the user does not say; the others know no degrees.

That of `safe` is the least sure at which recorded votes lose nothing that can be told from chance, so the cheapest
(`python -m tests.benchmarks.adaptive_vote`).
"""

WINDOW = 5
"""Samples that have to agree with each other in a row (Li et al. 2024)."""


class Race(NamedTuple):
    """The votes of the two leading answers, and how many votes may still come."""

    leader: int
    runner_up: int
    remaining: int


def certain(race: Race) -> float:
    """1 where the leader cannot be caught any more, else 0."""
    return float(race.leader > race.runner_up + race.remaining)


def beta(race: Race) -> float:
    """The posterior probability that the leader is the true majority of the two (Aggarwal et al. 2023).

    With a uniform prior it is the Beta distribution's upper half, which for whole votes is a sum over fair coins.
    """
    coins = race.leader + race.runner_up + 1
    return 1 - sum(math.comb(coins, heads) for heads in range(race.runner_up + 1)) / (1 << coins)


@lru_cache(maxsize=10_000)
def safe(race: Race) -> float:
    """How sure it is that all votes would elect this leader: 1 less a bound on the share of votes that err, 0 to 1.

    The bound is the chance that the leader is overtaken if every vote that may still come were a fair coin's
    (stochastic curtailment, Lan, Simon and Halperin 1982), divided by how much likelier these votes are if the shares
    may be anything (Jeffreys' prior) than if they are even. Where they are even, that ratio is a martingale (Ville
    1939, Robbins 1970), so the chance to stop and be overtaken, averaged over all courses, is no more than the bound at
    which one stops, however often one looks and however many votes there are. No other shares of two answers err more
    often: a vote moved to the one that wins only takes from the other's leads.
    """
    leader, runner_up, remaining = race
    votes = leader + runner_up
    mixed = _ways(2 * leader, leader) + _ways(2 * runner_up, runner_up) - _ways(votes, leader)
    likelier = math.exp(mixed - votes * math.log(2))
    return 1 - min(1.0, _overtaken(leader - runner_up, remaining) / likelier)


def _overtaken(lead: int, remaining: int) -> float:
    """The chance that so many fair coins undo a lead; a tie counts as half."""
    against = range((remaining + lead + 1) // 2, remaining + 1)
    return sum(
        math.exp(_ways(remaining, votes) - remaining * math.log(2)) * (1 if 2 * votes - remaining > lead else 0.5)
        for votes in against
    )


def _ways(votes: int, of_one: int) -> float:
    """The logarithm of the number of orders in which so many of the votes fall on one answer."""
    return math.lgamma(votes + 1) - math.lgamma(of_one + 1) - math.lgamma(votes - of_one + 1)


CERTAINTY: dict[Stop, Callable[[Race], float]] = {"safe": safe, "beta": beta, "certain": certain}


@dataclass(frozen=True)
class Poll:
    """The votes so far: `ballots` by sample, in the order of their indices, of which None stands for an abstention.

    A sample that failed abstains; one that has not landed is not among them. `planned` is how many there may be.
    `standing` is what the leader and its rival have, where more than votes decides.
    """

    ballots: dict[int, int | None]
    planned: int
    standing: tuple[int, int] | None = None

    @cached_property
    def race(self) -> Race:
        """The two answers with the most votes; what has not landed may still vote."""
        if self.standing:
            return Race(*self.standing, self.planned - len(self.ballots))
        votes = Counter(vote for vote in self.ballots.values() if vote is not None)
        leader, runner_up, *_ = (*(number for _, number in votes.most_common(2)), 0, 0)
        return Race(leader, runner_up, self.planned - len(self.ballots))


@dataclass(frozen=True)
class Rule:
    """A rule with the certainty at which it is content."""

    stop: Stop
    sure: float

    def certainty(self, poll: Poll) -> float | None:
        """How sure the leader is to win by this rule; None where the rule does not say, or nobody leads."""
        return self._sure_of(poll.race) if self.stop in CERTAINTY and poll.race.leader else None

    def is_content(self, poll: Poll) -> bool:
        """Whether no further vote is needed."""
        if self.stop == "window":
            window = _open_window(poll)
            return bool(certain(poll.race) or (window and poll.ballots.keys() >= set(window)))
        return self.stop in CERTAINTY and self._sure_of(poll.race) >= self.sure

    def wants(self, poll: Poll) -> int:
        """How many samples, those that landed included, must land before the rule could be content.

        As many as that are worth starting at once: they are needed even if all of them agree with the leader.
        """
        landed, race = len(poll.ballots), poll.race
        if self.stop == "window":
            return (_open_window(poll) or range(poll.planned)).stop
        if self.stop == "never":
            return poll.planned
        steps = (Race(race.leader + more, race.runner_up, race.remaining - more) for more in range(race.remaining))
        enough = (more for more, step in enumerate(steps) if self._sure_of(step) >= self.sure)
        return landed + next(enough, race.remaining)

    def _sure_of(self, race: Race) -> float:
        return max(CERTAINTY[self.stop](race), certain(race)) if race.leader else 0.0


def rule(stop: Stop | None = None, sure: float | None = None) -> Rule:
    """The rule of this name, or the default one, at its own certainty where none is given."""
    stop = stop or DEFAULT_RULE
    return Rule(stop, DEFAULT_SURE.get(stop, 1.0) if sure is None else sure)


def check_rule(stop: Stop | None, sure: float | None, select: str, votes_by: str = "path") -> None:
    """See that a vote can stop so where `select` decides who wins.

    Raises:
        UsageError: there is no such rule, or it does not go together with the rest.
    """
    if stop is not None and stop not in RULES:
        raise UsageError(f"--stop is {stop!r}, but it has to be one of {', '.join(RULES)}.")
    if select in JUDGED and (stop not in {None, "never"} or sure is not None):
        raise UsageError(f"--stop and --sure spare paths; with --select {select} every path is judged: leave them out.")
    if votes_by != "path" and (stop not in {None, "never"} or sure is not None):
        raise UsageError(f"--stop and --sure spare paths; --votes-by {votes_by} hears all: leave them out.")
    if sure is not None and stop is not None and stop not in DEFAULT_SURE:
        raise UsageError(f"--sure is for --stop {' or '.join(DEFAULT_SURE)}; {stop} knows no degrees: leave it out.")


def _open_window(poll: Poll) -> range:
    """The first samples that are, or may still be, of one mind; windows do not overlap (ESC). Empty if none is left."""
    for first in range(0, poll.planned, WINDOW):
        window = range(first, min(first + WINDOW, poll.planned))
        landed = {poll.ballots[index] for index in window if index in poll.ballots}
        if len(landed) <= 1 and None not in landed:
            return window
    return range(0)
