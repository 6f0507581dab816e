"""The quote as a table."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from system2.render.quote_table import quote_lines
from system2.render.signs import ASCII, UNICODE
from system2.spend.caps import Cap
from system2.spend.purse import Refusal
from system2.spend.quote import Part, Quote, Range
from system2.spend.standings import Standing

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MIDNIGHT = NOON.replace(day=21, hour=0)


def dollars(low, expected, worst):
    return Range(Decimal(low), Decimal(expected), Decimal(worst))


PATHS = Part(
    "generate",
    "openai/gpt-4o-mini",
    Range(5, 5, 5),
    Range(230, 230, 900),
    Range(500, 2_000, 20_480),
    dollars("0.00033", "0.00123", "0.01244"),
)
VERDICTS = replace(
    PATHS, role="verify", calls=Range(5, 5, 10), input=Range(1_000, 3_100, 40_000), cost=dollars("0.01", "0.02", "3")
)
DAY = Standing(Cap("daily", Decimal(5)), Decimal("0.84"), Decimal(0), MIDNIGHT)
QUOTE = Quote("think", "best-of-n", "openai/gpt-4o-mini", 5, 0, (PATHS, VERDICTS), (DAY,))
TIGHT = replace(DAY, spent=Decimal("4.9"))
REFUSED = replace(
    QUOTE, caps=(TIGHT,), refusal=Refusal("openai/gpt-4o-mini", TIGHT, Decimal("3.01"), NOON), notes=("a note",)
)
MIXED = replace(QUOTE, parts=(PATHS, replace(VERDICTS, model="模型/" + "x" * 70, cost=None)), caps=())
HOSTILE = replace(QUOTE, model="\x1b[2Jevil\nname", parts=(PATHS, replace(VERDICTS, model="\x1b]0;owned\x07evil")))


def drawn(quote, width=100, signs=UNICODE):
    return [line.plain for line in quote_lines(quote, width, signs)]


@pytest.mark.parametrize("quote", [QUOTE, REFUSED, MIXED, HOSTILE], ids=["quote", "refused", "mixed", "hostile"])
@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", range(60, 201, 10))
def test_it_fits_every_terminal_and_draws_only_what_that_can_show(quote, signs, width):
    for line in quote_lines(quote, width, signs):
        assert line.cell_len <= width, line.plain
        line.plain.encode(signs.encoding)
        assert line.plain.isprintable()


def test_dollars_stand_below_each_other_with_as_many_places():
    header, *rows = drawn(QUOTE)[1:5]
    assert header.split() == ["role", "calls", "tokens", "in", "out", "low", "expected", "worst"]
    assert [row.split()[-3:] for row in rows] == [
        ["$0.00033", "$0.00123", "$0.01244"],
        ["$0.01000", "$0.02000", "$3.00000"],
        ["$0.01033", "$0.02123", "$3.01244"],
    ]
    assert len({len(row) for row in rows}) == 1


def test_dollars_stay_where_there_is_no_room_for_all():
    assert drawn(QUOTE, 60)[1].split() == ["role", "calls", "out", "low", "expected", "worst"]


def test_a_cap_is_shown_with_what_the_run_would_leave_of_it():
    assert " day    $4.16 of $5.00 left, $4.14 after it, $1.15 at worst" in drawn(QUOTE)
    assert " day    $0.10 of $5.00 left, $0.079 after it, $0.00 at worst" in drawn(REFUSED)


def test_what_stands_against_it_comes_last():
    assert drawn(REFUSED, 200)[-1] == (
        " Could stop at the day's cap: $5.00, $0.10 left until midnight (12 h 0 min), the run could cost $3.01. "
        "Raise it with `budget set --daily 10`."
    )


def test_an_unknown_price_stays_visible_in_the_sum():
    _, _, _, verdicts, together = drawn(MIXED)[:5]
    assert verdicts.split()[-3:] == ["?", "?", "?"]
    assert together.endswith("$0.01244 + ?")


def test_what_costs_nothing_is_free():
    free = dollars("0", "0", "0")
    parts = tuple(replace(part, cost=free, local=True) for part in QUOTE.parts)
    assert all(row.split()[-3:] == ["free"] * 3 for row in drawn(replace(QUOTE, parts=parts))[2:5])
