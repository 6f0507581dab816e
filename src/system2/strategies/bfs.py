"""Tree of thoughts, breadth first (Yao et al. 2023, arXiv:2305.10601, algorithm 1)."""

from system2.core.candidates import Choice
from system2.core.outcomes import Procedure
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree, level_by_level


def bfs(search: Search) -> Procedure[Choice]:
    """Propose next steps for every kept state, value each, keep the best `beam`, `depth` times over.

    Of calls at most `most_calls(search)`.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return (yield from level_by_level(Tree(search), best))
