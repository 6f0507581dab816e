"""`system2 strategies`: every way to reason, with its source and the calls that it makes."""

from typing import Annotated, Any

import typer

from system2.cli import following, options
from system2.config.settings import USUAL_EFFORT
from system2.render.safe import to_json

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="One strategy, or two with a plus between them.", autocompletion=following.strategies
    ),
]
Effort = Annotated[
    int,
    typer.Option(
        "-e", "--effort", "-n", "--samples", metavar="N", min=1, max=100, help="Count the calls at this effort."
    ),
]

COLUMN = 12

ANY_PROBLEM = "Consider the matter that is told below with care, and say what follows from it for everybody concerned."
"""One that no rule of `auto` knows, so that all it may come to is counted."""


def strategies(name: Name = "", effort: Effort = USUAL_EFFORT["think"], json: options.Json = False) -> None:
    """List the ways to reason: what each does, its source, its calls, and when to use it.

    Calls are counted with a judge; a verdict that cannot be read is asked for twice, which the most includes. Two
    names go together with a plus: `synthesize+vote` is a vote among answers each of which is a synthesis of three.
    """
    from system2.render.words import count
    from system2.strategies.catalogue import all_strategies, strategy_named

    chosen = [strategy_named(name)] if name else list(all_strategies().values())
    rows = [row(strategy, effort) for strategy in chosen]
    if json:
        print(to_json(rows))
        return
    for each in rows:
        most = count(each["most"], "call")
        calls = f"{each['least']} to {most}" if each["least"] < each["most"] else most
        print(f"{each['name']:<{COLUMN}} {each['summary']}")
        print(f"{'':<{COLUMN}} for {each['use']}")
        print(f"{'':<{COLUMN}} {calls} at effort {effort}; {each['source']}")


def row(strategy: Any, effort: int) -> dict[str, Any]:
    """What is told of a strategy."""
    from system2.core.problem import Problem
    from system2.questions.difficulty import THINKING_TOKENS
    from system2.strategies.course import Course
    from system2.strategies.rehearsal import rehearse
    from system2.verifiers.judge import Judge

    thinking = max(THINKING_TOKENS.values()) if strategy.thinks else 0
    demands = rehearse(strategy, Problem(ANY_PROBLEM), Course(effort, thinking_tokens=thinking, judge=Judge()))
    return {
        "name": strategy.name,
        "summary": strategy.summary,
        "use": strategy.use,
        "source": strategy.source,
        "effort": effort,
        "least": sum(each.least.calls for each in demands),
        "expected": sum(each.usual.calls for each in demands),
        "most": sum(each.most.calls for each in demands),
    }
