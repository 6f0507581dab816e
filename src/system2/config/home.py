"""Where system2 keeps its files: `SYSTEM2_HOME` when set, else the platform's own folders. Files 0600, folders 0700."""

import os
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def config_file() -> Path:
    """The user's settings, TOML."""
    return _root("config") / "config.toml"


def trusted_folder() -> Path:
    """An entry for each project file that the user trusts."""
    return _root("data") / "trusted"


def budget_file() -> Path:
    """The caps, TOML."""
    return _root("data") / "budget.toml"


def ledger_folder() -> Path:
    """One TOML file of calls for each local day, with what is needed to keep them safe beside them."""
    return _root("data") / "ledger"


def runs_folder() -> Path:
    """One trace for each run, JSON lines."""
    return _root("data") / "runs"


def bench_folder() -> Path:
    """What was measured, one file for each measurement, JSON lines."""
    return _root("data") / "bench"


def cache_folder() -> Path:
    """Paid replies."""
    return _root("cache") / "cache"


def models_folder() -> Path:
    """Weights of local models, GGUF."""
    return _root("data") / "models"


def own_folders() -> tuple[Path, ...]:
    """Everything of ours lies in one of these."""
    return tuple(dict.fromkeys(_root(kind) for kind in ("config", "data", "cache")))


def private_folder(folder: Path) -> Path:
    """The folder, made with its parents where missing; what is made is readable by its owner alone."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def private_opener(path: str, flags: int) -> int:
    """An `opener` for `open` that makes files readable by their owner alone."""
    return os.open(path, flags, PRIVATE_FILE)


def _root(kind: str) -> Path:
    if home := os.environ.get("SYSTEM2_HOME"):
        return Path(home).expanduser()
    import platformdirs

    folders = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
    }
    return folders[kind]("system2", appauthor=False)
