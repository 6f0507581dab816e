"""What a strategy would have chosen from samples that are there already: it is run on them, and no call is made."""

from collections import deque
from collections.abc import Mapping

from system2.core.actions import Drop, Note, Sample
from system2.core.candidates import Choice
from system2.core.outcomes import Done, Failed, Outcome, Replied
from system2.core.procedures import Procedure
from system2.core.replies import Reply

ABSENT = "it was not sampled"


def replayed(procedure: Procedure[Choice], replies: Mapping[int, Reply]) -> Choice:
    """The choice of a strategy that asks for nothing but samples, each of which lands as soon as it is asked for.

    As on the event loop, what needs no call is done before the next sample lands.
    """
    done: deque[Outcome] = deque()
    landed: deque[Outcome] = deque()
    outcome: Outcome | None = None
    while True:
        try:
            actions = procedure.send(outcome)
        except StopIteration as end:
            choice: Choice = end.value
            return choice
        for action in actions:
            match action:
                case Sample(index=index):
                    reply = replies.get(index)
                    landed.append(Replied(action, reply) if reply else Failed(action, ABSENT))
                case Note():
                    done.append(Done(action))
                case Drop(dropped):
                    landed = deque(each for each in landed if each.action not in dropped)
                    done.append(Done(action))
                case _:
                    raise TypeError(f"{action} asks for more than a sample")
        outcome = (done or landed).popleft()
