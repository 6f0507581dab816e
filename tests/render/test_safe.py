"""What a model says reaches the terminal as text and as nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.render.safe import clean, drawable, one_line


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b[2J\x1b[1;1Hb", "ab"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]52;c;c3RvbGVu\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1bP1$r0m\x1b\\text", "text"),
        ("\x9b31mred", "red"),
        ("\x9d0;title\x9ctext", "text"),
        ("\x1b]0;never ends\nnext line", "\nnext line"),
        ("\x1bcreset", "reset"),
        ("\x1b", ""),
        ("paid\b\b\b\bfree", "paidfree"),
        ("one\rtwo\r\nthree", "one\ntwo\nthree"),
        ("bell\x07 null\x00", "bell null"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("\u2066isolated\u2069", "isolated"),
        ("lone \ud800 surrogate", "lone � surrogate"),
        ("if x:\n\treturn 1", "if x:\n\treturn 1"),
        ("日本語 👩‍👩‍👧 ❤️ café", "日本語 👩‍👩‍👧 ❤️ café"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_an_answer_keeps_its_text_and_loses_what_would_command_the_terminal(said: str, shown: str) -> None:
    assert clean(said) == shown


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.lists(st.sampled_from(["\x1b", "[", "]", "0", ";", "m", "\x9b", "\x9d", "\x07", "\\", "\n", "P", "é"])).map(
        "".join
    )
)
def test_no_order_of_escape_pieces_leaves_an_escape(text: str) -> None:
    assert not set(clean(text)) & {"\x1b", "\x9b", "\x9d", "\x07"}


def test_a_console_without_unicode_gets_twins_of_common_signs_and_question_marks_for_the_rest() -> None:
    assert drawable("2500 − 2000 ≠ 500 → “no” 日本", "ascii") == '2500 - 2000 != 500 -> "no" ??'


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\n b\tc\u2028d ") == "a b c d"
