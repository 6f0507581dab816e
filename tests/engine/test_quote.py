"""What a run may cost, before it begins."""

from dataclasses import replace
from decimal import Decimal

import pytest

from system2.config.approach import Approach
from system2.config.sources import load_settings
from system2.core.calls import Call
from system2.core.money import Usage
from system2.core.problem import Problem
from system2.engine import estimate
from system2.engine.estimate import quote
from system2.engine.inquiry import Inquiry, inquire
from system2.questions.difficulty import difficulty
from system2.strategies.catalogue import all_strategies
from system2.strategies.rehearsal import Rehearsals
from tests.spend.money import a_call, cap, record, set_caps

MODEL = "openai/gpt-4o-mini"
PROBLEM = Problem("What is 6*7?")
REHEARSALS = Rehearsals()
BRIEF, LONG = "6*7?", "六乘七等于多少？" * 100

pytestmark = pytest.mark.usefixtures("home")


def an_inquiry(strategy="best-of-n", effort=5, *, problem=PROBLEM, good_enough=None, **settings):
    loaded = load_settings({"model": MODEL, **settings}, tell=print)
    return inquire(Inquiry(problem, "think", strategy, Approach(good_enough=good_enough), loaded), effort, print)


def wrote(tokens: int, role="generate", **label) -> Call:
    call = a_call(role=role, **label)
    return replace(call, usage=Usage(input=90, output=tokens))


def by_role(quoted):
    return {part.role: part for part in quoted.parts}


def calls(part):
    return part.calls.low, part.calls.expected, part.calls.worst


def test_every_path_is_one_call_and_every_verdict_one_or_two():
    roles = by_role(quote(an_inquiry()))
    assert calls(roles["generate"]) == (5, 5, 5)
    assert calls(roles["verify"]) == (5, 5, 10)


def test_where_one_verdict_may_be_good_enough_one_path_may_be_all():
    roles = by_role(quote(an_inquiry(good_enough=0.9)))
    assert calls(roles["generate"]) == (1, 5, 5)
    assert calls(roles["verify"]) == (1, 5, 10)


def test_a_vote_judges_nothing():
    roles = by_role(quote(an_inquiry("vote", 15)))
    assert list(roles) == ["generate"]
    assert calls(roles["generate"]) == (4, 8, 15)


@pytest.mark.parametrize(
    ("strategy", "effort", "question"),
    [
        *(
            (strategy, effort, question)
            for strategy in all_strategies()
            for effort, question in ((1, BRIEF), (7, LONG))
        ),
        *((strategy, 100, LONG) for strategy in ("vote", "refine", "beam", "particles")),
    ],
)
def test_no_figure_is_above_its_worst_case(monkeypatch, strategy, effort, question):
    """Also where earlier calls wrote more than calls may write now; how long they may be changes no rehearsal.

    A hundred paths are for those that are rehearsed fast: with the searches so many that courses are left out.
    """
    monkeypatch.setattr(estimate, "Rehearsals", lambda: REHEARSALS)
    record(*(wrote(tokens) for tokens in (1, 900, 900, 900)), wrote(2_000, "verify"))
    for max_tokens in (1, 300, 20_000):
        for part in quote(an_inquiry(strategy, effort, problem=Problem(question), max_tokens=max_tokens)).parts:
            for figure in (part.calls, part.input, part.output, part.cost):
                assert 0 <= figure.low <= figure.expected <= figure.worst > 0


def test_the_expected_output_is_what_like_calls_wrote_before():
    """Of this model, this strategy and this role; of any strategy while this one has none."""
    assert by_role(quote(an_inquiry()))["generate"].learnt_from == 0
    record(wrote(100, strategy="vote"), wrote(200, strategy="vote"), wrote(7, model="openai/gpt-4o"))
    learnt = by_role(quote(an_inquiry()))["generate"]
    assert (learnt.output.expected, learnt.learnt_from) == (5 * 150, 2)
    record(*(wrote(tokens) for tokens in range(501, 521)), wrote(33, "verify"))
    learnt = by_role(quote(an_inquiry()))
    assert (learnt["generate"].output.expected, learnt["generate"].learnt_from) == (5 * 510, 20)
    assert learnt["generate"].output.low == 5 * 503
    assert learnt["verify"].output.expected == 5 * 33


def test_calls_that_failed_teach_nothing():
    record(replace(wrote(4_000), status="failed"), replace(wrote(4_000), status="cancelled"))
    assert by_role(quote(an_inquiry()))["generate"].learnt_from == 0


def test_longer_thinking_is_quoted_with_the_path():
    """Of a model that thinks where it is asked to."""
    thinker = "anthropic/claude-haiku-4-5"
    short, long = quote(an_inquiry(model=thinker)), quote(an_inquiry(model=thinker, thinking_tokens=2_000))
    assert long.thinking_tokens == 2_000
    written = [by_role(each)["generate"].output for each in (short, long)]
    assert written[1].worst == written[0].worst + 5 * 3 * 2_000  # once, and again with twice the room
    assert written[1].expected > written[0].expected


def test_each_model_is_priced_by_itself():
    quoted = quote(an_inquiry(verifier="openai/gpt-4o"))
    alone = quote(an_inquiry())
    assert [part.model for part in quoted.parts] == [MODEL, "openai/gpt-4o"]
    assert by_role(quoted)["generate"] == by_role(alone)["generate"]
    assert by_role(quoted)["verify"].cost.worst > 10 * by_role(alone)["verify"].cost.worst


def test_a_cap_counts_only_the_models_that_it_covers():
    set_caps(cap("5"), cap("1", pattern="openai/gpt-4o"))
    quoted = quote(an_inquiry(verifier="openai/gpt-4o"))
    roles, (of_all, of_one) = by_role(quoted), quoted.caps
    assert quoted.cost_under(of_one) == roles["verify"].cost
    assert quoted.cost_under(of_all) == quoted.cost == roles["generate"].cost + roles["verify"].cost


def test_an_unknown_price_is_never_zero():
    quoted = quote(an_inquiry(verifier="openai/unheard-of"))
    assert quoted.unpriced == ("openai/unheard-of",)
    assert by_role(quoted)["verify"].cost is None
    assert quoted.as_json()["cost_usd"] is None
    assert quoted.refusal is None
    set_caps(cap("1000"))
    assert quote(an_inquiry(verifier="openai/unheard-of")).refusal.cost is None
    allowed = replace(an_inquiry(verifier="openai/unheard-of"), allow_unpriced=True)
    assert quote(allowed).refusal is None


def test_a_local_model_costs_nothing_under_any_cap():
    set_caps(cap("0"))
    quoted = quote(an_inquiry(model="local"))
    assert quoted.cost.worst == Decimal(0)
    assert quoted.refusal is None


def test_the_thinking_is_fitted_to_the_problem_where_a_strategy_is_for_depth(monkeypatch):
    """And where the user says no figure of their own."""
    monkeypatch.setitem(all_strategies(), "deep", replace(all_strategies()["best-of-n"], name="deep", thinks=True))
    assert difficulty(PROBLEM.question) == "medium"
    fitted = quote(an_inquiry("deep"))
    assert (fitted.thinking_tokens, fitted.notes[-1]) == (3_000, "thinking 3,000 tokens (medium)")
    assert quote(an_inquiry("deep", priority="high")).thinking_tokens == 4_500
    assert quote(an_inquiry("deep", thinking_tokens=123)).thinking_tokens == 123
    assert quote(an_inquiry("deep", adapt=False)).thinking_tokens == 0
    assert quote(an_inquiry("best-of-n")).thinking_tokens == 0
