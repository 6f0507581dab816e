"""How verdicts come about, and what an answer has to meet, as the user says it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from system2.config.options import JUDGING, check, option
from system2.config.readers import Number, OneOf, Whole, names, text, truth
from system2.errors import UsageError

Aggregate = Literal["product", "min", "last", "mean"]
CritiquesBy = Literal["mean", "vote", "weighed"]
StepScorer = Literal["judge", "reward", "critiques"]


@dataclass(frozen=True)
class TestFile:
    """A file of tests: its name, and what is in it."""

    name: str
    source: str

    __test__ = False  # not a test case, whatever pytest makes of the name


def _test_file(value: Any) -> TestFile:
    """The file at a path. Raises `UsageError` where it cannot be read, or would accept whatever it is given."""
    if isinstance(value, TestFile):
        return value
    file = Path(value)
    try:
        source = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a text file. Give a file of Python tests with --tests.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    if not re.search(r"\b(?:answer|solution)\b", source):
        raise UsageError(f"{file} tests nothing: let it import the code, as in `from answer import add`.")
    return TestFile(file.name, source)


@dataclass(frozen=True)
class Judging:
    """How verdicts come about, as the user asks for it; what is empty was not asked for.

    `ways` are names of ways to judge; a check, a test file and a reward model each stand for their own way too. Where
    nothing was said it is `usual`. `critiques` is how many a judge samples, `critiques_by` what they come to, `reward`
    the address of a reward model, `steps` who scores every step of a path, `aggregate` how these scores become one, and
    `unsafe_run_code` lets what a model wrote have the user's files and the network.

    Raises:
        UsageError: some of it makes no sense.
    """

    ways: tuple[str, ...] = option(
        (),
        names,
        "--judge-by",
        metavar="WAY[,WAY]",
        panel=JUDGING,
        help="Who judges; several all do. judge: a model, path by path; pairwise: a model, two paths at a time; "
        "listwise: a model, all paths in one prompt; logprob: a model, by the odds of its rating; program: --check; "
        "tests: --tests; reward: --reward; steps: --judge-steps; agreement: the other paths; none. [default: judge]",
    )
    critiques: int = option(
        0, Whole(1, 32), "--critiques", metavar="K", panel=JUDGING, help="Judge each path so many times by principles."
    )
    critiques_by: CritiquesBy | None = option(
        None,
        OneOf(get_args(CritiquesBy)),
        "--critiques-by",
        metavar="|".join(get_args(CritiquesBy)),
        panel=JUDGING,
        help="What critiques come to. mean: that of their scores; vote: the share that accepts; weighed: a mean with "
        "weights from one more call, which judges the critiques. [default: mean]",
    )
    check: str = option(
        "", text, "--check", metavar="COMMAND", panel=JUDGING, help="Program that judges: exit 0 accepts, 1 rejects."
    )
    tests: TestFile | None = option(
        None, _test_file, "--tests", metavar="FILE", panel=JUDGING, help="Tests that code has to pass."
    )
    unsafe_run_code: bool = option(
        False,
        truth,
        panel=JUDGING,
        switches={"--unsafe-run-code": (True, "Let code that a model wrote have your files and the network.")},
    )
    reward: str = option(
        "",
        text,
        "--reward",
        metavar="URL[#MODEL]",
        panel=JUDGING,
        help="Reward model, as vLLM or SGLang serve it.",
    )
    steps: StepScorer | None = option(
        None,
        OneOf(get_args(StepScorer)),
        "--judge-steps",
        metavar="|".join(get_args(StepScorer)),
        panel=JUDGING,
        help="Judge paths step by step. judge: a model; reward: the process reward model of --reward; critiques: a "
        "model, several times by principles. [default in beam, dvts and particles: judge, or reward with --reward]",
    )
    aggregate: Aggregate | None = option(
        None,
        OneOf(get_args(Aggregate)),
        "--aggregate",
        metavar="|".join(get_args(Aggregate)),
        panel=JUDGING,
        help="How the scores of a path's steps make its own. product: all multiplied; min: the worst; last: the last "
        "one's; mean: the average. [default: product]",
    )

    usual: str = "judge"

    def __post_init__(self) -> None:
        check(self)

    @property
    def by(self) -> CritiquesBy:
        """What critiques come to, where nothing is said of that too."""
        return self.critiques_by or "mean"

    @property
    def asked(self) -> str:
        """The option by which verdicts were asked for; empty where nothing was said, or that there be none."""
        options = {
            "--check": self.check,
            "--tests": self.tests,
            "--reward": self.reward,
            "--judge-steps": self.steps,
            "--critiques": self.critiques,
            "--judge-by": {*self.ways} - {"none"},
        }
        return next((option for option, given in options.items() if given), "")


@dataclass(frozen=True)
class Demands:
    """What the user demands of an answer, each 0 to 1."""

    min_agreement: float | None = option(
        None, Number(0, 1), "--min-agreement", metavar="X", panel=JUDGING, help="Exit 6 if fewer paths agree."
    )
    min_confidence: float | None = option(
        None, Number(0, 1), "--min-confidence", metavar="X", panel=JUDGING, help="Exit 6 if it is less sure."
    )

    def __post_init__(self) -> None:
        check(self)
