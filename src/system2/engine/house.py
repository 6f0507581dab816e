"""What runs live on, one alone or many at the same time: models, prices, money, paid replies, and turns."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field

from system2.config.home import cache_folder, learnt_file
from system2.config.settings import Settings
from system2.core.events import Warned, Watcher
from system2.engine.cashier import Cashier
from system2.engine.pace import Paces
from system2.engine.promise import Limits
from system2.engine.slots import Slots
from system2.model.client import Models
from system2.spend.prices import Prices
from system2.spend.purse import Purse
from system2.store.cache import Cache


@dataclass(frozen=True)
class House:
    """What runs share.

    `under_way` holds the calls that are being made, by the key of their address; `limits` the most calls of runs that
    are told the same.
    """

    models: Models
    prices: Prices
    cashier: Cashier
    cache: Cache
    slots: Slots
    paces: Paces = field(default_factory=Paces)
    under_way: dict[str, asyncio.Event] = field(default_factory=dict)
    limits: dict[str, Limits] = field(default_factory=dict)


@asynccontextmanager
async def open_house(
    settings: Settings, publish: Watcher, *, allow_unpriced: bool = False, person: bool = False
) -> AsyncIterator[House]:
    """A house by these settings, whose caps on money and on calls at a time hold for all runs in it together.

    `publish` is told what the user should know, and `person` says whether a person reads that.

    Raises:
        LedgerError: money cannot be given back at the end.
    """

    def warn(line: str) -> None:
        publish(Warned(line))

    purse = Purse(max_cost=settings.max_cost, allow_unpriced=allow_unpriced, warn=_from_thread(warn), watched=person)
    cashier = Cashier(purse)
    models = Models(tell=warn, progress=publish, learnt=learnt_file("refused"))
    cache = Cache(cache_folder(), reads=settings.cache == "on", writes=settings.cache != "off", warn=warn)
    with closing(cache):
        try:
            yield House(models, Prices(), cashier, cache, Slots(settings.concurrency))
        finally:
            try:
                await cashier.close()
            finally:
                await models.close()


def _from_thread(warn: Callable[[str], None]) -> Callable[[str], object]:
    """The same, for whoever is not on the event loop's thread: the purse is used on one of its own."""
    loop = asyncio.get_running_loop()
    return lambda line: loop.call_soon_threadsafe(warn, line)
