"""Whatever is typed or stands in config ends with one of our exit codes, and without a word of Python's.

`SYSTEM2_PROOF_ROUNDS` says how many command lines and config files are tried: 10,000 and 2,000 for the whole proof.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from system2.cli.umbrella import umbrella
from system2.config.options import options
from system2.config.settings import Settings
from system2.core.problem import is_text
from system2.errors import ExitCode
from tests.commands import Commands
from tests.proofs.hostile import PIECES

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "25"))
CODES = {*map(int, ExitCode)}

PLAIN = {"uninstall", "edit", "live"}
"""Words that are left out: what removes everything, opens an editor, or would call for real."""

VALUES = st.one_of(
    st.sampled_from(["0", "1", "3", "-1", "0.5", "1e400", "nan", "99999999999999999999", "", " ", "-", "--", "all"]),
    st.sampled_from(["openai/gpt-4o-mini", "gpt-4o-mini", "nobody/nothing", "local:/nosuch.gguf", "preset:quick"]),
    st.sampled_from(["vote", "best-of-n", "refine+vote", "bfs", "judge", "none", "agreement,judge", "auto", "never"]),
    st.sampled_from(["today", "2026-02-30", "7d", "arithmetic", "model", "effort", "/nosuch/file", "a=b", "true", "é"]),
    st.sampled_from([piece for piece in PIECES if "\0" not in piece]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6),
)
QUESTION = st.sampled_from(["What is 6*7?", "", "x", "--", "\u202e?"])


def commands_of(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below this one that does something itself, with the words that call it."""
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command:
        yield path, command
    for name, each in inner.items():
        if name not in PLAIN:
            yield from commands_of(each, (*path, name))


COMMANDS = list(commands_of(typer.main.get_command(umbrella)))


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command with some of its options and arguments, each with a value that may make sense."""
    path, command = draw(st.sampled_from(COMMANDS))
    words = list(path)
    takes = [each for each in command.params if each.param_type_name == "option" and each.name not in PLAIN]
    for option in draw(st.lists(st.sampled_from(takes), max_size=4)) if takes else []:
        words.append(draw(st.sampled_from(sorted(option.opts))))
        if not option.is_flag:
            words.append(draw(VALUES))
    words += draw(st.lists(st.one_of(QUESTION, VALUES), max_size=2))
    return words


FIELDS = sorted(options(Settings))
WRITABLE = VALUES.filter(is_text)
SETTING = st.one_of(
    st.integers(-5, 10**20),
    st.floats(),
    st.booleans(),
    WRITABLE,
    st.lists(WRITABLE, max_size=2),
    st.dictionaries(WRITABLE, WRITABLE, max_size=2),
)
CONFIG = st.dictionaries(
    st.one_of(
        st.sampled_from(FIELDS), st.sampled_from(["aliases", "presets", "endpoints", "prices", "prompts"]), WRITABLE
    ),
    SETTING,
    max_size=4,
)

ONE_HOME = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def quick(commands: Commands) -> Commands:
    """Commands whose calls fail at once where they are made at all, and that wait for nobody."""
    commands.environment |= {"SYSTEM2_MAX_COST": "0.01", "SYSTEM2_TIMEOUT": "5", "SYSTEM2_MODEL": "openai/gpt-4o-mini"}
    return commands


@settings(ONE_HOME, max_examples=ROUNDS)
@given(words=lines())
def test_whatever_is_typed_ends_as_promised(
    quick: Commands, monkeypatch: Any, tmp_path: Path, words: list[str]
) -> None:
    """In one process, through the app itself: an exit code of ours, and no traceback."""
    monkeypatch.chdir(tmp_path)
    finished = quick.invoke("system2", *words, stdin="What is 6*7?\n")
    assert finished.exit_code in CODES, (words, finished.stderr)
    assert "Traceback" not in finished.stderr, words
    if finished.exit_code == ExitCode.USAGE:
        assert len(finished.stderr.splitlines()) <= 2, (words, finished.stderr)


@settings(ONE_HOME, max_examples=max(ROUNDS // 5, 1))
@given(config=st.one_of(CONFIG.map(lambda given: tomli_w.dumps(given).encode()), st.binary(max_size=40)))
def test_whatever_stands_in_config_is_one_line(quick: Commands, home: Path, config: bytes) -> None:
    """It holds, or the command says what is wrong with it; nothing is lost."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_bytes(config)
    for words in (("config",), ("think", "What is 6*7?", "--dry-run"), ("cost", "today")):
        finished = quick.invoke("system2", *words)
        assert finished.exit_code in CODES, (config, finished.stderr)
        assert "Traceback" not in finished.stderr, config
    assert (home / "config.toml").read_bytes() == config
