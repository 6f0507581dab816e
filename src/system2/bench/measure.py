"""Measuring one problem: its paths are sampled once, and every strategy that needs calls of its own is run."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from system2.bench.problems.case import ProblemCase
from system2.bench.replay import replayed
from system2.config.judging import Judging
from system2.core.candidates import Answer, Candidate
from system2.core.events import CallEnded, Event, Landed, RunEnded, Watcher
from system2.core.money import Bill
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.engine.house import House
from system2.engine.inquiry import Inquiry
from system2.engine.reason import Audience, reason
from system2.errors import BudgetError, ExitCode, KeyRejectedError, ProviderError, System2Error, UsageError
from system2.measured.records import Deep, Ran, Sampled, Setup, Solved, Spent, together
from system2.questions.tasks import task_type
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course, course_of
from system2.strategies.rehearsal import most_calls, rehearse
from system2.verifiers.none import NoVerdict

JUDGED = "best-of-n"
COUNTED = "vote"
CHOOSING = frozenset({JUDGED, COUNTED})
"""Strategies that only choose among sampled paths: all of them are evaluated on the same ones."""

UNJUDGED = Judging(ways=("none",))

SEEDS_FOR_A_PATH = 16
"""A path that thinks on and on takes several samples, each with a seed of its own."""

ERRORS: dict[int, type[System2Error]] = {
    ExitCode.USAGE: UsageError,
    ExitCode.BUDGET: BudgetError,
    ExitCode.KEY: KeyRejectedError,
}
"""What ends a measurement: it would go the same way with every other problem."""


class Bench:
    """Measures problems by one setup. `pattern` is the inquiry for all of them, its problem without a question.

    `watch` hears what happens in every run.
    """

    def __init__(self, setup: Setup, pattern: Inquiry, house: House, watch: Watcher) -> None:
        self._setup = setup
        self._pattern = pattern
        self._house = house
        self._watch = watch

    async def solve(self, number: int, case: ProblemCase) -> Solved:
        """All that is to be measured on this problem.

        Raises:
            System2Error: a call failed for good, or was refused.
        """
        problem = replace(self._pattern.problem, question=case.question)
        paths, replies = await self._paths(problem, case)
        return Solved(
            number,
            case.question,
            case.answer,
            task_type(case.question),
            paths,
            (*self._votes(problem, case, paths, replies), *await self._others(problem, case)),
            tuple(await self._deep(problem, case)),
        )

    async def _paths(self, problem: Problem, case: ProblemCase) -> tuple[tuple[Sampled, ...], dict[int, Reply]]:
        """As many paths as the widest effort takes, judged where some strategy hears a judge."""
        if not CHOOSING & set(self._setup.strategies):
            return (), {}
        meter = await self._run(problem, **sampling(self._setup, self._pattern))
        paths = tuple(
            Sampled(
                candidate.index,
                candidate.answer,
                candidate.verdict,
                bool(candidate.text.strip()),
                is_right(case, candidate.answer),
                meter.spent["generate", candidate.index],
                meter.spent["verify", candidate.index],
                "".join(candidate.authors),
            )
            for candidate in meter.candidates
        )
        return paths, meter.replies

    def _votes(
        self, problem: Problem, case: ProblemCase, paths: Sequence[Sampled], replies: Mapping[int, Reply]
    ) -> list[Ran]:
        """Where a vote on these paths stops, and for whom; no call is made."""
        votes = []
        for effort in self._setup.efforts if COUNTED in self._setup.strategies else ():
            course = course_of(replace(self._pattern.approach, effort=effort), UNJUDGED)
            choice = replayed(strategy_named(COUNTED).begin(problem, course), replies)
            answer = choice.chosen.answer if choice.chosen else None
            heard = together(paths[candidate.index].sampling for candidate in choice.candidates)
            votes.append(Ran(COUNTED, effort, answer, is_right(case, answer), heard))
        return votes

    async def _others(self, problem: Problem, case: ProblemCase) -> list[Ran]:
        """What the other strategies answer; where the effort changes no call, once."""
        others = []
        for name in self._setup.strategies:
            for effort in () if name in CHOOSING else different_efforts(name, self._setup.efforts, problem):
                meter = await self._run(problem, **at_effort(name, effort, self._pattern))
                others.append(Ran(name, effort, meter.answer, is_right(case, meter.answer), meter.total))
        return others

    async def _deep(self, problem: Problem, case: ProblemCase) -> list[Deep]:
        """Paths of each depth, as many as the widest effort takes."""
        wanted = [(thinking, index) for thinking in self._setup.thinking for index in range(max(self._setup.efforts))]
        return list(await asyncio.gather(*(self._path_of_depth(problem, case, *each) for each in wanted)))

    async def _path_of_depth(self, problem: Problem, case: ProblemCase, thinking: int, index: int) -> Deep:
        settings = self._pattern.settings
        seed = (settings.seed or 0) + SEEDS_FOR_A_PATH * index
        seeded = replace(self._pattern, settings=replace(settings, seed=seed))
        meter = await self._run(problem, **thinking_on(seeded, thinking))
        right = is_right(case, meter.answer)
        return Deep(thinking, Sampled(index, meter.answer, None, meter.chosen is not None, right, meter.total))

    async def _run(self, problem: Problem, **wanted: Any) -> "Meter":
        """What a run of the pattern took, with so much of it changed. Raises `System2Error` where it has no answer."""
        meter = Meter()
        inquiry = replace(self._pattern, problem=problem, **wanted)
        result = await reason(inquiry, Audience((meter, self._watch)), house=self._house)
        if result.exit_code not in (ExitCode.ANSWERED, ExitCode.NOT_GOOD_ENOUGH):
            raise ERRORS.get(result.exit_code, ProviderError)(result.trouble)
        return meter


def sampling(setup: Setup, pattern: Inquiry) -> dict[str, Any]:
    """The settings of an inquiry that samples the paths which all efforts share, judged where a strategy needs it."""
    strategy = JUDGED if JUDGED in setup.strategies else COUNTED
    return {"strategy": strategy, "approach": replace(pattern.approach, effort=max(setup.efforts), stop="never")}


def at_effort(strategy: str, effort: int, pattern: Inquiry) -> dict[str, Any]:
    """The settings of an inquiry that runs this strategy at this effort."""
    return {"strategy": strategy, "approach": replace(pattern.approach, effort=effort)}


def thinking_on(pattern: Inquiry, thinking: int) -> dict[str, Any]:
    """The settings of an inquiry that makes one path with so many thinking tokens."""
    settings = replace(pattern.settings, thinking_tokens=thinking)
    approach = replace(pattern.approach, effort=1, thinking_tokens=thinking)
    strategy = "serial" if thinking else "cot"
    return {"strategy": strategy, "approach": approach, "settings": settings, "judging": UNJUDGED}


def different_efforts(name: str, efforts: Sequence[int], problem: Problem) -> list[int]:
    """The efforts at which a strategy makes different calls, the least of each kind."""
    strategy = strategy_named(name)
    if "effort" not in strategy.takes:
        return [min(efforts)]
    kinds = {
        str(most_calls(rehearse(strategy, problem, Course(effort, NoVerdict())))): effort
        for effort in sorted(efforts, reverse=True)
    }
    return sorted(kinds.values())


class Meter:
    """A watcher of one run: what each of its paths took, apart by role, and what it chose among."""

    def __init__(self) -> None:
        self.spent: defaultdict[tuple[str, int], Spent] = defaultdict(Spent)
        self.total = Spent()
        self.replies: dict[int, Reply] = {}
        self.candidates: tuple[Candidate, ...] = ()
        self.chosen: Candidate | None = None

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case CallEnded(call=call, indices=indices):
                self.total += Spent(call.usage, Bill().plus(call.cost))
                for place, index in enumerate(indices):
                    usage, cost = call.usage.share(place, len(indices)), call.cost.share(place, len(indices))
                    self.spent[call.label.role, index] += Spent(usage, Bill().plus(cost), call.seconds)
            case Landed(index=index, reply=reply):
                self.replies[index] = reply
            case RunEnded(choice=choice, seconds=seconds):
                self.candidates, self.chosen = choice.candidates, choice.chosen
                self.total = replace(self.total, seconds=seconds)

    @property
    def answer(self) -> Answer | None:
        """The answer that was chosen."""
        return self.chosen.answer if self.chosen else None


def is_right(case: ProblemCase, answer: Answer | None) -> bool:
    """Whether the answer is right; no answer is not."""
    return answer is not None and case.check(answer.text)
