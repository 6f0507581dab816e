"""Prompts against each other: by bench and name, what takes the place of the prompts that ship.

A contender that wins moves to `system2.prompts.wording`, and what it beat takes its place here.
"""

from collections.abc import Mapping

SHIPPED = "as shipped"

PATHS: Mapping[str, Mapping[str, str]] = {
    SHIPPED: {},
    "a line `Final answer:`": {
        "solve_boxed": "$problem\n\nThink step by step. If the question has a short answer, end with one line of the "
        "form\nFinal answer: <the answer alone>",
    },
    "steps, then a box": {
        "solve_boxed": "$problem\n\nSolve it step by step: one line for each step, and check each before you go on. "
        "Put your final answer within \\boxed{}.",
    },
    "no word about steps": {"solve_boxed": "$problem\n\nPut your final answer within \\boxed{}."},
}
"""Ways to ask for a path, of a model that ends its answers in a box."""

JUDGES: Mapping[str, Mapping[str, str]] = {
    SHIPPED: {},
    "no task, no fence": {
        "judge_task": "You are a strict teacher.",
        "judge": "Question:\n$problem\n\nA student's solution:\n$candidate\n\nCheck every step. Is the final answer "
        'right? Reply with one JSON object: {"critique": "the first wrong step, or none", "is_correct": true or false, '
        '"confidence": 0 to 1}',
    },
}
"""Ways to ask for a verdict."""

SYNTHESES: Mapping[str, Mapping[str, str]] = {
    SHIPPED: {},
    "boxed": {
        "synthesize": "$problem\n\nSome attempts at it, which may be wrong:\n\n$candidates\n\nPlease reason step by "
        "step, with what is right in them, and put your final answer within \\boxed{}."
    },
}
"""Ways to ask for one answer out of several paths."""
