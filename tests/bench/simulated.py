"""A model whose accuracy is known: each problem has a probability of its own to be answered right."""

import random
import re

from tests.server import Reply, Request, Script, is_verdict, verdict

CHANCES = (0.2, 0.4, 0.6, 0.8)
"""Chances of right answers, one for each problem, drawn at even odds."""


def sum_of(text: str) -> int:
    """The value of the sum or difference that the text asks for."""
    first, *rest = re.findall(r"[-+]? ?\d+", re.findall(r"What is ([-+ \d]+)\?", text)[-1])
    return int(first) + sum(int(term.replace(" ", "")) for term in rest)


def chance_of(question: str) -> float:
    """How likely the model is to answer this right, in one try."""
    return random.Random(question).choice(CHANCES)


def model(*, judge: float = 1.0) -> Script:
    """Answers sums: right by chance, else one more, always the same wrong answer. Its judge is right so often."""

    def say(request: Request) -> Reply | str:
        said = request.conversation
        right = sum_of(said)
        if is_verdict(request):
            is_right = f"Final answer: {right}" in request.prompt
            believed = is_right if random.Random(request.prompt).random() < judge else not is_right
            return verdict(believed, 0.9)
        question = re.findall(r"What is [-+ \d]+\?", said)[-1]
        # The seed tells paths apart; in which order they arrive hangs on the load of the machine.
        lucky = random.Random(f"path {request.seed} of {question}").random() < chance_of(question)
        return f"Path {request.seed}.\n\nFinal answer: {right if lucky else right + 1}"

    return say
