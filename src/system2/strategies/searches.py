"""The searches over reasoning steps as strategies: their names, their papers, and which calls they will ask for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from system2.core.candidates import Choice
from system2.core.plans import Plan, Planned
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.errors import UsageError
from system2.strategies.beam import beam
from system2.strategies.bfs import bfs
from system2.strategies.course import Course, Strategy
from system2.strategies.dfs import dfs
from system2.strategies.dvts import dvts
from system2.strategies.lookahead import lookahead
from system2.strategies.mcts import mcts
from system2.strategies.thoughts import Search, Shape, Thinker
from system2.strategies.tree import expansions

GOOD_ENOUGH = 0.9


@dataclass(frozen=True)
class Kind:
    """What tells the searches apart before they begin.

    `rolls` says that every state is valued by a rollout, `roams` that the search goes on until its calls are used up,
    however few children a state has.
    """

    run: Callable[[Search], Procedure[Choice]]
    rolls: bool = False
    roams: bool = False


def search_for(problem: Problem, course: Course) -> Search:
    """What a search is told."""
    return Search(problem, course.judge, course.effort, course.shape, course.good_enough_or(GOOD_ENOUGH))


def plan(problem: Problem, course: Course, kind: Kind) -> Plan:
    """Proposals, values, verdicts and one completion.

    Every child is valued or, where it finishes a path, judged: either may be all of them. As a rule, so many paths
    finish as are kept of a level.
    """
    search = search_for(problem, course)
    thinker, finishing, grown = Thinker(search), search.shape.beam, expansions(search)
    children = grown * search.branches
    most_grown = (children + grown + 1) // 2 if kind.roams else grown
    values = Planned(thinker.value_request("", "value_state"), 0, children, children, quotes=1)
    rollout = Planned(thinker.completion_request("", 0), 0, children, children, quotes=1)
    last = Planned(thinker.completion_request("", 0), 0, 0, 1, quotes=1)
    verdicts = (_times(each, 0, finishing, children + 1) for each in search.judge.plan(problem))
    proposals = (_times(each, 1, grown, most_grown) for each in _proposals(thinker))
    return (*proposals, *([rollout] if kind.rolls else []), values, *verdicts, last)


def _proposals(thinker: Thinker) -> Plan:
    """What one expansion asks for; a list that cannot be read is asked for once more."""
    search = thinker.search
    if search.shape.propose == "sample":
        return (Planned(thinker.step_request("", 0), search.branches, search.branches, search.branches, quotes=1),)
    return (Planned(thinker.list_request(""), 1, 1, 2, quotes=1),)


def _times(planned: Planned, least: int, expected: int, most: int) -> Planned:
    return replace(planned, least=planned.least * least, expected=planned.expected * expected, most=planned.most * most)


def _strategy(name: str, summary: str, source: str, use: str, kind: Kind) -> Strategy:
    return Strategy(
        name,
        summary,
        source,
        use,
        lambda problem, course: kind.run(search_for(problem, course)),
        lambda problem, course: plan(problem, course, kind),
        stacks=False,  # the states of several trees would share their numbers
    )


SEARCHES = {
    search.name: search
    for search in (
        _strategy(
            "bfs",
            "tree of thoughts: propose steps, value states, keep the best of each level",
            "Yao et al. 2023, arXiv:2305.10601",
            "puzzles and plans whose states can be valued half-way",
            Kind(bfs),
        ),
        _strategy(
            "dfs",
            "tree of thoughts: follow the best step, prune, turn back",
            "Yao et al. 2023, arXiv:2305.10601",
            "the same with fewer calls, where finished paths can be checked",
            Kind(dfs, roams=True),
        ),
        _strategy(
            "beam",
            "score every step, keep the best paths by their steps' scores",
            "Lightman et al. 2024, arXiv:2305.20050",
            "derivations in which one wrong step spoils all",
            Kind(beam),
        ),
        _strategy(
            "lookahead",
            "value each step by rolling some further steps from it",
            "Snell et al. 2024, arXiv:2408.03314",
            "when states are hard to value before something has come of them",
            Kind(lookahead, rolls=True),
        ),
        _strategy(
            "dvts",
            "search several subtrees that do not compete",
            "Beeching et al. 2024, Hugging Face",
            "when a beam agrees with itself too early",
            Kind(dvts),
        ),
        _strategy(
            "mcts",
            "Monte Carlo tree search with UCT over steps",
            "Zhou et al. 2024, arXiv:2310.04406",
            "when values mislead: what disappoints is left for what was neglected",
            Kind(mcts, roams=True),
        ),
    )
}


def search_named(name: str) -> Strategy:
    """The search of this name. Raises `UsageError`."""
    if name not in SEARCHES:
        raise UsageError(f"--search is {name!r}, but it has to be one of {', '.join(SEARCHES)}.")
    return SEARCHES[name]


def check_search(name: str, shape: Shape) -> None:
    """Raises `UsageError` where the strategy of this name is a search that cannot go about it so."""
    if name == "lookahead" and shape.value == "vote":
        raise UsageError(f"--value vote is not for --search {name}: each state is valued by a rollout of its own.")
