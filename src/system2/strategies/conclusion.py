"""How a search over reasoning steps ends: with a finished path, whatever it takes and as long as anything is left."""

from system2.core.candidates import Candidate, CandidateStatus, Choice
from system2.core.decisions import Chosen
from system2.core.procedures import note
from system2.core.replies import Reply
from system2.strategies.pieces import answer_of
from system2.strategies.states import State, ranked
from system2.strategies.tree import Tree
from system2.verifiers.interface import compared


async def conclude(tree: Tree) -> Choice:
    """The winner, else the best finished path, else the best partial one, completed by one last call."""
    why = tree.stopped or "the search came to its end"
    if tree.winner:
        why = "a finished path was good enough"
    elif tree.finished:
        await compare(tree)
    else:
        why = tree.stopped or "no path had finished: the best partial one was completed"
        await complete(tree, best_partial(tree))
    chosen = tree.winner or ranked(tree.finished)[0]
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
    finished = sorted(ranked(tree.finished)[: tree.search.branches], key=lambda state: state.id)
    candidates = [state.candidate for state in finished if state.candidate]
    judged = await compared(tree.search.problem, candidates, tree.search.judge)
    for state, candidate in zip(finished, judged, strict=True):
        state.candidate, state.score = candidate, candidate.score


def best_partial(tree: Tree) -> State:
    """The best state from which no other goes on; one that was pruned only where there is no other."""
    parents = {state.parent for state in tree.states if state.fate != "merged"}
    leaves = [state for state in tree.states if state not in parents and state.fate != "merged"]
    return min(ranked(leaves), key=lambda state: state.fate == "pruned", default=tree.root)


async def complete(tree: Tree, partial: State) -> None:
    """Finish this path by one call, or hand it over as it is: after a refusal, or where no reply ever came."""
    problem, thinker = tree.search.problem, tree.thinker
    is_hopeless = bool(thinker.refused) or (tree.stopped and partial is tree.root)
    thought = None if is_hopeless else (await thinker.complete(partial.path, tree.next_number))
    if thought is None:
        status: CandidateStatus = "refused" if thinker.refused else "failed"
        reply = Reply(partial.path) if partial.path else None
        partial.candidate = Candidate(partial.id, reply, status=status, reason=thinker.refused or thinker.failed)
        return
    end = State(tree.next_number, thought.text, partial, fate="finished")
    reply = Reply(end.path, finish_reason=thought.finish_reason)
    answer = answer_of(problem, end.path, thought.finish_reason)
    end.candidate = Candidate(end.id, reply, answer, status="truncated" if thought.finish_reason == "length" else "ok")
    await tree.place([end])
    await tree.judge(end)
