"""What an inquiry is settled to where the user leaves it open."""

from dataclasses import replace

import pytest

from system2.config.approach import Approach
from system2.config.judging import Judging
from system2.config.settings import Settings
from system2.core.actions import Sample
from system2.core.problem import Message, Problem
from system2.engine.inquiry import Inquiry
from system2.engine.settle import Settled, settle
from system2.strategies.pieces import solve
from system2.verifiers.agreement import Agreement
from system2.verifiers.judge import Judge

pytestmark = pytest.mark.usefixtures("home")


def settled(judging: Judging = Judging(), strategy: str = "best-of-n", **settings: object) -> Settled:
    """For the default embedded model, unless another is named."""
    wanted = Settings(**{"model": "local", **settings})  # type: ignore[arg-type]
    return settle(Inquiry(Problem("What is 6*7?"), "think", strategy, Approach(5), wanted, judging=judging))


def temperatures(found: Settled, role: str = "generate") -> list[float]:
    samples = (Sample(solve(found.inquiry.problem), index, role) for index in range(3))  # type: ignore[arg-type]
    return [found.terms.request((sample,)).temperature for sample in samples]


def test_the_default_embedded_model_leads_with_one_path_at_nought() -> None:
    """A temperature that the user names is that of every path, and a model that nobody has measured has one for all."""
    assert temperatures(settled()) == [0.0, 0.7, 0.7]
    assert temperatures(settled(temperature=0.3)) == [0.3] * 3
    assert temperatures(settled(model="local:smollm2")) == [0.8] * 3


def test_the_default_embedded_model_is_asked_to_end_in_a_box() -> None:
    """And a problem stays the same problem, whichever model is asked."""
    boxed, lined = settled().inquiry.problem, settled(model="openai/gpt-4o-mini").inquiry.problem
    assert "\\boxed{}" in solve(boxed)[-1].text and "Final answer" not in solve(boxed)[-1].text
    assert "Final answer:" in solve(lined)[-1].text
    assert boxed == lined


def test_the_users_own_wording_wins_over_the_familys() -> None:
    worded = replace(settled().inquiry.problem, wording={"solve": "Answer $problem shortly."})
    assert solve(worded)[-1].text == "Answer What is 6*7? shortly."


def test_a_model_that_cannot_judge_is_asked_for_no_verdicts_unless_the_user_does() -> None:
    """Nor where its paths are not compared at the end, for then nothing could stand in."""
    found = settled()
    assert isinstance(found.course.judge, Agreement) and not found.course.must_judge
    assert any("--judge-by judge" in note for note in found.notes)
    for asked in (Judging(ways=("judge",)), Judging(critiques=3)):
        assert isinstance(settled(asked).course.judge, Judge)
    assert isinstance(settled(strategy="refine").course.judge, Judge)
    assert isinstance(settled(verifier="openai/gpt-4o-mini").course.judge, Judge)
    assert isinstance(settled(model="local:smollm2").course.judge, Judge)


def test_what_judges_no_path_says_nothing_of_judging() -> None:
    assert not any("--judge-by" in note for note in settled(strategy="vote").notes)
    assert not any("--judge-by" in note for note in settled(Judging(ways=("none",))).notes)


def test_the_embedded_model_is_given_more_time_than_a_hosted_one() -> None:
    path = Sample((Message("user", "What is 6*7?"),), 0)
    terms = [settled(**given).terms for given in ({}, {"model": "openai/gpt-4o-mini"}, {"timeout": 5.0})]
    timeouts = [each.request((path,)).timeout for each in terms]
    assert timeouts == [900.0, 120.0, 5.0]
