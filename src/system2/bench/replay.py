"""What a strategy would have chosen from samples that are there already: it is run on them, and no call is made."""

from collections.abc import Mapping

from system2.core.actions import Ask, Check, Sample
from system2.core.candidates import Choice
from system2.core.outcomes import Failed, Replied
from system2.core.play import play
from system2.core.procedures import Procedure
from system2.core.replies import Reply

ABSENT = "it was not sampled"


def replayed(procedure: Procedure[Choice], replies: Mapping[int, Reply]) -> Choice:
    """The choice of a strategy that asks for nothing but samples, each of which lands as soon as it is asked for."""

    def landed(action: Sample | Ask | Check) -> Replied | Failed:
        if not isinstance(action, Sample):
            raise TypeError(f"{action} asks for more than a sample")
        reply = replies.get(action.index)
        return Replied(action, reply) if reply else Failed(action, ABSENT)

    return play(procedure, landed)
