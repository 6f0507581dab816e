"""Every command in the README and in the help pages does what it says: it runs."""

import re
import shutil
import sys

import pytest

from tests import forks
from tests.commands import Commands
from tests.readme import HELP, README, Block, blocks, installing, sections
from tests.server import ModelServer

TEXT = README.read_text(encoding="utf-8")
TOPICS = {page.stem: page.read_text(encoding="utf-8") for page in sorted(HELP.glob("*.md"))}
SCRIPTS = {
    f"{name}: {section}": script
    for name, text in {"README": TEXT, **TOPICS}.items()
    for section, script in sections(text).items()
}

EXAMPLE = """\
# Title

```sh ci
pip install .
```

## Use

```console
$ think "What is 6*7?" \\
>   --effort 3
42
```

```toml
effort = 3
```

```python
print(42)
```

```sh
cost today
```
"""

PROGRAM = f"{sys.executable} - <<'END'\nprint(42)\nEND\n"


def test_commands_are_found_under_their_headings() -> None:
    """Installing apart from using, pictures of output left out."""
    assert blocks(EXAMPLE) == [
        Block("Title", "sh ci", "pip install .\n"),
        Block("Use", "console", 'think "What is 6*7?" \\\n  --effort 3\n'),
        Block("Use", "python", PROGRAM),
        Block("Use", "sh", "cost today\n"),
    ]
    assert sections(EXAMPLE) == {"Use": f'think "What is 6*7?" \\\n  --effort 3\n{PROGRAM}cost today\n'}
    assert installing(EXAMPLE) == "pip install .\n"


def test_the_readme_says_how_to_run_the_tests() -> None:
    """So that continuous integration runs them as a reader would."""
    assert "pytest" in installing(TEXT)


def test_the_readme_points_to_every_help_page_and_to_no_other() -> None:
    """By the command that shows it and by a link to its text."""
    assert set(re.findall(r"system2 help\s([a-z-]+)`", TEXT)) == set(TOPICS)
    assert set(re.findall(r"\[`system2 help ([a-z-]+)`\]\(src/system2/help/\1\.md\)", TEXT)) == set(TOPICS)


def test_no_table_of_the_readme_is_long() -> None:
    """Long ones are help pages."""
    assert max(len(table.splitlines()) for table in re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE) or [""]) <= 12


@pytest.mark.parametrize("place", SCRIPTS)
def test_the_commands_of_a_section_run(commands: Commands, server: ModelServer, shell_path: str, place: str) -> None:
    """All of them in order, in a fresh home, with the test server as the model, whichever local one a text names."""
    if place.endswith("with jq") and shutil.which("jq") is None:
        pytest.skip("jq is not installed here")
    host = server.url.removesuffix("/v1")
    script = re.sub(r"http://localhost:\d+(?=/v1| |$)", host, SCRIPTS[place], flags=re.MULTILINE)
    if place.startswith("serving: Begin"):  # a signal to one of the forks would not reach the server
        pytest.importorskip("starlette", reason="the extra `serve` is not installed")
        shell_path = commands.environment["PATH"]
    else:
        script = script.replace(f"{sys.executable} -", forks.PYTHON)
    finished = commands.run(
        "bash", "-euxo", "pipefail", "-c", script, env={"PATH": shell_path, "OPENROUTER_API_BASE": server.url}
    )
    assert finished.exit_code == 0, finished.stderr
