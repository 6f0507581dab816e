"""How a search over reasoning steps ends: with a finished path, whatever it takes and as long as anything is left."""

from collections.abc import Sequence

from system2.core.candidates import Candidate, CandidateStatus, Choice
from system2.core.decisions import Chosen
from system2.core.group import Group
from system2.core.procedures import note
from system2.core.replies import Reply
from system2.strategies.states import State, ranked
from system2.strategies.tree import Tree
from system2.verifiers.interface import compared


async def conclude(tree: Tree, kept: Sequence[State] = ()) -> Choice:
    """The winner, else the best finished path, else the best partial one, completed by one last call.

    The paths that a search has `kept` to its end are completed all at once, and compete with those that had finished.
    One that was to be completed and was not comes after all that were: its score is no verdict.
    """
    winner, why = tree.winner, tree.stopped or "the search came to its end"
    if winner:
        why = "a finished path was good enough"
    elif kept and not tree.stopped:
        why = "the paths that were kept were completed"
        await complete(tree, kept)
    elif not tree.finished:
        why = tree.stopped or "no path had finished: the best partial one was completed"
        await complete(tree, [best_partial(tree)])
    if not winner:
        await compare(tree)
    chosen = winner or min(ranked(tree.finished), key=lambda state: state.fate != "finished")
    if has_text := bool(chosen.candidate and chosen.candidate.reply):
        chosen.fate = "chosen"
        await tree.show([chosen])
        await note(Chosen(chosen.id, why))
    return Choice(
        chosen.candidate if has_text else None,
        tuple(state.candidate for state in tree.finished if state.candidate),
        why,
        confidence=chosen.candidate.score if chosen.candidate else None,
        tree=tuple(sorted((state.node for state in tree.states), key=lambda node: node.id)),
    )


async def compare(tree: Tree) -> None:
    """Hear a verifier that weighs finished paths against each other: as many of the best as a state has branches."""
    finished = ranked(state for state in tree.finished if state.fate == "finished")[: tree.search.branches]
    if len(finished) < 2:
        return
    finished.sort(key=lambda state: state.id)
    candidates = [state.candidate for state in finished if state.candidate]
    judged = await compared(tree.search.problem, candidates, tree.search.judge)
    for state, candidate in zip(finished, judged, strict=True):
        state.candidate, state.score = candidate, candidate.score
    await tree.show(finished)


def best_partial(tree: Tree) -> State:
    """The best state from which no other goes on; one that was pruned only where there is no other."""
    parents = {state.parent for state in tree.states if state.fate != "merged"}
    leaves = [state for state in tree.states if state not in parents and state.fate != "merged"]
    return min(ranked(leaves), key=lambda state: state.fate == "pruned", default=tree.root)


async def complete(tree: Tree, partials: Sequence[State]) -> None:
    """Finish each of these paths by one call, or hand it over as it is: after a refusal, or where no reply came."""
    first = tree.next_number
    tree.next_number += len(partials)
    await Group(_completed(tree, partial, first + place) for place, partial in enumerate(partials)).all()


async def _completed(tree: Tree, partial: State, number: int) -> None:
    thinker = tree.thinker
    is_hopeless = bool(thinker.refused) or (tree.stopped and partial is tree.root)
    if is_hopeless or not (await tree.complete(partial, number)):
        status: CandidateStatus = "refused" if thinker.refused else "failed"
        reply = Reply(partial.path) if partial.path else None
        partial.candidate = Candidate(partial.id, reply, status=status, reason=thinker.refused or thinker.failed)
