"""How a strategy is to go about a problem: what the user may say of that, and what is settled.

An option that a strategy takes is told here. The strategy takes it by naming it among the arguments of its function.
"""

from dataclasses import KW_ONLY, dataclass, fields
from typing import Any, Literal, get_args

from system2.config.options import PATHS, SEARCH, check, option
from system2.config.readers import Number, OneOf, Whole, command, truth

Select = Literal["auto", "verdict", "majority", "weighted"]
VotesBy = Literal["path", "model", "reliability"]
Stop = Literal["safe", "beta", "window", "certain", "never"]
Propose = Literal["list", "sample"]
Value = Literal["score", "vote"]
Evaluate = Literal["value", "rollout"]


def _pattern(value: Any) -> str:
    from system2.answers.patterns import last_match

    last_match(value, "")
    return str(value)


@dataclass(frozen=True)
class Shape:
    """How a search goes about it; its width, the branches of a state, is the run's effort.

    `beam` states are kept of each level, `depth` steps make the longest path, `lookahead` further steps are rolled
    where a search rolls any. `propose` asks for several steps in one reply or for one in each of several, `value` for a
    score of each state or for a vote among those of a level. `valuations` is how many scores or ballots are taken, None
    where that is left to the search. A Monte Carlo search makes so many `simulations`; `exploration` is its constant of
    UCT, and `evaluate` tells how the end of a simulation is valued. `state` is a pattern: states whose path ends in the
    same text of it are equal; empty, where the whole path counts.

    Raises:
        UsageError: there is no such way, nothing is left to search, or the pattern is none.
    """

    depth: int = option(5, Whole(1, 100), "--depth", metavar="N", panel=SEARCH, help="Steps at the most.")
    beam: int = option(2, Whole(1, 100), "--beam", metavar="N", panel=SEARCH, help="States kept of a level.")
    lookahead: int = option(2, Whole(1, 100), "--lookahead", metavar="N", panel=SEARCH, help="Steps of a rollout.")
    propose: Propose = option(
        "list",
        OneOf(get_args(Propose)),
        "--propose",
        metavar="list|sample",
        panel=SEARCH,
        help="list: all next steps in one reply; sample: one in each of several.",
    )
    value: Value = option(
        "score",
        OneOf(get_args(Value)),
        "--value",
        metavar="score|vote",
        panel=SEARCH,
        help="Score each state, or vote among all of a level.",
    )
    valuations: int | None = option(
        None,
        Whole(1, 100),
        "--valuations",
        metavar="K",
        panel=SEARCH,
        help="Scores of a state, whose mean counts, or ballots. [default: 3 in bfs and dfs, else 1; 5 ballots]",
    )
    simulations: int | None = option(
        None,
        Whole(1, 10_000),
        "--simulations",
        metavar="N",
        panel=SEARCH,
        help="Simulations of a Monte Carlo search. [default: as many states as bfs expands]",
    )
    exploration: float = option(
        1.0,
        Number(0, 10),
        "--exploration",
        metavar="C",
        panel=SEARCH,
        help="How much UCT favours what was seldom visited.",
    )
    evaluate: Evaluate = option(
        "value",
        OneOf(get_args(Evaluate)),
        "--evaluate",
        metavar="|".join(get_args(Evaluate)),
        panel=SEARCH,
        help="What a simulation is worth. value: that of the best next state; rollout: the verdict on a path completed "
        "from there.",
    )
    state: str = option(
        "", _pattern, "--state", metavar="REGEX", panel=SEARCH, help="States are equal where this finds the same."
    )

    def __post_init__(self) -> None:
        check(self)

    @property
    def unusual(self) -> tuple[str, ...]:
        """The names of what is not as it is where nothing is said."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) != each.default)


@dataclass(frozen=True)
class Haste:
    """How many `seconds` a run may take, and how fast its model was lately: None where nobody knows.

    `call_seconds` is how long it wrote at one path, as a rule, and `tokens_a_second` how much it wrote in that time.
    """

    seconds: float
    call_seconds: float | None = None
    tokens_a_second: float | None = None

    @property
    def thinking_tokens(self) -> int | None:
        """The most that a path may think, so that half of the time is left for all else; None where nobody knows."""
        return None if self.tokens_a_second is None else int(self.seconds / 2 * self.tokens_a_second)


@dataclass(frozen=True)
class Approach:
    """How a strategy is to go about it: how wide, who wins, when a verdict is good enough.

    `thinking_tokens` is how long each path may think, 0 where that is left to the model; `rounds` how often a draft is
    revised, and `lookup` the program that looks up what it leaves open; `stop` and `sure` when sampling may stop;
    `shape` how a search over reasoning steps goes about it; `thinking_share` how much of its usual thinking a path gets
    where the strategy decides how much that is; `computes` that programs were measured to answer arithmetic best;
    `haste` how long it may take, where the strategy is chosen by that too; `ladder` names the models to climb,
    `deepens` says that one of them can be told to think longer. What is None is left to the strategy.
    """

    effort: int = 1
    _: KW_ONLY
    select: Select = "auto"
    thinking_tokens: int = 0
    thinking_share: float = 1.0
    computes: bool = False
    haste: Haste | None = None
    ladder: tuple[str, ...] = ()
    deepens: bool = True
    shape: Shape = Shape()
    rounds: int = option(
        2, Whole(1, 20), "--rounds", metavar="N", panel=PATHS, help="Revisions of a draft, at the most."
    )
    lookup: str = option(
        "",
        command,
        "--lookup",
        metavar="COMMAND",
        panel=PATHS,
        help="Program that looks up what a draft leaves open: it reads questions, and prints passages.",
    )
    good_enough: float | None = option(
        None, Number(0, 1), "--good-enough", metavar="X", panel=PATHS, help="Stop at the first verdict this good."
    )
    layers: int = option(
        3, Whole(2, 10), "--layers", metavar="N", panel=PATHS, help="Layers of a mixture of agents, the last included."
    )
    compare: bool | None = option(
        None,
        truth,
        panel=PATHS,
        switches={
            "--compare": (True, "Tell where the paths part; so it is in a panel. Open answers take a call for that."),
            "--no-compare": (False, "Leave that out in a panel, too."),
        },
    )
    votes_by: VotesBy = option(
        "path",
        OneOf(get_args(VotesBy)),
        "--votes-by",
        metavar="|".join(get_args(VotesBy)),
        panel=PATHS,
        help="What a vote weighs in a panel. path: each path alike; model: each model alike; reliability: by how often "
        "`system2 bench` found its model right.",
    )
    stop: Stop | None = option(
        None,
        OneOf(get_args(Stop)),
        "--stop",
        metavar="|".join(get_args(Stop)),
        panel=PATHS,
        help="When the leader is safe enough to stop. [default: safe]",
    )
    sure: float | None = option(
        None,
        Number(0.5, 1),
        "--sure",
        metavar="X",
        panel=PATHS,
        help="How sure of the leader. [default: 0.94 for safe, 0.95 for beta]",
    )
