"""Who plays which role in a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from system2.core.calls import Role


@dataclass(frozen=True)
class Cast:
    """Which models write the paths, and which play the other roles.

    `seats` hold the members of the panel that write the paths: the first one path 0, the next one path 1, and so on
    over again; one model has the only seat. `others` names for each other role who plays it and, after that, who stands
    in where that one cannot.
    """

    seats: tuple[str, ...]
    others: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

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
