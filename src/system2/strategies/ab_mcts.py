"""Adaptive branching Monte Carlo tree search with node aggregation (AB-MCTS-A: Inoue et al. 2025, arXiv:2503.04412)."""

from collections.abc import Sequence

from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Chosen, Placed
from system2.core.procedures import note
from system2.strategies.pieces import attempt
from system2.strategies.refine import revision
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thompson import Answers
from system2.strategies.thoughts import Search
from system2.verifiers.interface import compared


@tree_search(
    "wider or deeper: a new answer, or an old one revised, as Thompson sampling says",
    source="Inoue et al. 2025, arXiv:2503.04412",
    use="code and texts: a verdict tells what to revise, and yet a fresh start may be better",
    name="ab-mcts",
    takes=("simulations",),
    lacks=("beam", "propose", "state"),
)
async def ab_mcts(search: Search) -> Choice:
    """Whole answers make the tree: below the question new ones, below an answer its revisions, at most `depth` deep.

    From the question down, Thompson sampling chooses between one more answer there and going on below those that there
    are; each answer is judged, and its score is told to every choice that led to it. `simulations` judged answers, or
    `branches` times `depth` of them; the best verdict wins.
    """
    root = State(0, search.problem.question)
    await note(Placed(root.node))
    answers = Answers(root, search.shape.depth)
    stopped = "the search came to its end"
    for number in range(1, (search.shape.simulations or search.branches * search.shape.depth) + 1):
        parent = answers.select()
        state = await answered(search, number, parent)
        answers.add(state)
        if not (state.candidate and state.candidate.reply):
            stopped = state.candidate.reason if state.candidate else stopped
            break
        if (state.score or 0) >= search.good_enough:
            stopped = "a finished path was good enough"
            break
    return await concluded(search, root, answers.states, stopped)


async def answered(search: Search, number: int, parent: State) -> State:
    """One more answer, below the question or as the revision of another, judged."""
    request = revision(search.problem, [parent.candidate]) if parent.candidate else None
    candidate = await attempt(search.problem, number, search.judge, messages=request)
    state = State(number, candidate.text, parent, score=candidate.score, fate="finished", candidate=candidate)
    await note(Placed(state.node))
    return state


async def concluded(search: Search, root: State, states: Sequence[State], stopped: str) -> Choice:
    """The answer with the best verdict."""
    judged: Sequence[Candidate] = [state.candidate for state in states if state.candidate]
    if len(judged) > 1:
        judged = await compared(search.problem, judged, search.judge)
        for state, candidate in zip(states, judged, strict=True):
            state.candidate, state.score = candidate, candidate.score
    best = next((state for state in ranked(states) if state.candidate and state.candidate.reply), None)
    if best:
        best.fate = "chosen"
        await note(Chosen(best.id, stopped))
    for state in states:
        await note(Placed(state.node))
    return Choice(
        best.candidate if best else None,
        tuple(judged),
        stopped,
        confidence=best.score if best else None,
        tree=tuple(state.node for state in (root, *states)),
    )
