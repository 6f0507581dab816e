"""What every test of the model layer builds on."""

import asyncio
import os
from pathlib import Path

import platformdirs
import pytest

from system2.model.fetching import fetch_weights
from system2.model.weights import SMOLLM2, Weights
from tests.model.asking import KEY
from tests.server import ModelServer


@pytest.fixture
def provider(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """The server, reached as OpenAI's own would be."""
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return server


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, empty."""
    monkeypatch.setenv("SYSTEM2_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def weights() -> Path:
    """The small embedded model's real weights, fetched once for each machine."""
    return kept_on_this_machine(SMOLLM2)


@pytest.fixture
def furnished_home(home: Path, weights: Path) -> Path:
    """A home in which the small embedded model has been used before."""
    models = home / "models"
    models.mkdir(parents=True)
    (models / SMOLLM2.file_name).symlink_to(weights)
    return home


def kept_on_this_machine(weights: Weights) -> Path:
    """The file of real weights, which all tests on a machine share: in `SYSTEM2_TEST_MODELS`, or in a cache folder."""
    kept = os.environ.get("SYSTEM2_TEST_MODELS") or platformdirs.user_cache_path("system2-tests")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYSTEM2_HOME", str(kept))
        return asyncio.run(fetch_weights(weights, print, lambda _: None))
