"""Blocking work of one kind, asked for piece by piece on the event loop and done on a thread, many pieces at once."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")


class Together(Generic[T, A]):
    """Does `work` on `thread`: whatever is asked for while it is at work is done together afterwards.

    `work` gets at least one item and returns one answer for each, in order; what it raises, all of them get.
    """

    def __init__(self, thread: Executor, work: Callable[[Sequence[T]], Sequence[A]]) -> None:
        self._thread = thread
        self._work = work
        self._waiting: list[tuple[T, asyncio.Future[A]]] = []
        self._at_work: asyncio.Task[None] | None = None

    def __call__(self, item: T) -> "asyncio.Future[A]":
        """The answer for this item; the work is done whether anybody waits for it or not."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._at_work is None:
            self._at_work = asyncio.create_task(self._work_off())
        return answer

    async def _work_off(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            items = [item for item, _ in asked]
            done = asyncio.get_running_loop().run_in_executor(self._thread, self._work, items)
            await asyncio.wait((done,))
            for place, (_, answer) in enumerate(asked):
                if answer.cancelled():
                    continue
                if trouble := done.exception():
                    answer.set_exception(trouble)
                else:
                    answer.set_result(done.result()[place])
        self._at_work = None
