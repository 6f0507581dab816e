"""Particle filtering over reasoning steps (Puri et al. 2025, arXiv:2502.01618)."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from system2.core.candidates import Choice
from system2.core.decisions import Remark
from system2.core.procedures import note
from system2.strategies.conclusion import conclude
from system2.strategies.searching import tree_search
from system2.strategies.states import State
from system2.strategies.stepped import SteppedTree
from system2.strategies.thoughts import Search

SUREST = 1 - 1e-6
"""Scores are taken for no surer than this, either way: the odds of certainty are infinite."""


@tree_search(
    "particle filtering: sample on from paths as often as their scores are good",
    source="Puri et al. 2025, arXiv:2502.01618",
    use="derivations whose scorer errs: a poor score makes a path rarer, and does not end it",
    lacks=("beam", "propose"),
    scores_steps=True,
)
async def particles(search: Search) -> Choice:
    """So many paths as a state has `branches`, each grown by one step at a time and then drawn anew by its score.

    Paths that end stay among those that are drawn. After `depth` steps those that go on are completed, and the best
    verdict wins. At most `depth` steps for each path.
    """
    tree = SteppedTree(search, samples=True)
    swarm = [tree.root] * search.branches
    for step in range(1, search.shape.depth + 1):
        going = Counter(state for state in swarm if not state.candidate)
        if not going or tree.is_over:
            break
        before = len(tree.states)
        await tree.grow(list(going), list(going.values()))
        moved = [state for state in swarm if state.candidate] + arrived(tree, tree.states[before:])
        if tree.is_over or not moved:
            break
        swarm = drawn(sorted(moved, key=lambda state: state.id), search.branches)
        going_on = [state for state in moved if not state.candidate]
        await tree.keep(swarm, going_on, over="no particle was drawn here")
        await note(Remark(f"step {step}: {len(set(swarm))} of {len(moved)} paths were drawn"))
    return await conclude(tree, sorted({state for state in swarm if state.step and not state.candidate}, key=number))


def number(state: State) -> int:
    """The number of a state."""
    return state.id


def arrived(tree: SteppedTree, born: Sequence[State]) -> list[State]:
    """Where the particles are: the child itself, or the first state that is equal to it."""
    first: dict[str, State] = {}
    for state in sorted(tree.states, key=number):
        if not state.candidate and state.fate != "merged":
            first.setdefault(state.key, state)
    return [state if state.candidate else first.get(state.key, state) for state in born]


def drawn(swarm: Sequence[State], count: int) -> list[State]:
    """So many of these, each as often as its share of all odds says, but for rounding.

    The weights are the softmax of the logits of the scores, which are the odds. Drawn systematically from the middle of
    equal intervals (Kitagawa 1996), where the paper draws by chance: a run can be gone through again.
    """
    weights = list(accumulate(odds(state.score) for state in swarm))
    marks = ((place + 0.5) / count * weights[-1] for place in range(count))
    return [next(state for state, weight in zip(swarm, weights, strict=True) if weight >= mark) for mark in marks]


def odds(score: float | None) -> float:
    """How likely a score says that a path is right, over how likely not; what has no score is as good as wrong."""
    sure = min(max(score or 0.0, 1 - SUREST), SUREST)
    return sure / (1 - sure)
