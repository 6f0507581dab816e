"""Answers read out of recorded model outputs, against what their authors found in them."""

from collections import Counter

from system2.answers.equivalence import groups, same
from system2.answers.extract import extract
from system2.core.candidates import Answer
from tests.answers.recordings import recorded

ABSTAINED = "No answer!"

JUDGED = {
    # (what we read, what they read): who is right
    ("8/10/1997", ABSTAINED): "ours: the month is not padded, but the date is there",
    ("6/20/2019", ABSTAINED): "ours: not padded",
    ("6/17/2019", ABSTAINED): "ours: not padded",
    ("6/18/2019", ABSTAINED): "ours: not padded",
    ("6/19/2019", ABSTAINED): "ours: not padded",
    ("4/09/1969", ABSTAINED): "ours: not padded",
    ("11/30/2014", "12/30/2014"): 'ours: "the date a month ago from 12/30/2014 is 11/30/2014", they took the first',
    ("09/20/2020", "09/27/2020"): 'ours: "if today\'s date is 09/27/2020, then one week ago would be 09/20/2020"',
    ("11/30/1929", "12/31/1929"): 'ours: "one month ago from yesterday (12/31/1929) is 11/30/1929"',
    ("07/23/2002", "07/30/2002"): 'ours: "(assuming today is 07/30/2002) is 07/23/2002"',
    ("11/14/1933", "11/23/1933"): 'ours: "from the day before yesterday (11/23/1933) is 11/14/1933"',
    ("02/20/2019", "03/02/2019"): 'ours: "the date 10 days ago from 03/02/2019 is 02/20/2019"',
    (
        ABSTAINED,
        "01/01/1900",
    ): 'ours: "since we cannot answer Step 2, we cannot answer Step 3", theirs is from a step before',
    (ABSTAINED, "02/29/2015"): "ours: there was no such day",
}


def test_extraction_gives_the_recorded_label_of_every_grade_school_solution() -> None:
    """2,640 solutions to 660 problems: ours equals the reference exactly where the authors say it does."""
    wrong = []
    labelled = 0
    for row in recorded("gsm8k_recorded_solutions.jsonl"):
        question = row["question"]
        reference = extract(row["ground_truth"], question=question)
        assert reference is not None
        for solution in (value for value in row.values() if isinstance(value, dict)):
            answer = extract(solution["solution"], question=question)
            is_correct = answer is not None and same(answer, reference, question=question)
            labelled += 1
            if is_correct != solution["is_correct"]:
                wrong.append((question, answer, reference))
    assert labelled == 2640
    assert wrong == []


def test_extraction_agrees_with_the_authors_of_the_date_samples() -> None:
    """1,500 samples: at least 98 % agree, and each difference is one that was looked at and judged."""
    differences: Counter[tuple[str, str]] = Counter()
    samples = 0
    for row in recorded("date_recorded_samples.jsonl"):
        for output, theirs in zip(row["model_outputs"], row["pred_answers"], strict=True):
            samples += 1
            ours = extract(output, question=row["question"])
            if not agrees(ours, theirs, row["question"]):
                differences[ours.text if ours else ABSTAINED, theirs] += 1
    assert samples == 1500
    assert set(differences) <= set(JUDGED)
    assert differences.total() <= 0.02 * samples


def test_the_majority_of_recorded_answers_gives_the_recorded_result() -> None:
    """150 questions: abstentions are no votes, and a tie counts in part."""
    rows = recorded("date_recorded_samples.jsonl")
    ours = [majority_correct(row["pred_answers"], row["final_answer"], row["question"]) for row in rows]
    assert len(rows) == 150
    assert ours == [row["majority_correct"] for row in rows]


def agrees(ours: Answer | None, theirs: str, question: str) -> bool:
    """Whether both abstain or both give the same date."""
    if ours is None or theirs == ABSTAINED:
        return ours is None and theirs == ABSTAINED
    return same(ours, Answer(theirs, "date"), question=question)


def majority_correct(given: list[str], right: str, question: str) -> float:
    """The share of the largest groups that give the right answer."""
    answers = [None if text == ABSTAINED else Answer(text, "date") for text in given]
    found = groups(answers, question=question)
    leaders = [group for group in found if len(group) == len(found[0])]
    hits = [same(answers[group[0]] or Answer(""), Answer(right, "date"), question=question) for group in leaders]
    return sum(hits) / len(hits) if hits else 0.0
