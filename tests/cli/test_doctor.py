"""`system2 doctor`: what is wrong with an installation, said without asking anybody and without showing a key."""

import json
import sys
from pathlib import Path

import pytest

from system2.config.home import config_file, keys_file, ledger_folder
from system2.spend.ledger import Ledger
from tests.commands import FAKE_KEY, Commands
from tests.conftest import Run
from tests.server import ModelServer
from tests.spend.money import a_call, record


def found(printed: str) -> dict[str, tuple[str, str]]:
    return {row["subject"]: (row["state"], row["told"]) for row in json.loads(printed)["checks"]}


def test_a_sound_installation_is_said_to_be_one(invoke: Run, home: Path, server: ModelServer) -> None:
    """With everything that a report of a fault needs, and nothing asked."""
    record(a_call("0.25"))
    finished = invoke("system2", "doctor", "--json")
    checks = found(finished.stdout)
    assert finished.exit_code == 0, checks
    assert {"version", "python", "litellm", "terminal", "config", "kept keys", "prices", "cache"} <= checks.keys()
    assert checks["ledger"] == ("well", "whole: 1 call on 1 day, $0.25")
    assert checks["model"] == ("well", "openai/gpt-4o-mini, because it is named (variable SYSTEM2_MODEL)")
    assert checks["key of openai"] == ("well", "OPENAI_API_KEY is set, not looked at")
    printed = invoke("system2", "doctor")
    assert printed.stderr.endswith("All is well.\n")
    assert not server.requests
    assert FAKE_KEY not in finished.stdout + printed.stdout


@pytest.mark.parametrize(
    ("subject", "code", "told"),
    [
        ("kept keys", 2, "0644"),
        ("ledger", 7, "damaged"),
        ("model", 4, "anthropic/x"),
    ],
)
def test_what_is_wrong_is_marked_with_what_to_type(
    invoke: Run, commands: Commands, home: Path, subject: str, code: int, told: str
) -> None:
    """And the exit code is that of the trouble."""
    match subject:
        case "kept keys":
            keys_file().write_text('OPENAI_API_KEY = "sk-only-for-this-test"\n')
            keys_file().chmod(0o644)
        case "ledger":
            record(a_call())
            Ledger(ledger_folder()).file(a_call().at.date()).write_text("[[call]]\n")
        case "model":
            commands.environment["SYSTEM2_MODEL"] = "anthropic/x"
    finished = invoke("system2", "doctor", "--json")
    rows = [row for row in json.loads(finished.stdout)["checks"] if row["state"] == "wrong"]
    assert (finished.exit_code, [row["subject"] for row in rows]) == (code, [subject])
    assert told in rows[0]["told"]
    assert rows[0]["hint"]


def test_a_config_that_makes_no_sense_stops_no_other_check(invoke: Run, home: Path) -> None:
    config_file().write_text("effort = 0\n")
    config_file().chmod(0o600)
    finished = invoke("system2", "doctor", "--json")
    checks = found(finished.stdout)
    assert (finished.exit_code, checks["model"][0], checks["ledger"][0]) == (2, "wrong", "well")
    assert "effort is 0" in checks["model"][1]


def test_one_call_is_made_where_that_is_asked_for(invoke: Run, home: Path, server: ModelServer) -> None:
    """It stands in the ledger like any other."""
    finished = invoke("system2", "doctor", "--live", "openai/gpt-4o-mini", "--json")
    assert "answers in" in found(finished.stdout)["live openai/gpt-4o-mini"][1]
    assert len(server.requests) == 1
    assert json.loads(invoke("cost", "today", "--json").stdout)["calls"] == 1


def test_another_program_of_our_names_is_told(invoke: Run, commands: Commands, home: Path) -> None:
    """It may be a shim that leads to ours, so that nothing is called wrong; a folder of the name is no program."""
    (home.parent / "think").write_text("#!/bin/sh\n")
    (home.parent / "think").chmod(0o755)
    commands.environment["PATH"] = f"{home.parent}:{commands.environment['PATH']}"
    checks = found(invoke("system2", "doctor", "--json").stdout)
    assert checks["think"][0] == "note"
    assert checks["think"][1].startswith(f"{home.parent / 'think'} comes before ")
    assert checks["system2"][0] == "well"


def test_without_one_no_model_library_is_imported(commands: Commands) -> None:
    imports = commands.run(sys.executable, "-X", "importtime", "-m", "system2", "doctor")
    assert imports.exit_code == 0, imports.stdout
    assert "litellm" not in {line.rpartition("|")[2].strip() for line in imports.stderr.splitlines()}
