"""What a stream tells of a run while it goes on, and then of its answer."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Protocol

from system2.core.events import CallStarted, Event, Recalled, TextArrived
from system2.doors.replies import Completion
from system2.doors.requests import Asked
from system2.doors.runs import Run
from system2.doors.troubles import Trouble, of_result
from system2.engine.result import Result
from system2.render.plain import tell
from system2.render.screen import Screen
from system2.render.signs import signs_for

BEGUN_ANEW = "The model began its reply anew after a part of it had been sent: ask again, or without `stream`."


class Teller(Protocol):
    """Makes pieces of a stream of what happens."""

    def heard(self, event: Event) -> Iterator[dict[str, str]]:
        """The deltas for an event."""

    def rest(self, result: Result) -> str:
        """What is still to be sent of the answer. Raises `Trouble`."""


class Progress:
    """Tells paths, verdicts and votes as thoughts, a line for each, and then the answer."""

    def __init__(self) -> None:
        self._screen = Screen()
        self._signs = signs_for("utf-8")
        self._told = ""

    def heard(self, event: Event) -> Iterator[dict[str, str]]:
        """A line of thought, where the event matters and makes another line than the last one."""
        self._screen = self._screen.after(event)
        line = tell(event, self._screen, self._signs, verbose=False)
        if line and line != self._told:
            self._told = line
            yield {"reasoning_content": f"{line}\n"}

    def rest(self, result: Result) -> str:
        """All of the answer: nobody knows which path wins before it has."""
        return result.text


class Passage:
    """Passes on the one path as its model writes it."""

    def __init__(self) -> None:
        self._sent = ""

    def heard(self, event: Event) -> Iterator[dict[str, str]]:
        """The text that came, as text or as thoughts."""
        if isinstance(event, TextArrived):
            self._sent += "" if event.reasoning else event.text
            yield {"reasoning_content" if event.reasoning else "content": event.text}

    def rest(self, result: Result) -> str:
        """What has not come as it was written, which is all of a reply from the cache."""
        if not result.text.rstrip().startswith(self._sent.rstrip()):
            raise Trouble(502, "provider_error", "begun_anew", BEGUN_ANEW, result=result)
        return result.text[len(self._sent) :]


async def chunks(run: Run, asked: Asked) -> AsyncIterator[dict[str, Any]]:
    """The pieces of the stream, the first of them once something was sent to a model or taken from the cache.

    Raises:
        Trouble: there is no answer, or none to rely on; before the first piece where nothing was paid.
        System2Error: the run could not begin.
    """
    completion = Completion(asked.model)
    teller: Teller = Passage() if asked.way.is_passed_on else Progress()
    held = [completion.delta({"role": "assistant", "content": ""})]
    is_begun = False
    async for event in run.events():
        held += map(completion.delta, teller.heard(event))
        is_begun = is_begun or isinstance(event, CallStarted | Recalled)
        while is_begun and held:
            yield held.pop(0)
    result = await run.result()
    trouble = of_result(result)
    if trouble:
        raise trouble
    for each in held:
        yield each
    if rest := teller.rest(result):
        yield completion.delta({"content": rest})
    yield completion.end(result)
    if asked.tells_usage:
        yield completion.used(result)
