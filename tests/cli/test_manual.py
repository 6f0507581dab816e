"""`system2 man`: the manual pages, made of what help is made of."""

import shutil
import subprocess

import pytest

from system2.cli.completion import SCRIPTS
from system2.cli.manual import exit_codes
from tests.conftest import Run


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


def test_what_has_no_page_is_one_clear_line(invoke: Run) -> None:
    finished = invoke("system2", "man", "tea")
    assert (finished.exit_code, finished.stdout) == (2, "")
    assert finished.stderr.startswith("system2: There is no script 'tea'.")
