"""Every command in the README does what it says: it runs."""

import sys

import pytest

from tests.conftest import Run
from tests.readme import README, Block, blocks, installing, sections

TEXT = README.read_text(encoding="utf-8")

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


@pytest.mark.parametrize("section", sections(TEXT))
def test_the_readmes_commands_run(run: Run, section: str) -> None:
    """All of a section's commands in order, in a fresh home, with the test server as the model."""
    finished = run("bash", "-euxo", "pipefail", "-c", sections(TEXT)[section])
    assert finished.exit_code == 0, finished.stderr
