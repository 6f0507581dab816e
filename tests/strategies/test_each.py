"""What each strategy does, on small stages where every reply is written down."""

import json
from dataclasses import replace

import pytest

from system2.config.approach import Haste
from system2.core.actions import Check
from system2.core.outcomes import Checked, Failed, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.verifiers.agreement import Agreement
from system2.verifiers.judge import Judge
from system2.verifiers.none import NoVerdict
from system2.verifiers.program import Program
from tests.playing import Play
from tests.strategies.dialogue import PROBLEM, asked, judge, played, remarks, samples
from tests.strategies.worlds import World


def test_direct_asks_in_the_users_own_words_and_claims_no_confidence():
    choice, play = played("direct", lambda action: "42")
    assert [asked(sample) for sample in samples(play)] == [PROBLEM.question]
    assert (choice.chosen.text, choice.confidence, choice.agreement) == ("42", None, None)


def computer(*outcomes):
    """Programs that print their number, each run ending as the next of these outcomes says."""
    runs = iter(outcomes)

    def say(action):
        if isinstance(action, Check):
            code, output, errors = next(runs)
            return lambda *_: Checked(action, code, output, errors=errors)
        return 0.9 if judge(action) else f"So:\n```python\nprint({action.index})\n```"

    return say


def programmed(course, *outcomes, name="program", problem=PROBLEM):
    """The choice of `program`, or of what may come to it, where its programs end so, and its play."""
    say = computer(*outcomes)

    def reply(action):
        said = say(action)
        if callable(said):
            return said()
        if isinstance(said, float):
            said = json.dumps({"critique": "fine", "is_correct": True, "confidence": said})
        return Replied(action, Reply(said))

    play = Play(reply)
    return play(strategy_named(name).begin(problem, course)), play


def test_program_takes_what_each_program_prints_for_its_answer():
    """The programs are confined, the judge sees what was printed, and equal results are votes."""
    choice, play = programmed(Course(3, Judge()), (0, "41\n", ""), (0, "working\n42\n", ""), (0, "42", ""))
    assert (choice.chosen.answer.text, choice.agreement) == ("42", pytest.approx(2 / 3))
    checks = [action for action in play.started if isinstance(action, Check)]
    assert next((check.files, check.confined) for check in checks) == ({"program.py": "print(0)"}, True)
    assert "It prints:\n\nworking\n42" in "".join(asked(action) for action in play.started if judge(action))


def test_a_program_that_fails_is_shown_its_error_and_written_once_more():
    """Its second sample has a number of its own; a second failure abstains."""
    choice, play = programmed(Course(1, Judge()), (1, "", "NameError: apples"), (0, "42", ""))
    assert [sample.index for sample in samples(play)] == [0, 1]
    assert "NameError: apples" in asked(samples(play)[1])
    assert choice.chosen.answer.text == "42"
    hopeless, play = programmed(Course(1, Judge()), (1, "", "NameError"), (0, "", ""))
    assert (len(samples(play)), hopeless.chosen.answer) == (2, None)


@pytest.mark.parametrize(
    ("code", "run"),
    [
        ("a = 6\na * 7", "a = 6\nprint(a * 7)"),
        ("6 * 7", "print(6 * 7)"),
        ("(6 *\n 7)", "print((6 *\n 7))"),
        ("é = 6; é * 7", "é = 6; print(é * 7)"),
        ("# nothing", "# nothing"),
        ("print(42)", "print(42)"),
        ("a = 42", "a = 42"),
        ("6 *", "6 *"),
    ],
)
def test_a_program_that_ends_in_a_value_and_prints_nothing_prints_that(code, run):
    _, play = played("program", lambda action: f"```python\n{code}\n```", Course(1))
    assert next(action for action in play.started if isinstance(action, Check)).files["program.py"] == run


def test_a_program_that_cannot_be_run_is_not_bought_again():
    """Another one could not be run either: that is told, and the path abstains."""

    def reply(action):
        if isinstance(action, Check):
            return Failed(action, "there is no python here")
        return Replied(action, Reply("```python\nprint(42)\n```"))

    play = Play(reply)
    choice = play(strategy_named("program").begin(PROBLEM, Course(2)))
    assert (len(samples(play)), choice.chosen.answer) == (2, None)
    assert "the program of path 1 could not be run: there is no python here" in remarks(play)


def test_who_writes_no_program_is_asked_once_more_and_then_taken_at_their_word():
    choice, play = played("program", lambda action: 0.9 if judge(action) else "Final answer: 42", Course(2, Judge()))
    assert (choice.chosen.answer.text, len(samples(play))) == ("42", 4)


def test_best_of_n_ends_at_a_verdict_that_is_just_good_enough():
    say = lambda action: 0.75 if judge(action) else "Final answer: 42"  # noqa: E731
    choice, play = played("best-of-n", say, Course(3, Judge(), good_enough=0.75), pick=lambda pending: -1)
    assert len([action for action in play.started if judge(action)]) == 1
    assert choice.chosen.score == 0.75


def said_and_judged(*paths):
    """Paths by their answers and the scores of their verdicts, in order."""
    return lambda action: paths[action.about][1] if judge(action) else f"Final answer: {paths[action.index][0]}"


@pytest.mark.parametrize(
    ("paths", "heard", "answer"),
    [
        ([("42", 0.9)] * 10, 3, "42"),  # accepted by all
        ([("42", 0.1)] * 10, 10, "42"),  # rejected: one path that is accepted would undo it
        ([("500", 0.1)] * 5 + [("250", 0.9)] * 5, 8, "250"),
        ([("42", 0.9), ("500", 0.1), *[("42", 0.9)] * 8], 4, "42"),  # a rejected rival is soon out of the race
        ([("42", 0.9), ("500", 0.9), *[("42", 0.9)] * 8], 6, "42"),
        ([("1", 0.9), ("2", 0.9)] * 5, 10, "1"),
    ],
)
def test_best_of_n_that_is_to_be_sure_samples_and_judges_as_long_as_the_choice_is_in_doubt(paths, heard, answer):
    choice, play = played("best-of-n", said_and_judged(*paths), Course(10, Judge(), sure=0.94))
    assert (len(choice.candidates), choice.chosen.answer.text) == (heard, answer)
    assert heard <= len([action for action in play.started if judge(action)]) <= len(samples(play)) <= heard + 1
    told = f"the leader was safe after {heard} of 10 samples" if heard < 10 else "every path was judged"
    assert choice.stopped == told


@pytest.mark.parametrize("verifier", [NoVerdict(), Agreement()])
def test_where_no_model_judges_it_stops_as_a_vote_does(verifier):
    say = said_and_judged(*[("42", 0)] * 10)
    choice, play = played("best-of-n", say, Course(10, verifier, sure=0.94))
    voted, _ = played("vote", say, Course(10, verifier, sure=0.94))
    assert len(samples(play)) == len(voted.candidates) == 3
    assert choice.chosen == replace(voted.chosen, verdict=choice.chosen.verdict)


def test_where_a_program_rejects_every_path_nobody_leads_and_all_are_heard():
    def say(action):
        return (lambda *_: Checked(action, 1, "")) if isinstance(action, Check) else "Final answer: 42"

    play = Play(lambda action: say(action)() if isinstance(action, Check) else Replied(action, Reply(say(action))))
    choice = play(strategy_named("best-of-n").begin(PROBLEM, Course(6, Program("check"), sure=0.94)))
    assert len(choice.candidates) == 6


def test_a_choice_that_is_sure_is_nearly_always_that_of_all_paths_for_fewer_of_them():
    """Nine paths of which 40 % are right, a judge right 70 % of the time, 150 problems; errors spread, or one trap."""
    same = paths = 0
    for world in (World(seed, trap) for trap in (False, True) for seed in range(75)):
        verdicts = [(world.answer(path), 0.9 if world.accepts(path) else 0.1) for path in range(9)]
        every, stopped = (
            played("best-of-n", said_and_judged(*verdicts), Course(9, Judge(), sure=sure))[0] for sure in (None, 0.94)
        )
        same += every.chosen.answer == stopped.chosen.answer
        paths += len(stopped.candidates)
    assert same >= 0.95 * 150
    assert paths < 0.9 * 9 * 150


def test_auto_samples_verified_paths_only_as_long_as_the_choice_is_in_doubt():
    _, play = played("auto", lambda action: 0.9 if judge(action) else "Final answer: 42", Course(10, Judge()))
    assert "System 2" in remarks(play)[0]
    assert len(samples(play)) < 10


def test_auto_computes_where_programs_were_measured_to_win_and_the_problem_is_arithmetic():
    won = Course(5, Judge(), computes=True)
    for question, course, chosen in (
        ("What is 6*7?", won, "program"),
        ("What is 6*7?", replace(won, computes=False), "best-of-n"),
        ("Prove that the square root of 2 is irrational.", won, "serial"),
    ):
        _, play = programmed(course, *[(0, "42", "")] * 5, name="auto", problem=Problem(question))
        assert f": {chosen}," in remarks(play)[0]


def test_in_a_composition_the_outer_strategy_weighs_what_the_inner_one_chose():
    """All that was heard is kept as evidence, and no verdict is asked for twice."""

    def say(action):
        if judge(action):
            return 0.9
        if action.role == "aggregate":
            return f"Final answer: {42 if action.index < 8 else 7}"
        return "Final answer: 1"

    choice, play = played("synthesize+vote", say, Course(3, Judge(), stop="never"))
    assert (choice.chosen.answer.text, choice.agreement) == ("42", pytest.approx(2 / 3))
    assert [candidate.index for candidate in choice.candidates] == list(range(12))
    assert len(play.paid()) == 2 * 12


def test_a_composition_stops_as_its_outer_strategy_does_and_leaves_nothing_running():
    choice, play = played(
        "refine+best-of-n",
        lambda action: 0.95 if judge(action) else "Final answer: 42",
        Course(8, Judge(), good_enough=0.9),
    )
    assert choice.stopped == "path 1 was good enough"
    assert len(play.dropped) == 7
    assert play.pending == []


def test_auto_passes_its_depth_to_whatever_it_picks():
    """What the route recommends, or the share of it that the day's money allows, or what the user names."""
    routes = (
        ("Translate into French: the cat sleeps.", "System 1, parallel: direct", 0),
        ("Prove that there are infinitely many primes.", "System 2, serial: serial", 8_000),
        ("What is 6*7?", "System 2, hybrid: best-of-n", 3_000),
        ("Compare tea and coffee.", "System 2, hybrid: synthesize", 3_000),
        ("What dosage of ibuprofen is safe for a child of 12 kg?", "System 3, hybrid: vote", 3_000),
    )
    for named, share in ((0, 1), (0, 0.5), (500, 0.5)):
        for question, picked, usual in routes:
            _, play = played(
                "auto",
                lambda action: 0.9 if judge(action) else Reply("B", reasoned=True),
                Course(3, Judge(), thinking_tokens=named, thinking_share=share),
                Problem(question),
            )
            given = named or int(usual * share)
            depth = f", up to {given:,} thinking tokens" if given else ""
            assert {sample.thinking_tokens for sample in samples(play)} == {given}
            assert remarks(play)[0].startswith(f"{picked}{depth}, because")


def test_auto_picks_by_the_time_that_there_is():
    """Under 2 s one call, up to 30 s verified paths, above it a vote of them, whatever the task.

    One call too where a path and its verdict take longer, by what calls took lately; no path is to think for longer
    than half of the time.
    """
    for haste, picked in (
        (Haste(1.9), "System 1, parallel: direct, because 1.9 s are given"),
        (Haste(2), "System 2, serial: serial, up to 8,000 thinking tokens, because 2 s are given"),
        (Haste(30, 10, 100), "System 2, serial: serial, up to 1,500 thinking tokens, because 30 s are given"),
        (Haste(30, 16), "System 1, parallel: direct, because 30 s are given, and a call takes 16.0 s"),
        (Haste(31), "System 3, serial: vote, up to 8,000 thinking tokens, because 31 s are given"),
    ):
        _, play = played(
            "auto",
            lambda action: 0.9 if judge(action) else Reply("QED", reasoned=True),
            Course(2, Judge(), haste=haste),
            Problem("Prove that there are infinitely many primes."),
        )
        assert remarks(play)[0] == picked


def test_auto_has_critical_decisions_voted_on_by_verified_paths():
    question = replace(PROBLEM, question="What dosage of ibuprofen is safe for a child of 12 kg?")
    choice, play = played("auto", lambda action: 0.9 if judge(action) else "Final answer: 100 mg", problem=question)
    assert remarks(play)[0].startswith("System 3, hybrid: vote")
    assert all(candidate.verdict for candidate in choice.candidates)


@pytest.mark.parametrize(("select", "dose"), [("auto", "100"), ("weighted", "100"), ("verdict", "90")])
def test_how_verdicts_decide_a_critical_vote_is_for_the_user_to_say(select, dose):
    question = replace(PROBLEM, question="What dosage of ibuprofen is safe for a child of 12 kg?")
    choice, _ = played(
        "auto",
        lambda action: (
            (0.8, 0.8, 0.9)[action.about] if judge(action) else f"Final answer: {(100, 100, 90)[action.index]}"
        ),
        Course(3, Judge(), select=select),
        question,
    )
    assert choice.chosen.answer.text == dose
