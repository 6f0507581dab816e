"""How this package was installed, and so what adds one of its extras."""

import json
import shlex
import sys
from importlib.metadata import Distribution, PackageNotFoundError
from itertools import pairwise
from pathlib import PurePath
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME = "system2"

EXTRAS = {
    "local": ("xllamacpp", "psutil"),
    "plot": ("matplotlib",),
    "gym": ("reasoning_gym",),
    "keyring": ("keyring",),
    "serve": ("starlette", "uvicorn"),
}
"""Each extra with the modules that it brings."""


def adding(extra: str) -> str:
    """The command that adds an extra, by whoever installed the package: uv's tools, pipx or pip."""
    source = shlex.quote(f"{_source()}[{extra}]")
    match _manager():
        case "uv":
            return f"uv tool install {source}"
        case "pipx":
            return f"pipx install --force {source}"
    return f"pip install {source}"


def removing() -> str:
    """The command that removes the package, by whoever installed it."""
    return {"uv": f"uv tool uninstall {NAME}", "pipx": f"pipx uninstall {NAME}"}.get(
        _manager(), f"pip uninstall {NAME}"
    )


def _manager() -> str:
    """The program that keeps this environment; empty where it is an ordinary one."""
    parts = PurePath(sys.prefix).parts
    if ("uv", "tools") in pairwise(parts):
        return "uv"
    return "pipx" if ("pipx", "venvs") in pairwise(parts) else ""


def _source() -> str:
    """What was installed (PEP 610): a folder, an address, or the name where it came from an index."""
    try:
        told = Distribution.from_name(NAME).read_text("direct_url.json")
        address = str(json.loads(told)["url"]) if told else ""
    except (PackageNotFoundError, ValueError, KeyError, TypeError):
        return NAME
    if not address:
        return NAME
    parts = urlsplit(address)
    return url2pathname(parts.path) if parts.scheme == "file" else f"{NAME} @ {address}"
