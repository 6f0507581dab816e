"""`system2 man`: the manual pages, made of what help is made of."""

import shutil
import subprocess
import tomllib

import pytest

from system2.cli.completion import SCRIPTS
from system2.cli.manual import exit_codes
from tests.conftest import Run
from tests.readme import ROOT

PAGES = ROOT / "src" / "system2" / "share" / "man1"


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_has_its_page(invoke: Run, script: str) -> None:
    """What it is called, takes and does, how it ends, and where else to look."""
    page = invoke("system2", "man", script)
    assert (page.exit_code, page.stderr) == (0, "")
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "SEE ALSO"):
        assert f"\n.SH {heading}\n" in page.stdout
    assert f"\n{script} \\- " in page.stdout
    assert not any(line.startswith("'") for line in page.stdout.splitlines())


def test_the_page_of_all_tells_every_command_and_option(invoke: Run) -> None:
    """Those of groups too, each with what help says."""
    page = invoke("system2", "man").stdout
    for command in ("THINK", "BATCH", "BENCH RUN", "COST PRICES SET", "CONFIG TRUST"):
        assert f"\n.SH {command}\n" in page
    assert r"\-\-max\-cost DOLLARS" in page
    assert len(exit_codes()) == 9


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_is_good_roff(invoke: Run, script: str) -> None:
    """What draws such pages finds nothing to warn of."""
    page = invoke("system2", "man", script).stdout
    drawn = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww"], input=page, capture_output=True, encoding="utf-8", check=True
    )
    assert drawn.stderr == ""


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_shipped_page_is_what_the_command_prints(invoke: Run, script: str) -> None:
    """To renew one: `system2 man think > src/system2/share/man1/think.1`."""
    assert invoke("system2", "man", script).stdout == (PAGES / f"{script}.1").read_text(encoding="utf-8")


def test_a_wheel_brings_pages_and_completions_where_systems_look_for_them() -> None:
    """Each from a file that is there; zsh finds its own by what it completes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert all((ROOT / source).exists() for source in shared)
    assert {place.split("/")[1] for place in shared.values()} == {"man", "bash-completion", "fish", "zsh"}
    first, *_ = (ROOT / "completions" / "system2.zsh").read_text(encoding="utf-8").splitlines()
    assert first == f"#compdef {' '.join(SCRIPTS)}"


def test_what_has_no_page_is_one_clear_line(invoke: Run) -> None:
    finished = invoke("system2", "man", "tea")
    assert (finished.exit_code, finished.stdout) == (2, "")
    assert finished.stderr.startswith("system2: There is no script 'tea'.")
