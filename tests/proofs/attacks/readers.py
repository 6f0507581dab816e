"""Readers of what others wrote: answers, patterns, headers of models, settings of a project."""

import re
import struct
from time import process_time

from system2.model.llama import LoadingError, Order
from tests.answers.test_growth import MOST_GROWTH, READERS, REPEATED, growth
from tests.config.test_project import BROKEN, NAMED
from tests.proofs.attacks.texts import hostile, nothing_commands
from tests.proofs.attacks.world import MODEL, World, path
from tests.server import Reply, Request, roles, verdict

ENOUGH = 5.0
"""Seconds of processor time that no single reading may take."""

PATTERNS = (
    "(a+)+$", "(a|a)*b", "(a|aa)+c", "([a-z]+)*1", "(.*)*=", "^(a?){40}a{40}$", "(?:a*)*?b", "((a*)*)*b", "(a+){2,}$",
    "(?=(a+))\\1*b", "(?:(?:a|b)*)*c", "a{1,1000}{1,1000}", "(", "[", "(?P<", "\\", "*", "", "(?<=a+)b", "(" * 3000,
    "(?R)", "(a)(?1)*", "a{99999999999}", "(?i:" * 500, "\\p{", "(?(1)a|b)", "[[:alpha:]",
)  # fmt: skip


def repeats(world: World) -> None:
    """Pieces joined at random and repeated: every reader takes at most 2.5 times as long for twice as much."""
    for name, reader in READERS.items():
        piece = "".join(world.chance.choices(REPEATED, k=world.chance.randint(1, 3)))
        times = growth(reader, piece)
        if times > MOST_GROWTH:
            times = growth(reader, piece)  # once more: others may have disturbed it
        world.expect(times <= MOST_GROWTH, f"{name} grows {times:.1f} times on four times {piece!r}")


def patterns(world: World) -> None:
    """A pattern that never ends costs no path and no run: each path on which it takes too long abstains."""
    pattern = world.chance.choice(PATTERNS)

    def say(request: Request) -> Reply:
        return Reply(f"{request.seed} " + "a" * 2000 + "!\n\nFinal answer: 42")

    world.server.script = roles(say, verdict(True))
    finished = world.commands.invoke(*world.ask("think", "-e", 2, "--answer", f"regex:{pattern}"))
    world.check_end(finished, {0, 2, 6})
    nothing_commands(world, finished, (pattern,))
    if finished.exit_code == 2:
        world.expect(not world.server.exchanges, f"{pattern!r} was paid for before it was refused")
        return
    result = world.check_result(finished)
    world.expect(len(result["candidates"]) == 2 and bool(result["text"]), f"paths are lost to {pattern!r}")
    world.check_ledger()
    world.check_end(world.commands.invoke("system2", "replay", result["run"]), {0, 2, 6})


def headers(world: World) -> None:
    """A model's file with any header is refused, or says how much memory it takes: at once, in little of it."""
    file = world.home / "model.gguf"
    file.write_bytes(header(world))
    begin = process_time()
    try:
        order = Order.of(file, "key", 1)
    except LoadingError:
        pass
    else:
        world.expect(0 < order.memory < 2**48, f"{order.memory} bytes")
    world.expect(process_time() - begin < ENOUGH, f"took {process_time() - begin:.1f} s")


def header(world: World) -> bytes:
    """A header whose counts, types, lengths and figures are some that a file may claim."""
    chance = world.chance
    numbers = (0, 1, 2, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1)

    def text(content: bytes) -> bytes:
        length = chance.choice(numbers) if chance.random() < 0.05 else len(content)
        return struct.pack("<Q", length) + content

    def value(depth: int = 0) -> bytes:
        kind = chance.choice((0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 255))
        match kind:
            case 8:
                return struct.pack("<I", kind) + text(b"\xff\x00llama" * chance.randint(0, 9))
            case 9 if depth < 2000:
                if chance.random() < 0.5:
                    return struct.pack("<IIQ", 9, 9, 1) * chance.randint(1, 2000) + value(depth + 1)
                return struct.pack("<IIQ", 9, chance.choice((0, 4, 8, 10)), chance.choice(numbers)) + bytes(64)
            case 4 | 5 | 6:
                return struct.pack("<II", kind, chance.choice(numbers) % 2**32)
            case 0 | 7:
                return struct.pack("<IB", kind, chance.randint(0, 255))
        return struct.pack("<IQ", kind, chance.choice(numbers))

    keys = ("block_count", "embedding_length", "attention.head_count", "attention.head_count_kv")
    pairs = [text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama")]
    pairs += [text(f"llama.{key}".encode()) + value() for key in chance.sample(keys, chance.randint(0, len(keys)))]
    count = chance.choice(numbers) if chance.random() < 0.1 else len(pairs)
    whole = b"GGUF" + struct.pack("<IQQ", 3, chance.choice(numbers), count) + b"".join(pairs)
    return whole if chance.random() < 0.7 else whole[: chance.randrange(len(whole))]


def projects(world: World) -> None:
    """A stranger's settings, trusted or not, take question and key nowhere else, and are told in a line."""
    world.server.script = roles(path, verdict(True))
    chance = world.chance
    value = chance.choice((chance.choice(NAMED), hostile(world)))
    written = chance.choice(
        (chance.choice(BROKEN), f"{chance.choice(('model', 'strategy', 'display'))} = {quoted(value)}")
    )
    folder = world.commands.folder / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / ".system2.toml").write_text(written, encoding="utf-8", errors="replace")
    here = type(world.commands)(folder, {**world.commands.environment, "SYSTEM2_MODEL": MODEL})
    for trusting in (False, True):
        if trusting:
            trusted = here.run("system2", "config", "trust")
            world.check_end(trusted, {0, 2})
            nothing_commands(world, trusted, (written,))
        asked = here.run("think", "What is 6*7?", "-e", 1, "--no-cache")
        world.check_end(asked, {0, 2, 5})
        nothing_commands(world, asked, (written,))
    strange = {exchange.request.model for exchange in world.server.exchanges} - {"metered"}
    world.expect(not strange, f"{strange} was asked")


def quoted(value: str) -> str:
    """As a TOML string."""
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\\ud800-\udfff]', lambda sign: f"\\u{ord(sign[0]):04x}", value) + '"'
