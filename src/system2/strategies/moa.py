"""Mixture of agents: layers that read all of the layer before (Wang et al. 2024, arXiv:2406.04692, section 2.2)."""

from collections.abc import Sequence

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.problem import Messages, Problem
from system2.prompts.speak import conversation, say
from system2.strategies.account import shuffled
from system2.strategies.pieces import path
from system2.strategies.quoting import quoted
from system2.strategies.record import strategy
from system2.strategies.selection import in_order, landed, settle


@strategy(
    "layers of paths that each read the whole layer before, then one answer",
    source="Wang et al. 2024, arXiv:2406.04692",
    use="open-ended answers from a panel of models",
    name="moa",
)
async def mixture_of_agents(problem: Problem, *, effort: int, layers: int, thinking_tokens: int = 0) -> Choice:
    """`layers` of which all but the last are `effort` paths; the last is one answer, written by the aggregator.

    Each path after the first layer reads all of the layer before it, in an order that tells nothing of who wrote what,
    and writes a better one. Where the last layer brings nothing, the first path of the one before is the answer.
    Nothing is judged, so there is no confidence. `effort` * (`layers` - 1) + 1 samples.
    """
    heard: list[Candidate] = []
    before: Sequence[Candidate] = ()
    for layer in range(layers - 1):
        texts = landed(before)
        proposers = (
            path(
                problem,
                index,
                messages=aggregation(problem.of_path(index), texts) if texts else None,
                thinking_tokens=thinking_tokens,
            )
            for index in range(layer * effort, (layer + 1) * effort)
        )
        layer_said = in_order(await Group(proposers).all())
        heard += layer_said
        before = landed(layer_said) or before
        if not before:
            return await settle(heard, None, why="", stopped="no path of the first layer came")
    request = aggregation(problem, landed(before))
    final = await path(problem, effort * (layers - 1), messages=request, role="aggregate")
    chosen, why = (final, "it is the last layer's") if final.text.strip() else (before[0], "the last layer is empty")
    return await settle([*heard, final], chosen, why=why, stopped=f"{layers} layers were written")


def aggregation(problem: Problem, texts: Sequence[Candidate]) -> Messages:
    """The request to make one better answer of all that the layer before wrote."""
    said = quoted(problem, shuffled(texts))
    return conversation(problem, say("synthesize", problem, problem=problem.statement, candidates=said))
