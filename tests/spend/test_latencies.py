"""How fast a model was lately, learnt from the ledger."""

from dataclasses import replace
from datetime import timedelta

from system2.core.money import Usage
from system2.spend import latencies, ledger
from system2.spend.latencies import Latency, latency
from tests.spend.money import NOON, a_call, record


def test_the_medians_of_a_models_latest_paths_are_its_latency(home, monkeypatch):
    """Verdicts, failures, other models and what is long past say nothing of it; a row cut in two is passed over."""
    assert latency("lab/quick") is None
    monkeypatch.setattr(latencies, "ENOUGH", 5)

    def took(seconds, output, model="lab/quick", *, days=0, status="ok", **label):
        call = a_call(model=model, at=NOON - timedelta(days=days), **label)
        record(replace(call, seconds=seconds, usage=Usage(90, output=output), status=status))

    took(90, 90, days=1)
    for seconds in (9, 1, 2, 3):
        took(seconds, 100 * seconds)
    took(50, 1, role="verify")
    took(60, 1, "lab/slow")
    took(70, 1, status="failed")
    assert latency("lab/quick") == Latency(3, 100)
    monkeypatch.setattr(ledger, "LATEST", 700)
    assert latency("lab/slow") == Latency(60, 1 / 60)
