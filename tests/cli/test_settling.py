"""`cost settle`: what was surely spent is booked, and the rest apart until the user says what was billed."""

import json
import signal
import tomllib
from decimal import Decimal
from pathlib import Path

from tests.commands import Commands
from tests.conftest import Run
from tests.server import ModelServer

PRICE = '[prices."openai/metered"]\ninput = 1\noutput = 100\n'
ASKED = ("think", "What is 6*7?", "-m", "openai/metered", "--max-tokens", 1000, "--judge-by", "none", "--seed", 0)
"""The worst case of a path is $0.10 and its prompt."""


def test_an_interruption_costs_little_and_the_rest_is_open_until_it_is_settled(
    commands: Commands, invoke: Run, server: ModelServer, home: Path
) -> None:
    """From Ctrl-C to the amount on the provider's bill, with every view of money on the way."""
    (home / "config.toml").write_text(PRICE)
    assert invoke("budget", "set", "--daily", 1).exit_code == 0
    gate = server.hold()
    running = commands.start(*ASKED, "-e", 3, "--json")
    server.wait_for_requests(3)
    running.process.send_signal(signal.SIGINT)
    finished = running.finish()
    result = json.loads(finished.stdout)
    run, surely, besides = result["run"], Decimal(result["cost_usd"]), Decimal(result["unsettled_usd"])
    assert 0 < surely < Decimal("0.001") < Decimal("0.3") <= surely + besides < Decimal("0.31")
    assert "up to $0.30 not settled, 3 calls" in finished.stderr
    assert f"caps count it until `cost settle {run} AMOUNT` says what the run was billed" in finished.stderr

    def figures(*command: object) -> dict[str, str]:
        seen: dict[str, str] = json.loads(invoke(*command, "--json").stdout)
        return seen

    today = figures("cost")
    assert (Decimal(today["total_usd"]), Decimal(today["unsettled_usd"])) == (surely, besides)
    assert "and up to $0.30 not settled of $1.00 (30 %)" in invoke("cost").stdout
    assert "$0.30 of this month is not settled: see `cost settle`" in invoke("budget").stdout
    assert "`cost settle" in invoke("cost", "last").stdout
    invoke("budget", "set", "--daily", "0.35")
    refused = invoke(*ASKED, "-e", 1)
    assert (refused.exit_code, len(server.exchanges)) == (3, 3)
    assert "$0.30 used up by calls that are not settled (`cost settle`)" in refused.stderr
    assert "86 % of the day's cap is spent: $0.30 of $0.35, $0.30 of it not settled" in refused.stderr
    invoke("budget", "set", "--daily", 1)

    listed = invoke("cost", "settle").stdout
    assert listed.startswith(f"run {run}, ")
    assert listed.count("generate   cancelled  openai/metered") == 3
    call = figures("cost", "settle")["calls"][0]
    assert invoke("cost", "settle", call["id"][:8], "$0.01").stdout == (  # type: ignore[index]
        "1 call settled: $0.01 billed, $0.000033 had been booked.\n"
    )
    assert invoke("cost", "settle", run, "0.02").stdout.startswith("2 calls settled: $0.01 billed")
    assert figures("cost", "run", run)["total_usd"] == figures("cost")["total_usd"] == "0.020000000000"
    assert figures("budget")["caps"][0]["left_usd"].startswith("0.98")  # type: ignore[index]
    assert invoke("cost", "verify").stdout.startswith("3 calls on 1 day, $0.02\n")
    (day,) = (home / "ledger").glob("*.toml")
    assert [row["status"] for row in tomllib.loads(day.read_text())["call"]] == ["cancelled"] * 3 + ["settled"] * 3
    assert invoke("cost", "settle").stdout == "Nothing is open: of every call it is known what it was billed.\n"

    gate.open()
    resumed = json.loads(invoke("system2", "resume", run, "--json", "-q").stdout)
    assert len(server.exchanges) == 6
    assert (Decimal(resumed["cost_usd"]), resumed["unsettled_usd"]) == (Decimal(figures("cost")["total_usd"]), "0")


def test_what_cannot_be_settled_is_said_in_one_line(invoke: Run, server: ModelServer, home: Path) -> None:
    (home / "config.toml").write_text(PRICE)
    run = json.loads(invoke(*ASKED, "-e", 1, "--json").stdout)["run"]
    for arguments, line in (
        ((run,), f"Say what it was billed, in dollars: `cost settle {run} 0.03`."),
        ((run, "0.03"), f"Nothing of run {run} is open: `cost run {run}` says what it cost."),
        (("nobody", "0.03"), "There is no open run or call nobody: `cost settle` lists what is open."),
        ((run, "much"), "'much' is no amount that anybody was billed: give dollars, such as 0.03."),
        ((run, "1e99"), "'1e99' is no amount that anybody was billed: give dollars, such as 0.03."),
    ):
        finished = invoke("cost", "settle", *arguments)
        assert (finished.exit_code, finished.stderr) == (2, f"cost: {line}\n")
