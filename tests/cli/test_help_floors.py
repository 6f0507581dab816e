"""The help of commands with many options: what is most used at first, all of it behind `--help all`."""

import shlex
from pathlib import Path

import pytest

from system2.cli.apps import Front
from system2.cli.umbrella import umbrella
from tests.conftest import Run

LINES, COLUMNS = 24, 80

COMMANDS = ["think", "vote", "system2 tree", "system2 batch", "system2 bench run"]


def first_floors() -> dict[str, Front]:
    """What each command shows at first."""
    import typer

    group = typer.main.get_command(umbrella)
    found = {}
    for name in COMMANDS:
        command = group
        for word in name.removeprefix("system2 ").split():
            command = command.commands[word]
        found[name] = command.callback.front
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_the_first_floor_fits_a_small_terminal(invoke: Run, command: str) -> None:
    """Usage, what it does, the ten options most used in a line or two each, three examples, and where the rest is."""
    shown = invoke(*command.split(), "--help", env={"COLUMNS": f"{COLUMNS}"}).stdout.rstrip("\n").split("\n")
    assert len(shown) < LINES  # the shell's prompt takes one
    assert max(map(len, shown)) <= COLUMNS
    assert shown[0].startswith(f"Usage: {command} ")
    assert sum(line.startswith("-") for line in shown) == 10
    assert sum(line.startswith(f"  {command} ") or f"| {command} " in line for line in shown) == 3
    assert f"{command} --help all" in shown[-1]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("asked", [("--help", "all"), ("-h", "all")])
def test_the_second_floor_has_everything(invoke: Run, command: str, asked: tuple[str, str]) -> None:
    """Each option of the first is there, with all that is said of it, under its heading."""
    most_used = first_floors()[command]
    shown = invoke(*command.split(), *asked).stdout
    assert all(flag in shown for flag in most_used.options)
    assert "\nMoney:\n" in shown
    assert len(shown.splitlines()) > 2 * LINES


def test_each_choice_of_an_option_is_explained(invoke: Run) -> None:
    """A reader learns what a value means, not its name alone."""
    shown = " ".join(invoke("think", "--help", "all").stdout.split())
    for said in ("majority: most paths", "weighted: the largest sum", "pairwise: a model, two paths", "min: the worst"):
        assert said in shown


def test_help_tells_a_question_about_all_from_a_wish_for_all(invoke: Run) -> None:
    """Only the word right after the flag asks for more."""
    assert "Select" not in invoke("think", "all", "--help").stdout
    assert len(invoke("think", "all", "--help").stdout.splitlines()) < LINES


@pytest.mark.parametrize(("command", "place"), [(command, place) for command in COMMANDS for place in range(3)])
def test_each_example_can_be_typed_as_it_stands(
    invoke: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, place: int
) -> None:
    """All of its words are taken: with --dry-run or a question, it is quoted or answered."""
    example = first_floors()[command].examples[place]
    words = shlex.split(example.rpartition("| ")[2])
    for name, text in (("report.txt", "All is well."), ("questions.jsonl", '{"question": "6*7?", "answer": "42"}\n')):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "questions.csv").write_text("question\n6*7?\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    dry = () if "|" in example else ("--dry-run",)
    finished = invoke(*words, *dry, "-m", "openai/gpt-4o-mini", stdin="What is 6*7?\n")
    assert finished.exit_code == 0, finished.stderr
