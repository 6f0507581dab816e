"""The same worlds as in `tests/strategies/test_selection.py`, through the real command and a judge behind HTTP.

`SYSTEM2_PROOF_ROUNDS=500 pytest tests/proofs/test_selection.py -s` asks about 500 problems and prints the shares.
"""

import json
import os
import re

import pytest

from system2.core.problem import Problem
from system2.strategies.selection import chosen_by
from tests.playing import Play
from tests.server import roles, verdict
from tests.strategies.worlds import PATHS, RIGHT, SURE, World

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "2"))

RULES = ("auto", "weighted", "majority", "verdict")


def solver(trap):
    def solve(request):
        seed = int(re.search(r"problem (\d+)", request.prompt)[1])
        return World(seed, trap).text(request.seed)

    return solve


def judge(trap):
    def judged(request):
        path, seed = map(int, re.search(r"path (\d+) on problem (\d+)", request.prompt).groups())
        return verdict(World(seed, trap).accepts(path), SURE)

    return judged


def chosen(world, rule):
    """What the strategy chooses where no server is asked."""
    choice = Play(None)(chosen_by(rule, Problem(world.question), world.candidates(), stopped="all landed"))
    return choice.chosen.answer.text


@pytest.mark.parametrize("trap", [False, True])
def test_the_command_chooses_as_the_strategy_does_so_the_shares_are_the_same(invoke, server, trap):
    server.script = roles(solver(trap), judge(trap))
    right = dict.fromkeys(RULES, 0)
    for seed in range(ROUNDS):
        world = World(seed, trap)
        for rule in RULES:
            options = ("-e", PATHS, "--seed", 0, "--select", rule, "-m", "openai/gpt-4o-mini", "-q", "--json")
            answer = json.loads(invoke("think", world.question, *options).stdout)["answer"]
            assert answer == chosen(world, rule), (seed, rule)
            right[rule] += answer == RIGHT
    assert len(server.exchanges) == ROUNDS * PATHS * 2
    print({rule: f"{100 * count / ROUNDS:.1f} %" for rule, count in right.items()})
