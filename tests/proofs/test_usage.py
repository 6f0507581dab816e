"""The ledger against the server's own count: in whatever form that comes, never below it, nor exact unless equal."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Run
from tests.server import ModelServer, Request, raw
from tests.spend.money import the_ledger

ROUNDS = int(os.environ.get("SYSTEM2_USAGE_ROUNDS", "1"))
"""Runs of as many odd replies as there are forms; 12 make more than 200 of them."""

INPUT, OUTPUT = Decimal("0.00000015"), Decimal("0.0000006")
"""Dollars for a token of the model that is asked."""

Body = dict[str, Any]


@dataclass(frozen=True)
class Truth:
    """What the server counted; `thought` is a part of `written`."""

    read: int
    written: int
    thought: int

    @property
    def cost(self) -> Decimal:
        """What it bills."""
        return self.read * INPUT + self.written * OUTPUT


def plain(truth: Truth, **more: Any) -> Body:
    return {
        "prompt_tokens": truth.read,
        "completion_tokens": truth.written,
        "total_tokens": truth.read + truth.written,
        **more,
    }


def detailed(truth: Truth, **more: Any) -> Body:
    return {"completion_tokens_details": {"reasoning_tokens": truth.thought}, **more}


def without(body: Body, *names: str) -> Body:
    return {name: value for name, value in body.items() if name not in names}


FORMS: dict[str, Callable[[Truth], list[Body]]] = {
    "plain": lambda truth: [plain(truth)],
    "with its thoughts": lambda truth: [plain(truth, **detailed(truth))],
    "no total": lambda truth: [without(plain(truth), "total_tokens")],
    "thoughts in the total alone": lambda truth: [plain(truth, completion_tokens=truth.written - truth.thought)],
    "thoughts beside the reply": lambda truth: [
        plain(truth, completion_tokens=truth.written - truth.thought, **detailed(truth))
    ],
    "the reply in the total alone": lambda truth: [without(plain(truth), "completion_tokens")],
    "nothing written but in the total": lambda truth: [plain(truth, completion_tokens=0)],
    "nothing read but in the total": lambda truth: [plain(truth, prompt_tokens=0)],
    "a null beside": lambda truth: [plain(truth, prompt_tokens_details=None, completion_tokens_details=None)],
    "other names": lambda truth: [{"input_tokens": truth.read, "output_tokens": truth.written}],
    "texts": lambda truth: [{name: str(value) for name, value in plain(truth).items()}],
    "with a point": lambda truth: [{name: float(value) for name, value in plain(truth).items()}],
    "a total that is too small": lambda truth: [plain(truth, total_tokens=truth.written)],
    "cached and said so": lambda truth: [plain(truth, prompt_tokens_details={"cached_tokens": 0})],
    "input first, output last": lambda truth: [
        {"prompt_tokens": truth.read, "completion_tokens": 0, "total_tokens": truth.read},
        {"prompt_tokens": 0, "completion_tokens": truth.written, "total_tokens": truth.written},
    ],
    "growing": lambda truth: [plain(truth, completion_tokens=1, total_tokens=truth.read + 1), plain(truth)],
    "the last is empty": lambda truth: [plain(truth), {"prompt_tokens": 0, "completion_tokens": 0}],
}
"""A count, in one piece of a reply or in several, in the forms in which providers were seen to send it."""

FORM_NAMES = list(FORMS)


def truth_of(index: int, seed: int) -> Truth:
    """What the server counts for a path: the same whenever it is asked."""
    chance = random.Random(f"{seed}/{index}")
    thought = chance.choice([0, chance.randrange(1, 2_000)])
    read = chance.choice([chance.randrange(20, 80)] * 9 + [5_000])  # the last is more than the prompt can have
    return Truth(read, thought + chance.randrange(1, 2_000), thought)


def odd(request: Request, seed: int) -> Any:
    """A reply whose count comes in the form of its path's turn: in a stream of pieces where there are several."""
    index = (request.seed or 0) + request.choice
    counts = FORMS[FORM_NAMES[index % len(FORMS)]](truth_of(index, seed))
    said = {"role": "assistant", "content": f"Way {index}.\n\nFinal answer: {index}"}
    head = {"id": "odd", "object": "chat.completion", "created": 1, "model": "m"}
    if len(counts) == 1:
        choice = {"index": 0, "message": said, "finish_reason": "stop"}
        return raw(json.dumps({**head, "choices": [choice], "usage": counts[0]}))
    first, last = counts
    pieces = [
        {**head, "choices": [], "usage": first},
        {**head, "choices": [{"index": 0, "delta": said, "finish_reason": "stop"}]},
        {**head, "choices": [], "usage": last},
    ]
    events = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces) + "data: [DONE]\n\n"
    return raw(events, content_type="text/event-stream")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_row_is_below_the_servers_own_count_and_none_is_exact_that_differs_from_it(
    invoke: Run, server: ModelServer, seed: int
) -> None:
    """One path for every form, each a row; `SYSTEM2_USAGE_ROUNDS=12` makes more than 200 of them."""
    server.script = lambda request: odd(request, seed)
    arguments = ("vote", "What is 6*7?", "-n", len(FORMS), "--stop", "never", "--seed", 0, "--fresh", "--json", "-q")
    finished = invoke(*arguments, "-m", "openai/gpt-4o-mini")
    assert finished.exit_code == 0, finished.stderr
    rows = [*the_ledger().calls(date.today())]
    assert len(rows) == len(server.requests) == len(FORMS)
    for row in rows:
        index = row.label.path
        assert index is not None
        truth, form = truth_of(index, seed), FORM_NAMES[index % len(FORMS)]
        assert row.cost.amount is not None
        assert row.usage.input + row.usage.output >= truth.read + truth.written, form
        assert row.cost.amount >= truth.cost, form
        if row.cost.status == "exact":
            assert (row.usage.input, row.usage.output, row.cost.amount) == (truth.read, truth.written, truth.cost), form
    assert sum(row.cost.status == "exact" for row in rows) >= len(FORMS) // 2
