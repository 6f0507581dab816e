"""Programs that spend: run by the proofs as processes of their own."""

import sys
import threading
from datetime import UTC, datetime
from decimal import Decimal

from system2.core.calls import Call, CallLabel
from system2.core.money import Cost, Usage
from system2.spend.purse import Purse, Refusal, Wait, Wish

LABEL = CallLabel("R1", "think", "best-of-n", "serial", "generate", "openai/gpt-4o-mini", path=0)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORST = Decimal("0.01")

AT_ONCE = 4


def wish(identity: str) -> Wish:
    return Wish(identity, LABEL, NOON, 1, WORST, Usage(900, output=900))


def paid(wish: Wish, cost: Decimal) -> Call:
    return Call(wish.id, wish.at, wish.label, 1, Usage(90, output=300), Cost(cost, "exact"), "ok", 0.5)


def tell(line: str) -> None:
    print(line, flush=True)


def race(name: str, cost: Decimal) -> None:
    """Make 40 calls once the parent says go; say how many were made, and how many refused."""
    pause = threading.Event()
    purse = Purse()
    tell("ready")
    sys.stdin.readline()
    made = refused = 0
    for number in range(40):
        while isinstance(answer := purse.reserve(wanted := wish(f"{name}-{number}")), Wait):
            pause.wait(0.002)
        if isinstance(answer, Refusal):
            refused += 1
            continue
        pause.wait(0.001)  # the call
        purse.settle(paid(wanted, cost))
        made += 1
    purse.close()
    tell(f"{made} {refused}")


def spend(name: str) -> None:
    """Make calls without end, several at once, and say of each when its answer is there and when it is settled."""
    purse = Purse()
    under_way: list[Wish] = []
    number = 0
    while True:
        under_way.append(wish(f"{name}-{number}"))
        number += 1
        purse.reserve(under_way[-1])
        tell(f"answered {under_way[-1].id}")
        if len(under_way) == AT_ONCE:
            oldest = under_way.pop(0)
            purse.settle(paid(oldest, WORST / 10))
            tell(f"settled {oldest.id}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["race", name, cost]:
            race(name, Decimal(cost))
        case ["spend", name]:
            spend(name)
