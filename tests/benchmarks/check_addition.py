"""The check of the benchmark `embedded_check`: accepts a path whose answer is the sum that the problem asks for."""

import os
import re
import sys


def is_right(problem: str, answer: str) -> bool:
    """Whether the answer is the sum of the two numbers in the problem."""
    numbers = re.findall(r"\d+", answer)
    return bool(numbers) and int(numbers[-1]) == sum(map(int, re.findall(r"\d+", problem)))


if __name__ == "__main__":
    sys.exit(not is_right(os.environ["SYSTEM2_PROBLEM"], os.environ["SYSTEM2_ANSWER"]))
