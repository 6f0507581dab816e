"""What was paid for once is not paid for again: not in this run, and not in one that shares its cache."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from system2.core.actions import Ask, Sample
from system2.core.money import NO_TOKENS, NOTHING
from system2.core.outcomes import Outcome, Replied
from system2.core.replies import Reply
from system2.store.address import CallAddress
from system2.store.cache import Cache
from system2.verifiers.parsing import probability, read_object, truth

NO_SAMPLES: Mapping[int, Reply] = {}


class Memory:
    """Replies of this run and of the cache. `touched` is told the key of each entry that the run reads or writes.

    `samples` are the paths of an earlier run, by index, that are to be judged anew. Runs that go on at the same time
    share `under_way`, the calls that are being made, by the key of their address.
    """

    def __init__(
        self,
        cache: Cache,
        touched: Callable[[str], object],
        samples: Mapping[int, Reply] = NO_SAMPLES,
        *,
        under_way: dict[str, asyncio.Event],
    ) -> None:
        self._cache = cache
        self._touched = touched
        self._samples = samples
        self._replies: dict[str, Reply] = {}
        self._under_way = under_way

    async def once(
        self, action: Sample | Ask, address: CallAddress, perform: Callable[[], Awaitable[Outcome]]
    ) -> Outcome:
        """The outcome of an action, performed only if no reply for its address is known or under way."""
        if isinstance(action, Sample) and (known := self._samples.get(action.index)):
            return Replied(action, _free(known))
        while True:
            if reply := self._recall(address):
                return Replied(action, reply)
            if not (landing := self._under_way.get(address.key)):
                break
            await landing.wait()
        landing = self._under_way[address.key] = asyncio.Event()
        self._touched(address.key)
        try:
            outcome = await perform()
            if isinstance(outcome, Replied) and is_whole(action, outcome.reply):
                self._replies[address.key] = outcome.reply
                self._cache.put(address, outcome.reply)
            return outcome
        finally:
            del self._under_way[address.key]
            landing.set()

    def _recall(self, address: CallAddress) -> Reply | None:
        if reply := self._replies.get(address.key):
            return _free(reply)
        if reply := self._cache.get(address):
            self._touched(address.key)
        return reply


def _free(reply: Reply) -> Reply:
    """A reply that was paid for before."""
    return replace(reply, cached=True, usage=NO_TOKENS, cost=NOTHING, seconds=0.0)


def is_whole(action: Sample | Ask, reply: Reply) -> bool:
    """Whether a reply is worth keeping: what cannot be read would only be unreadable again.

    An object that a schema describes may hold more than the schema names: nobody reads that.
    """
    schema = action.schema if isinstance(action, Ask) else None
    if schema is None:
        return bool(reply.text.strip())
    found = read_object(reply.text, set(schema.get("required", ())))
    described = schema.get("properties", {})
    return found is not None and _meets(
        {name: _as_read(found[name], described[name]) for name in described if name in found}, schema
    )


def _as_read(value: Any, described: Mapping[str, Any]) -> Any:
    """The value as whoever asked for it reads it: a truth and a share may be written as texts."""
    if not isinstance(value, str):
        return value
    readers = {"boolean": truth, "number": probability}
    read = readers[described["type"]](value) if described.get("type") in ("boolean", "number") else None
    return value if read is None else read


def _meets(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    from jsonschema import Draft202012Validator

    return bool(Draft202012Validator(schema).is_valid(value))
