"""Game of 24 by every search: solved, calls and tokens. Run it as a script: it prints a table, of those it is told.

100 problems drawn by seed from all that can be solved in whole numbers; a proposer that lists every legal next step; a
valuer that is right about reachability so often, its error fixed for each state; a program that checks the answer.
"""

import functools
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from system2.config.approach import Shape
from system2.core import tokens
from system2.core.actions import Action, Ask, Check, Sample
from system2.core.candidates import Choice
from system2.core.outcomes import Checked, Outcome, Replied
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.core.replies import Reply
from system2.strategies.beam import beam
from system2.strategies.best_first import best_first
from system2.strategies.bfs import bfs
from system2.strategies.dfs import dfs
from system2.strategies.dvts import dvts
from system2.strategies.lookahead import lookahead
from system2.strategies.mcts import mcts
from system2.strategies.particles import particles
from system2.strategies.thoughts import Search
from system2.verifiers.program import Program
from tests.playing import Play

SEARCHES: dict[str, Callable[[Search], Procedure[Choice]]] = {
    "bfs": bfs,
    "dfs": dfs,
    "beam": beam,
    "lookahead": lookahead,
    "dvts": dvts,
    "mcts": mcts,
    "best-first": best_first,
    "particles": particles,
}
SHAPE = Shape(depth=4, beam=5, lookahead=2, state=r"left: ([^)]*)")
BRANCHES = 40
PROBLEMS = 100
GOAL = (24,)
STATED = "regex:Final answer: (.+)"
"""How an answer is told from a step: a path that states none is nowhere searched for one."""
ACCURACIES = (0.95, 0.9)

Numbers = tuple[int, ...]


def moves(numbers: Numbers) -> Iterator[tuple[str, Numbers]]:
    """Every legal next step, in words, with the numbers that are then left."""
    for i, j in combinations(range(len(numbers)), 2):
        rest = [number for place, number in enumerate(numbers) if place not in (i, j)]
        one, other = numbers[i], numbers[j]
        results = {f"{one} + {other}": one + other, f"{one} * {other}": one * other}
        for left, right in ((one, other), (other, one)):
            results[f"{left} - {right}"] = left - right
            if right and left % right == 0:
                results[f"{left} / {right}"] = left // right
        for words, result in results.items():
            left_over = tuple(sorted([*rest, result]))
            yield f"{words} = {result} (left: {' '.join(map(str, left_over))})", left_over


@functools.cache
def can_reach(numbers: Numbers) -> bool:
    """Whether 24 can be made of these."""
    if len(numbers) == 1:
        return numbers == GOAL
    return any(map(can_reach, {left for _, left in moves(numbers)}))


def problems(count: int, seed: int) -> list[Numbers]:
    """As many different solvable problems of four numbers from 1 to 13."""
    solvable = [numbers for numbers in combinations_with_replacement(range(1, 14), 4) if can_reach(numbers)]
    return random.Random(seed).sample(solvable, count)


def question(numbers: Numbers) -> str:
    """The problem in words."""
    return f"Game of 24: make 24 of the numbers {' '.join(map(str, numbers))} with + - * / and brackets."


@dataclass(frozen=True)
class Player:
    """Proposes every legal step and values states by whether 24 can be reached, wrongly so often as `accuracy` says."""

    accuracy: float
    seed: int = 0

    def reply(self, prompt: str, index: int = 0) -> str:
        """What it says, to whichever of the prompts of a tree search; single steps are told apart by `index`."""
        shown = prompt.split("<candidate-")[1] if "<candidate-" in prompt else ""
        numbers = self._numbers(prompt, shown)
        if '"scores"' in prompt:
            steps = re.findall(r"left: ([-\d ]+)", prompt)
            scores = [0.9 if self._believes(tuple(map(int, left.split()))) else 0.1 for left in steps]
            return f'{{"critique": "by rote", "scores": {scores}}}'
        if '"value"' in prompt:
            return f'{{"reason": "by rote", "value": {0.9 if self._believes(numbers) else 0.1}}}'
        if '"steps"' in prompt:
            steps = [final_step(prompt, shown)] if len(numbers) == 1 else [words for words, _ in moves(numbers)]
            return f'{{"steps": [{", ".join(f"{chr(34)}{step}{chr(34)}" for step in steps)}]}}'
        return self._play_on(prompt, shown, numbers, index)

    def _numbers(self, prompt: str, shown: str) -> Numbers:
        left = re.findall(r"left: ([-\d ]+)", shown) or re.findall(r"^([-\d ]+)$", shown, re.M)
        given = re.search(r"numbers ([\d ]+) with", prompt)
        assert given
        return tuple(map(int, (left[-1] if left else given[1]).split()))

    def _believes(self, numbers: Numbers) -> bool:
        is_right = random.Random(f"{self.seed} {numbers}").random() < self.accuracy
        return can_reach(numbers) == is_right

    def _play_on(self, prompt: str, shown: str, numbers: Numbers, index: int) -> str:
        """Steps without any plan, the same ones for the same numbers, at most as many as were asked for."""
        asked = re.search(r"at most (\d+) short steps", prompt)
        one_alone = "next step alone" in prompt
        most, index = (1, index) if one_alone else (int(asked[1]) if asked else 4, 0)
        steps: list[str] = []
        while len(steps) < most:
            if len(numbers) == 1:
                steps.append(final_step(prompt, shown + "\n".join(steps)))
                break
            words, numbers = random.Random(f"{self.seed} {numbers} {index}").choice(list(moves(numbers)))
            steps.append(words)
        return "\n".join(steps)


def final_step(prompt: str, path: str) -> str:
    """The expression that the steps of a path amount to."""
    given = re.search(r"numbers ([\d ]+) with", prompt)
    assert given
    terms = [(int(number), number) for number in given[1].split()]
    for left, sign, right, result in re.findall(r"(-?\d+) ([-+*/]) (-?\d+) = (-?\d+)", path):
        operands = []
        for value in (int(left), int(right)):
            term = next(term for term in terms if term[0] == value)
            terms.remove(term)
            operands.append(term[1])
        terms.append((int(result), f"({operands[0]} {sign} {operands[1]})"))
    return f"Final answer: {terms[0][1]}"


def is_solution(numbers: Numbers, path: str) -> bool:
    """Whether the path's final answer uses each number once and makes 24."""
    expression = path.rpartition("Final answer: ")[2]
    if not re.fullmatch(r"[-+*/() \d]+", expression):
        return False
    used = sorted(map(int, re.findall(r"\d+", expression)))
    try:
        return used == sorted(numbers) and abs(eval(expression) - 24) < 1e-9
    except (ArithmeticError, SyntaxError):
        return False


@dataclass(frozen=True)
class Game:
    """One problem, searched: whether it was solved, by how many calls of models and how many tokens."""

    solved: bool
    calls: int
    tokens: int


def play(search: str, numbers: Numbers, player: Player, *, seed: int = 0) -> Game:
    """Search without an event loop; replies come in in a random order, which changes nothing."""
    spent: list[int] = []
    order = random.Random(f"{seed} {numbers}")

    def answer(action: Action) -> Outcome:
        if isinstance(action, Check):
            return Checked(action, 0 if is_solution(numbers, action.text) else 1, "")
        assert isinstance(action, Ask | Sample)
        said = player.reply(action.messages[-1].text, action.index)
        spent.append(sum(tokens.estimate(message.text) for message in action.messages) + tokens.estimate(said))
        return Replied(action, Reply(said))

    problem = Problem(question(numbers), answer_kind=STATED)
    procedure = SEARCHES[search](Search(problem, Program("check"), BRANCHES, SHAPE))
    choice: Choice = Play(answer, lambda pending: order.randrange(len(pending)))(procedure)
    solved = bool(choice.chosen and is_solution(numbers, choice.chosen.text))
    return Game(solved, len(spent), sum(spent))


def tournament(search: str, accuracy: float, count: int = PROBLEMS, seed: int = 0) -> list[Game]:
    """All problems by one search."""
    return [play(search, numbers, Player(accuracy, seed)) for numbers in problems(count, seed)]


def main() -> None:
    print(f"{'search':<10} {'valuer right':>12} {'solved':>10} {'calls':>8} {'most':>6} {'tokens':>10}")
    for accuracy in ACCURACIES:
        for search in sys.argv[1:] or SEARCHES:
            games = tournament(search, accuracy)
            calls, spent = (
                sum(values) / len(games) for values in zip(*((g.calls, g.tokens) for g in games), strict=True)
            )
            solved = f"{sum(game.solved for game in games)} of {len(games)}"
            most = max(game.calls for game in games)
            print(f"{search:<10} {accuracy:>12.0%} {solved:>10} {calls:>8.1f} {most:>6} {spent:>10,.0f}")


if __name__ == "__main__":
    main()
