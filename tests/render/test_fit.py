"""What a reader can rely on at any size: every frame fits, and what a model says stays text."""

import unicodedata
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from system2.core.calls import Role
from system2.core.candidates import Answer, Candidate, Choice, Node, Verdict
from system2.core.decisions import Answered, Chosen, Judged, Placed, Remark, Tally
from system2.core.events import (
    CallStarted,
    CapLeft,
    Event,
    Landed,
    Lost,
    Progressed,
    Recalled,
    Retrying,
    RunEnded,
    RunStarted,
    TextArrived,
    Warned,
)
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.render.frame import frame
from system2.render.plain import tell
from system2.render.screen import Screen
from system2.render.signs import ASCII, UNICODE
from system2.render.summary import summary
from tests.render import scenes
from tests.render.pictures import lines_of, screen_after

SCENES: list[Callable[[int], list[Event]]] = [scenes.best_of_n, scenes.vote, lambda _: scenes.tree()]

HOSTILE = (
    *("\x1b[31m", "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;http://evil\x1b\\", "\x1b", "\x9b31m", "\x9d0;t\x9c"),
    *("\x07", "\b\b\b", "\r", "\r\n", "\x00", "\u202e", "\u2066", "\u200b", "\ud800", "\u2028", "\x85", "\t"),
    *(
        "[red]",
        "[/]",
        "[bold",
        ":skull:",
        "[link=http://evil]",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "日本語",
        "한글",
        "a",
        " ",
    ),
)
hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=12).map("".join)
indices = st.integers(-1, 6)
roles: st.SearchStrategy[Role] = st.sampled_from(["generate", "verify", "aggregate", "classify"])
scores = st.floats(0, 1)
verdicts = st.builds(Verdict, scores, st.booleans(), hostile_text)
answers = st.none() | st.builds(Answer, hostile_text)
nodes = st.builds(
    Node,
    st.integers(0, 20),
    st.none() | st.integers(0, 20),
    hostile_text,
    st.none() | scores,
    st.sampled_from(["kept", "pruned", "merged", "finished", "chosen", "unheard of"]),
)
events_of_any_kind: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallStarted, roles, indices, st.integers(1, 3)),
    st.builds(TextArrived, roles, indices, hostile_text, st.booleans()),
    st.builds(Retrying, roles, indices, st.integers(1, 3), st.floats(0, 60), hostile_text),
    st.builds(
        scenes.call_ended, indices, roles, output=st.integers(0, 9999), status=st.sampled_from(["ok", "cancelled"])
    ),
    st.builds(Landed, indices, st.builds(Reply, hostile_text)),
    st.builds(Lost, indices, hostile_text),
    st.builds(Answered, indices, answers),
    st.builds(Judged, indices, st.none() | verdicts, hostile_text),
    st.builds(
        Tally, st.lists(st.tuples(hostile_text, st.integers(1, 9))).map(tuple), st.integers(0, 3), st.none() | scores
    ),
    st.builds(Placed, nodes),
    st.builds(Chosen, indices, hostile_text),
    st.builds(Remark, hostile_text),
    st.builds(Warned, hostile_text),
    st.builds(Recalled, roles, indices),
    st.builds(Progressed, hostile_text, st.integers(0, 9), st.integers(0, 9)),
)
beginnings = st.builds(
    RunStarted,
    st.just("7KQ2"),
    st.sampled_from(["think", "vote", "tree"]),
    hostile_text,
    hostile_text,
    st.integers(1, 9),
    st.just(Problem("?")),
    st.none() | st.builds(CapLeft, st.decimals(0, 9, places=2), st.decimals(0, 9, places=2), hostile_text),
)


@settings(max_examples=60, deadline=None)
@given(
    scene=st.sampled_from(SCENES),
    effort=st.integers(1, 100),
    share=st.floats(0, 1),
    width=st.integers(40, 220),
    height=st.integers(8, 60),
    signs=st.sampled_from([UNICODE, ASCII]),
)
def test_a_frame_is_never_taller_nor_wider_than_the_terminal(*, scene, effort, share, width, height, signs) -> None:
    events = scene(effort)
    lines = lines_of(events[: 1 + int(len(events) * share)], width, height, signs)
    assert 2 <= len(lines) <= height - 1
    assert max(map(cell_len, lines)) <= width
    assert "call" in lines[-1], "the footer is always in sight"


@settings(max_examples=80, deadline=None)
@given(
    start=beginnings,
    events=st.lists(events_of_any_kind, max_size=30),
    width=st.integers(20, 120),
    height=st.integers(2, 40),
    signs=st.sampled_from([UNICODE, ASCII]),
)
def test_whatever_a_model_says_in_whatever_order_is_drawn_as_harmless_text_that_fits(
    start, events, width, height, signs
) -> None:
    lines = lines_of([start, *events], width, height, signs)
    assert len(lines) <= height - 1
    assert all(cell_len(line) <= width for line in lines)
    assert all(is_harmless(line) for line in lines)
    if signs is ASCII:
        assert all(line.isascii() for line in lines)


@settings(max_examples=80, deadline=None)
@given(start=beginnings, events=st.lists(events_of_any_kind, max_size=10), verbose=st.booleans(), answer=answers)
def test_plain_lines_and_the_summary_are_harmless_single_lines(start, events, verbose, answer) -> None:
    chosen = Candidate(1, Reply("x"), answer)
    first = Candidate(0, Reply("x"), answer, status="failed", reason=answer.text if answer else "")
    screen = Screen()
    for event in [start, *events, RunEnded(Choice(chosen, (first, chosen), "", 0.5, 0.5), 1.0)]:
        screen = screen.after(event)
        assert is_harmless(tell(event, screen, UNICODE, verbose=verbose))
    assert all(map(is_harmless, summary(screen, UNICODE)))


def test_markup_and_emoji_codes_of_a_model_are_shown_as_they_were_written() -> None:
    said = "[bold red]250[/bold red] :skull: [link=https://example.org]x[/link]"
    lines = lines_of([scenes.started(effort=1), TextArrived("generate", 0, said)], 100, 20)
    assert any(said in line for line in lines)


def test_the_footer_never_moves_up_and_moves_down_only_when_there_is_more_to_show() -> None:
    """Votes make way for one another, so this is the view that changes its height."""
    screen, tallest, heights = Screen(), 0, list[int]()
    for event in scenes.vote(15):
        screen = screen.after(event)
        lines = frame(screen, 70, 40, 1.0, UNICODE, least=tallest)
        heights.append(len(lines))
        tallest = max(tallest, len(lines))
    natural = [
        len(frame(screen_after(scenes.vote(15)[:end]), 70, 40, 1.0, UNICODE)) for end in range(1, len(heights), 9)
    ]
    assert heights == sorted(heights)
    assert tallest == max(natural)


def test_what_takes_long_is_shown_as_a_bar_until_it_is_done() -> None:
    half = Progressed("fetching the model", 49_000_000, 98_000_000, seconds_left=75)
    whole = Progressed("fetching the model", 98_000_000, 98_000_000)
    shown = lines_of([scenes.started(), half], 100, 20)[1]
    assert "fetching the model" in shown and UNICODE.heavy_rule in shown
    assert "49 of 98 MB · 1 min 15 s left" in shown
    assert not any("fetching" in line for line in lines_of([scenes.started(), half, whole], 100, 20))


def test_what_can_only_begin_and_end_is_named_while_it_lasts() -> None:
    begun, over = Progressed("loading the model", 0, 1), Progressed("loading the model", 1, 1)
    shown = lines_of([scenes.started(), begun], 100, 20)[1]
    assert shown.strip() == "loading the model"
    assert not any("loading" in line for line in lines_of([scenes.started(), begun, over], 100, 20))


def test_a_tree_deeper_than_the_terminal_shows_where_it_begins() -> None:
    chain = [Placed(Node(number, number - 1 if number else None, f"step {number}", 0.9)) for number in range(20)]
    lines = lines_of([scenes.started("tree"), *chain], 100, 12)
    assert "step 0" in lines[1] and "step 7" in lines[8]
    assert "1 more, best 0.90" in lines[9]


def test_a_small_terminal_shows_the_chosen_path_of_a_tree_before_all_others() -> None:
    lines = lines_of(scenes.tree(), 100, 9)
    for step in ("4 × 5 = 20", "10 − 6 = 4", "4 + 20 = 24"):
        assert any(step in line for line in lines)


def test_text_holds_still_while_it_grows() -> None:
    """A line that has been wrapped keeps its words until it scrolls away."""
    words = " ".join(f"word{number}" for number in range(400))
    seen: list[str] = []
    for end in range(200, 1800, 7):
        events = [scenes.started(effort=1), TextArrived("generate", 0, words[:end])]
        body = [line[2:-2].strip() for line in lines_of(events, 60, 14) if line.startswith(UNICODE.side)]
        finished = [line for line in body if line][:-1]
        seen += [line for line in finished if line not in seen]
    assert " ".join(seen) == words[: len(" ".join(seen))]


def is_harmless(line: str) -> bool:
    """Whether a line has no control character, no override of direction and no line end."""
    return not any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in "\u202e\u2066" for sign in line)
