"""Worked cases: questions whose intuitive answer is wrong, with solvers that fall for it and a judge that does not."""

import re
from dataclasses import dataclass

from tests.server.behaviour import Script, roles
from tests.server.messages import Request
from tests.server.replies import Reply, verdict

RACK_QUESTION = (
    "A server rack and a cooling unit cost 2500 dollars together. The rack costs 2000 dollars more than the cooling "
    "unit. How much does the cooling unit cost?"
)

RACK_RIGHT = (
    "Let x be the price of the cooling unit. The rack costs x + 2000, together 2x + 2000 = 2500, so 2x = 500 and "
    "x = 250. Check: 250 + 2250 = 2500.\n\nFinal answer: 250"
)

RACK_TRAP = (
    "Together they cost 2500 and the rack is 2000 of that. What is left for the cooling unit is 2500 - 2000 = 500."
    "\n\nFinal answer: 500"
)


@dataclass(frozen=True)
class Trap:
    """Solves the case of the server rack; `trapped` of every `of` paths say 500.

    Which ones follows from the seed where the request has one, else from its order among equal requests, so the
    share is exact over any `of` paths in a row.
    """

    trapped: int = 2
    of: int = 5

    def __call__(self, request: Request) -> Reply:
        index = (request.repetition if request.seed is None else request.seed) + request.choice
        return Reply(RACK_TRAP if index % self.of < self.trapped else RACK_RIGHT)


def rack_judge(request: Request) -> Reply:
    """A judge that solved the case itself: right are the paths that say 250."""
    if re.search(r"\b250\b", request.prompt):
        return verdict(True, 0.97, "Both conditions hold: 250 + 2250 = 2500.")
    return verdict(False, 0.92, "The difference would be 2000 - 500 = 1500, not 2000.")


def rack(trapped: int = 2, of: int = 5) -> Script:
    """The case of the server rack, solved by paths that fall for the trap so often, and judged well."""
    return roles(Trap(trapped, of), rack_judge)
