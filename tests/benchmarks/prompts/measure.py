"""Each bench: what is asked with which wording, and the figures of the replies."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from statistics import fmean

from system2.answers.equivalence import same
from system2.bench.measure import Meter
from system2.config.approach import Approach
from system2.config.judging import Judging
from system2.config.settings import Settings
from system2.core.candidates import Answer, Candidate
from system2.core.events import Event
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.engine.house import House, open_house
from system2.engine.inquiry import Inquiry, inquire
from system2.engine.reason import Audience, reason
from system2.measured.statistics import paired_difference
from system2.questions.expected import expected_answer
from tests.benchmarks.prompts.recorded import Recorded, recorded
from tests.benchmarks.prompts.variants import JUDGES, PATHS, SHIPPED, SYNTHESES

SAMPLED = 2
TEMPERATURE = 0.7
UNJUDGED = Judging(ways=("none",))


@dataclass(frozen=True)
class Asked:
    """What came of a problem: its paths, the answer that was chosen, and what all of it took in output tokens."""

    candidates: Sequence[Candidate]
    answer: Answer | None
    tokens: int


@dataclass(frozen=True)
class Laboratory:
    """Where questions are put to a model."""

    model: str
    house: House

    async def ask(
        self, each: Recorded, strategy: str, wording: Mapping[str, str], judging: Judging, effort: int, *, given: bool
    ) -> Asked:
        """Run a strategy on a problem; with the recorded solutions as its paths, where they are `given`."""
        settings = Settings(model=self.model, temperature=TEMPERATURE, seed=1, history=False, adapt=False)
        problem = Problem(each.question, wording=wording)
        wanted = Inquiry(problem, "bench", strategy, Approach(), replace(settings, effort=effort), judging=judging)
        samples = {place: Reply(text) for place, (text, _) in enumerate(each.solutions)} if given else {}
        meter = Meter()
        await reason(inquire(wanted, effort, str), Audience((meter,)), samples=samples, house=self.house)
        return Asked(meter.candidates, meter.answer, meter.total.usage.output)


@asynccontextmanager
async def laboratory(model: str) -> AsyncIterator[Laboratory]:
    """One whose replies are kept in the cache."""
    async with open_house(Settings(model=model), _unheard, allow_unpriced=True, person=False) as house:
        yield Laboratory(model, house)


async def paths(model: str, number: int) -> None:
    """Ask for paths."""
    print("| prompt | right | any of two | no answer | tokens a path | against what ships |\n|---|---|---|---|---|---|")
    shipped: list[float] = []
    async with laboratory(model) as here:
        for name, wording in PATHS.items():
            problems = list(recorded(number))
            asked = [await here.ask(each, "vote", wording, UNJUDGED, SAMPLED, given=False) for each in problems]
            rights = [
                [is_right(each, candidate.answer) for candidate in one.candidates]
                for each, one in zip(problems, asked, strict=True)
            ]
            shares = [fmean(right) for right in rights]
            shipped = shipped or shares
            silent = fmean(candidate.answer is None for one in asked for candidate in one.candidates)
            tokens = sum(one.tokens for one in asked) / sum(len(one.candidates) for one in asked)
            print(
                f"| {name} | {fmean(shares):.1%} | {fmean(map(any, rights)):.1%} | {silent:.1%} | {tokens:.0f} "
                f"| {against(shares, shipped, name)} |",
                flush=True,
            )


async def judges(model: str, number: int) -> None:
    """Ask for verdicts on recorded solutions."""
    print("| prompt | area under the curve | hits | false alarms | Brier | no verdict | tokens |\n" + "|---" * 7 + "|")
    async with laboratory(model) as here:
        for name, wording in JUDGES.items():
            problems = list(recorded(number))
            judging = Judging(ways=("judge",))
            asked = [await here.ask(each, "best-of-n", wording, judging, 4, given=True) for each in problems]
            told = [
                (candidate.score, right)
                for each, one in zip(problems, asked, strict=True)
                for candidate, (_, right) in zip(one.candidates, each.solutions, strict=True)
            ]
            heard = [(score, right) for score, right in told if score is not None]
            tokens = sum(one.tokens for one in asked) / len(told)
            print(f"| {name} | {verdicts(heard)} | {1 - len(heard) / len(told):.1%} | {tokens:.0f} |", flush=True)


async def syntheses(model: str, number: int) -> None:
    """Ask for one answer out of four recorded solutions."""
    print("| prompt | right | a solution at random | tokens | against what ships |\n|---|---|---|---|---|")
    shipped: list[float] = []
    async with laboratory(model) as here:
        for name, wording in SYNTHESES.items():
            problems = list(recorded(number))
            asked = [await here.ask(each, "synthesize", wording, UNJUDGED, 4, given=True) for each in problems]
            rights = [float(is_right(each, one.answer)) for each, one in zip(problems, asked, strict=True)]
            shipped = shipped or rights
            chance = fmean(right for each in problems for _, right in each.solutions)
            tokens = fmean(one.tokens for one in asked)
            print(
                f"| {name} | {fmean(rights):.1%} | {chance:.1%} | {tokens:.0f} | {against(rights, shipped, name)} |",
                flush=True,
            )


def is_right(each: Recorded, answer: Answer | None) -> bool:
    """Whether the answer is the problem's; no answer is not."""
    return answer is not None and same(answer, expected_answer(each.answer), question=each.question)


def verdicts(heard: Sequence[tuple[float, bool]]) -> str:
    """The area under the curve, hits, false alarms and the Brier score of verdicts, as cells of a table."""
    rights = [score for score, right in heard if right]
    wrongs = [score for score, right in heard if not right]
    area = fmean((right > wrong) + (right == wrong) / 2 for right in rights for wrong in wrongs)
    hits, alarms = fmean(score > 0.5 for score in rights), fmean(score > 0.5 for score in wrongs)
    brier = fmean((score - right) ** 2 for score, right in heard)
    return f"{area:.2f} | {hits:.0%} | {alarms:.0%} | {brier:.3f}"


def against(ones: Sequence[float], shipped: Sequence[float], name: str) -> str:
    """By how many points a variant is better than what ships, on the same problems."""
    if name == SHIPPED:
        return ""
    found = paired_difference(ones, shipped)
    return f"{100 * found.value:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f})"


def _unheard(event: Event) -> None:
    """Nobody watches."""
