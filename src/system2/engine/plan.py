"""What is to be run, once all about it is settled."""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass

from system2.config.judging import Demands
from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.engine.promise import Limits
from system2.engine.terms import Terms


@dataclass(frozen=True)
class Plan:
    """What is to be run: how to begin the procedure that answers the problem, and on what terms.

    `limits` are those that its promise knows, more certain from one to the next.
    """

    problem: Problem
    begin: Callable[[], Procedure[Choice]]
    terms: Terms
    limits: Callable[[MutableMapping[str, Limits]], Iterator[Limits]]
    effort: int
    demands: Demands = Demands()
