"""What every test of the engine and the commands builds on."""

from collections.abc import Iterator

import pytest

from tests.server import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback that agrees with everything until a test tells it otherwise."""
    with ModelServer() as running:
        yield running
    assert not running.journal.problems, running.journal.problems
