"""Many questions in one process while a tenth of all replies fail. `SYSTEM2_PROOF_QUESTIONS` says how many."""

import os
from pathlib import Path

from tests.proofs.soak import AT_ONCE, soak

QUESTIONS = int(os.environ.get("SYSTEM2_PROOF_QUESTIONS", "24"))

MEGABYTE = 1_000_000
WARMING_UP = 24 * MEGABYTE
"""What a run still takes on after its first quarter, however long it is."""

FEW = 10
"""Files and threads that stay for the next call: the event loop's, the ledger's, the cache's."""

ENOUGH_TO_TELL = 500
"""Questions, from which on a run is long enough for one quarter of it to be compared with another."""

EACH_QUESTION = 2_000
"""Bytes that may stay of a question: its id, and what it cost."""


def test_a_long_batch_holds_no_more_at_its_end_and_its_ledger_is_the_servers(tmp_path: Path) -> None:
    """Memory, open files, threads and tasks stay as they are; every request has its row, every token its price."""
    found = soak(QUESTIONS, tmp_path)
    assert (found.exit_code, found.answered, found.right) == (0, QUESTIONS, QUESTIONS)
    assert sum(found.rows.values()) == found.requests
    assert found.rows["ok"] == found.good_replies == 2 * QUESTIONS
    assert 0 < found.rows["failed"] < found.requests / 4
    assert found.tokens_in_ledger == found.tokens_sent
    assert len(found.held) >= 4
    first, last = found.held[0], found.held[-1]
    assert last.handles <= first.handles + FEW
    assert last.threads <= first.threads + FEW
    assert last.tasks <= first.tasks
    if QUESTIONS >= ENOUGH_TO_TELL:
        assert found.grown("memory") <= WARMING_UP + EACH_QUESTION * QUESTIONS
        assert found.grown("handles") <= AT_ONCE
        assert found.grown("threads") <= FEW
        assert found.grown("tasks") <= AT_ONCE
