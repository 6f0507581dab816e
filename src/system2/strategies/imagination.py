"""Models as one may imagine them: they answer whatever is asked, and nobody pays.

What they write is marked, so that a prompt that quotes it can be told from one that does not: every text begins with a
sign that no user writes, a different one for each text, as texts of models differ too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from json import dumps
from typing import Any, Literal

from system2.answers.extract import extract
from system2.core.actions import Ask, Check, Sample
from system2.core.outcomes import Checked, Failed, Replied
from system2.core.problem import AnswerKind, Messages, Problem
from system2.core.replies import Reply, TokenChance
from system2.questions.complaints import EXAMPLES
from system2.strategies.dice import Dice

# Signs of Tangut, a script that died out five hundred years ago: letters to every pattern, and no word of any user.
A_PATH, A_REPLY = "\U00017001", "\U00017002"
"""The first sign of a path, and of any other reply; one sign, because that is found fastest."""

SIGNS = range(0x17003, 0x18700)
"""The second one, by which texts differ."""

ANSWERS = ("Final answer: {}", "Final answer: {letter}", "```python\n{}\n```", "```json\n{}\n```")
"""Ways to state an answer; a problem's own is the first that it can be read in."""

LETTERS = "ABCD"


@dataclass(frozen=True)
class Behaviour:
    """How the models behave, each figure a share of the replies from 0 to 1.

    `agreeing` paths give the same answer, `accepted` is what a judge thinks well of, and `marks` is how well; of
    `listed` a list has so many of `most` items, and of these `ending` say that they are the last. `silent` paths give
    no answer. Where `mumbling`, no reply can be read that has to have a form, until the same is asked once more; where
    `hopeless`, never; where `reasoning`, models think by themselves. Of all calls the share `failing` never gets a
    reply, nor do the first `lost` ones. Critiques and their like say `besides`. `order` is that in which calls end that
    run at once: the one first that was begun `first` or `last`, or `any`.
    """

    agreeing: float
    accepted: float
    marks: float
    listed: float
    ending: float
    silent: float = 0.0
    mumbling: bool = False
    hopeless: bool = False
    reasoning: bool = False
    failing: float = 0
    lost: int = 0
    besides: str = ""
    order: Literal["first", "last", "any"] = "first"
    seed: int = 1


QUICKEST = Behaviour(agreeing=1, accepted=1, marks=1, listed=0.2, ending=1, reasoning=True, order="last")
USUAL = Behaviour(agreeing=0.67, accepted=1, marks=0.7, listed=1, ending=0.2, reasoning=True, seed=7)
DEAREST = Behaviour(agreeing=0, accepted=0, marks=0, listed=1, ending=0, silent=1, mumbling=True)
HOPELESS = replace(DEAREST, hopeless=True)
LATE = replace(DEAREST, lost=1)
TALKATIVE = replace(DEAREST, silent=0.5, seed=142)
"""The dearest course where nothing can be read, where the first call fails and others take its place, and where the
second path states an answer, and the fourth, but not the first: so a rollout ends what a step did not."""


CLIMBING = tuple(replace(DEAREST, besides=critique) for critique in EXAMPLES.values())
"""The dearest course, where verdicts complain of the same from the first to the last."""


def random_behaviour(seed: int) -> Behaviour:
    """One of many, always the same for a seed: now all alike, now mixed."""
    dice = Dice(seed)

    def share() -> float:
        return (0.0, 0.0, 1.0, dice.roll())[dice.below(4)]

    return Behaviour(
        agreeing=share(),
        accepted=share(),
        marks=share(),
        listed=share(),
        ending=share(),
        silent=share() if dice.below(2) else 0,
        mumbling=bool(dice.below(2)),
        besides=("", *EXAMPLES.values())[seed % 4],
        reasoning=not dice.below(3),
        failing=(0.5, 1.0)[dice.below(2)] if seed % 5 == 0 else 0,
        order="any",
        seed=seed,
    )


@dataclass
class Imagination:
    """Answers the actions of one run on a problem; lists have up to `most` items, and paths are of these `seats`."""

    problem: Problem
    behaviour: Behaviour
    most: int
    seats: tuple[str, ...] = ("",)
    _dice: Dice = field(init=False)
    _texts: int = field(default=0, init=False)
    _asked: int = field(default=0, init=False)
    _stating: str = field(init=False)
    _a_path: re.Pattern[str] = field(init=False)
    _a_reply: re.Pattern[str] = field(init=False)
    _mumbled: set[Messages] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._dice = Dice(self.behaviour.seed)
        self._stating = way_to_answer(self.problem.answer_kind, self.problem.question)
        stated = re.escape(self._stating).replace(r"\{letter\}", "[A-D]").replace(r"\{\}", "[0-9]{3}")
        self._a_path, self._a_reply = (re.compile(f"{first}.(?:\n{stated})?") for first in (A_PATH, A_REPLY))

    def answer(self, action: Sample | Ask | Check) -> Replied | Checked | Failed:
        """The outcome of an action."""
        self._asked += 1
        if self._asked <= self.behaviour.lost or self._has(self.behaviour.failing):
            return Failed(action, "nobody is there")
        if isinstance(action, Check) and action.told:
            return Checked(action, 0, "word " * round(self.behaviour.listed * action.told / len("word ")))
        if isinstance(action, Check):
            return Checked(action, 0 if self._has(self.behaviour.accepted) else 1, f"{self.behaviour.marks}")
        text = self.path(action.form) if isinstance(action, Sample) else self._reply(action)
        chances = tuple(TokenChance(sign, {sign: 0.0}) for sign in text) if _wants_chances(action) else ()
        model = writer(action, self.seats)
        return Replied(action, Reply(text, model=model, chances=chances, reasoned=self.behaviour.reasoning))

    def told_apart(self, text: str) -> tuple[str, int, int]:
        """A text without what it quotes of imagined ones: how many paths, and how many other replies."""
        if text.isascii():
            return text, 0, 0
        own, paths = self._a_path.subn("", text)
        own, replies = self._a_reply.subn("", own)
        return own, paths, replies

    def path(self, form: str = "") -> str:
        """A path with its answer, stated in the usual form or in this one, unless it keeps that to itself."""
        sign = self._next(A_PATH)
        return sign if self._has(self.behaviour.silent) else self._with_answer(sign, form or self._stating)

    def _with_answer(self, sign: str, form: str) -> str:
        other = 0 if self._has(self.behaviour.agreeing) else self._texts  # so that texts recur on other courses
        return f"{sign}\n{form.format(100 + other % 900, letter=LETTERS[other % len(LETTERS)])}".strip()

    def _reply(self, ask: Ask) -> str:
        if (ask.schema is None and not ask.examples) or self._mumbles(ask):
            return self._next(A_REPLY)
        if ask.schema is None:
            return str(self._pick(ask.examples))
        return dumps(self._value(ask.schema, ask.schema, good=self._has(self.behaviour.accepted)), ensure_ascii=False)

    def _mumbles(self, ask: Ask) -> bool:
        """Whether the reply makes no sense; unless hopeless, what makes none is understood when it is asked again."""
        is_new = not {ask.messages, ask.messages[:-1]} & self._mumbled
        if self.behaviour.mumbling and is_new:
            self._mumbled.add(ask.messages)
        return self.behaviour.hopeless or (self.behaviour.mumbling and is_new)

    def _value(self, schema: Mapping[str, Any], root: Mapping[str, Any], *, good: bool) -> Any:
        """A value of this JSON schema: the best that it allows where the reply is `good`, else the worst."""
        schema = resolved(schema, root)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._pick(schema["enum"])
        kind = schema.get("type", "object" if "properties" in schema else "string")
        match next((each for each in kind if each != "null"), "null") if isinstance(kind, list) else kind:
            case "object":
                return {name: self._value(each, root, good=good) for name, each in schema.get("properties", {}).items()}
            case "array":
                items = schema.get("items", {})
                return [self._value(items, root, good=good) for _ in range(self._length(schema))]
            case "boolean":
                return good
            case "integer" | "number" as kind:
                return self._number(schema, whole=kind == "integer", good=good)
            case "null":
                return None
        said = f"{self._next(A_REPLY)} {self.behaviour.besides}".strip()
        return self._with_answer(said, self._stating) if self._has(self.behaviour.ending) else said

    def _number(self, schema: Mapping[str, Any], *, whole: bool, good: bool) -> int | float:
        least: float = schema.get("minimum", schema.get("exclusiveMinimum", 1 if whole else 0.0))
        most: float | None = schema.get("maximum", schema.get("exclusiveMaximum"))
        if most is None and whole:
            return int(least) + self._dice.below(self.most)
        share = self.behaviour.marks if good else 0
        value = least + (max(least, 1.0) - least if most is None else most - least) * share
        return int(value) if whole else value

    def _length(self, schema: Mapping[str, Any]) -> int:
        least: int = schema.get("minItems", 0)
        greatest: int = schema.get("maxItems", self.most)
        return max(least, round(self.behaviour.listed * greatest))

    def _pick(self, among: Sequence[Any]) -> Any:
        """One of several: the last where judges think well of all, the first where of nothing, else any."""
        if self.behaviour.accepted in {0, 1} and self._dice.below(2):
            return among[-1 if self.behaviour.accepted else 0]
        return among[self._dice.below(len(among))]

    def _has(self, share: float) -> bool:
        return share > 0 and (share >= 1 or self._dice.roll() < share)

    def _next(self, first: str) -> str:
        self._texts += 1
        return first + chr(SIGNS[self._texts % len(SIGNS)])


def writer(action: Sample | Ask, seats: tuple[str, ...]) -> str:
    """The model that writes a path; empty for any other reply, and where one model plays all roles."""
    if isinstance(action, Ask) or action.role != "generate":
        return ""
    return seats[action.index % len(seats)]


def _wants_chances(action: Sample | Ask) -> bool:
    return isinstance(action, Ask) and action.logprobs


@lru_cache(maxsize=16)  # one for every course of a rehearsal
def way_to_answer(kind: AnswerKind, question: str) -> str:
    """How an answer of this kind is stated; empty where no way of ours can be read."""
    for way in ANSWERS if kind != "open" else ():
        if extract(way.format(100, letter="A"), kind, question=question):
            return way
    return ""


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a reference stands for, and of several that are allowed the first."""
    while True:
        if "$ref" in schema:
            found: Any = root
            for name in schema["$ref"].removeprefix("#").strip("/").split("/"):
                found = found[name]
            schema = found
        elif several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            schema = several[0]
        else:
            return schema
