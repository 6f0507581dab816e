"""Each search asked what its paper's algorithm asks, in that order, and keeping what it keeps: worked by hand.

A stage has the steps after each path, and what a state, by its last step, is worth. Steps have one letter more a level,
and `.` ends a path with an answer.
"""

import json

import pytest

from system2.config.approach import Shape
from system2.core.actions import Ask, Sample
from system2.core.outcomes import Replied
from system2.core.replies import Reply
from system2.strategies.catalogue import searches
from system2.strategies.dice import Dice
from system2.strategies.states import State
from system2.strategies.thompson import Answers, Belief
from system2.verifiers.judge import Judge
from system2.verifiers.process import ProcessJudge
from tests.playing import Play
from tests.strategies.forest import PROBLEM, all_shown, course, shown, wanted

STEPS = {"": "a b c", "a": "aa ab", "b": "ba bb", "c": "ca", "aa": "aa.", "ab": "ab.", "ba": "ba.", "bb": "bb."}
VALUES = {"a": 0.9, "b": 0.8, "c": 0.4, "aa": 0.3, "ab": 0.2, "ba": 0.7, "bb": 0.6}
VERDICTS = {"aa.": 0.2, "ab.": 0.1, "ba.": 0.6, "bb.": 0.95}


def step(name):
    """A step in words: `ba.` states an answer."""
    return f"{name} Final answer: {name}" if name.endswith(".") else name


def last(text):
    """The step that a path ends in."""
    return text.rpartition("\n")[2].split(" ")[0]


class Stage:
    """Says what is written down, and takes the minutes: who was asked about the path that ends in which step."""

    def __init__(self, steps=STEPS, values=VALUES, verdicts=VERDICTS, ballots=()):
        self.steps, self.values, self.verdicts = steps, values, verdicts
        self.ballots = iter(ballots)
        self.minutes = []

    def reply(self, action):
        prompt, sort = action.messages[-1].text, wanted(action)
        at = last(shown(prompt))
        if sort == "ballot":
            asked = [last(path) for path in all_shown(prompt)]
            self.minutes.append(f"vote {' '.join(asked)}")
            return self.say({"reason": "", "best": asked.index(next(self.ballots)) + 1})
        self.minutes.append(f"{sort or 'go on'} {at}".strip())
        if sort == "next_steps":
            return self.say({"steps": [step(name) for name in self.steps.get(at, "").split()]})
        if sort == "value":
            value = self.values[at]
            return self.say({"reason": "", "value": value.pop(0) if isinstance(value, list) else value})
        if sort == "step_scores":
            steps = [last(text) for text in all_shown(prompt)]
            self.minutes[-1] = f"score {' '.join(steps)}"
            return self.say({"critique": "", "scores": [self.values[each] for each in steps]})
        if sort == "verdict":
            sure = self.verdicts[at]
            return self.say({"critique": "", "is_correct": sure > 0.5, "confidence": max(sure, 1 - sure)})
        return self.say(step(f"{at}."))

    def say(self, what):
        return lambda action: Replied(action, Reply(what if isinstance(what, str) else json.dumps(what)))

    def __call__(self, action):
        assert isinstance(action, Ask | Sample)
        return self.reply(action)(action)


def searched(name, stage, branches=3, judge=None, **shape):
    """What a search chooses on this stage, and what became of each state."""
    told = course(effort=branches, good_enough=0.9, judge=judge or Judge(), shape=Shape(**shape))
    choice = Play(stage)(searches()[name].begin(PROBLEM, told))
    fates = {last(node.step): node.fate for node in choice.tree[1:]}
    return last(choice.chosen.text), fates


def test_tree_of_thoughts_breadth_first():
    """Algorithm 1 of Yao et al. 2023 with T = 3, k = 3 and b = 2.

    All candidates of a level are valued, "3 times for each thought" (section 4.1), and V is the sum of the three; the
    best b of them make the next level, and what is below the others is never asked for.
    """
    stage = Stage(values=VALUES | {"a": [1, 0.8, 0.9], "b": [0.7, 0.9, 0.8], "c": [0.95, 0.2, 0.2]})
    chosen, fates = searched("bfs", stage, depth=3, beam=2)
    thrice = lambda *states: [f"value {state}" for state in states for _ in range(3)]  # noqa: E731
    assert stage.minutes == [
        "next_steps",
        *thrice("a", "b", "c"),
        *("next_steps a", "next_steps b"),
        *thrice("aa", "ab", "ba", "bb"),
        *("next_steps ba", "next_steps bb"),
        *("verdict ba.", "verdict bb."),
    ]
    assert chosen == "bb."
    assert [state for state, fate in fates.items() if fate == "pruned"] == ["c", "aa", "ab"]


def test_tree_of_thoughts_by_vote():
    """V "across states" (section 3, 3b): ballots compare all states of the level, and not those of one parent.

    Here both best states have the same parent: a vote under each parent would have kept one of `a` too.
    """
    ballots = ["a", "b", "a", "b", "b", *("ba", "ba", "bb", "ba", "bb")]
    stage = Stage(ballots=ballots)
    chosen, fates = searched("bfs", stage, depth=3, beam=2, value="vote")
    assert [line for line in stage.minutes if line.startswith("vote")] == [
        *["vote a b c"] * 5,  # "sample 5 votes" (section 4.2)
        *["vote ba bb aa ab"] * 5,  # `b` was expanded first, having won three of five
    ]
    assert chosen == "bb."
    assert [state for state, fate in fates.items() if fate == "pruned"] == ["c", "aa", "ab"]


def test_tree_of_thoughts_depth_first():
    """Algorithm 2 with the threshold 0.5: the best child first; of what is not valued above it "the subtree is pruned".

    Both at its end and there, depth-first search "backtracks to the parent state" (section 3, 4b).
    """
    stage = Stage()
    chosen, fates = searched("dfs", stage, depth=4, beam=3, valuations=1)
    assert stage.minutes == [
        "next_steps",
        *("value a", "value b", "value c"),
        *("next_steps a", "value aa", "value ab"),
        *("next_steps b", "value ba", "value bb"),
        *("next_steps ba", "verdict ba."),
        *("next_steps bb", "verdict bb."),
    ]
    assert chosen == "bb."
    assert [state for state, fate in fates.items() if fate == "pruned"] == ["c", "aa", "ab"]


@pytest.mark.parametrize("value", [0.5, 0.51])
def test_depth_first_goes_on_only_above_the_threshold(value):
    """Algorithm 2: V > v_th."""
    stage = Stage(
        steps={"": "a b", "a": "aa.", "b": "bb."}, values={"a": value, "b": 0.6}, verdicts={"aa.": 0, "bb.": 0}
    )
    searched("dfs", stage, depth=2, beam=2, valuations=1)
    assert ("next_steps a" in stage.minutes) == (value > 0.5)


def test_beam_search_by_the_scores_of_steps():
    """Section 5.2 of Snell et al. 2024 ("beam search"), M = 2 paths kept of N = 4, and section 5.1 for the last choice.

    N first steps, all scored; the best N / M go on, with M next steps each; again, until paths end or the depth is
    reached. Then each kept path is completed, its last step is scored too, and the path wins whose steps' product is
    highest: `bb` with 0.8 * 0.9 * 0.9, though `a` began better.
    """
    steps = {"": "a b c d", "a": "aa ab", "b": "ba bb"}
    values = {
        "a": 0.9,
        "b": 0.8,
        "c": 0.4,
        "d": 0.1,
        "aa": 0.8,
        "ab": 0.2,
        "ba": 0.3,
        "bb": 0.9,
        "aa.": 0.4,
        "bb.": 0.9,
    }
    stage = Stage(steps, values)
    chosen, fates = searched("beam", stage, 2, judge=ProcessJudge(), depth=2, beam=2)
    assert stage.minutes == [
        "next_steps",
        *("score a", "score b", "score c", "score d"),
        *("next_steps a", "next_steps b"),
        *("score a aa", "score a ab", "score b ba", "score b bb"),
        *("go on aa", "go on bb"),
        *("score a aa aa.", "score b bb bb."),
    ]
    assert chosen == "bb."
    assert [state for state, fate in fates.items() if fate == "pruned"] == ["c", "d", "ab", "ba"]


def test_diverse_verifier_tree_search():
    """Beeching et al. 2024, "DVTS": subtrees go on greedily, each with its own best step, and do not compete.

    A beam would keep `aa` and `ab`; here the subtree of `b` goes on with its best, and wins in the end.
    """
    steps = {"": "a b c", "a": "aa ab", "b": "ba bb"}
    values = {"a": 0.9, "b": 0.8, "c": 0.4, "aa": 0.9, "ab": 0.8, "ba": 0.2, "bb": 0.5, "aa.": 0.1, "bb.": 0.9}
    stage = Stage(steps, values)
    chosen, fates = searched("dvts", stage, 2, judge=ProcessJudge(), depth=2, beam=2)
    assert sorted(stage.minutes[-2:]) == ["score a aa aa.", "score b bb bb."]
    assert chosen == "bb."
    assert [state for state, fate in fates.items() if fate == "pruned"] == ["c", "ab", "ba"]


DECEPTIVE = {"": "a b", "a": "aa ab", "aa": "aaa aab", "aaa": "aaa.", "ab": "aba", "b": "ba", "ba": "ba."}
DECEPTIVE_VALUES = {"a": 0.9, "b": 0.6, "aa": 0.8, "ab": 0.7, "aaa": 0.7, "aab": 0.6, "aba": 0.7, "ba": 0.8}


def expanded(exploration, **shape):
    """The states that a Monte Carlo search expands where all that looks best leads astray, and what it chooses."""
    stage = Stage(DECEPTIVE, DECEPTIVE_VALUES, {"aaa.": 0.1, "ba.": 0.95})
    chosen, _ = searched("mcts", stage, 2, depth=4, simulations=5, **exploration, **shape)
    return [line.removeprefix("next_steps").strip() for line in stage.minutes if line.startswith("next_steps")], chosen


def test_monte_carlo_tree_search():
    """Section 4.1 of Zhou et al. 2024, with UCT(s) = V(s) + w sqrt(ln N(p) / N(s)) and w = 1.

    1. The root: `a` 0.9, `b` 0.6; 0.9 is backed up.
    2. `a`: N(root) = 1, so its mean decides. Best child 0.8, so V(a) = (0.9 + 0.8) / 2 = 0.85.
    3. `a` again, 0.85 + sqrt(ln 2 / 2) = 1.439 to 0.6 + sqrt(ln 2) = 1.433, and below it `aa`: V(a) = 2.4 / 3 = 0.8.
    4. `b`: 0.8 + sqrt(ln 3 / 3) = 1.405 to 0.6 + sqrt(ln 3) = 1.648; then V(b) = (0.6 + 0.8) / 2 = 0.7.
    5. `b`, 0.7 + sqrt(ln 4 / 2) = 1.533 to 0.8 + sqrt(ln 4 / 3) = 1.480, and below it `ba`, which ends well.
    """
    assert expanded({}) == (["", "a", "aa", "b", "ba"], "ba.")


def test_without_exploration_it_never_leaves_the_branch_that_deceives():
    """Greedy by means: all five simulations go below `a`, whose only end, `aaa`, was judged wrong."""
    states, chosen = expanded({"exploration": 0.0})
    assert states == ["", "a", "aa", "aaa", "ab"]
    assert chosen != "ba."


@pytest.mark.parametrize(("exploration", "third"), [(1.05, "b"), (0.95, "aa")])
def test_the_constant_of_exploration_decides_where_it_is_close(exploration, third):
    """At the third simulation `a` leads by 0.25, and lacks 0.244 times the constant: at 1.025 they are even."""
    assert expanded({"exploration": exploration})[0][2] == third


def test_a_rollout_backs_up_its_verdict():
    """Section 4.1, "simulation" and "backpropagation": what comes of the best child is judged, and that is its value.

    `a` falls to (0.9 + 0.1) / 2, so the second simulation goes to `b`.
    """
    stage = Stage(DECEPTIVE, DECEPTIVE_VALUES, {"a.": 0.1, "ba.": 0.95})
    chosen, _ = searched("mcts", stage, 2, depth=4, simulations=2, evaluate="rollout")
    assert stage.minutes == [
        *("next_steps", "value a", "value b", "go on a", "verdict a."),
        *("next_steps b", "value ba", "go on ba", "verdict ba."),
    ]
    assert chosen == "ba."


def test_particle_filtering():
    """Algorithm 1 of Puri et al. 2025 with N = 4 particles: propose, weigh, resample, until all particles have ended.

    Weights are the softmax of the logits of the scores, which are their odds. After the first step these are 9 for
    `a`, 1 for `b`, 1/4 for `c` and 1/9 for `d`: of four particles three are at `a` and one is at `b`. After the second
    they are 4 for `aa` and `ab`, and 1/9 for the other two: two particles go on from each of the first two.
    """
    drafts = iter(["a", "b", "c", "d", "aa", "ab", "ac", "ba", "aa.", "aa.", "ab.", "ab."])
    values = {"a": 0.9, "b": 0.5, "c": 0.2, "d": 0.1, "aa": 0.8, "ab": 0.8, "ac": 0.1, "ba": 0.1}
    stage = Stage({}, values | {"aa.": 0.9, "ab.": 0.95})
    asked = []

    def reply(action):
        if not isinstance(action, Sample):
            return stage(action)
        asked.append((last(shown(action.messages[-1].text)), action.index))
        return Replied(action, Reply(step(next(drafts))))

    scorer = ProcessJudge("last")
    told = course(effort=4, good_enough=0.99, judge=scorer, step_judge=scorer, shape=Shape(depth=3))
    choice = Play(reply)(searches()["particles"].begin(PROBLEM, told))
    assert asked == [
        *(("", 0), ("", 1), ("", 2), ("", 3)),
        *(("a", 0), ("a", 1), ("a", 2), ("b", 0)),
        *(("aa", 0), ("aa", 1), ("ab", 0), ("ab", 1)),
    ]
    assert last(choice.chosen.text) == "ab."
    assert [last(node.step) for node in choice.tree if node.fate == "pruned"] == ["c", "d", "ac", "ba"]


def answers(*, of_new, of_revisions, count=24):
    """The answers that adaptive branching asks for, by what each is a revision of, and its choice."""
    asked = []

    def reply(action):
        if isinstance(action, Sample):
            asked.append(shown(action.messages[-1].text))
            return Replied(action, Reply(f"answer {action.index}"))
        sure = of_revisions if asked[-1] else of_new
        verdict = {"critique": f"worth {sure}", "is_correct": sure > 0.5, "confidence": max(sure, 1 - sure)}
        return Replied(action, Reply(json.dumps(verdict)))

    told = course(effort=2, good_enough=0.99, shape=Shape(depth=6, simulations=count))
    return asked, Play(reply)(searches()["ab-mcts"].begin(PROBLEM, told))


def test_adaptive_branching_monte_carlo_tree_search():
    """AB-MCTS-A of Inoue et al. 2025: GEN or CONT by Thompson sampling; below CONT one child by the same, and again.

    The first answer is generated below the root. After that it goes deeper where revisions are good, and wider where
    they are poor; the answer with the best score is handed back.
    """
    asked, choice = answers(of_new=0.5, of_revisions=0.95)
    poor, worse = answers(of_new=0.5, of_revisions=0.05)
    assert asked[0] == poor[0] == ""
    assert (choice.chosen.score, worse.chosen.score) == (0.95, 0.5)
    assert asked.count("") < len(asked) / 2 < poor.count("")


def test_the_score_of_an_answer_is_told_to_every_choice_that_led_to_it():
    """AB-MCTS-A: to GEN where it was generated, above that to CONT and to each child that was gone on from."""
    root = State(0, "")
    known = Answers(root, depth=9)
    first = State(1, "first", root, score=0.2)
    revised = State(2, "revised", first, score=0.9)
    again = State(3, "again", revised, score=0.7)
    for state in (first, revised, again):
        known.add(state)
    assert known.heard(root) == ([0.2], [0.9, 0.7], [])
    assert known.heard(first) == ([0.9], [0.7], [0.2, 0.9, 0.7])
    assert known.heard(revised) == ([0.7], [], [0.9, 0.7])


def test_thompson_sampling_draws_what_scores_make_likely():
    """Draws centre on the posterior mean, n / (n + 1) of the mean of n scores, and spread less the more there are."""
    dice = Dice(3)
    beliefs = Belief(), Belief()
    for belief, count in zip(beliefs, (1, 30), strict=True):
        for _ in range(count):
            belief.hear(0.8)
    few, many = ([belief.drawn_mean(dice) for _ in range(400)] for belief in beliefs)
    assert sorted(few)[200] == pytest.approx(0.4, abs=0.05)
    assert sorted(many)[200] == pytest.approx(0.8 * 30 / 31, abs=0.02)
    assert sorted(many)[300] - sorted(many)[100] < sorted(few)[300] - sorted(few)[100]
