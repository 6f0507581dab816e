"""A strategy whose paths are counted from another number, so that several of its kind can run side by side."""

from collections.abc import Mapping
from dataclasses import replace

from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.candidates import Choice
from system2.core.decisions import Answered, Chosen, Judged
from system2.core.outcomes import Done, Outcome, Replied
from system2.core.procedures import Procedure, next_outcome
from system2.strategies.pieces import USUALLY, How


async def renumbered(procedure: Procedure[Choice], first: int, how: How = USUALLY) -> Choice:
    """The same procedure with its paths counted from `first`, and made so where nothing else is said of one."""
    renamed, original = dict[Action, Action](), dict[Action, Action]()
    outcome: Outcome | None = None
    while True:
        try:
            actions = procedure.send(outcome)
        except StopIteration as end:
            return _counted_from(first, end.value)
        for action in actions:
            renamed[action] = _made(_shifted(action, first, renamed), how)
            original[renamed[action]] = action
        arrived = await next_outcome(tuple(renamed[action] for action in actions))
        outcome = _answering(original[arrived.action], arrived)


def _answering(action: Action, outcome: Outcome) -> Outcome:
    """The outcome as that of the action before it was renamed; most are one of the first two kinds."""
    match outcome:
        case Replied(reply=reply):
            return Replied(action, reply)  # type: ignore[arg-type]
        case Done():
            return outcome if outcome.action is action else Done(action)  # type: ignore[arg-type]
        case _:
            return replace(outcome, action=action)  # type: ignore[arg-type]


def _made(action: Action, how: How) -> Action:
    if how == USUALLY or not isinstance(action, Sample) or action.role != "generate":
        return action
    return replace(action, model=action.model or how.model, deeper=action.deeper * how.deeper)


def _shifted(action: Action, first: int, renamed: Mapping[Action, Action]) -> Action:
    match action:
        case Sample(index=index):
            return replace(action, index=first + index)
        case Ask(about=int(about)) | Check(about=int(about)):
            return replace(action, about=first + about)
        case Note(Answered(index=index) | Judged(index=index) | Chosen(index=index) as decision):
            return Note(replace(decision, index=first + index))
        case Drop(actions):
            return Drop(tuple(renamed[dropped] for dropped in actions))
        case _:
            return action


def _counted_from(first: int, choice: Choice) -> Choice:
    candidates = tuple(replace(candidate, index=first + candidate.index) for candidate in choice.candidates)
    chosen = next((each for each in candidates if choice.chosen and each.index == first + choice.chosen.index), None)
    return replace(choice, chosen=chosen, candidates=candidates)
