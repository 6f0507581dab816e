"""What a run has used so far, in all and for each path."""

from collections import Counter, defaultdict

from system2.core.events import CallEnded, Event
from system2.core.money import NO_TOKENS, Bill, Usage


class Totals:
    """A watcher that adds up settled calls."""

    def __init__(self) -> None:
        self.usage = NO_TOKENS
        self.bill = Bill()
        self.statuses: Counter[str] = Counter()
        self.path_usage: defaultdict[int, Usage] = defaultdict(Usage)
        self.path_bill: defaultdict[int, Bill] = defaultdict(Bill)

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        if not isinstance(event, CallEnded):
            return
        call = event.call
        self.usage += call.usage
        self.bill = self.bill.plus(call.cost)
        self.statuses[call.status] += 1
        for place, index in enumerate(event.indices):
            self.path_usage[index] += call.usage.share(place, len(event.indices))
            self.path_bill[index] = self.path_bill[index].plus(call.cost.share(place, len(event.indices)))
