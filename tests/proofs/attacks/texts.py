"""Names and replies that are written to command the terminal, the table or the page that shows them."""

import csv
import io
import json

from tests.commands import Finished
from tests.proofs.attacks.world import MODEL, World
from tests.proofs.hostile import PIECES, commands_a_terminal
from tests.render.test_page import HARMLESS, read
from tests.server import Reply, Request, is_verdict, roles, verdict

MOST_PIECES = 8


def names(world: World) -> None:
    """A hostile name of a model, file, verifier, key or column is one line at most, and tells a terminal nothing."""
    name = hostile(world).replace("\0", "").encode("utf-8", "replace").decode()
    asked = world.ask("think", "-e", 1)
    attempts: tuple[tuple[object, ...], ...] = (
        ("think", "Q", "-q", "-m", f"openai/{name}"),
        ("think", "Q", "-q", "-m", name),
        (*asked, "--verifier", name),
        (*asked, "--tests", name),
        (*asked, "--strategy", name),
        (*asked, "--answer", name),
        ("system2", "trace", name),
        ("system2", "batch", name, "-m", MODEL),
        ("cost", "today", "--by", name),
        ("cost", "prices", "set", name, "--input", "1", "--output", "1"),
        ("budget", "set", "--daily", name),
        ("system2", "help", name),
    )
    for attempt in world.chance.sample(attempts, 4):
        said = world.commands.invoke(*attempt)
        world.check_end(said, {0, 2, 5, 6})
        nothing_commands(world, said, attempt)
    for reader in (("cost", "today", "--by", "model"), ("system2", "history")):
        nothing_commands(world, world.commands.invoke(*reader), reader)
    table = world.commands.invoke("cost", "today", "--by", "model", "--csv").stdout
    for row in list(csv.reader(io.StringIO(table)))[1:]:
        world.expect(not row[0].startswith(("=", "+", "-", "@", "\t", "\r")), f"a formula: {row[0]!r}")


def pages(world: World) -> None:
    """Whatever a model and its judge wrote, and whoever shows it: the page holds text, and JSON reads back."""
    text = hostile(world)

    def say(request: Request) -> Reply:
        return Reply(f"{text} {request.seed}\n\nFinal answer: {text}")

    world.server.script = roles(say, verdict(True, 0.9, text))
    finished = world.commands.invoke(*world.ask("think", "-e", 2))
    world.check_end(finished, {0, 5, 6})
    nothing_commands(world, finished, ("think",))
    if not finished.stdout:
        return
    run = json.loads(finished.stdout)["run"]
    for command in (("trace", run), ("trace", run, "--markdown"), ("history",), ("replay", run)):
        nothing_commands(world, world.commands.invoke("system2", *command), command)
    page = world.commands.invoke("system2", "trace", run, "--html", "-")
    world.check_end(page, {0})
    nothing_commands(world, page, ("the page",))
    found = read(page.stdout)
    world.expect(found.elements <= HARMLESS, f"elements {found.elements - HARMLESS}")
    active = [name for name, _ in found.attributes if name.startswith("on") or name in {"href", "src", "action"}]
    world.expect(not active, f"attributes {active}")
    judged = [exchange for exchange in world.server.exchanges if is_verdict(exchange.request)]
    world.expect(bool(judged) or finished.exit_code != 0, "nobody was asked to judge")


def hostile(world: World) -> str:
    """Some pieces, in some order."""
    return "".join(world.chance.choices(PIECES, k=world.chance.randint(1, MOST_PIECES)))


def nothing_commands(world: World, said: Finished, by: tuple[object, ...]) -> None:
    """No control but newline and tab in what a command printed."""
    for stream in (said.stdout, said.stderr):
        found = commands_a_terminal(stream)
        world.expect(not found, f"{found[:5]} from {by}")
        world.expect("Traceback" not in stream, f"{by}: {stream[-300:]}")
