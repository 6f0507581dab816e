"""Caps: raced for, resumed under, overrun, and lowered while runs go on."""

from decimal import Decimal

from tests.proofs.attacks.world import INPUT, LONG, MAX_TOKENS, OUTPUT, World, cost_of, path
from tests.server import Reply, Request, Usage, is_verdict, roles, verdict

WORST_PATH = MAX_TOKENS * OUTPUT


def race(world: World) -> None:
    """Several processes at one cap: it holds, everybody ends, and nobody waits for what another only holds."""
    written = world.chance.randint(100, MAX_TOKENS)
    world.server.script = roles(lambda request: Reply(path(request), usage=Usage(10, written)), verdict(True))
    cap = Decimal(world.chance.randint(8, 20)) / 100
    world.check_end(world.commands.invoke("budget", "set", "--daily", cap), {0})
    ways = (("--judge-by", "judge"), ("--judge-by", "pairwise"), ("--judge-by", "none"))
    racing = [
        world.commands.start(*world.ask("think", "-e", 4, "--no-cache", *world.chance.choice(ways))) for _ in range(4)
    ]
    for each in racing:
        finished = each.finish()
        world.check_end(finished, {0, 3})
        world.check_result(finished)
        world.expect(finished.seconds < LONG, f"waited {finished.seconds:.0f} s")
    world.expect(world.spent() <= cap, f"{world.spent()} of {cap} spent")
    world.check_ledger()


def resumes(world: World) -> None:
    """Four resumes under --max-cost spend no more together than the cap, a raised one included."""
    world.server.script = lambda request: Reply(path(request), usage=Usage(10, MAX_TOKENS))
    cap = WORST_PATH * world.chance.randint(2, 5)
    first = world.commands.invoke(*world.ask("think", "-e", 9, "--judge-by", "none", "--max-cost", cap))
    world.check_end(first, {3})
    raised = world.chance.randrange(4)
    for number in range(4):
        more: tuple[object, ...] = ()
        if number == raised:
            cap += WORST_PATH * world.chance.randint(1, 2)
            more = ("--max-cost", cap)
        finished = world.commands.invoke("system2", "resume", "--json", "-q", *more)
        world.check_end(finished, {3})
        world.check_result(finished)
        world.expect(world.spent() <= cap, f"{world.spent()} of {cap} spent")
    world.check_ledger()


def overrun(world: World) -> None:
    """A provider that counts many times what it was allowed: beyond the cap is only what calls under way overran."""
    times = world.chance.choice((2, 3, 20))
    reply = Usage(10, MAX_TOKENS * times)
    world.server.script = lambda request: Reply(path(request), usage=reply)
    cap = WORST_PATH * world.chance.randint(3, 9)
    world.check_end(world.commands.invoke("budget", "set", "--daily", cap), {0})
    at_once = world.chance.randint(1, 3)
    asked = world.ask("think", "-e", 12, "-j", at_once, "--judge-by", "none", "--no-cache")
    for _ in range(3):
        world.check_end(world.commands.invoke(*asked), {0, 3})
    beyond = at_once * (times - 1) * WORST_PATH
    world.expect(world.spent() <= cap + beyond, f"{world.spent()} of {cap} spent, {beyond} beyond limits")
    world.expect({row["cost_status"] for row in world.rows()} == {"estimated"}, "what is beyond a limit is no sure sum")
    world.check_ledger()


def lowered(world: World) -> None:
    """A cap that is set while all verdicts are set aside holds for each of them; a resume under a higher one judges."""
    effort = world.chance.randint(2, 5)
    world.server.script = roles(path, verdict(True))
    held = world.server.hold(lambda request: not is_verdict(request))
    running = world.commands.start(*world.ask("think", "-e", effort))
    world.server.wait_for_requests(effort, LONG)
    world.check_end(world.commands.invoke("budget", "set", "--daily", "0.000001"), {0})
    held.open()
    finished = running.finish()
    world.check_end(finished, {3})
    world.expect(len(world.server.exchanges) == effort, "a verdict was sent under a cap that it does not fit")
    world.check_ledger()
    world.check_result(finished)
    world.check_end(world.commands.invoke("budget", "set", "--daily", 1), {0})
    resumed = world.commands.invoke("system2", "resume", "--json", "-q")
    world.check_end(resumed, {0})
    world.expect(len(world.server.verdicts) == effort, "every path is judged once it may be")
    world.check_ledger()


def longer(world: World) -> None:
    """A candidate that is longer than its limit is judged for what that takes, or not at all."""
    text = "word " * world.chance.randint(3000, 6000) + "\n\nFinal answer: 42"

    def solve(request: Request) -> Reply:
        return Reply(f"{request.seed} {text}", usage=Usage(10, 10))

    world.server.script = roles(solve, verdict(True))
    cap = Decimal(world.chance.randint(3, 6)) / 100
    asked = world.ask("think", "-e", 4, "--no-cache", "--max-cost", cap)
    finished = world.commands.invoke(*asked)
    world.check_end(finished, {0, 3})
    world.expect(world.spent() <= cap, f"{world.spent()} of {cap} spent")
    sent = sum((cost_of(exchange) for exchange in world.server.verdicts), Decimal(0))
    world.expect(sent + 40 * INPUT <= cap, "the verdicts alone pass the cap")
    world.check_ledger()
