"""The run of an inquiry. The library's `think` and the commands come here when it is clear what is asked."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from system2.core.events import Warned, Watcher
from system2.core.replies import Reply
from system2.engine.alone import run_alone
from system2.engine.house import House, open_house
from system2.engine.inquiry import Inquiry
from system2.engine.memory import NO_SAMPLES
from system2.engine.plan import plan_of
from system2.engine.record import Recording, Traced, Untraced
from system2.engine.result import Result
from system2.engine.run import run, to_all
from system2.engine.settle import settle
from system2.store import codec
from system2.store.runs import new_run_id


@dataclass(frozen=True)
class Audience:
    """Who watches: watchers of events, whether one of them shows text as it comes, whether a person reads it."""

    watchers: Sequence[Watcher] = ()
    streams: bool = False
    person: bool = False


NOBODY = Audience()


async def reason(
    inquiry: Inquiry,
    audience: Audience = NOBODY,
    *,
    run_id: str = "",
    arguments: Sequence[str] = (),
    samples: Mapping[int, Reply] = NO_SAMPLES,
    house: House | None = None,
    alone: bool = True,
) -> Result:
    """Answer the inquiry, under the caps and into the ledger; with `run_id`, go on with that run.

    `samples` are paths of an earlier run, by index, that are judged anew instead of sampling. Inquiries that are
    answered at the same time share a `house`. Where it is `alone` in its process and in its house, SIGINT and its
    like end it early, with the best so far; else whoever hears them may cancel it.

    Raises:
        System2Error: it cannot be begun: no such model, no key, no usable ledger, nonsense in the settings.
    """
    publish = to_all(audience.watchers)
    settled = settle(inquiry, fresh=not run_id)
    settings = settled.inquiry.settings
    is_resumed = bool(run_id)
    run_id = run_id or new_run_id(traced=settings.history)
    for note in settled.notes:
        publish(Warned(note))
    plan = plan_of(settled, run_id, streams=audience.streams)
    with closing(_recording(settled.inquiry, run_id, arguments, publish)) as recording:
        begun = partial(run, plan, recording=recording, watchers=audience.watchers, samples=samples)
        if house:
            return await begun(house)
        opened = open_house(settings, publish, allow_unpriced=inquiry.allow_unpriced, person=audience.person)
        return await run_alone(begun, opened, going_on_with=run_id if is_resumed else "", hears=alone)


def _recording(inquiry: Inquiry, run_id: str, arguments: Sequence[str], publish: Watcher) -> Recording:
    if not inquiry.settings.history:
        return Untraced()
    return Traced(run_id, arguments=arguments, plan=codec.encode(inquiry), warn=lambda line: publish(Warned(line)))
