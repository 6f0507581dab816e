"""Width and depth, fitted to the problem and to what is left of the day's money."""

from decimal import Decimal

import pytest

from system2.engine.adapt import Figures, adapt
from system2.questions.difficulty import LEVELS, THINKING_TOKENS


def figures(effort=5, thinking=0, *, level=None, defaulted=True, priority="normal", left=None):
    share = None if left is None else Decimal(left)
    return adapt(effort, thinking, level=level, defaulted=defaulted, priority=priority, left=share)


@pytest.mark.parametrize(
    ("priority", "tokens"), [("low", [0, 700, 2_100, 4_200, 7_000]), ("high", [0, 1_500, 4_500, 9_000, 15_000])]
)
def test_the_priority_stretches_the_thinking(priority, tokens):
    assert [figures(level=level, priority=priority).thinking_tokens for level in LEVELS] == tokens
    assert [figures(level=level).thinking_tokens for level in LEVELS] == list(THINKING_TOKENS.values())


@pytest.mark.parametrize(
    ("left", "tokens"),
    [
        ("1", 6_000),
        ("0.30", 6_000),
        ("0.299", 3_000),
        ("0.10", 3_000),
        ("0.099", 1_000),
        ("0", 1_000),
    ],
)
def test_thinking_is_halved_below_30_percent_and_cut_to_1000_tokens_below_10(left, tokens):
    assert figures(level="hard", left=left).thinking_tokens == tokens


def test_what_is_short_already_is_not_stretched_to_1000_tokens():
    assert figures(level="trivial", left="0.05").thinking_tokens == 0
    assert figures(level="easy", left="0.05").thinking_tokens == 500


@pytest.mark.parametrize(
    ("priority", "left", "tokens"),
    [
        ("normal", None, 8_000),
        ("high", "1", 12_000),
        ("low", "0.5", 5_600),
        ("high", "0.2", 6_000),
        ("high", "0.09", 1_000),
    ],
)
def test_the_thinking_that_a_route_asks_for_follows_the_same_rules(priority, left, tokens):
    assert int(8_000 * figures(priority=priority, left=left).thinking_share) == tokens


def test_a_defaulted_effort_shrinks_only_below_10_percent_and_says_so_in_one_line():
    assert figures(left="0.09") == Figures(3, 0, "effort 5 -> 3: 9 % of today's cap left", 0.125)
    assert figures(15, left="0.099") == Figures(9, 0, "effort 15 -> 9: 9 % of today's cap left", 0.125)
    assert figures(left="0.10") == Figures(5, 0, "", 0.5)
    assert figures(left=None) == Figures(5, 0, "")


def test_no_effort_shrinks_to_nothing():
    assert figures(1, left="0").effort == 1


def test_what_the_user_gave_stays_however_little_is_left():
    assert figures(8, 7_000, defaulted=False, priority="low", left="0.01") == Figures(8, 7_000, "", 0.125)


def test_the_line_names_all_that_was_changed():
    changed = figures(level="hard", left="0.05")
    assert changed.line == "thinking 1,000 tokens (hard), effort 5 -> 3: 5 % of today's cap left"
    assert figures(level="hard", left="0.5").line == "thinking 6,000 tokens (hard)"
