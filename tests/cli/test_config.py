"""`system2 config`: what holds, who settled it, and changing it."""

import json
import sys
from pathlib import Path

import pytest

from system2.config.home import config_file
from tests.commands import FAKE_KEY
from tests.conftest import Run


def settings(shown: str) -> dict[str, tuple[object, str]]:
    return {row["key"]: (row["value"], row["origin"]) for row in json.loads(shown)}


def test_every_value_is_shown_with_its_origin(invoke: Run, home: Path) -> None:
    """One of each kind of place; a preset is named with who chose it."""
    config_file().write_text('effort = 7\nmodel = "openai/x"\nseed = 1\n[aliases]\nfast = "openai/gpt-4o"\n')
    typed = ("system2", "config", "--preset", "careful", "-m", "fast")
    finished = invoke(*typed, "--json", env={"SYSTEM2_SEED": "3"})
    found = settings(finished.stdout)
    assert found["seed"] == (3, "variable")
    assert found["model"] == ("openai/gpt-4o", "flag")
    assert found["effort"] == (9, "flag")
    assert found["aliases.fast"] == ("openai/gpt-4o", "own file")
    assert found["temperature"] == (None, "default")
    assert found["self_judge"] == (None, "default")  # a switch that nobody pulled
    lines = {line.split()[0]: line.split(maxsplit=2)[2] for line in invoke(*typed).stdout.splitlines()}
    assert lines["effort"] == "preset careful, flag --preset"
    assert lines["seed"] == "own file"
    assert lines["model"] == "flag --model"


CHANGES = [
    ("effort", "9", "effort = 9"),
    ("adapt", "false", "adapt = false"),
    ("max_cost", "0.50", 'max_cost = "0.50"'),
    ("temperature", "0.3", "temperature = 0.3"),
    ("preset", "quick", 'preset = "quick"'),
    ("zone", "Europe/Berlin", 'zone = "Europe/Berlin"'),
    ("aliases.my.fast", "openai/gpt-4o", '"my.fast" = "openai/gpt-4o"'),
    ("presets.mine.effort", "3", "[presets.mine]\neffort = 3"),
    ("endpoints.lab.base_url", "http://127.0.0.1:1/v1", '[endpoints.lab]\nbase_url = "http://127.0.0.1:1/v1"'),
]


@pytest.mark.parametrize(("key", "value", "line"), CHANGES)
def test_a_value_is_set_and_unset_and_all_else_stays(invoke: Run, home: Path, key: str, value: str, line: str) -> None:
    """Comments and order too, with tables below the place where it is put."""
    before = '# mine\nmodel = "openai/gpt-4o-mini"  # cheap\n\n[aliases]\n# short names\nfast = "openai/gpt-4o"\n'
    config_file().write_text(before)
    finished = invoke("system2", "config", "set", key, value)
    assert finished.exit_code == 0, finished.stderr
    written = config_file().read_text()
    assert line in written
    assert [each for each in written.split("\n") if each and each in before] == [
        each for each in before.split("\n") if each
    ]
    assert invoke("system2", "config", "get", key).stdout == f"{value}\n"
    assert invoke("system2", "config", "unset", key).exit_code == 0
    assert line not in config_file().read_text()
    assert config_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("set", "effort", "700"), "effort is '700', but it has to be a whole number from 1 to 100, or auto"),
        (("set", "efort", "7"), "There is no setting 'efort': `system2 config` lists them. Did you mean effort?"),
        (("set", "preset", "nope"), "There is no preset 'nope'"),
        (("set", "zone", "Mars/Olympus"), "such as Europe/Berlin or UTC"),
        (("set", "presets.mine.effort", "x"), "presets.mine.effort is 'x', but it has to be"),
        (("set", "presets.mine.aliases", "x"), "There is no setting 'presets.mine.aliases'"),
        (("set", "aliases.openai", "x"), "alias 'openai' is a provider's name"),
        (("set", "endpoints.lab.key_env", "LAB_KEY"), "base_url has to be an address"),
        (("set", "prices.m.input", "3"), "cost prices set MODEL"),
        (("get", "effrt"), "Did you mean effort?"),
        (("unset", "presets"), "presets is not set in"),
        (("edit",), "cannot be started: set EDITOR"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_changes_nothing(
    invoke: Run, home: Path, typed: tuple[str, ...], told: str
) -> None:
    config_file().write_text("seed = 1\n")
    finished = invoke("system2", "config", *typed, env={"EDITOR": "/nosuch/editor"})
    assert told in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert config_file().read_text() == "seed = 1\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("model", FAKE_KEY),
        ("openai_api_key", "abc"),
        ("aliases.x", "AIzaSyA-1234567890abcdefghijklmnopqrstu"),
        ("endpoints.lab.key_env", "0123456789abcdef0123456789abcdef"),
        ("sk-abcdefghijklmnop1234", "x"),
    ],
)
def test_no_key_is_written_into_the_config_nor_said_again(invoke: Run, home: Path, key: str, value: str) -> None:
    """Whoever tries is told where keys go."""
    finished = invoke("system2", "config", "set", key, value)
    assert (finished.exit_code, "`system2 keys set PROVIDER`" in finished.stderr) == (2, True)
    assert not {key, value} & set(finished.stderr.split())
    assert not config_file().exists()


def test_an_editor_gets_a_private_file_and_what_it_leaves_is_looked_at(invoke: Run, home: Path) -> None:
    editor = f'{sys.executable} -c \'import sys; open(sys.argv[1], "a").write("effort = 0")\''
    finished = invoke("system2", "config", "edit", env={"VISUAL": editor})
    assert (finished.exit_code, config_file().stat().st_mode & 0o777) == (2, 0o600)
    assert "effort is 0, but it has to be" in finished.stderr
    assert invoke("system2", "config", "path").stdout == f"{config_file()}\n"
    assert invoke("system2", "config", "unset", "effort").exit_code == 0
    assert config_file().read_text().strip() == ""


def test_what_a_variable_overrules_is_said(invoke: Run, home: Path) -> None:
    """Else a newcomer would wonder why nothing changed."""
    finished = invoke("system2", "config", "set", "effort", "3", env={"SYSTEM2_EFFORT": "9"})
    assert "For now it is 9 all the same, set by variable SYSTEM2_EFFORT." in finished.stderr
