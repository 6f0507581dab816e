"""What is measured: problems, and the ways to answer that make calls of their own."""

import json
from dataclasses import dataclass
from pathlib import Path

GSM8K = Path(__file__).parents[4] / "shared" / "data" / "gsm8k_recorded_solutions.jsonl"
"""Problems with references, from openai/grade-school-math."""

TRIED = 40
"""The first problems of it, on which prompts were tried out."""

PROBLEMS = 60
"""Problems of each set of which paths are sampled."""

EFFORTS = (1, 2, 4, 8, 9)
"""Paths of one problem: the first at temperature 0, and up to eight that are sampled."""

OWN_CALLS = ("program", "synthesize", "refine", "escalate", "auto")
OWN_PROBLEMS = 30
OWN_EFFORT = 4


@dataclass(frozen=True)
class ProblemSet:
    """A set by its name for `system2 bench run`, what it is to a reader, and how hard its problems are."""

    name: str
    title: str
    difficulty: int = 1


SETS = (
    ProblemSet("gsm8k.jsonl", "GSM8K"),
    ProblemSet("arithmetic", "sums and differences of two numbers"),
    ProblemSet("circuit-value", "circuits of one layer"),
)


def write_problems(folder: Path, number: int) -> None:
    """Make the files of problems that are not generated."""
    with GSM8K.open(encoding="utf-8") as lines:
        found = {(each := json.loads(line))["question"]: each["ground_truth"] for line in lines}
    problems = [
        {"question": question, "answer": reference.rpartition("A:")[2].strip()} for question, reference in found.items()
    ]
    text = "".join(json.dumps(problem) + "\n" for problem in problems[TRIED : TRIED + number])
    (folder / "gsm8k.jsonl").write_text(text, encoding="utf-8")
