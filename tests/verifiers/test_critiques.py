"""Several critiques of one path, and paths that are judged together in one prompt."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.outcomes import Replied
from system2.core.replies import Reply
from system2.verifiers.critiques import UNWEIGHED
from system2.verifiers.judge import Judge
from system2.verifiers.listwise import TOGETHER, Listwise
from tests.verifiers.court import asked, candidate, compare, judge, judged, remarks, says

CRITIQUES = [(True, 0.8), (False, 0.6), (True, 0.9)]
"""What the critics say: scores of 0.8, 0.4 and 0.9."""


def critics(weights):
    """Critics who say one thing each, and a meta-judge who gives these weights, or says this."""

    def answer(action):
        if "scores" in action.schema["properties"]:
            return says(weights if isinstance(weights, str) else json.dumps({"critique": "", "scores": weights}))(
                action
            )
        is_correct, sure = CRITIQUES[action.index]
        told = {"principles": f"p{action.index}", "critique": f"c{action.index}"}
        return says(json.dumps({**told, "is_correct": is_correct, "confidence": sure}))(action)

    return answer


@pytest.mark.parametrize(
    ("by", "weights", "score", "calls"),
    [
        ("mean", None, (0.8 + 0.4 + 0.9) / 3, 3),  # section 4: scores are added up
        ("vote", None, 2 / 3, 3),
        ("weighed", [1, 0, 0.5], (0.8 + 0.45) / 1.5, 4),
        ("weighed", [0, 0, 0], (0.8 + 0.4 + 0.9) / 3, 4),
        ("weighed", [1, 1], (0.8 + 0.4 + 0.9) / 3, 4),
        ("weighed", "Hm.", (0.8 + 0.4 + 0.9) / 3, 4),
    ],
)
def test_critiques_come_to_what_the_user_wants_and_all_are_kept(by, weights, score, calls):
    """Where the meta-judge gives no weights each counts as much, which is told."""
    found, play = judge(Judge(3, critiques_by=by), critics(weights))
    assert (found.score, found.is_correct, len(asked(play))) == (pytest.approx(score), True, calls)
    kept = [(part.principles, part.critique, part.score) for part in found.parts]
    assert kept == [("p0", "c0", 0.8), ("p1", "c1", 0.4), ("p2", "c2", 0.9)]
    assert remarks(play) == ([UNWEIGHED] if weights not in (None, [1, 0, 0.5]) else [])
    if calls == 4:
        prompt = asked(play)[3].messages[-1].text
        assert all(f"p{number}\nc{number}\nScore: " in prompt for number in range(3))


def test_one_critique_needs_no_weights():
    _, play = judge(Judge(1, critiques_by="weighed"), critics([1]))
    assert len(asked(play)) == 1


def paths(number):
    return [candidate(index, f"I am player {index:02}.") for index in range(number)]


def reader(action):
    """Scores each path by its number, wherever it stands."""
    players = [int(number) for number in re.findall("I am player ([0-9]+)", action.messages[-1].text)]
    said = {"principles": "p", "critique": f"c{action.index}", "scores": [number / 100 for number in players]}
    return Replied(action, Reply(json.dumps(said)))


@given(st.sampled_from([0, 1, 2, TOGETHER, TOGETHER + 1, 30]), st.sampled_from([0, 3]), st.data())
def test_paths_judged_together_keep_their_own_scores_wherever_they_stand(number, critiques, data):
    """In one prompt, up to 8 of them; several readings begin with another path each, and all are kept."""
    scores, play = compare(
        Listwise(critiques), reader, paths(number), pick=lambda pending: data.draw(st.integers(0, len(pending) - 1))
    )
    assert scores == pytest.approx([index / 100 for index in range(number)])
    prompts = -(-number // TOGETHER)
    assert len(asked(play)) == prompts * (critiques or 1)
    firsts = [re.search("I am player ([0-9]+)", ask.messages[-1].text)[1] for ask in asked(play)]
    assert len({*firsts}) == len(firsts) or number < critiques
    assert [len(verdict.parts) for verdict in judged(play).values()] == [critiques or 1] * number


@pytest.mark.parametrize("said", ["Hm.", '{"scores": [1]}', '{"scores": [1, 2]}'])
def test_together_they_are_asked_about_once_more_and_then_have_no_verdict(said):
    scores, play = compare(Listwise(), says(said), paths(2))
    assert scores == [None, None]
    assert judged(play) == dict.fromkeys(range(2), "the verdict could not be read")
    assert len(asked(play)) == 2
