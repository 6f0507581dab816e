"""Budget forcing as section 3.1 of s1 has it (Muennighoff et al. 2025), worked by hand."""

from dataclasses import replace

import pytest

from system2.core.actions import Sample
from system2.core.outcomes import Failed, Refused
from system2.core.problem import Message, Writer
from system2.core.replies import Reply
from system2.strategies.course import Course
from system2.strategies.serial import BY_TURNS, OWN_TEXT, PIECE
from system2.verifiers.judge import Judge
from tests.strategies.dialogue import PROBLEM, asked, judge, played, remarks, samples

CONTINUED = replace(PROBLEM, writers=(Writer(continues=True),))
BOXED = replace(PROBLEM, writers=(Writer(ending="box", continues=True),))


def thought(name, tokens):
    """So many tokens of thought, no sentence of which occurs in any other."""
    return ". ".join(f"{name} {number:03}" for number in range(tokens * 4 // (len(name) + 6))) + "."


def forced(*pieces, budget=100, problem=CONTINUED, score=0.8):
    """The choice of a path whose pieces are these, and its play."""
    said = iter(pieces)
    return played(
        "serial",
        lambda action: score if judge(action) else next(said),
        Course(1, Judge(), thinking_tokens=budget),
        problem,
    )


def last(sample):
    return sample.messages[-1]


def test_the_prompt_names_the_budget():
    _, play = forced(Reply("Final answer: 42", reasoned=True), budget=8_000)
    assert "about 8,000 tokens to think in" in asked(samples(play)[0])
    _, play = forced(Reply("Final answer: 42", reasoned=True), budget=0)
    assert "tokens to think" not in asked(samples(play)[0])


def test_a_path_that_would_end_goes_on_after_wait_until_its_budget_is_used_and_then_gives_its_answer():
    """The end is suppressed and "Wait" appended to the path's own text; at the end of the budget "Final Answer:" is.

    What is cut off at a piece's limit goes on without a word.
    """
    first, second, third = thought("one", 40), f", {thought('two', 30)}", f" {thought('three', 40)}"
    choice, play = forced(
        f"{first}\n\nFinal answer: 41", second, Reply(third, finish_reason="length", raw=third), "42", budget=100
    )
    path, *others = samples(play)
    assert [last(sample).speaker for sample in others] == ["assistant"] * 3
    led_on = f"{first}\n\nFinal answer: 41\n\nWait{second}"
    assert last(others[0]).text == f"{first}\n\nFinal answer: 41\n\nWait"
    assert last(others[1]).text == f"{led_on}\n\nWait"
    assert last(others[2]).text == f"{led_on}\n\nWait{third}\n\nFinal answer:"
    assert others[1].max_tokens < others[0].max_tokens < 100
    assert all(sample.messages[:-1] == path.messages for sample in others)
    assert choice.chosen.text == f"{led_on}\n\nWait{third}\n\nFinal answer:42"
    assert (choice.chosen.answer.text, choice.confidence) == ("42", 0.8)
    assert OWN_TEXT in remarks(play)
    assert choice.stopped.startswith("it used 1")
    assert choice.stopped.endswith(" of 100 tokens")


def test_a_path_that_ends_within_its_last_piece_is_asked_for_nothing_more():
    choice, play = forced(thought("one", 60), f", {thought('two', 60)} Final answer: 42")
    assert len(samples(play)) == 2
    assert choice.chosen.answer.text == "42"


def test_who_was_trained_to_end_in_a_box_is_made_to_fill_one():
    choice, play = forced(Reply(thought("one", 120), finish_reason="length"), "42}.", problem=BOXED)
    assert last(samples(play)[1]).text.endswith("\n\n\\boxed{")
    assert choice.chosen.answer.text == "42"


@pytest.mark.parametrize("echo", ["So it is 42. Final answer: 42", "So it is 42.", ""])
def test_a_path_that_repeats_itself_goes_no_further(echo):
    """However much of its budget is left."""
    choice, play = forced("So it is 42. Final answer: 42", ", six sevens are 42. Final answer: 42", echo, budget=5_000)
    assert len(samples(play)) == 3
    assert choice.stopped.startswith("it repeated itself after ")
    assert choice.chosen.answer.text == "42"


def test_where_no_server_continues_a_text_the_users_turn_says_that_it_is_not_over():
    """Each piece is a turn, the last of them is the path's word, and the trace tells which way was taken."""
    first, second = f"{thought('one', 60)} Final answer: 41", f"{thought('two', 60)} Final answer: 42"
    choice, play = forced(first, second, problem=PROBLEM)
    path, again = samples(play)
    assert again.messages[:-1] == (*path.messages, Message("assistant", first))
    assert last(again).speaker == "user"
    assert last(again).text.startswith("Wait. Check your reasoning again")
    assert (choice.chosen.text, choice.chosen.answer.text) == (second, "42")
    assert BY_TURNS in remarks(play)


def test_by_turns_too_a_path_that_was_cut_off_gives_its_answer_in_the_end():
    cut_off = Reply(thought("two", 80), finish_reason="length")
    choice, play = forced(f"{thought('one', 60)} Final answer: 41", cut_off, "Final answer: 42", problem=PROBLEM)
    assert last(samples(play)[2]).text.startswith("That was all the time for thinking.")
    assert choice.chosen.answer.text == "42"


@pytest.mark.parametrize("reply", [Reply("Final answer: 42", reasoned=True), "<think>Hm.</think>Final answer: 42"])
def test_a_model_that_reasons_by_itself_is_given_the_budget_and_asked_once(reply):
    """Its thinking is its server's affair: no text of it can be led on."""
    _, play = forced(reply, budget=8_000)
    (path,) = samples(play)
    assert path.thinking_tokens == 8_000


def test_a_path_goes_on_a_bounded_number_of_times_however_short_its_pieces_are():
    """Once for a hundred tokens of the budget, or six times; no piece is longer than a thousand."""
    pieces = (f"Thought {number}" for number in range(99))
    choice, play = forced(*pieces, budget=1_500)
    assert len(samples(play)) == 1 + 15
    assert {sample.max_tokens for sample in samples(play)[1:]} == {PIECE}
    assert choice.stopped == "it was made to go on 15 times, and used 48 of 1,500 tokens"


@pytest.mark.parametrize("trouble", [Failed, Refused])
def test_where_it_cannot_go_on_what_it_has_said_stands(trouble):
    choice, play = forced("Final answer: 42", trouble)
    assert (choice.chosen.answer.text, choice.stopped) == ("42", "it could not go on: no luck")
    assert len([action for action in play.started if isinstance(action, Sample)]) == 2
