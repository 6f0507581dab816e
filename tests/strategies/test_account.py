"""Where the paths part: told from what the prompt holds, without a call where answers are short."""

import json
import random
import re

import pytest

from system2.core.account import Account, Contradiction, Point, Side
from system2.core.actions import Ask, Sample
from system2.core.decisions import Remark
from system2.core.outcomes import Failed, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.prompts.speak import say
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.verifiers.judge import Judge
from tests.playing import Play

OPEN = Problem("Compare three harbours.")
HARBOURS = ("Aldra", "Bermo", "Corve", "Dunley", "Estuar")
FACT = re.compile(r"The harbour of (\w+) is (\d+) metres deep\.")


def aggregator(prompt):
    """Who tells what contradicts itself in the prompt, and nothing else: each attempt after its number."""
    said = {}
    for number, attempt in enumerate(re.split(r"</candidate-\w+>", prompt)[:-1], start=1):
        for harbour, depth in FACT.findall(attempt):
            said.setdefault(harbour, {}).setdefault(depth, []).append(number)
    parted = [
        {
            "about": harbour,
            "sides": [{"says": depth, "paths": paths} for depth, paths in sides.items()],
            "right": "the first",
        }
        for harbour, sides in said.items()
        if len(sides) > 1
    ]
    agreed = [{"point": harbour, "paths": [9]} for harbour, sides in said.items() if len(sides) == 1]
    return json.dumps({"consensus": agreed, "contradictions": parted, "alone": [], "overlooked": ["the tides"]})


def answering(texts, told=aggregator):
    """Paths with these texts, judges who like them all, and an aggregator."""

    def answer(action):
        if isinstance(action, Sample):
            return Replied(action, Reply(texts[action.index % len(texts)], model=f"m{action.index % len(texts)}"))
        if action.role == "verify":
            return Replied(action, Reply('{"critique": "", "is_correct": true, "confidence": 0.8}'))
        return Replied(action, Reply(told(action.messages[-1].text)))

    return Play(answer)


def aggregated(play):
    return [action for action in play.started if isinstance(action, Ask | Sample) and action.role == "aggregate"]


@pytest.mark.parametrize("seed", range(20))
def test_the_prompt_of_the_account_holds_every_planted_contradiction(seed):
    """With the numbers of the paths on each side, whatever order they are shown in."""
    dice = random.Random(seed)
    depths = {harbour: [dice.choice((20, 20, 21)) for _ in range(3)] for harbour in HARBOURS}
    texts = [
        " ".join(f"The harbour of {harbour} is {depths[harbour][path]} metres deep." for harbour in HARBOURS)
        for path in range(3)
    ]
    play = answering(texts)
    choice = play(strategy_named("best-of-n").begin(OPEN, Course(3, Judge(), compare=True)))
    planted = {
        harbour: {depth: tuple(path for path in range(3) if found[path] == depth) for depth in set(found)}
        for harbour, found in depths.items()
        if len(set(found)) > 1
    }
    named = {each.about: {int(side.text): side.paths for side in each.sides} for each in choice.account.contradictions}
    assert named == planted
    assert choice.account.overlooked == ("the tides",)
    assert all(point.paths == () for point in choice.account.consensus)
    assert not any(f"m{path}" in aggregated(play)[0].messages[-1].text for path in range(3))


def test_a_synthesis_works_from_the_account():
    play = answering(["The harbour of Aldra is 20 metres deep.", "The harbour of Aldra is 21 metres deep."])
    choice = play(strategy_named("synthesize").begin(OPEN, Course(2, Judge(), compare=True)))
    first, merging = aggregated(play)
    assert isinstance(first, Ask)
    assert re.search(r"≠ Aldra: 2[01] \(\d\); 2[01] \(\d\)\. the first", merging.messages[-1].text)
    assert choice.account.contradictions == (
        Contradiction("Aldra", choice.account.contradictions[0].sides, "the first"),
    )
    assert {side.paths for side in choice.account.contradictions[0].sides} == {(0,), (1,)}


@pytest.mark.parametrize("strategy", ["best-of-n", "vote"])
def test_short_answers_are_told_apart_without_a_call(strategy):
    play = answering(["Final answer: 42", "Final answer: 41", "Final answer: 42"])
    course = Course(3, Judge(), compare=True, stop="never")
    choice = play(strategy_named(strategy).begin(Problem("What is 6*7?"), course))
    best = 0.8 if strategy == "best-of-n" else None
    assert choice.account == Account(answers=(Side("42", (0, 2), ("m0", "m2"), best), Side("41", (1,), ("m1",), best)))
    assert aggregated(play) == []


@pytest.mark.parametrize(
    "told", ["Hm.", "{}", '{"consensus": 1, "contradictions": [2], "alone": {}, "overlooked": [3]}']
)
def test_an_account_that_makes_no_sense_is_none_and_costs_no_answer(told):
    play = answering(["One harbour.", "Two harbours."], lambda prompt: told)
    choice = play(strategy_named("best-of-n").begin(OPEN, Course(2, Judge(), compare=True)))
    assert choice.account is None
    assert choice.chosen.text == "One harbour."


def debating(minds):
    """A debate in which path p says `minds[round][p]` in each round, None for a call that fails."""

    def answer(action):
        said = minds[min(action.index // len(minds[0]), len(minds) - 1)][action.index % len(minds[0])]
        return Failed(action, "gone") if said is None else Replied(action, Reply(f"Path {said}. Final answer: {said}"))

    play = Play(answer)
    choice = play(strategy_named("debate").begin(Problem("What is 6*7?"), Course(len(minds[0]))))
    return choice, play, [decision.text for decision in play.decisions if isinstance(decision, Remark)]


@pytest.mark.parametrize(
    ("minds", "answer", "asked", "stopped"),
    [
        (((42, 42, 42),), "42", 3, "there was nothing to debate"),
        (((41, 42, 43), (42, 42, 42)), "42", 6, "all agreed"),
        (((41, 42, 43), (41, 42, 43)), "41", 6, "nobody changed an answer"),
        (((41, 42, 43), (43, 42, 41), (41, 43, 43)), "43", 9, "no round was left"),
        (((41, 42, 42), (None, 42, 42)), "42", 6, "nobody changed an answer"),
    ],
)
def test_a_debate_goes_on_until_nobody_changes_an_answer(minds, answer, asked, stopped):
    choice, play, _ = debating(minds)
    assert (choice.chosen.answer.text, len(play.paid()), choice.stopped) == (answer, asked, stopped)


def test_each_path_of_a_debate_hears_the_others_after_its_own_words():
    _, play, remarks = debating(((41, 42, 43), (42, 42, 42)))
    second = [action for action in play.paid() if action.index >= 3]
    for place, action in enumerate(second):
        *_, own, heard = action.messages
        assert (own.speaker, f"Path {41 + place}." in own.text) == ("assistant", True)
        assert [f"Path {said}." in heard.text for said in (41, 42, 43)] == [said != 41 + place for said in (41, 42, 43)]
    assert remarks == ["round 1: 2 of 3 changed their answer"]


def test_a_mixture_of_agents_reads_the_whole_layer_before_and_ends_with_the_aggregator():
    play = Play(lambda action: Replied(action, Reply(f"Text {action.index}.")))
    choice = play(strategy_named("moa").begin(OPEN, Course(2, layers=3)))
    read = [{number for number in range(5) if f"Text {number}." in action.messages[-1].text} for action in play.paid()]
    assert read == [set(), set(), {0, 1}, {0, 1}, {2, 3}]
    assert [action.role for action in play.paid()] == ["generate"] * 4 + ["aggregate"]
    assert (choice.chosen.index, choice.confidence, len(choice.candidates)) == (4, None, 5)
    failing = Play(lambda action: Failed(action, "gone") if action.index > 1 else Replied(action, Reply("Text.")))
    assert failing(strategy_named("moa").begin(OPEN, Course(2, layers=3))).chosen.index == 0


def test_points_without_a_path_are_points_all_the_same():
    assert Point("the tides").paths == ()
    assert "$" not in say("account", OPEN, problem="p", candidates="c")
