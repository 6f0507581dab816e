"""An answer at a terminal: its Markdown drawn, its formulas in signs, nothing of it lost."""

import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from system2.render.answer import LONGEST, draw
from system2.render.console import HarmlessConsole
from system2.render.formulas import in_signs

ANSWER = r"""# The unit

Let \( x \) be its price:
\[ x + (x + 2000) = 2500 \]
So $2x = 500$, and $x = \frac{500}{2}$. Is it **cheap**? It costs $5 less than $300. 6*7*8 is 336 in a List<int>.

```python
x = 500 / 2 * 1
```

| part | price |
|---|---|
| rack | 2250 |

Final answer: \boxed{250}"""


def drawn(text: str, width: int = 60) -> list[str]:
    """The lines that a terminal of this width shows."""
    out = io.StringIO()
    console = HarmlessConsole(out)
    console.width = width
    draw(text, console)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_markdown_is_drawn_and_formulas_are_in_signs() -> None:
    """Headings, emphasis, tables and code lose their marks; lines stay apart that were apart."""
    lines = drawn(ANSWER)
    assert "Let x be its price:" in lines
    assert "x + (x + 2000) = 2500" in lines
    assert "So 2x = 500, and x = 500/2. Is it cheap? It costs $5 less" in lines
    assert " x = 500 / 2 * 1" in lines
    assert any(line.split() == ["rack", "2250"] for line in lines)
    assert lines[-1] == "Final answer: 250"
    assert not any(mark in "\n".join(lines) for mark in ("**", "```", "|--", "\\", "# The"))


def test_products_types_and_sums_of_money_are_no_markup() -> None:
    text = " ".join(drawn(ANSWER))
    assert "6*7*8 is 336 in a List<int>." in text
    assert "$5 less than $300" in text


@pytest.mark.parametrize(
    ("formula", "signs"),
    [
        (r"5 \times 3 \le 15", "5 × 3 ≤ 15"),
        (r"\left(\frac{a+b}{c}\right)^2", "((a+b)/c)²"),
        (r"\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}", "∑ᵢ₌₁ⁿ i² = (n(n+1)(2n+1))/6"),
        (r"\frac{\frac{1}{2}}{x+1}", "(1/2)/(x+1)"),
        (r"e^{-x^2/2}", "e^(-x²/2)"),
        (r"\sqrt{2} \text{ cm}", "√2 cm"),
        (r"90^\circ", "90°"),
        (r"3\% \text{ of } \$18", "3% of $18"),
        (r"\{1, 2\}", "{1, 2}"),
        (r"\begin{aligned} a &= b \end{aligned}", r"\begin{aligned} a &= b \end{aligned}"),
        (r"\mathbb{R}^{n}", r"\mathbb{R}^{n}"),
    ],
)
def test_a_formula_is_in_signs_from_end_to_end_or_as_it_was_written(formula: str, signs: str) -> None:
    assert in_signs(formula) == signs


def test_words_are_not_broken_in_the_middle() -> None:
    text = "Seventeen elephants wandered thoughtfully towards Constantinople yesterday afternoon"
    assert " ".join(drawn(text, width=24)) == text


@example("<$^a$")
@given(st.text(alphabet="ab 1\n*_`#|<>[]()\\${}^~-.+", max_size=80))
def test_no_letter_of_an_answer_is_lost(text: str) -> None:
    """Whatever marks stand around them; those of a formula may be raised or lowered."""
    shown = unicodedata.normalize("NFKC", "".join(drawn(f"x{text}", width=200)))
    assert [sign for sign in text if sign in "ab"] == [sign for sign in shown if sign in "ab"] or "[" in text


def test_what_is_too_long_to_be_read_is_printed_as_it_was_written() -> None:
    text = "**a** " * LONGEST
    assert "".join(drawn(text)).replace(" ", "") == text.replace(" ", "")
