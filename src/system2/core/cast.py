"""Who plays which role in a run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from system2.core.calls import Role


@dataclass(frozen=True)
class Cast:
    """Which models write the paths, and which play the other roles.

    `seats` hold the members of the panel that write the paths: the first one path 0, the next one path 1, and so on
    over again; one model has the only seat. `others` names for each other role who plays it and, after that, who stands
    in where that one cannot. Where no model is to judge its own paths, the `jury` are all that can judge.
    """

    seats: tuple[str, ...]
    others: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    jury: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """The models that write paths, each once, in the order of their seats."""
        return tuple(dict.fromkeys(self.seats))

    def writer(self, index: int) -> str:
        """Who writes the path of this number, from 0."""
        return self.seats[index % len(self.seats)]

    def own_number(self, index: int) -> int:
        """How many paths of its writer come before this one: its number among those, whoever else writes any.

        So a model's paths are the same ones alone and in any panel.
        """
        rounds, seat = divmod(index, len(self.seats))
        own = self.seats[seat]
        return rounds * self.seats.count(own) + self.seats[:seat].count(own)

    def players(self, role: Role, index: int) -> tuple[str, ...]:
        """Who plays a role for path `index`, and who stands in, in this order: a path is its writer's alone."""
        return (self.writer(index),) if role == "generate" else self.others[role]

    def judges(self, players: tuple[str, ...], is_author: Callable[[str], bool]) -> tuple[str, ...]:
        """Who judges a path, of these players, and who stands in: after its author comes whoever follows it.

        So in a panel each judges the paths of its neighbour. Where none of the players is another than the author, one
        of the jury judges; authors come last.
        """
        if not self.jury:
            return players
        last = max((place for place, player in enumerate(players) if is_author(player)), default=-1)
        following = (*players[last + 1 :], *players[: last + 1])
        if all(map(is_author, following)):
            following = tuple(dict.fromkeys((*self.jury, *following)))
        return tuple(sorted(following, key=is_author))
