"""Servers of the user's own, found by the addresses that LiteLLM reads from the environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from system2.model.keys import given_key

PATIENCE = 2.0
"""Seconds in which a server has to say what it serves."""


@dataclass(frozen=True)
class OwnServer:
    """A kind of server: the prefix of its models' names, the variable with its address, and where it lists them.

    `key` is the variable that holds its key, where it wants one.
    """

    prefix: str
    variable: str
    listing: str
    key: str = ""


OWN_SERVERS = (
    OwnServer("ollama_chat", "OLLAMA_API_BASE", "/api/tags"),
    OwnServer("lm_studio", "LM_STUDIO_API_BASE", "/models", "LM_STUDIO_API_KEY"),
    OwnServer("hosted_vllm", "HOSTED_VLLM_API_BASE", "/models", "HOSTED_VLLM_API_KEY"),
)
"""In the order in which they are looked for."""


def models_of(server: OwnServer, address: str) -> Sequence[str]:
    """The models that it says it serves, as they are asked for; none where it does not answer."""
    import httpx

    key = given_key(server.key)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx.get(f"{address.rstrip('/')}{server.listing}", headers=headers, timeout=PATIENCE)
        listed: Any = answer.json() if answer.is_success else {}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return ()
    rows = (listed.get("data") or listed.get("models")) if isinstance(listed, dict) else None
    names = [row.get("id") or row.get("name") for row in rows or () if isinstance(row, dict)]
    return [f"{server.prefix}/{name}" for name in names if isinstance(name, str) and name]


def first_model(server: OwnServer, address: str) -> str:
    """The first of them that is not one for embeddings; empty where there is none."""
    return next((model for model in models_of(server, address) if "embed" not in model), "")
