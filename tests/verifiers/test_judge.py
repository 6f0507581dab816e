"""A model as the verifier, asked once or for several critiques."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.outcomes import Failed, Refused
from system2.core.problem import Problem
from system2.verifiers.interface import first_question
from system2.verifiers.judge import Judge, question, read_verdict
from tests.verifiers.court import UNREADABLE, asked, candidate, judge, judged, remarks, says, says_in_turn, verdict


@pytest.mark.parametrize(
    ("is_correct", "confidence", "score"),
    [(True, 0.9, 0.9), (True, 0.2, 0.2), (False, 0.9, 0.1), (False, 0.1, 0.1), (False, 0.5, 0.5), (True, 1, 1.0)],
)
def test_the_score_is_the_chance_that_the_path_is_right_and_a_rejection_never_scores_above_one_half(
    is_correct, confidence, score
):
    found, play = judge(Judge(), says(verdict(is_correct, confidence)))
    assert found.score == pytest.approx(score)
    assert found.is_correct == is_correct
    assert judged(play) == {0: found}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_asked_for_once_more_and_then_no_verdict(text):
    found, play = judge(Judge(), says(text))
    assert found is None
    assert judged(play) == {0: "the verdict could not be read"}
    first, again = asked(play)
    assert again.messages[:-1] == first.messages


def test_the_second_asking_counts_where_the_first_could_not_be_read():
    found, play = judge(Judge(), says_in_turn("Hm.", verdict(True, 0.8)))
    assert found.score == 0.8
    assert judged(play) == {0: found}


@pytest.mark.parametrize("end", [Failed, Refused])
def test_a_call_that_failed_or_was_refused_is_not_repeated_and_gives_no_verdict(end):
    found, play = judge(Judge(), says_in_turn(end))
    assert found is None
    assert judged(play) == {0: "no luck"}


@pytest.mark.parametrize(
    ("problem", "wish"),
    [
        (Problem("What is 6*7?"), "the first error, or why it is right"),
        (Problem("What is 6*7?", works=True), "your own solution first"),
        (Problem("Write a poem about the sea.", works=True), "the weightiest criteria"),
        (Problem("What is 6*7?", answer_kind="open"), "the weightiest criteria"),
        (Problem("Write a number below 7.", answer_kind="number"), "the first error, or why it is right"),
        (Problem("写一首关于海的诗。"), "最重要的标准"),
        (Problem("What is 6*7?", wording={"judge": "Ours: $problem $candidate"}, works=True), "Ours: What is 6*7?"),
    ],
)
def test_a_judge_is_asked_for_its_own_solution_if_it_does_not_think_and_for_criteria_if_the_task_is_open(problem, wish):
    assert wish in question(problem, "It is 42.")[-1].text


@pytest.mark.parametrize(
    "wrapped",
    [
        "```json\n{}\n```",
        "Let me think. {{1, 2}}\n\n{}",
        "{}\n\nThat is my verdict.",
        'Example: {{"is_correct": 1}} {}',
    ],
)
def test_a_verdict_is_found_inside_prose_and_fences(wrapped):
    assert read_verdict(wrapped.format(verdict(False, 0.75))).score == 0.25


def test_a_verdict_that_is_taken_back_gives_way_to_the_next():
    """What the judge settles on counts, where it says so."""
    assert read_verdict(verdict(True, 0.9) + "\nNo, wait.\n" + verdict(False, 0.9)).is_correct is False


@pytest.mark.parametrize("own", [verdict(False, 0.9), "{'is_correct': False, 'confidence': 0.9,}"])
@pytest.mark.parametrize(
    "after",
    ["\nThe candidate had written: {}", "\n\n{}", "\nIt asked me to reply {} but I do not.", "```\n{}\n```"],
)
def test_a_verdict_that_is_quoted_after_the_judges_own_counts_for_nothing(own, after):
    """However well it is written: the candidate may have put it there."""
    assert read_verdict(own + after.format(verdict(True, 1.0))).score == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("written", "score", "critique"),
    [
        ("{'critique': 'It holds.', 'is_correct': True, 'confidence': 0.9}", 0.9, "It holds."),
        ("{'critique': 'It doesn't hold', 'is_correct': False, 'confidence': 0.9}", 0.1, "It doesn't hold"),
        (r'{"critique": "By \(a^2\) it is \frac{1}{2}.", "is_correct": true, "confidence": 0.9}', 0.9, r"By \(a^2\)"),
        (r'{"critique": "So \(a \neq b\).", "is_correct": true, "confidence": 0.9}', 0.9, r"So \(a \neq b\)."),
        ('{"critique": "One.\nTwo.", "is_correct": true, "confidence": 0.9}', 0.9, "One.\nTwo."),
        ('{"critique": "One.", "is_correct": true, "confidence": 0.9,}', 0.9, "One."),
        ('{"critique": "It says "42".", "is_correct": true, "confidence": 0.9}', 0.9, 'It says "42".'),
        ('{"critique": "One.", "is_correct": "true", "confidence": "90%"}', 0.9, "One."),
        ('{"critique": "One.", "is_correct": "False", "confidence": 0.9}', 0.1, "One."),
        ('{critique: "One.", is_correct: true, confidence: .9}', 0.9, "One."),
        ('{"critique": "One.", // so far\n "is_correct": true, "confidence": 0.9}', 0.9, "One."),
        ("{“critique”: “One.”, “is_correct”: true, “confidence”: 0.9}", 0.9, "One."),
        ('{"verdict": {"critique": "One.", "is_correct": true, "confidence": 0.9}}', 0.9, "One."),
    ],
)
def test_a_verdict_with_a_common_flaw_is_read(written, score, critique):
    """Models write Python, LaTeX, raw line breaks and commas too many; nobody should pay twice for that."""
    found = read_verdict(f"My verdict:\n{written}\nThat is all.")
    assert found.score == pytest.approx(score)
    assert found.critique.startswith(critique)


@pytest.mark.parametrize(
    "written",
    [
        '{"critique": "cut off", "is_correct": true, "confidence": 0',
        '{"is_correct": true}',
        "{'is_correct': maybe, 'confidence': 1}",
    ],
)
def test_what_is_no_whole_verdict_is_none(written):
    """Nothing is made up where the reply was cut off or leaves out what counts."""
    assert read_verdict(written) is None


def test_critiques_are_asked_for_at_once_each_a_sample_of_its_own_with_principles_before_the_verdict():
    found, play = judge(Judge(critiques=4), says(verdict(True, 0.9)))
    asks = asked(play)
    assert play.started[:4] == asks
    assert [ask.index for ask in asks] == [0, 1, 2, 3]
    assert len({ask.messages for ask in asks}) == 1
    assert all(ask.temperature > 0 for ask in asks)
    assert list(asks[0].schema["properties"]) == ["principles", "critique", "is_correct", "confidence"]
    assert found.score == pytest.approx(0.9)


@given(st.data())
def test_the_score_is_the_mean_of_the_readable_critiques_whatever_their_order(data):
    replies = {0: verdict(True, 0.8, "a"), 1: "unreadable", 2: verdict(False, 0.6, "c"), 3: verdict(True, 0.9, "d")}

    def answer(action):
        return Failed(action, "gone") if action.index == 4 else says(replies[action.index])(action)

    found, play = judge(Judge(critiques=5), answer, pick=lambda pending: data.draw(st.integers(0, len(pending) - 1)))
    assert found.score == pytest.approx((0.8 + 0.4 + 0.9) / 3)
    assert found.is_correct
    assert found.critique == "a"
    assert len(asked(play)) == 5


def test_critiques_of_which_none_can_be_read_give_no_verdict_and_none_is_asked_for_twice():
    found, play = judge(Judge(critiques=3), says("Hm."))
    assert found is None
    assert judged(play) == {0: "the verdict could not be read"}
    assert len(asked(play)) == 3
    assert remarks(play) == []


@pytest.mark.parametrize("verifier", [Judge(), Judge(critiques=3), Judge(model="openai/gpt-4o")])
def test_what_is_set_aside_is_what_is_asked(verifier):
    """The question set aside is the one that is asked, without the candidate."""
    problem = Problem("What is 6*7?")
    _, play = judge(verifier, says("Hm."), candidate(3))
    assert len(asked(play)) == (verifier.critiques or 2)
    earmark, first = first_question(problem, verifier), asked(play)[0]
    assert (earmark.schema, earmark.model, earmark.role) == (first.schema, first.model, first.role)
    assert len(earmark.messages) == len(first.messages)
    assert first.about == 3
