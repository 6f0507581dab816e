"""What was learnt of models, kept in a file of JSON for a week: what is lost of it is only met again."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from system2.config.home import private_folder, private_opener
from system2.core.json_reader import read_json

KEPT = timedelta(days=7)

Entry = dict[str, Any]
"""What was learnt of one model, with the moment `at` which it was."""


def read_kept(file: Path) -> dict[str, Entry]:
    """What the file keeps and what is not too old, by model; nothing of what cannot be read."""
    try:
        entries, _ = read_json(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {model: entry for model, entry in entries.items() if _is_fresh(entry)} if isinstance(entries, dict) else {}


def keep(file: Path, learnt: Mapping[str, Entry]) -> None:
    """Keep what was learnt beside what is kept; what is known already stays as old as it is."""
    entries = read_kept(file)
    for model, entry in learnt.items():
        if {**entries.get(model, {}), "at": None} != {**entry, "at": None}:
            entries[model] = {**entry, "at": datetime.now(UTC).isoformat()}
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        private_folder(file.parent)
        with open(part, "w", encoding="utf-8", opener=private_opener) as opened:
            json.dump(entries, opened)
        part.replace(file)
    except OSError:
        return


def _is_fresh(entry: object) -> bool:
    match entry:
        case {"at": str(moment)}:
            try:
                return datetime.now(UTC) - datetime.fromisoformat(moment) < KEPT
            except (ValueError, TypeError):  # no moment, or one of an unknown zone
                return False
    return False
