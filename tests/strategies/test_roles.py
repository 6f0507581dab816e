"""What is asked of generator, evaluator and aggregator, in which order, and what is kept: by the papers' algorithms."""

import json

import pytest

from system2.core.actions import Ask, Check, Sample
from system2.core.outcomes import Checked, Failed, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.prompts.openings import OPENINGS
from system2.prompts.speak import opening
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.strategies.quoting import ROOM, level
from system2.strategies.rehearsal import most_calls, rehearse
from system2.verifiers.judge import Judge
from tests.playing import Play
from tests.strategies.dialogue import PROBLEM, asked, judge, played, remarks, samples


def minutes(play):
    """Who was asked for what, in order: a letter for the role, and the number of the path."""
    letters = {"generate": "path", "aggregate": "whole", "verify": "judge"}
    return [
        "program"
        if isinstance(each, Check)
        else f"{letters[each.role]} {each.index if isinstance(each, Sample) else each.about}"
        for each in play.paid()
    ]


def test_a_synthesis_reads_all_paths_with_their_verdicts_the_best_first():
    """Each path starts in its own way, none is dropped for a low score, and each comes with what is wrong with it."""
    scores = {0: 0.2, 1: 0.9, 2: 0.4, 3: 0.95}
    choice, play = played(
        "synthesize", lambda action: scores[action.about] if judge(action) else f"Path {action.index}!"
    )
    assert minutes(play) == ["path 0", "path 1", "path 2", "judge 0", "judge 1", "judge 2", "whole 3", "judge 3"]
    assert len({asked(sample) for sample in samples(play)}) == 3
    (merging,) = samples(play, "aggregate")
    parts = [("0.90", "Path 1!", "worth 0.9"), ("0.40", "Path 2!", "worth 0.4"), ("it 0.20", "Path 0!", "worth 0.2")]
    order = [each for part in parts for each in part]
    places = [asked(merging).index(each) for each in order]
    assert places == sorted(places)
    assert (choice.chosen.index, choice.confidence) == (3, 0.95)


def test_long_paths_lose_their_middle_and_short_ones_nothing_so_that_all_fit_into_one_prompt():
    """What short paths leave is shared out among the long ones, which begin and end as they were written."""
    texts = ["short", *(f"opening {number} {'x' * 40_000} ending {number}" for number in (1, 2, 3))]
    _, play = played("synthesize", lambda action: 0.9 if judge(action) else texts[action.index % 4], Course(4, Judge()))
    (merging,) = samples(play, "aggregate")
    assert ROOM - 1_000 < len(asked(merging)) < ROOM + 3_000
    assert all(
        f"opening {number} x" in asked(merging) and f"x ending {number}" in asked(merging) for number in (1, 2, 3)
    )
    assert level([5, 100, 100], 65) == 30
    assert level([5, 10, 20], 100) == 20


def test_a_synthesis_that_is_judged_worse_than_the_best_path_does_not_win():
    def say(action):
        if judge(action):
            return {0: 0.6, 1: 0.8, 2: 0.7, 3: 0.75}[action.about]
        return "Final answer: 42"

    choice, _ = played("synthesize", say)
    assert (choice.chosen.index, choice.confidence) == (1, 0.8)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Design a cache for 10 million requests a second.", "design"),
        ("Write an essay on the bicycle.", "text"),
        ("Compare tea and coffee.", "text"),
        ("Prove that there are infinitely many primes.", "proof"),
        ("Debug this function, which divides by zero on an empty list.", "code"),
        ("What is 6*7?", "answer"),
        ("设计一个缓存系统，要求每秒处理一千万次请求。", "design"),
    ],
)
def test_paths_are_told_to_start_as_their_kind_of_task_is_started(question, kind):
    """Nobody is told to guess the answer of an essay, or to write a design as equations."""
    problem = Problem(question)
    language = "zh" if question.startswith("设") else "en"
    ways = {opening(problem, number) for number in range(8)}
    assert ways == set(OPENINGS[language][kind])
    assert any("guess" in way for way in ways) == (kind == "answer")


def test_refine_is_told_all_drafts_with_their_feedback():
    """Algorithm 1 of Madaan et al. 2023 with equation 4: y(t+1) = M(p_refine | x | y0 | fb0 | ... | yt | fbt)."""
    scores = iter([0.4, 0.2, 0.95])
    choice, play = played("refine", lambda action: next(scores) if judge(action) else f"Draft {action.index}!")
    assert minutes(play) == ["path 0", "judge 0", "path 1", "judge 1", "path 2", "judge 2"]
    first, second = (asked(sample) for sample in samples(play)[1:])
    places = [second.index(each) for each in (PROBLEM.question, "Draft 0!", "worth 0.4", "Draft 1!", "worth 0.2")]
    assert places == sorted(places)
    assert "Draft 1!" not in first
    assert (choice.chosen.text, choice.stopped) == ("Draft 2!", "a draft was accepted")


def test_refine_keeps_the_best_draft_when_no_round_is_left():
    scores = iter([0.4, 0.7, 0.3])
    choice, _ = played("refine", lambda action: next(scores) if judge(action) else f"Draft {action.index}")
    assert (choice.chosen.text, choice.stopped) == ("Draft 1", "no round was left")


def researched(name, program, questions=("Who built it?",), **course):
    """A strategy whose drafts leave these questions open, on which `program` finds what it finds."""

    def reply(action):
        if isinstance(action, Check):
            return program(action)
        if isinstance(action, Ask) and action.role == "aggregate":
            return Replied(action, Reply(json.dumps({"questions": list(questions)})))
        said = {"critique": "thin", "is_correct": False, "confidence": 0.6}
        return Replied(action, Reply(json.dumps(said) if judge(action) else f"Draft {action.index}!"))

    play = Play(reply)
    told = Course(1, Judge(), rounds=2, lookup="look.sh", **course)
    return play(strategy_named(name).begin(PROBLEM, told)), play


@pytest.mark.parametrize(("name", "ending"), [("refine", []), ("evolve", [])])
def test_what_drafts_leave_open_is_looked_up_before_each_revision(name, ending):
    """TTD-DR (Han et al. 2025): questions are drawn from the draft, and what is found goes into the next, and stays."""
    found = iter(["Ada did.", "In 1843."])
    _, play = researched(name, lambda check: Checked(check, 0, f"{next(found)}\n"))
    assert minutes(play) == [
        *("path 0", "judge 0", "whole None", "program"),
        *("path 1", "judge 1", "whole None", "program"),
        *("path 2", "judge 2"),
        *ending,
    ]
    check = next(each for each in play.started if isinstance(each, Check))
    assert (check.command, check.text, check.confined) == ("look.sh", "Who built it?\n", False)
    assert check.environment == {"SYSTEM2_PROBLEM": PROBLEM.statement}
    revised = [asked(sample) for sample in samples(play)[1:]]
    assert [("Ada did." in each, "In 1843." in each) for each in revised] == [(True, False), (True, True)]
    assert "draft 1 leaves open: Who built it?" in remarks(play)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (lambda check: Checked(check, 1, "half of it", errors="no such folder\n"), "no such folder"),
        (lambda check: Checked(check, None, "", "it took longer than 30 s"), "it took longer than 30 s"),
        (lambda check: Failed(check, "look.sh could not be started"), "look.sh could not be started"),
    ],
)
def test_a_program_that_finds_nothing_is_told_of_and_the_draft_is_revised_all_the_same(program, why):
    choice, play = researched("refine", program)
    assert f"nothing was looked up: {why}" in remarks(play)
    assert len(samples(play)) == 3
    assert not any("half of it" in asked(sample) for sample in samples(play))
    assert choice.chosen


def test_where_a_draft_leaves_nothing_open_nothing_is_looked_up():
    _, play = researched("refine", None, questions=())
    assert "program" not in minutes(play)
    _, play = played("refine", lambda action: 0.4 if judge(action) else "Draft")
    assert minutes(play) == ["path 0", "judge 0", "path 1", "judge 1", "path 2", "judge 2"]


def test_evolve_merges_the_best_version_of_each_draft():
    def say(action):
        if judge(action):
            return {0: 0.6, 3: 0.7, 1: 0.3, 4: 0.95, 2: 0.6, 5: 0.2}.get(action.about, 0.97)
        return f"Version {action.index}!"

    choice, play = played("evolve", say, Course(3, Judge(), rounds=1))
    (merging,) = samples(play, "aggregate")
    assert [f"Version {index}!" in asked(merging) for index in range(6)] == [False, False, True, True, True, False]
    assert choice.chosen.index == 6


def splitting(scores=None, lost=()):
    """A model that splits into two, answers, and whose judge scores paths so; some of its paths are lost."""

    def say(action):
        if judge(action):
            return (scores or {}).get(action.about, 0.9)
        if isinstance(action, Ask):
            return json.dumps({"questions": ["What is 6?", "What is 7?"]})
        return Failed if action.index in lost else f"Part {action.index}!"

    return say


def test_decompose_maps_processes_and_reduces():
    """Multiverse (Yang et al. 2025): split, all parts at once, merge; each part sees the whole question."""
    choice, play = played("decompose", splitting())
    assert minutes(play) == ["whole None", "path 0", "path 1", "judge 0", "judge 1", "whole 4", "judge 4"]
    first, second, *_ = samples(play)
    assert PROBLEM.question in asked(first)
    assert "What is 7?" not in asked(first)
    assert PROBLEM.question in asked(second)
    assert "What is 7?" in asked(second)
    (merging,) = samples(play, "aggregate")
    assert "What is 6?\n\nPart 0!" in asked(merging)
    assert (choice.chosen.text, choice.confidence, choice.doubts) == ("Part 4!", 0.9, ())
    assert [each.question for each in choice.candidates] == ["What is 6?", "What is 7?", ""]


def test_a_part_that_is_rejected_is_solved_again_once_in_the_light_of_why():
    choice, play = played("decompose", splitting({0: 0.2, 2: 0.8}))
    assert minutes(play)[3:] == ["judge 0", "judge 1", "path 2", "judge 2", "whole 4", "judge 4"]
    again = samples(play)[2]
    assert "Part 0!" in asked(again)
    assert "worth 0.2" in asked(again)
    (merging,) = samples(play, "aggregate")
    assert "Part 2!" in asked(merging)
    assert "Part 0!" not in asked(merging)
    assert (choice.confidence, choice.doubts) == (0.9, ())


def test_a_part_that_is_rejected_twice_is_merged_as_doubtful_and_the_answer_is_no_surer_than_it():
    choice, play = played("decompose", splitting({1: 0.2, 3: 0.3}))
    (merging,) = samples(play, "aggregate")
    assert "Part 3!" in asked(merging)
    assert "scores it 0.30" in asked(merging)
    assert choice.doubts == ("part 2 of 2 was rejected each time it was solved: What is 7?",)
    assert choice.confidence == pytest.approx(0.3)


def test_a_part_without_an_answer_is_told_of():
    choice, _ = played("decompose", splitting(lost={1}))
    assert choice.doubts == ("part 2 of 2 has no answer: What is 7?",)
    assert choice.confidence == 0.5


@pytest.mark.parametrize("reply", ['{"questions": []}', '{"questions": ["one"]}', '{"questions": 7}', "no", Failed])
def test_decompose_falls_back_to_best_of_n_where_the_problem_does_not_split(reply):
    choice, play = played(
        "decompose",
        lambda action: 0.9 if judge(action) else reply if isinstance(action, Ask) else "Final answer: 42",
    )
    assert remarks(play) == ["the problem does not split: best-of-n instead"]
    assert (len(samples(play)), choice.chosen.answer.text) == (3, "42")


def test_decompose_asks_for_no_parts_where_there_is_room_for_one_path_only():
    _, play = played("decompose", splitting(), Course(1, Judge()))
    assert minutes(play) == ["path 0", "judge 0"]


def test_parts_that_could_not_be_merged_are_handed_back_one_after_another():
    choice, _ = played("decompose", splitting(lost={4}))
    assert choice.chosen.text == "What is 6?\n\nPart 0!\n\nWhat is 7?\n\nPart 1!"
    assert choice.stopped == "the parts could not be merged"


def climbed(course, critiques, score=0.6, end=99):
    """An escalation whose judge says this of one path after another, and accepts path number `end`; and how it went."""
    said = iter(critiques)

    def reply(action):
        if isinstance(action, Sample):
            return Replied(action, Reply("Final answer: 42"))
        sure = 0.99 if action.about >= end else score
        verdict = {"critique": next(said, ""), "is_correct": sure > 0.5, "confidence": max(sure, 1 - sure)}
        return Replied(action, Reply(json.dumps(verdict)))

    play = Play(reply)
    choice = play(strategy_named("escalate").begin(PROBLEM, course))
    made = [(sample.model, sample.deeper) for sample in samples(play)]
    return choice, made, [text.partition(", ")[2] for text in remarks(play)], play


def test_escalate_climbs_by_what_the_last_verdict_complains_of():
    """A slip: 1.5 times as many paths; gaps: thoughts 1.5 times as long; a wrong approach: the next model."""
    critiques = [
        "An arithmetic slip.",
        *["It skips a step."] * 2,
        *["It misreads the question."] * 2,
        *["No proof"] * 9,
    ]
    course = Course(20, Judge(), ladder=("fast", "strong"))
    choice, made, told, _ = climbed(course, critiques, end=5)
    assert made == [(None, 1), *[(None, 1)] * 2, *[(None, 1.5)] * 2, *[("strong", 1.5)] * 2]
    assert told == [
        "the verdict tells of a slip: wider, 2 more",
        "the verdict tells of gaps: deeper, 2 more that think x1.5",
        "the verdict tells of a mistake in the approach: stronger, 2 more by strong that think x1.5",
    ]
    assert choice.stopped == "good enough"
    assert choice.chosen.index in {5, 6}
    assert len(choice.candidates) == 7


@pytest.mark.parametrize(
    ("ladder", "deepens", "remedies"),
    [
        (("fast", "strong"), True, ["stronger", *["deeper"] * 5, "wider"]),
        (("fast", "strong", "strongest"), False, ["stronger", "stronger", "wider", "wider"]),
        ((), True, [*["deeper"] * 5, "wider"]),
        ((), False, ["wider", "wider", "wider"]),
    ],
)
def test_where_a_ladder_ends_it_climbs_as_it_can(ladder, deepens, remedies):
    """No model is stronger than the last, thoughts grow five times, and who cannot think is not told to."""
    _, _, told, _ = climbed(Course(9, Judge(), ladder=ladder, deepens=deepens), ["Nonsense."] * 20, score=0.2)
    assert [each.partition(": ")[2].partition(",")[0] for each in told][: len(remedies)] == remedies


def test_where_a_verdict_names_no_fault_it_goes_by_whether_paths_agree():
    _, made, told, _ = climbed(Course(4, Judge()), [""] * 9)
    assert told == [
        "nothing speaks for the answer but itself: wider, 2 more",
        "paths agree and are doubted all the same: deeper, 1 more that think x1.5",
    ]
    assert made[-1] == (None, 1.5)


def test_escalate_spends_half_as_much_again_until_it_is_good_enough():
    critiques = ["A slip."] * 20
    choice, made, told, play = climbed(Course(20, Judge(), good_enough=0.75), critiques, end=6)
    assert len(made) == 1 + 2 + 3 + 5
    assert [text.split(": wider, ")[1] for text in told] == ["2 more", "3 more", "5 more"]
    assert (choice.stopped, choice.confidence >= 0.75) == ("good enough", True)
    assert len({sample.index for sample in samples(play)}) == len(made)


def test_escalate_stops_at_once_where_the_first_path_is_good_enough():
    _, play = played("escalate", lambda action: 0.97 if judge(action) else "Final answer: 42", Course(20, Judge()))
    assert len(play.paid()) == 2


def test_escalate_ends_at_a_refusal_with_the_best_so_far():
    def say(action):
        if isinstance(action, Sample) and action.index > 1:
            return Refused
        return 0.5 if judge(action) else "Final answer: 42"

    choice, play = played("escalate", say, Course(20, Judge()))
    assert (choice.chosen.text, len(samples(play))) == ("Final answer: 42", 3)


def test_a_composition_climbs_with_all_of_its_paths():
    """What is below is made deeper, and by the stronger model, in each of its calls for a path."""
    course = Course(3, Judge(), ladder=("fast", "strong"))
    said = iter(["Nonsense."] * 20)
    reply = lambda action: Replied(  # noqa: E731
        action,
        Reply(json.dumps({"critique": next(said), "is_correct": False, "confidence": 0.9}) if judge(action) else "Hm."),
    )
    play = Play(reply)
    play(strategy_named("refine+escalate").begin(PROBLEM, course))
    models = [sample.model for sample in samples(play)]
    assert models == sorted(models, key=bool)
    assert {*models} == {None, "strong"}


def test_what_a_ladder_may_cost_at_most_is_never_more_paths_than_it_may_try():
    """However it climbs; and each way to climb is in the quote."""
    told = Course(6, Judge(), ladder=("fast", "strong"))
    demands = rehearse(strategy_named("escalate"), PROBLEM, told)
    assert most_calls(demands) == {"generate": 6, "verify": 12}
    made = {(each.example.model, each.example.deeper) for each in demands if isinstance(each.example, Sample)}
    assert {(None, 1.0), (None, 1.5), ("strong", 1.0), ("strong", 1.5)} <= made
