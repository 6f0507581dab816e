"""`system2 help`: pages that ship with the package."""

import re

import pytest

from system2.cli.help import topics
from system2.cli.umbrella import umbrella
from system2.strategies.catalogue import our_strategies

COMMANDS = [command.name for command in umbrella.registered_commands] + [
    group.name for group in umbrella.registered_groups
]


def test_help_lists_its_topics_with_a_line_each(invoke):
    finished = invoke("system2", "help")
    assert finished.exit_code == 0
    assert [line.split(maxsplit=1) for line in finished.stdout.splitlines()] == [
        list(each) for each in topics().items()
    ]
    assert all(about and len(line) <= 100 for line in finished.stdout.splitlines() for about in line.split()[1:])


def test_no_topic_bears_the_name_of_a_command():
    """So that nobody wonders which of two texts `system2 help NAME` shows."""
    assert COMMANDS
    assert not set(topics()) & set(COMMANDS)


@pytest.mark.parametrize("topic", topics())
def test_a_page_is_printed_as_it_is_written_where_it_is_piped(invoke, topic):
    """It begins with what the list says of it."""
    finished = invoke("system2", "help", topic)
    assert finished.exit_code == 0
    assert finished.stdout.startswith(f"# {topics()[topic]}\n")


def test_a_page_is_drawn_at_a_terminal(terminal):
    """Its table has lines in place of bars, its heading no hash."""
    tty = terminal("system2", "help", "exit-codes", columns=80, rows=40)
    assert tty.finish() == 0
    shown = "\n".join(tty.lines)
    assert topics()["exit-codes"] in shown
    assert "interrupted, ended or its terminal closed" in shown
    assert "|---" not in shown
    assert "# " not in shown


def test_what_has_no_page_is_one_clear_line(invoke):
    finished = invoke("system2", "help", "tea")
    line = f"There is no page on 'tea'. There are: {', '.join(topics())}."
    assert (finished.exit_code, finished.stdout, finished.stderr) == (2, "", f"system2: {line}\n")


def test_every_strategy_and_every_paper_of_one_has_its_row_on_the_page_of_papers(invoke):
    page = invoke("system2", "help", "papers").stdout
    for name, strategy in our_strategies().items():
        assert f"\n| `{name}` |" in page
        assert all(paper in page for paper in re.findall(r"\d{4}\.\d{5}", strategy.source))
