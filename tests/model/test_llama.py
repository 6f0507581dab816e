"""A model's file may come from anybody: what it makes llama.cpp do is bounded, and ends when it is told to."""

import os
import struct
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.model.gguf import MAGIC, NoHeader, cache_bytes
from system2.model.llama import CONTEXT_TOKENS, LoadingError, Order, Process
from tests.model.hostile_gguf import with_template

DOUBLING = (
    '{% set ns = namespace(s="xxxxxxxx") %}{% for i in range(34) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}'
)
ENDLESS = "{% for i in range(100000) %}{% for j in range(100000) %}{% set x = i %}{% endfor %}{% endfor %}"

MEGABYTE = 1_000_000


def test_a_template_that_grows_without_end_takes_no_more_than_its_bound(weights: Path, tmp_path: Path) -> None:
    """It cannot be loaded, and has taken no more than weights, cache and what is allowed beyond."""
    order = Order.of(with_template(weights, tmp_path / "hostile.gguf", DOUBLING), "key", 1)
    order = replace(order, memory=order.memory - 1_500 * MEGABYTE, processor_seconds=2)
    process = Process(order)
    with pytest.raises(LoadingError):
        process.address()
    _, _, used = os.wait4(process.process.pid, 0)
    process.end()
    assert used.ru_maxrss * 1024 < order.memory + weights.stat().st_size + 100 * MEGABYTE


def test_a_template_that_never_ends_ends_when_it_is_told_to(weights: Path, tmp_path: Path) -> None:
    """Though it is still being loaded."""
    process = Process(Order.of(with_template(weights, tmp_path / "hostile.gguf", ENDLESS), "key", 1))
    process.end()
    assert process.process.returncode is not None


def test_the_cache_of_a_context_is_told_by_the_header(weights: Path) -> None:
    """30 layers of 3 heads with 64 keys and 64 values of two bytes each, for every token."""
    assert cache_bytes(weights, CONTEXT_TOKENS) == 30 * 3 * (64 + 64) * 2 * CONTEXT_TOKENS


@given(content=st.binary(max_size=200), count=st.integers(0, 2**64 - 1))
def test_a_header_of_anything_is_read_or_refused(
    content: bytes, count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In no time, whatever lengths it claims."""
    file = tmp_path_factory.getbasetemp() / "odd.gguf"
    file.write_bytes(MAGIC + struct.pack("<IQQ", 3, 0, count) + content)
    with suppress(NoHeader):
        assert isinstance(cache_bytes(file, 1), int)
