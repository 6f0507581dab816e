"""Answering many questions at once: as many as keep all slots busy, each with paths of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

from system2.answers.equivalence import same
from system2.batch.answers import Answers
from system2.batch.failures import Failures
from system2.batch.order import InOrder
from system2.batch.questions import BadLine, Question
from system2.core.candidates import Answer
from system2.core.events import CallEnded, CallStarted, Event, Warned
from system2.engine.house import House, open_house
from system2.engine.inquiry import Inquiry
from system2.engine.progress import Progress
from system2.engine.reason import Audience, reason
from system2.engine.result import Result
from system2.engine.signals import heard
from system2.errors import ExitCode
from system2.questions.expected import expected_answer

AHEAD = 8
"""Questions that may be read beyond the first unanswered one, for each slot: what is out of order has to be kept."""

HOPELESS = 20
"""So many failures in a row, and no answer so far, are taken for a provider that is not there."""

LOOK_AT_CAPS = 1.0
"""Seconds between two looks at what is left of the caps."""

Finished = tuple[Question, dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """What a batch reads, writes and asks. `inquiry` is the pattern for all of them, its problem without a question.

    `tell` takes one line for the user, `show` the progress whenever it has changed or a second has passed.
    """

    inquiry: Inquiry
    questions: AsyncIterator[Question | BadLine]
    answers: Answers
    failures: Failures
    progress: Progress
    tell: Callable[[str], object]
    show: Callable[[Progress], object]
    ordered: bool = True
    person: bool = False


async def answer_all(job: Job) -> tuple[ExitCode, str]:
    """Answer every question that has no answer yet; the exit code, and why it is not 0 in one line.

    Raises:
        System2Error: it cannot be begun, or cannot go on: no such model, no key, no usable ledger.
    """
    return await _Batch(job).run()


class _Batch:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._progress = job.progress
        self._told: set[str] = set()
        self._open: set[asyncio.Task[None]] = set()
        self._in_order = InOrder(self._write)
        self._changed = asyncio.Event()
        self._opened = 0
        self._failures_in_a_row = 0
        self._stopped: tuple[ExitCode, str] | None = None
        self._broken: BaseException | None = None
        self._feeding: asyncio.Task[None] | None = None
        self._hurry: Callable[[], None] = lambda: None
        self._begin = time.monotonic()

    async def run(self) -> tuple[ExitCode, str]:
        settings = self._job.inquiry.settings
        house = open_house(
            settings, self._watch, allow_unpriced=self._job.inquiry.allow_unpriced, person=self._job.person
        )
        async with house as shared:
            self._hurry = shared.cashier.hurry
            watching = asyncio.create_task(self._watch_caps(shared))
            with heard(self._interrupt):
                self._feeding = asyncio.create_task(self._feed(shared))
                await asyncio.gather(self._feeding, return_exceptions=True)
                await asyncio.gather(*self._open, return_exceptions=True)
            watching.cancel()
        self._show()
        if self._broken:
            raise self._broken
        if not self._feeding.cancelled():
            self._feeding.result()
        if self._stopped:
            return self._stopped
        if failed := self._progress.failed:
            return ExitCode.PROVIDER, f"{failed:,} of {self._progress.done:,} failed: see {self._job.failures.path}"
        if poor := self._progress.not_good_enough:
            return (
                ExitCode.NOT_GOOD_ENOUGH,
                f"{poor:,} of {self._progress.done:,} are not good enough: their lines say why",
            )
        return ExitCode.ANSWERED, ""

    async def _feed(self, house: House) -> None:
        async for item in self._job.questions:
            if isinstance(item, BadLine):
                self._progress.failed += 1
                self._tell(f"line {item.line}: {item.trouble}")
                self._job.failures.bad_line(item)
            elif line := self._job.answers.earlier(item):
                self._progress.earlier += 1
                self._mark(item, line.get("answer"), line.get("exit_code"))
            else:
                await self._room(house)
                await self._begin_question(item, house)

    async def _room(self, house: House) -> None:
        """Wait until a slot is free, and not too many answers wait for their turn to be written."""
        most = self._job.inquiry.settings.concurrency
        await house.slots.spare()
        while len(self._open) >= most or (self._job.ordered and self._opened - self._in_order.next >= AHEAD * most):
            self._changed.clear()
            await self._changed.wait()
            await house.slots.spare()

    async def _begin_question(self, question: Question, house: House) -> None:
        """Open a question, and wait until its first call is on its way or it is over."""
        begun = asyncio.Event()
        task = asyncio.create_task(self._answer(question, self._opened, house, begun))
        self._opened += 1
        self._open.add(task)
        task.add_done_callback(self._close_question)
        await begun.wait()

    def _close_question(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        self._changed.set()
        if not task.cancelled() and (trouble := task.exception()):
            self._broken = self._broken or trouble
            self._stop(ExitCode.OUR_FAULT, str(trouble))

    async def _answer(self, question: Question, number: int, house: House, begun: asyncio.Event) -> None:
        def watch(event: Event) -> None:
            if isinstance(event, CallStarted):
                begun.set()
            self._watch(event)

        pattern = self._job.inquiry
        inquiry = replace(pattern, problem=replace(pattern.problem, question=question.text))
        finished: Finished | None = None
        try:
            result = await reason(inquiry, Audience((watch,)), house=house)
            finished = self._judge(question, result)
        finally:
            begun.set()
            if self._job.ordered:
                self._in_order.put(number, finished)
            elif finished:
                self._write(finished)

    def _judge(self, question: Question, result: Result) -> Finished | None:
        """The line for the answers, if the question is answered; what a cap refused is left for another time."""
        if result.exit_code in (ExitCode.BUDGET, ExitCode.KEY, ExitCode.LEDGER):
            self._stop(ExitCode(result.exit_code), result.trouble)
            return None
        if result.exit_code not in (ExitCode.ANSWERED, ExitCode.NOT_GOOD_ENOUGH):
            self._fail(question, result)
            return None
        self._failures_in_a_row = 0
        self._progress.answered += 1
        self._mark(question, result.answer, result.exit_code)
        return question, {**question.fields, **result.as_json()}

    def _fail(self, question: Question, result: Result) -> None:
        self._progress.failed += 1
        self._failures_in_a_row += 1
        self._tell(f"line {question.line}: {result.trouble}")
        self._job.failures.question(question, result.trouble)
        if self._failures_in_a_row >= HOPELESS and not self._progress.answered:
            self._stop(ExitCode(result.exit_code), f"Stopped after {HOPELESS} failures in a row: {result.trouble}")

    def _mark(self, question: Question, answer: str | None, exit_code: int | None) -> None:
        self._progress.not_good_enough += exit_code == ExitCode.NOT_GOOD_ENOUGH
        if question.expected is not None:
            right = answer is not None and same(
                Answer(answer), expected_answer(question.expected), question=question.text
            )
            self._progress.mark(right)

    def _write(self, finished: Finished) -> None:
        self._job.answers.write(*finished)

    def _stop(self, code: ExitCode, line: str) -> None:
        """Open no further question; those that are open come to their end."""
        self._stopped = self._stopped or (code, line)
        if self._feeding:
            self._feeding.cancel()

    def _interrupt(self) -> None:
        """Leave everything as it is: the replies that came are in the cache."""
        self._stop(ExitCode.INTERRUPTED, "Interrupted: the same command goes on where it stopped")
        self._hurry()
        for task in self._open:
            task.cancel()

    async def _watch_caps(self, house: House) -> None:
        while True:
            self._progress.cap_left = await house.cashier.tightest_cap()
            self._show()
            await asyncio.sleep(LOOK_AT_CAPS)

    def _watch(self, event: Event) -> None:
        if isinstance(event, CallEnded):
            self._progress.bill = self._progress.bill.plus(event.call.cost)
        elif isinstance(event, Warned) and event.text not in self._told:
            self._told.add(event.text)
            self._tell(event.text)

    def _tell(self, line: str) -> None:
        self._job.tell(line)

    def _show(self) -> None:
        self._progress.seconds = time.monotonic() - self._begin
        self._job.show(self._progress)
