"""Recorded model outputs that lie beside the project, where they are present."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data"


def recorded(name: str) -> list[dict[str, Any]]:
    """The rows of one file of recordings; the test is skipped where it is absent."""
    file = FOLDER / name
    if not file.is_file():
        pytest.skip(f"{file} is absent: the recordings are not part of the project")
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
