"""How long commands that call no model take as whole processes, beside `python -c "import openai"` in the same run.

python -m tests.benchmarks.startup
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 7
BASELINE = (sys.executable, "-c", "import openai")
COMMANDS = {
    "cost today": (sys.executable, "-m", "system2", "cost", "today"),
    "budget": (sys.executable, "-m", "system2", "budget"),
    "think --help": (sys.executable, "-m", "system2", "think", "--help"),
    "think --dry-run": (
        sys.executable,
        "-m",
        "system2",
        "think",
        "What is 6*7?",
        "--dry-run",
        "-m",
        "openai/gpt-4o-mini",
    ),
}


def seconds(command: tuple[str, ...]) -> float:
    """One run, from start to end."""
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.monotonic() - started


def main() -> None:
    """Print the median of each command and its ratio to the baseline, taken in turn."""
    figures: dict[str, list[float]] = {name: [] for name in ("import openai", *COMMANDS)}
    for _ in range(ROUNDS):
        figures["import openai"].append(seconds(BASELINE))
        for name, command in COMMANDS.items():
            figures[name].append(seconds(command))
    baseline = statistics.median(figures["import openai"])
    for name, times in figures.items():
        median = statistics.median(times)
        print(f"{name:16} {median:.2f} s   {median / baseline:.2f} of `import openai`")


if __name__ == "__main__":
    main()
