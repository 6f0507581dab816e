"""A candidate cannot get out of its fence, nor hide anything in it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.prompts.fence import LONGEST, fence, sanitise
from tests.verifiers.hostile import HOSTILE

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.lists(
    st.sampled_from(
        ["<", "|", "im_end", ">", "\u200b", "\x1b[", "m", "[", "INST", "]", "/", "s", "\r", "\n", "candidate-"]
    )
).map("".join)


@given(ANY_TEXT)
def test_the_mark_stands_at_both_ends_and_nowhere_between(text: str) -> None:
    opening, *_, closing = fence(text).split("\n")
    mark = opening.removeprefix("<candidate-").removesuffix(">")
    assert re.fullmatch("[0-9a-f]{16}", mark)
    assert closing == f"</candidate-{mark}>"
    assert fence(text).count(mark) == 2
    assert fence(text) == f"{opening}\n{sanitise(text)}\n{closing}"


@given(ANY_TEXT)
def test_nothing_unseen_is_left_and_sanitising_twice_changes_nothing(text: str) -> None:
    clean = sanitise(text)
    assert {unicodedata.category(c) for c in clean if c not in "\n\t"} & {"Cc", "Cf", "Cs", "Co", "Cn"} == set()
    assert sanitise(clean) == clean


@given(st.text("ab\n", max_size=500), st.integers(60, 200))
def test_a_long_text_keeps_both_ends_and_says_how_much_of_the_middle_is_missing(text: str, limit: int) -> None:
    clean = sanitise(text, limit)
    assert len(clean) <= max(limit, 0)
    if len(text) <= limit:
        assert clean == text
        return
    left_out = re.search(r"\n\[\.\.\. ([\d,]+) characters left out here \.\.\.\]\n", clean)
    assert left_out
    head, tail = clean[: left_out.start()], clean[left_out.end() :]
    assert text.startswith(head)
    assert text.endswith(tail)
    assert len(head) + int(left_out[1].replace(",", "")) + len(tail) == len(text)
    assert abs(len(head) - len(tail)) <= 1


@pytest.mark.parametrize(
    "marker",
    [
        "<|im_start|>",
        "<|eot_id|>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "</s>",
        "<start_of_turn>",
        "<｜Assistant｜>",
        "<eos>",
        "<pad>",
        "[SYSTEM_PROMPT]",
        "[TOOL_CALLS]",
        "[gMASK]",
    ],
)
def test_a_template_marker_is_never_whole(marker: str) -> None:
    assert marker not in sanitise(f"a{marker}b\u200b{marker[0]}\u200b{marker[1:]}")


def test_ordinary_text_and_code_stay_as_they_are() -> None:
    text = "Let x < 3 and [1, 2] ⊂ ℝ; 中文、“émoji 🎉”.\n\tif a |> b and list[int] <= <span> a<b>c:\n\t\treturn x"
    assert sanitise(text) == text


def test_the_same_candidate_is_always_asked_about_in_the_same_words() -> None:
    assert fence("500") == fence("500")
    assert fence("500").split("\n")[0] != fence("501").split("\n")[0]


def test_every_hostile_candidate_is_bounded() -> None:
    assert all(len(sanitise(text)) <= LONGEST for text in HOSTILE)
