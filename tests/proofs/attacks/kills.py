"""Runs that are killed at any moment, with plain lines and with the live view, and gone on with."""

from collections import Counter
from contextlib import closing

from system2.store.cache import Cache
from tests.proofs.attacks.interruptions import EFFORT, asked, in_terminal, ready, until_some_moment
from tests.proofs.attacks.world import World

CALLS = 2 * EFFORT


def plain(world: World) -> None:
    """No reply is lost, torn or counted twice, and the run comes to the end that it would have come to."""
    ready(world)
    running = world.commands.start(*world.ask("think", "-e", EFFORT))
    until_some_moment(world)
    running.kill()
    gone_on_with(world)


def live(world: World) -> None:
    """The same under the live view, where replies come piece by piece."""
    ready(world)
    world.server.pause = 0.01
    with in_terminal(world, "live") as (terminal, _):
        until_some_moment(world)
        terminal.process.kill()
        terminal.finish()
    gone_on_with(world)


def gone_on_with(world: World) -> None:
    """The next command settles what was under way; a resume asks for what was not stored, and for nothing else."""
    world.server.wait_until_idle()
    sent = len(world.server.exchanges)
    world.check_end(world.commands.invoke("cost", "today", "--json"), {0})
    world.check_ledger(killed=EFFORT)
    world.check_end(world.commands.invoke("cost", "verify"), {0})
    with closing(Cache(world.home / "cache", warn=world.complaints.append)) as cache:
        stored = cache.statistics().entries
    resumed = world.commands.invoke("system2", "resume", "--json", "-q")
    if resumed.exit_code == 2:
        world.expect(stored in {0, CALLS}, f"{stored} replies of a run that cannot be gone on with")
        return
    world.check_end(resumed, {0})
    result = world.check_result(resumed)
    verdicts = [candidate["verdict"] for candidate in result.get("candidates", ())]
    world.expect(result.get("answer") == "42", f"answers {result.get('answer')}")
    world.expect(len(verdicts) == EFFORT and all(verdicts), f"{verdicts} of {EFFORT} paths")
    different = Counter(map(asked, world.server.exchanges))
    again = len(world.server.exchanges) - len(different)
    world.expect(len(different) == CALLS, f"{len(different)} different requests")
    world.expect(again == sent - stored, f"{again} requests were made again, {sent} sent and {stored} stored before")
    world.check_ledger(killed=EFFORT)
