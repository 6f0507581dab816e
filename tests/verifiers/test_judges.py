"""Several verifiers at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.config.judging import Judging, TestFile
from system2.core.actions import Ask, Check
from system2.core.outcomes import Checked, Failed, Replied
from system2.core.replies import Reply
from system2.errors import UsageError
from system2.verifiers.agreement import Agreement
from system2.verifiers.chosen import WAYS, choose
from system2.verifiers.interface import compared
from system2.verifiers.judge import Judge
from system2.verifiers.judges import Judges
from system2.verifiers.program import Program
from tests.playing import Play
from tests.verifiers.court import PROBLEM, asked, candidate, judge, judged, verdict


def court(scores, exit_code=0, output=""):
    """Models that give these scores by their names, None for an unreadable reply, and a program."""

    def answer(action):
        if isinstance(action, Check):
            return Checked(action, exit_code, output)
        score = scores[action.model]
        return Replied(action, Reply("Hm." if score is None else verdict(True, score)))

    return answer


@given(st.data())
def test_the_score_is_the_mean_of_all_that_gave_one_whatever_their_order(data):
    judges = Judges((Judge(model="a"), Judge(model="b"), Judge(model="c"), Program("check")))
    found, play = judge(
        judges,
        court({"a": 0.9, "b": None, "c": 0.5}, output="0.7\n"),
        pick=lambda pending: data.draw(st.integers(0, len(pending) - 1)),
    )
    assert found.score == pytest.approx((0.9 + 0.5 + 0.7) / 3)
    assert [part.by for part in found.parts] == ["judge", "judge", "program"]
    assert [part.score for part in found.parts] == [0.9, 0.5, 0.7]
    assert judged(play)[0] == found
    assert len(asked(play)) == 4


def test_all_members_are_asked_at_once_each_judge_its_own_model():
    _, play = judge(Judges((Judge(model="a"), Judge(model="b"), Program("check"))), court({"a": 1, "b": 1}))
    first = play.started[:3]
    assert [action.model for action in first if isinstance(action, Ask)] == ["a", "b"]
    assert isinstance(first[2], Check)


def test_the_no_of_a_program_is_final():
    judges = Judges((Judge(model="a"), Program("check")))
    found, _ = judge(judges, court({"a": 1.0}, exit_code=1))
    assert (found.score, found.is_correct, found.is_final) == (0.0, False, True)
    graded, _ = judge(judges, court({"a": 1.0}, output="0.3\n"))
    assert (graded.score, graded.is_final) == (0.65, False)


def test_no_verdict_of_any_judge_is_no_verdict_of_all():
    found, play = judge(Judges((Judge(), Judge(model="b"))), lambda action: Failed(action, "gone"))
    assert found is None
    assert judged(play) == {0: "none of the judges could judge it"}


def test_members_that_compare_are_put_to_the_others_once_all_are_there():
    judges = Judges((Judge(model="a"), Agreement()))
    paths = [
        candidate(0, "one", "1"),
        candidate(1, "two", "2"),
        candidate(2, "two again", "2"),
        candidate(3, "x", None),
    ]
    play = Play(court({"a": 0.9}))
    from system2.strategies.pieces import judged as with_verdict

    alone = [play(with_verdict(PROBLEM, path, judges)) for path in paths]
    assert [path.score for path in alone] == [0.9] * 4
    together = play(compared(PROBLEM, alone, judges))
    assert [path.score for path in together] == pytest.approx(
        [(0.9 + 1 / 3) / 2, (0.9 + 2 / 3) / 2, (0.9 + 2 / 3) / 2, 0.9]
    )
    assert [found.score for found in judged(play).values()] == [path.score for path in together]


def test_verifiers_that_judge_each_path_by_itself_change_nothing_when_all_are_there():
    paths = [candidate(0), candidate(1)]
    assert Play(court({}))(compared(PROBLEM, paths, Judge())) == paths


@pytest.mark.parametrize(
    ("judging", "models", "members"),
    [
        (Judging(), (), "Judge"),
        (Judging(), ("a",), "Judge"),
        (Judging(), ("a", "b"), "Judge a, Judge b"),
        (Judging(("judge", "program"), check="true"), (), "Judge, Program"),
        (Judging(check="true"), (), "Program"),
        (Judging(("judge",), check="true"), (), "Judge, Program"),
        (Judging(tests=TestFile("t.py", "")), ("a", "b"), "Tests"),
        (Judging(reward="http://h/pooling"), (), "Reward http://h/pooling"),
        (
            Judging(("pairwise", "logprob"), check="true"),
            ("a", "b"),
            "Pairwise a, Pairwise b, Logprob a, Logprob b, Program",
        ),
        (Judging(("judge", "judge")), (), "Judge"),
        (Judging(("agreement",)), (), "Agreement"),
        (Judging(("none",)), (), "NoVerdict"),
    ],
)
def test_ways_and_models_make_one_judge_or_several(judging, models, members):
    chosen = choose(judging, models)
    found = chosen.members if isinstance(chosen, Judges) else (chosen,)
    told = (f"{type(member).__name__} {getattr(member, 'model', None) or ''}".strip() for member in found)
    assert ", ".join(told) == members


@pytest.mark.parametrize(
    ("judging", "says"),
    [
        (Judging(("jugde",)), "There is no way to judge 'jugde'. There are: " + ", ".join(WAYS)),
        (Judging(("program",)), "--check"),
        (Judging(("tests",)), "--tests"),
        (Judging(("reward",)), "--reward"),
        (Judging(reward="localhost:8000/pooling"), "http://localhost:8000/pooling"),
        (Judging(reward="http://localhost:8000/v1"), "/classify"),
        (Judging(reward="http://me:secret@host/pooling"), "REWARD_API_KEY"),
        (Judging(("agreement",), critiques=3), "--critiques"),
        (Judging(("none", "judge")), "none"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(judging, says):
    with pytest.raises(UsageError) as error:
        choose(judging)
    assert says in str(error.value)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)
