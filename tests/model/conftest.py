"""What every test of the model layer builds on."""

import asyncio
import os
from pathlib import Path

import platformdirs
import pytest

from system2.model.weights import FILE_NAME, fetch_weights
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
    """The embedded model's real weights, fetched once for each machine into `SYSTEM2_TEST_MODELS` or a cache folder."""
    kept = os.environ.get("SYSTEM2_TEST_MODELS") or platformdirs.user_cache_path("system2-tests")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYSTEM2_HOME", str(kept))
        return asyncio.run(fetch_weights(print, lambda *_: None))


@pytest.fixture
def furnished_home(home: Path, weights: Path) -> Path:
    """A home in which the embedded model has been used before."""
    models = home / "models"
    models.mkdir(parents=True)
    (models / FILE_NAME).symlink_to(weights)
    return home
