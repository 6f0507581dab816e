"""Runs as their watchers see them: the events of small, realistic problems, in order."""

from datetime import UTC, datetime
from decimal import Decimal

from system2.core.calls import Call, CallLabel, Role
from system2.core.candidates import Answer, Candidate, Choice, Node, Verdict
from system2.core.decisions import Answered, Chosen, Judged, Placed, Tally
from system2.core.events import CallEnded, CallStarted, CapLeft, Event, Landed, RunEnded, RunStarted, TextArrived
from system2.core.money import Cost, Usage
from system2.core.problem import Problem
from system2.core.replies import Reply

QUESTION = (
    "A server rack and a cooling unit cost 2,500 together. The rack costs 2,000 more than the unit. "
    "What does the unit cost?"
)

RIGHT = (
    "Let x be the price of the cooling unit, in dollars.\n\n"
    "The rack costs 2,000 more than the unit, so its price is x + 2000. Together they cost 2500:\n\n"
    "x + (x + 2000) = 2500\n2x + 2000 = 2500\n2x = 500, so x = 250.\n\n"
    "Check: 250 + 2250 = 2500, and 2250 − 250 = 2000, as it must be.\n\nFinal answer: 250"
)
TRAPPED = (
    "The two cost 2,500 together, and the rack costs 2,000 of that.\n\n"
    "What remains for the cooling unit is the difference:\n\n2500 − 2000 = 500.\n\nFinal answer: 500"
)
CHINESE = (
    "设冷却单元的价格为 x 美元，则服务器机柜的价格为 x + 2000 美元。两者合计 2500 美元，因此 2x + 2000 = 2500。\n\n"
    "解得 2x = 500，x = 250。验证：250 + 2250 = 2500 ✅，差价 2250 − 250 = 2000 🎉，符合题意。\n\n最终答案：250"
)
TEXTS = (RIGHT, TRAPPED, CHINESE, TRAPPED, RIGHT)
ANSWERS = ("250", "500", "250", "500", "250")
ACCEPTED = Verdict(0.97, True, "The equation is right, and the check confirms both conditions.")
REJECTED = Verdict(0.08, False, "With 500 and 2000 the difference would be 1500, not the 2000 that is asked for.")

MOSTLY_RIGHT = (0, 2, 1, 4, 0, 2, 4)
"""Texts of paths of which few are trapped."""

CAP = CapLeft(Decimal("4.9903"), Decimal(5), "today")


def started(command: str = "think", strategy: str = "", effort: int = 5, cap: CapLeft | None = CAP) -> RunStarted:
    """The beginning of a run."""
    strategy = strategy or "best-of-n"
    return RunStarted("7KQ2", command, strategy, "openai/gpt-4o-mini", effort, Problem(QUESTION), cap)


def call_ended(index: int, role: Role, *, output: int, status: str = "ok") -> CallEnded:
    """A settled call, at about the price of a small model."""
    label = CallLabel("7KQ2", "think", "best-of-n", "arithmetic", role, "openai/gpt-4o-mini", index)
    at = datetime(2025, 11, 21, 10, 0, tzinfo=UTC)
    cost = Cost(Decimal("0.00000015") * 60 + Decimal("0.0000006") * output, "exact")
    return CallEnded(Call("c", at, label, 1, Usage(input=60, output=output), cost, status, 1.5))  # type: ignore[arg-type]


def pieces(text: str) -> list[str]:
    """The text as a provider streams it."""
    return [text[place : place + 5] for place in range(0, len(text), 5)]


def sampled(index: int, kind: int | None = None) -> list[Event]:
    """One path from its first token to its answer; every kind of text in turn where none is named."""
    kind = index % 5 if kind is None else kind
    text = TEXTS[kind]
    output = len(text) // 4 + 7 * (index % 4)
    return [
        CallStarted("generate", index, 1),
        *(TextArrived("generate", index, piece) for piece in pieces(text)),
        call_ended(index, "generate", output=output),
        Landed(index, Reply(text, usage=Usage(input=60, output=output))),
        Answered(index, Answer(ANSWERS[kind], "number")),
    ]


def judged(index: int) -> list[Event]:
    """The verdict on one path."""
    verdict = ACCEPTED if ANSWERS[index % 5] == "250" else REJECTED
    return [
        CallStarted("verify", index, 1),
        *(TextArrived("verify", index, piece) for piece in pieces(verdict.critique)),
        call_ended(index, "verify", output=40),
        Judged(index, verdict),
    ]


def interleaved(streams: list[list[Event]], slots: int = 32) -> list[Event]:
    """The streams side by side, at most `slots` at once, each at a pace of its own."""
    waiting, running, merged = list(enumerate(streams)), [], list[Event]()
    position = [0.0] * len(streams)
    while waiting or running:
        while waiting and len(running) < slots:
            running.append(waiting.pop(0)[0])
        for number in tuple(running):
            before = int(position[number])
            position[number] += 1 + (number * 7 % 11) / 6
            merged += streams[number][before : int(position[number])]
            if position[number] >= len(streams[number]):
                running.remove(number)
    return merged


def candidates(effort: int) -> tuple[Candidate, ...]:
    """What the paths of the problem become."""
    return tuple(
        Candidate(
            index,
            Reply(TEXTS[index % 5]),
            Answer(ANSWERS[index % 5], "number"),
            ACCEPTED if ANSWERS[index % 5] == "250" else REJECTED,
        )
        for index in range(effort)
    )


def best_of_n(effort: int = 5, slots: int = 32) -> list[Event]:
    """`think`: every path streamed and judged, then one chosen."""
    paths = candidates(effort)
    right = sum(path.answer == Answer("250", "number") for path in paths)
    votes = (("250", right), ("500", effort - right)) if effort > right else (("250", right),)
    choice = Choice(paths[0], paths, "every path was judged", 0.95, right / effort)
    return [
        started(effort=effort),
        *interleaved([[*sampled(index), *judged(index)] for index in range(effort)], slots),
        Tally(votes),
        Chosen(0, "its verdict is the best"),
        RunEnded(choice, 6.1),
    ]


def vote(samples: int = 15, slots: int = 8) -> list[Event]:
    """`vote`: answers counted as they land."""
    events: list[Event] = [started("vote", "self-consistency · stops at 95 % sure", samples)]
    counts: dict[str, int] = {}
    landed = 0
    for event in interleaved([sampled(index, MOSTLY_RIGHT[index % 7]) for index in range(samples)], slots):
        if isinstance(event, Answered):
            landed += 1
            said = "1500" if event.index == 7 else event.answer.text if event.answer and event.index != 4 else None
            if said:
                counts[said] = counts.get(said, 0) + 1
            ranked = tuple(sorted(counts.items(), key=lambda item: -item[1]))
            answer = Answer(said) if said else None
            events += [
                Answered(event.index, answer),
                Tally(ranked, landed - sum(counts.values()), min(0.5 + landed * 0.04, 0.98)),
            ]
        else:
            events.append(event)
    return events


def tree() -> list[Event]:
    """`system2 tree` on the Game of 24 with 4 5 6 10, mid-search."""
    steps = [
        (0, None, "4 5 6 10 → 24", None, "kept"),
        (1, 0, "4 × 5 = 20        left 6 10 20", 0.91, "kept"),
        (2, 0, "10 − 4 = 6        left 5 6 6", 0.55, "kept"),
        (3, 0, "6 − 4 = 2         left 2 5 10", 0.48, "kept"),
        *((4 + n, 0, f"{n + 4} + {n + 5} = {2 * n + 9}", round(0.31 - n * 0.02, 2), "pruned") for n in range(9)),
        (13, 1, "10 − 6 = 4        left 4 20", 0.97, "kept"),
        (14, 1, "20 + 6 = 26       left 10 26", 0.04, "pruned"),
        (15, 1, "20 − 6 = 14       left 10 14", 0.88, "kept"),
        (16, 2, "6 × 5 = 30        left 6 30", 0.93, "kept"),
        (17, 2, "6 + 6 = 12        left 5 12", 0.12, "pruned"),
        (18, 3, "5 × 2 = 10        left 10 10", 0.02, "pruned"),
        (19, 3, "2 × 10 = 20       left 5 20", 0.09, "merged"),
        (20, 13, "4 + 20 = 24", 1.0, "finished"),
        (21, 16, "30 − 6 = 24", 1.0, "finished"),
        (22, 15, "10 + 14 = 24", 1.0, "finished"),
        (20, 13, "4 + 20 = 24", 1.0, "chosen"),
    ]
    events: list[Event] = [started("tree", "breadth-first · beam 3", 3)]
    for number, (node, parent, step, score, fate) in enumerate(steps):
        events += [
            CallStarted("generate", number, 1),
            call_ended(number, "generate", output=30),
            Landed(number, Reply(step)),
            Placed(Node(node, parent, step, score, fate)),
        ]
    return events
