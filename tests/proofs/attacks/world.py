"""A home, a server and the commands of one attack, and the sum that the ledger is held against."""

import hashlib
import json
import random
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.commands import FAKE_KEY, Commands, Finished
from tests.server import Exchange, ModelServer, Request

QUESTION = "What is 6*7?"
MODEL = "openai/metered"
INPUT, OUTPUT = Decimal("0.000001"), Decimal("0.00001")
"""Dollars for a token."""

PRICES = f'[prices."{MODEL}"]\ninput = 1\noutput = 10\n'
MAX_TOKENS = 1000

LONG = 180.0
"""Seconds that a busy machine may take to start a command."""


@dataclass
class World:
    """Where one attack happens, the round of such a `number`.

    `chance` decides all that is random; `complaints` are what went wrong.
    """

    server: ModelServer
    commands: Commands
    home: Path
    chance: random.Random
    number: int
    seed: str
    complaints: list[str] = field(default_factory=list)

    def expect(self, is_so: bool, complaint: str) -> None:
        """Complain where something is not as promised."""
        if not is_so:
            self.complaints.append(complaint)

    def ask(self, command: str = "think", *options: object) -> tuple[object, ...]:
        """A command that asks the question."""
        asked = (command, QUESTION, "-m", MODEL, "--max-tokens", MAX_TOKENS, "--seed", 0, "-q", "--json")
        return (*asked, *options)

    def rows(self, home: Path | None = None) -> list[dict[str, Any]]:
        """The ledger, of another home where one is named, read by a parser that is not ours."""
        days = sorted(((home or self.home) / "ledger").glob("*.toml"))
        return [row for day in days for row in tomllib.loads(day.read_text()).get("call", ())]

    def spent(self) -> Decimal:
        """The dollars in the ledger that count for a cap."""
        return sum(map(most, self.rows()), Decimal(0))

    def check_end(self, finished: Finished, codes: set[int]) -> None:
        """The end of a command: a code that it may have, and no traceback."""
        said = f"exit {finished.exit_code}, said {finished.stderr[-300:]!r}"
        self.expect(finished.exit_code in codes, said)
        self.expect("Traceback" not in finished.stderr, said)

    def check_ledger(self, *, killed: int = 0) -> None:
        """Each request is a row, once, and each good reply is booked to the token; what broke off counts at its worst.

        Where runs were `killed`, up to so many calls that were about to be sent are rows too, and a reply that nobody
        was left to book is a row of the worst case.
        """
        self.server.wait_until_idle()
        rows, exchanges = self.rows(), self.server.exchanges
        self.expect(len({row["id"] for row in rows}) == len(rows), "a call is booked twice")
        self.expect(
            len(exchanges) <= len(rows) <= len(exchanges) + killed, f"{len(rows)} rows, {len(exchanges)} requests"
        )
        counted = Counter(cost_of(exchange) for exchange in exchanges if exchange.is_answered and exchange.usage)
        booked = Counter(Decimal(row["cost_usd"]) for row in rows if row["status"] == "ok")
        billed = sum((cost * times for cost, times in counted.items()), Decimal(0))
        self.expect(self.spent() >= billed, f"{self.spent()} booked, {billed} billed")
        self.expect(bool(killed) or not counted - booked, f"replies that are not booked: {dict(counted - booked)}")
        broken = [row for row in rows if row["status"] == "cancelled"]
        self.expect(
            all(most(row) >= MAX_TOKENS * OUTPUT > Decimal(row["cost_usd"]) for row in broken),
            f"the rest of what broke off is not told apart: {broken}",
        )
        left = list((self.home / "ledger" / "reservations").glob("*.toml"))
        self.expect(not left, f"set aside for ever: {left}")

    @property
    def seconds(self) -> float:
        """From the first request to the last reply."""
        exchanges = self.server.exchanges
        return max(exchange.departed or 0.0 for exchange in exchanges) - exchanges[0].request.at

    def check_result(self, finished: Finished) -> dict[str, Any]:
        """What a run says that it cost is what the ledger has of it."""
        result: dict[str, Any] = json.loads(finished.stdout or "{}")
        self.check_costs(filter(None, (result,)))
        return result

    def check_costs(self, results: Iterable[dict[str, Any]]) -> None:
        """The same of many results, by one reading of the ledger."""
        costs: defaultdict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows():
            costs[row["run"]] += Decimal(row["cost_usd"])
        for result in results:
            cost = costs[result["run"]]
            self.expect(Decimal(result["cost_usd"]) == cost, f"says {result['cost_usd']}, the ledger {cost}")


Attack = Callable[[World], None]


@contextmanager
def world(folder: Path, kind: str, seed: int) -> Iterator[World]:
    """A fresh home and a server of its own."""
    home = folder / "home" / "system2"
    home.mkdir(parents=True, mode=0o700)
    (home / "config.toml").write_text(PRICES)
    name = f"{kind}/{seed}"
    with ModelServer() as server:
        commands = Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY})
        yield World(server, commands, home, random.Random(name), seed, name)


def most(row: dict[str, Any]) -> Decimal:
    """What a row counts for: what was surely spent, and what is not settled."""
    return Decimal(row["cost_usd"]) + Decimal(row.get("unsettled_usd", 0))


def cost_of(exchange: Exchange) -> Decimal:
    """What the provider bills for a reply."""
    assert exchange.usage
    return exchange.usage.input * INPUT + exchange.usage.output * OUTPUT


def draw(world: World, request: Request) -> random.Random:
    """Chance for one request: the same for the same seed, whatever the order of arrival."""
    asked = hashlib.sha256(json.dumps([request.messages, request.seed]).encode()).hexdigest()
    return random.Random(f"{world.seed}/{asked}/{tries(world, asked)}")


def tries(world: World, asked: str) -> int:
    """How often the very same was asked before."""
    seen: Counter[str] = world.server.__dict__.setdefault("tries", Counter())
    seen[asked] += 1
    return seen[asked]


def path(request: Request) -> str:
    """A good path in words of its own."""
    return f"I try it in way {request.seed}.\n\nFinal answer: 42"
