"""Providers and files that name numbers which cannot be."""

import shutil
from typing import Any

from tests.proofs.attacks.world import World, path
from tests.server import Reply, Usage, roles, verdict

NINES = int("9" * 4300)
COUNTS: tuple[Any, ...] = (NINES, 10**12, 10**12 - 1, 10**18, 2**63, -1, 1.5, 1e300, True)

READERS = (
    ("cost", "today"),
    ("cost", "week", "--by", "model"),
    ("cost", "last"),
    ("cost", "--csv"),
    ("budget",),
    ("budget", "--json"),
    ("cost", "verify"),
)

LINES = (
    "input_tokens = {number}",
    "output_tokens = {number}",
    'cost_usd = "{number}"',
    'cost_usd = "1e999999999"',
    'cost_usd = "1e-999999999"',
    'cost_usd = "NaN"',
    'unsettled_usd = "{number}"',
    "cost_usd = inf",
    "seconds = 1e999999",
    "paths = 0",
    "paths = -1",
    "attempt = 0x7fffffffffffffffffffff",
    "at = 0001-01-01 00:00:00+14:00",
    "at = 9999-12-31 23:59:59-14:00",
    "status = {nested}",
    "id = 'half",
)


def provider(world: World) -> None:
    """No count makes a ledger that a command cannot read, and none is booked that no reply can have."""
    counts = [world.chance.choice(COUNTS) for _ in range(2)]
    usage = Usage(*counts)
    world.server.script = roles(lambda request: Reply(path(request), usage=usage), verdict(True))
    world.check_end(world.commands.invoke(*world.ask("think", "-e", 2, "--no-cache")), {0, 5})
    rows = world.rows()
    world.expect(
        len(rows) == len(world.server.exchanges), f"{len(rows)} rows of {len(world.server.exchanges)} requests"
    )
    tokens = max(max(row["input_tokens"], row["output_tokens"]) for row in rows)
    world.expect(tokens <= 20_000_000, f"{tokens} tokens are booked")
    read_by_all(world, sound=True)


def files(world: World) -> None:
    """A hostile row is one line to whoever reads it, found by `verify`, and taken out by `repair`."""
    world.server.script = roles(path, verdict(True))
    world.check_end(world.commands.invoke(*world.ask("think", "-e", 1)), {0})
    (day,) = (world.home / "ledger").glob("*.toml")
    line = world.chance.choice(LINES).format(number="9" * world.chance.choice((13, 400, 4300, 5000)), nested="[" * 5000)
    name = line.partition(" ")[0]
    whole = day.read_text()
    row = next(piece for piece in whole.split("\n\n") if piece)
    spoilt = "\n".join(line if each.startswith(f"{name} =") else each for each in row.splitlines())
    spoilt = spoilt if line in spoilt else spoilt.replace("[[call]]", f"[[call]]\n{line}")
    day.write_text(whole + spoilt.replace('id = "', 'id = "another-') + "\n\n")
    shutil.rmtree(world.home / "ledger" / "rollups", ignore_errors=True)
    read_by_all(world, sound=False)
    world.check_end(world.commands.invoke("cost", "repair"), {0})
    world.expect(day.read_text() == whole, f"`cost repair` left more or less than the good rows after {line[:60]}")
    read_by_all(world, sound=True)


def read_by_all(world: World, *, sound: bool) -> None:
    """Every command that reads the ledger ends in one line at most."""
    for reader in READERS:
        finished = world.commands.invoke(*reader)
        codes = {0} if sound else {0, 7}
        world.check_end(finished, codes if reader[-1] != "verify" or sound else {7})
