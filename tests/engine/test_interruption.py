"""Ending a run from outside, through the real command: what was paid is kept, and nothing else is billed."""

import fcntl
import json
import signal
import tomllib
from contextlib import contextmanager
from decimal import Decimal

import pytest

from tests.server import Gate, Reply, is_verdict, roles, verdict

THINK = ("think", "What is 6*7?", "-m", "openai/gpt-4o-mini", "--json", "-q", "--seed", 0)


def rows(home):
    return [row for day in sorted((home / "ledger").glob("*.toml")) for row in tomllib.loads(day.read_text())["call"]]


def dollars(home):
    return sum((Decimal(row["cost_usd"]) for row in rows(home)), Decimal(0))


def distinct(request):
    return f"Way {request.seed}.\n\nFinal answer: 42"


@contextmanager
def lock_held(home):
    """Another process at work on the ledger."""
    (home / "ledger").mkdir(exist_ok=True)
    with (home / "ledger" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_from_outside_prints_its_best_and_bills_nothing_that_was_not_sent(
    commands, server, home, number
):
    server.script = roles(distinct, verdict(True))
    server.hold(lambda request: is_verdict(request) or request.seed == 1)
    running = commands.start(*THINK, "-e", 2)
    server.wait_for_requests(3)
    running.process.send_signal(number)
    finished = running.finish()
    result = json.loads(finished.stdout)
    assert (finished.exit_code, result["answer"]) == (130, "42")
    assert Decimal(result["cost_usd"]) == dollars(home)
    assert len(rows(home)) == len(server.exchanges) == 3, "the second verdict was set aside and never sent"
    assert "Traceback" not in finished.stderr
    assert not list((home / "ledger" / "reservations").glob("*.toml"))


def test_a_signal_that_was_ignored_at_the_start_stays_ignored(commands, server):
    server.script = roles(distinct, verdict(True))
    gate = server.hold()
    running = commands.start("nohup", *commands.arguments(THINK), "-e", 1)
    server.wait_for_requests(1)
    running.process.send_signal(signal.SIGHUP)
    gate.open()
    assert running.finish().exit_code == 0


@pytest.mark.parametrize("times", [1, 4])
def test_a_reply_that_arrived_is_kept_told_and_counted_although_it_was_not_yet_written_down(
    commands, server, home, times
):
    """The interruption comes while the ledger is busy; the run is then resumed without paying for the path again."""
    server.script = roles(distinct, verdict(True))
    gate = server.hold()
    running = commands.start(*THINK, "-e", 1)
    server.wait_for_requests(1)
    with lock_held(home):
        gate.open()
        server.wait_until_idle()
        for _ in range(times):
            running.process.send_signal(signal.SIGINT)
    finished = running.finish()
    result = json.loads(finished.stdout)
    assert (finished.exit_code, result["answer"]) == (130, "42")
    assert (result["calls"]["made"], result["calls"]["cancelled"]) == (1, 0)
    assert Decimal(result["cost_usd"]) == dollars(home)
    resumed = json.loads(commands.run("system2", "resume", "--json", "-q").stdout)
    assert resumed["candidates"][0]["score"] == 0.9
    assert (len(server.paths), len(server.verdicts)) == (1, 1)
    assert Decimal(resumed["cost_usd"]) == dollars(home)


def test_an_interruption_waits_for_no_lock_longer_than_a_few_seconds(commands, server, home):
    """What could not be written is told with its dollars, and settled by the next command."""
    server.script = roles(distinct, verdict(True))
    gate = server.hold()
    running = commands.start(*THINK, "-e", 1)
    server.wait_for_requests(1)
    with lock_held(home):
        gate.open()
        server.wait_until_idle()
        running.process.send_signal(signal.SIGINT)
        finished = running.finish(timeout=30)
    assert finished.exit_code == 130
    assert json.loads(finished.stdout)["answer"] == "42"
    assert "of 1 call could not be written" in finished.stderr
    assert commands.run("cost", "today", "--json").exit_code == 0
    assert [row["cost_status"] for row in rows(home)] == ["estimated"]


def test_a_terminal_that_is_closed_ends_the_run_as_an_interruption_does(commands, server, home, terminal):
    server.script = roles(Reply("word " * 40 + "\n\nFinal answer: 42", gates={8: Gate()}), verdict(True))
    tty = terminal("think", "What is 6*7?", "-m", "openai/gpt-4o-mini", "-e", 1)
    tty.wait_for("word")
    tty.hang_up()
    assert tty.process.wait(30) == 130
    (row,) = rows(home)
    assert (row["status"], row["cost_status"]) == ("cancelled", "estimated")
    assert 3 <= row["output_tokens"] < 60, "what came in is surely spent"
    assert 4000 <= Decimal(row["unsettled_usd"]) / Decimal("6e-7") <= 4500, "the rest of 4,096 tokens is not settled"
    assert not list((home / "ledger" / "reservations").glob("*.toml"))


def test_standard_output_that_is_closed_is_told_before_any_call(commands, server):
    shell = " ".join(
        ["exec", *map(str, commands.arguments(("think", "'What is 6*7?'", "-m", "openai/gpt-4o-mini"))), ">&-"]
    )
    finished = commands.run("sh", "-c", shell)
    assert (finished.exit_code, server.exchanges) == (2, [])
    assert finished.stderr == "think: Standard output is closed: there is nowhere for the result to go.\n"


def test_an_answer_that_nobody_reads_any_more_is_kept_and_the_exit_code_is_1(commands, server, home):
    server.script = roles(distinct, verdict(True))
    gate = server.hold()
    running = commands.start(*THINK, "-e", 1)
    server.wait_for_requests(1)
    running.process.stdout.close()
    gate.open()
    assert running.process.wait(60) == 1
    assert len(rows(home)) == 2
    assert "could not be printed" in running.process.stderr.read()
    running.process.stderr.close()
