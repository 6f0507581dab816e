"""The tables of `cost`, the meters of `budget` and the split of a run: they fit, and say what they should."""

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from rich.text import Text

from system2.core.money import FREE, UNKNOWN, Cost, Usage
from system2.render.bars import bar, meter, sparkline
from system2.render.bought import Bought
from system2.render.budget import budget_lines, plain_budget
from system2.render.run_cost import plain_run_cost, run_cost_lines
from system2.render.signs import ASCII, UNICODE, Signs
from system2.render.spend import plain_report, report_lines
from system2.spend.caps import Cap
from system2.spend.outlook import Outlook
from system2.spend.report import Report
from system2.spend.run_cost import Part, RunCost
from system2.spend.standings import Standing
from system2.spend.sums import Sum
from tests.render.pictures import picture_of
from tests.spend.money import NOON

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "SYSTEM2_UPDATE_PICTURES"

WIDTHS = [20, 40, *range(60, 201, 10)]
SIGNS = pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
HOSTILE = "\x1b[2Jevil\r\n模型/" + "x" * 90

A_LITTLE = Usage(300, 0, 200)


def a_sum(cost: str | Cost, calls: int = 1, usage: Usage = A_LITTLE) -> Sum:
    paid = Cost(Decimal(cost), "exact") if isinstance(cost, str) else cost
    total = Sum(
        calls=calls, input=usage.input, cached=usage.cached, output=usage.output, cost=paid.amount or Decimal(0)
    )
    kinds = {"unknown": "unknown_calls", "local": "local_calls", "estimated": "estimated_calls"}
    if paid.status in kinds:
        setattr(total, kinds[paid.status], calls)
    return total


def added(groups: tuple[tuple[tuple[str, ...], Sum], ...]) -> Sum:
    total = Sum()
    for _, each in groups:
        total.merge(each)
    return total


MODELS = (
    (("anthropic/claude-sonnet-4-5",), a_sum("0.712", 62, Usage(40_100, 12_000, 51_200))),
    (("openai/gpt-4o-mini",), a_sum("0.128", 180, Usage(61_300, 0, 88_000))),
    (("local/smollm2-135m",), a_sum(FREE, 20, Usage(4_100, 0, 6_000))),
    (("ollama/mystery",), a_sum(UNKNOWN, 2, Usage(900, 0, 300))),
)
RECENT = tuple(
    map(
        Decimal,
        ("0.10", "0.11", "0.12", "0.09", "1.40", "0.30", "0.10", "0.20", "0.12", "0", "2.20", "0.12", "0.9", "0.84"),
    )
)
TODAY = Report(date(2026, 11, 21), date(2026, 11, 21), ("model",), MODELS, added(MODELS), ("ollama/mystery",), RECENT)
NO_CALLS = replace(TODAY, groups=(), total=Sum(), unpriced=(), recent=())
STRANGE = (((HOSTILE,), a_sum("1234567.89", 9_999_999, Usage(10**12, 10**11, 10**12))), (("",), a_sum("0.0000001")))
STRANGE_MODELS = replace(TODAY, groups=STRANGE, total=added(STRANGE), unpriced=(HOSTILE,))
REPORTS = {"today": TODAY, "empty": NO_CALLS, "strange": STRANGE_MODELS}

MIDNIGHT = datetime(2026, 11, 22, tzinfo=NOON.tzinfo)


def a_standing(limit: str, spent: str, period: str = "daily", pattern: str = "*") -> Standing:
    return Standing(Cap(period, Decimal(limit), pattern), Decimal(spent), Decimal(0), MIDNIGHT)  # type: ignore[arg-type]


DAY = a_standing("5", "0.84")
CAPPED = Outlook(
    (DAY, a_standing("50", "21.40", "monthly"), a_standing("1", "0.85", pattern="anthropic/*")),
    alert_percent=80,
    held=Decimal("0.06"),
    today=Decimal("0.84"),
    month=Decimal("21.40"),
    unsettled=Decimal(0),
    month_at_this_pace=Decimal("30.571"),
    month_ends=date(2026, 11, 30),
)
OVER = replace(
    CAPPED, unsettled=Decimal("7.5"), standings=(a_standing("5", "12.5"), a_standing("0", "0", "weekly", HOSTILE))
)
UNCAPPED = replace(CAPPED, standings=(), held=Decimal(0))
OUTLOOKS = {"capped": CAPPED, "over": OVER, "uncapped": UNCAPPED}

PARTS: tuple[tuple[Part, Sum], ...] = (
    ("sampling", a_sum("0.0004", 5, Usage(450, 0, 1_500))),
    ("verifying", a_sum("0.0014", 5, Usage(2_400, 900, 600))),
    ("retries", a_sum(Cost(Decimal("0.0001"), "estimated"))),
)
RUN = RunCost("7KQ2", NOON, "think", "best-of-n", "arithmetic", ("openai/gpt-4o-mini",), PARTS, added(PARTS))
GAIN = Bought("500", "250", changed=True, one_sample_usd=Decimal("0.00008"), extra_usd=Decimal("0.00182"))


def assert_fits(lines: list[Text], width: int, signs: Signs) -> None:
    for each in lines:
        assert each.cell_len <= width, each.plain
        each.plain.encode(signs.encoding)
        assert each.plain.isprintable()


@SIGNS
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_fits_every_terminal_and_draws_only_what_that_can_show(name: str, width: int, signs: Signs) -> None:
    assert_fits(report_lines(REPORTS[name], "Today, 21 November", DAY, width, signs), width, signs)
    assert_fits(report_lines(REPORTS[name], "Today, 21 November", None, width, signs), width, signs)


@SIGNS
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", OUTLOOKS)
def test_the_meters_fit_every_terminal(name: str, width: int, signs: Signs) -> None:
    assert_fits(budget_lines(OUTLOOKS[name], width, signs), width, signs)


@SIGNS
@pytest.mark.parametrize("width", WIDTHS)
def test_the_split_of_a_run_fits_every_terminal(width: int, signs: Signs) -> None:
    answers = replace(GAIN, one_sample_answer=HOSTILE, chosen_answer="")
    for gain in (None, GAIN, answers):
        assert_fits(run_cost_lines(RUN, gain, width, signs), width, signs)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_at_any_common_width_the_names_the_cost_and_the_hint_are_whole(width: int) -> None:
    told = "\n".join(each.plain for each in report_lines(TODAY, "Today, 21 November", DAY, width, UNICODE))
    for words in ("anthropic/claude-sonnet-4-5", "$0.71", "free", "$0.84 + ?", "of $5.00", "17 %", "cost prices set"):
        assert words in told


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_at_any_common_width_a_cap_tells_whose_it_is_and_what_is_spent(width: int) -> None:
    told = "\n".join(each.plain for each in budget_lines(CAPPED, width, UNICODE))
    for words in ("anthropic/*", "$21.40 of $50.00", "43 %", "$30.57 by 30 November", "runs in progress hold $0.06"):
        assert words in told


def test_figures_stand_below_each_other() -> None:
    lines = [each.plain for each in report_lines(TODAY, "Today", None, 100, UNICODE)]
    ends = {
        lines[1].index("output") + len("output"),
        *(row.index(end) + len(end) for row, end in zip(lines[2:6], ("51.2k", "88.0k", "6.0k", "300"), strict=True)),
    }
    assert len(ends) == 1


def test_the_bar_of_the_dearest_is_the_longest_and_what_is_free_has_none() -> None:
    lines = [each.plain for each in report_lines(TODAY, "Today", None, 100, UNICODE)]
    bars = [row.count("█") for row in lines[2:6]]
    assert bars[0] > 5 * bars[1] > 0
    assert bars[2:] == [0, 0]


@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_a_bar_shows_whatever_is_not_nothing_and_never_passes_its_room(signs: Signs) -> None:
    assert bar(0.0, 10, signs) == ""
    assert len(bar(0.00001, 10, signs)) == 1
    assert bar(1.0, 10, signs) == bar(7.0, 10, signs) == signs.blocks[-1] * 10
    assert all(sum(map(len, meter(share, 12, signs))) == 12 for share in (0.0, 0.01, 0.5, 1.0, 3.0))


@SIGNS
def test_in_a_sparkline_the_lowest_sign_means_nothing_at_all(signs: Signs) -> None:
    drawn = sparkline([Decimal(0), Decimal("0.0001"), Decimal(50), Decimal(100)], signs)
    assert drawn[0] == signs.sparks[0]
    assert drawn[1] == signs.sparks[1]
    assert drawn[3] == signs.sparks[-1]
    assert sparkline([Decimal(0)] * 3, signs) == signs.sparks[0] * 3


def test_plain_text_depends_on_no_terminal_and_holds_all_figures() -> None:
    assert plain_report(TODAY, "Today, 21 November", DAY, UNICODE)[:3] == [
        "Today, 21 November: $0.84 + ? of $5.00 (17 %)",
        "model                        calls  input  cached  output   cost",
        "anthropic/claude-sonnet-4-5     62  40100   12000   51200  $0.71",
    ]
    assert plain_report(NO_CALLS, "Today", None, UNICODE) == ["Today: $0.00", "no calls"]
    assert plain_budget(CAPPED, UNICODE)[2] == "day anthropic/*   $0.85 of  $1.00    85 %   $0.15 left"
    assert plain_run_cost(RUN, GAIN, UNICODE)[-2:] == [
        "one sample would have said 500; the answer chosen is 250",
        "the difference cost ~$0.0018",
    ]


def test_what_bought_nothing_new_is_said_to_be_certainty_and_an_unknown_price_is_not_told() -> None:
    agreeing = replace(GAIN, one_sample_answer="250", changed=False)
    assert plain_run_cost(RUN, agreeing, UNICODE)[-1] == "making sure of it cost ~$0.0018"
    assert plain_run_cost(RUN, replace(agreeing, extra_usd=Decimal(0)), UNICODE)[-1] == "making sure of it cost nothing"
    assert plain_run_cost(RUN, replace(GAIN, extra_usd=None), UNICODE)[-1].endswith("the answer chosen is 250")


def screen(width: int, signs: Signs) -> list[Text]:
    """All views below each other."""
    days = tuple(
        ((f"{date(2026, 11, 21) - timedelta(days=13 - back)}",), a_sum(f"{each}", 5))
        for back, each in enumerate(RECENT)
        if each
    )
    month = replace(TODAY, since=date(2026, 11, 1), by=("day",), groups=days, total=added(days), unpriced=())
    views = [
        report_lines(TODAY, "Today, 21 November", DAY, width, signs),
        report_lines(month, "November 2026", a_standing("50", "6.60", "monthly"), width, signs),
        budget_lines(CAPPED, width, signs),
        run_cost_lines(RUN, GAIN, width, signs),
    ]
    return [each for view in views for each in (*view, Text())]


@pytest.mark.parametrize(
    ("name", "width", "signs"),
    [
        ("spend-60", 60, UNICODE),
        ("spend-80", 80, UNICODE),
        ("spend-120", 120, UNICODE),
        ("spend-200", 200, UNICODE),
        ("spend-ascii-80", 80, ASCII),
    ],
)
def test_the_views_look_as_they_did_when_a_person_last_looked_at_them(name: str, width: int, signs: Signs) -> None:
    drawn = picture_of(screen(width, signs), width, name=name)
    file = SNAPSHOTS / f"{name}.svg"
    if os.environ.get(UPDATE):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8"), f"look at the difference, then run again with {UPDATE}=1"
