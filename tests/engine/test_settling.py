"""Every way in which a call can end, and what the ledger says of it."""

import asyncio
import json
import tomllib
from decimal import Decimal

import pytest

from system2.config.approach import Approach
from system2.config.settings import Settings
from system2.core.problem import Problem
from system2.engine.inquiry import Inquiry
from system2.engine.reason import Audience, reason
from tests.commands import FAKE_KEY
from tests.server import Gate, Reply, Usage, hang, is_verdict, raw, reset, roles, status, verdict

PRICE = '[prices."openai/metered"]\ninput = 0\noutput = 10\n'
"""Ten dollars for a million tokens written; reading is free, so that sums are easy."""

MAX_TOKENS = 1000
WORST_SAMPLE = Decimal("0.01")

METERED = ("-m", "openai/metered", "--max-tokens", MAX_TOKENS, "--judge-by", "none", "--seed", 0, "-q", "--json")


METERED_INQUIRY = Inquiry(
    Problem("What is 6*7?"),
    "think",
    "best-of-n",
    Approach(2),
    Settings(model="openai/metered", max_tokens=MAX_TOKENS, seed=0, cache="off"),
)


@pytest.fixture
def ledger(home, server, monkeypatch):
    """`ledger(streams=False, effort=1, ...)` runs a question and returns the rows of its samples, with the result."""
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    (home / "config.toml").write_text(PRICE)

    def run(*, streams=False, effort=1, good_enough=None, timeout=20.0, max_cost=None):
        settings = Settings(
            model="openai/metered", max_tokens=MAX_TOKENS, timeout=timeout, seed=0, max_cost=max_cost, cache="off"
        )
        inquiry = Inquiry(
            Problem("What is 6*7?"), "think", "best-of-n", Approach(effort, good_enough=good_enough), settings
        )
        result = asyncio.run(reason(inquiry, Audience(streams=streams)))
        days = [tomllib.loads(day.read_text()) for day in (home / "ledger").glob("*.toml")]
        assert list((home / "ledger" / "reservations").glob("*.toml")) == []
        return [row for day in days for row in day["call"] if row["role"] == "generate"], result

    return run


def most(row):
    """What a row counts for: what was surely spent, and what may have been besides."""
    return Decimal(row["cost_usd"]) + Decimal(row.get("unsettled_usd", "0"))


def test_a_refused_call_was_never_sent_and_leaves_no_row(ledger, server):
    rows, result = ledger(max_cost=Decimal("0.005"))
    assert (rows, result.exit_code, server.exchanges) == ([], 3, [])


def test_a_call_that_ended_well_costs_what_the_provider_counted(ledger, server):
    rows, _ = ledger()
    counted = server.paths[0].usage
    assert rows[0]["output_tokens"] == counted.output
    assert rows[0]["cost_status"] == "exact"
    assert Decimal(rows[0]["cost_usd"]) == Decimal(counted.output) / 100_000


@pytest.mark.parametrize("streams", [True, False])
def test_a_call_that_is_cancelled_before_it_left_is_never_sent_and_makes_no_row(ledger, server, home, streams):
    """However soon: its money is there for others at once, and watchers hear that it is withdrawn."""
    heard = []

    async def scene():
        running = asyncio.current_task()

        def watch(event):
            heard.append(type(event).__name__)
            if heard[-1] == "CallStarted":
                running.cancel()

        await reason(METERED_INQUIRY, Audience((watch,), streams=streams))

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scene())
    assert server.exchanges == []
    assert not list((home / "ledger").glob("*.toml"))
    assert not list((home / "ledger" / "reservations").glob("*.toml"))
    assert heard.count("Withdrawn") == heard.count("CallStarted") >= 1


def test_a_failure_before_any_reply_costs_nothing(ledger, server):
    server.script = roles(lambda request: status(500) if request.repetition < 1 else "Final answer: 42", verdict(True))
    rows, _ = ledger()
    assert (rows[0]["status"], rows[0]["cost_usd"], rows[0]["cost_status"]) == ("failed", "0", "exact")
    assert rows[1]["status"] == "ok"


def said(usage, *, choices=1, finish="stop"):
    """A reply that counts so; as many choices of it as there are."""
    choice = {"message": {"content": "Final answer: 42"}, "finish_reason": finish}
    return raw(json.dumps({"choices": [choice] * choices, "usage": usage}).replace('"nines"', "9" * 4300))


UNCOUNTED = said({}, choices=0)


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("odd", "status", "dollars", "known"),
    [
        (said({"prompt_tokens": 9, "completion_tokens": 200, "total_tokens": 209}), "ok", "0.002", "exact"),
        (said({"prompt_tokens": 9, "completion_tokens": 100, "total_tokens": 309}), "ok", "0.003", "estimated"),
        (said({"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}), "ok", "0.00004", "estimated"),
        (said({"prompt_tokens": 9, "completion_tokens": "nines"}), "ok", "0.01", "estimated"),
        (said({"prompt_tokens": 9, "completion_tokens": 10**12}), "ok", "0.01", "estimated"),
        (said({"prompt_tokens": 9, "completion_tokens": 200}, choices=0), "failed", "0.002", "estimated"),
        (said({"prompt_tokens": 9, "completion_tokens": 200}, finish="error"), "failed", "0.002", "estimated"),
        (UNCOUNTED, "failed", "0.01", "estimated"),
        (raw("<html>Please sign in", content_type="text/html"), "failed", "0", "exact"),
    ],
)
def test_an_odd_reply_is_booked_by_all_that_is_known_of_it(ledger, server, odd, status, dollars, known, streams):
    """By the larger count; at the worst case, not settled, where there is none; at nothing where nobody was asked."""
    server.script = roles(lambda request: odd if request.repetition < 1 else "Final answer: 42", verdict(True))
    rows, _ = ledger(streams=streams)
    assert (rows[0]["status"], most(rows[0]), rows[0]["cost_status"]) == (status, Decimal(dollars), known)
    assert ("unsettled_usd" in rows[0]) == (odd is UNCOUNTED)


def test_a_stream_that_breaks_costs_what_had_come_in(ledger, server):
    server.script = roles(
        lambda request: reset("word " * 40, after_chunks=4) if request.repetition < 1 else "Final answer: 42",
        verdict(True),
    )
    rows, _ = ledger(streams=True)
    assert (rows[0]["status"], rows[0]["cost_status"]) == ("failed", "estimated")
    assert 10 <= rows[0]["output_tokens"] <= 40


def test_a_whole_call_that_breaks_counts_for_all_that_it_could_cost(ledger, server):
    server.script = roles(lambda request: reset() if request.repetition < 1 else "Final answer: 42", verdict(True))
    rows, _ = ledger()
    assert (rows[0]["status"], rows[0]["cost_status"]) == ("failed", "estimated")
    assert most(rows[0]) == Decimal(rows[0]["unsettled_usd"]) == WORST_SAMPLE


def test_a_time_out_counts_for_all_that_the_call_could_cost(ledger, server):
    server.script = roles(hang(), verdict(True))
    rows, result = ledger(timeout=0.5)
    assert result.exit_code == 5
    assert {(row["status"], row["cost_status"]) for row in rows} == {("failed", "estimated")}
    assert {most(row) for row in rows} == {WORST_SAMPLE}
    assert result.cost_usd == 0 < result.unsettled_usd == sum(map(most, rows))


@pytest.mark.parametrize("streams", [True, False])
def test_a_call_that_a_strategy_drops_costs_what_came_in_if_it_streamed_and_counts_for_everything_if_not(
    ledger, server, streams
):
    gate = Gate()
    slow = Reply("word " * 40, gates={3: gate})
    server.script = roles(lambda request: slow if request.seed == 1 else "Final answer: 42", verdict(True, 0.95))
    judging = server.hold(is_verdict)  # until the other path is under way
    asked = iter((1, 2, 3))

    def opened_when_both_run(request):
        if next(asked) == 2:
            judging.open()
        return 0.0

    server.latency = opened_when_both_run
    rows, result = ledger(streams=streams, effort=2, good_enough=0.9)
    gate.open()
    assert result.calls.cancelled == 1
    (cancelled,) = [row for row in rows if row["status"] == "cancelled"]
    assert cancelled["cost_status"] == "estimated"
    if streams:
        assert 0 < most(cancelled) == Decimal(cancelled["cost_usd"]) < WORST_SAMPLE / 10
    else:
        assert most(cancelled) == Decimal(cancelled["unsettled_usd"]) == WORST_SAMPLE


def test_the_cap_of_a_run_counts_all_that_it_ever_spent_however_often_it_is_resumed(invoke, server, home):
    """A new cap on resuming is a total too, and holds from then on."""
    (home / "config.toml").write_text(PRICE)
    server.script = roles(lambda request: Reply(f"Way {request.seed}", usage=Usage(10, 1000)), verdict(True))

    def spent():
        return sum(Decimal(row["cost_usd"]) for row in tomllib.loads(day.read_text())["call"])

    first = invoke("think", "What is 6*7?", "-e", 8, *METERED, "--max-cost", "0.045")
    (day,) = (home / "ledger").glob("*.toml")
    assert first.exit_code == 3
    for _ in range(3):
        assert invoke("system2", "resume", "-q").exit_code == 3
        assert spent() <= Decimal("0.045")
    assert invoke("system2", "resume", "-q", "--max-cost", "0.07").exit_code == 3
    assert Decimal("0.045") < spent() <= Decimal("0.07")
    raised = spent()
    assert invoke("system2", "resume", "-q").exit_code == 3
    assert spent() == raised, "the new cap is the one that holds"
