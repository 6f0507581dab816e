"""What every test of the model layer builds on."""

import pytest

from tests.model.asking import KEY
from tests.server import ModelServer


@pytest.fixture
def provider(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """The server, reached as OpenAI's own would be."""
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return server
