"""What the user may settle: every setting with its default, its check and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from system2.config.approach import Select
from system2.config.examples import files_by_strategy
from system2.config.members import MOST_PATHS, Member, check_width, fewest, members_in, models, width
from system2.config.options import MODEL, MONEY, OUTPUT, PATHS, option
from system2.config.readers import Number, OneOf, Whole, command, dollars, text, truth, zone
from system2.core.depth import EFFORTS, ReasoningEffort

TABLES = frozenset({"prices", "prompts", "endpoints", "aliases", "presets", "panels", "serve"})
"""Sections of the user's file that are not single settings; each is read by the part that it concerns."""

MODELS = ("model", "generator", "verifier", "aggregator", "classifier", "ladder")
"""The settings that name models."""

ONE_MODEL = frozenset({"aggregator", "classifier"})
"""Those of them that name one at the most."""

DEPTHS = frozenset({"thinking_tokens", "reasoning_effort"})
"""The settings that say how deep to think; one of them holds."""

USUAL_STRATEGY = "best-of-n"
USUAL_EFFORT = {"think": 5, "vote": 15, "tree": 3}
"""How wide each command goes where nobody says; a batch goes as the command whose strategy it takes."""

AUTO: Literal["auto"] = "auto"
"""The effort that measurements choose."""


def _effort(value: Any) -> int | str:
    try:
        return AUTO if value == AUTO else Whole(1, MOST_PATHS)(value)
    except ValueError as error:
        raise ValueError(f"{error}, or {AUTO}") from None


@dataclass(frozen=True)
class Settings:
    """Every setting that flags, environment and files share, with its default; None where the run decides.

    A field's name is its key in a file; the variable is the same in capitals, after `SYSTEM2_`.

    `verifier_thinking` is how many tokens those who judge may think, where that is another number than for all.
    `max_cost` and `confirm_above` are dollars for one run, `deadline` its seconds, None where there is no such limit.
    """

    effort: int | Literal["auto"] | None = option(
        None,
        _effort,
        "-e",
        "--effort",
        "-n",
        "--samples",
        metavar="N|auto",
        panel=PATHS,
        help="Paths to try, 1 to 100. `auto`: as many as `system2 bench` found worth it. [default: 5]",
    )
    strategy: str | None = option(
        None,
        text,
        "--strategy",
        metavar="NAME[+NAME]",
        panel=PATHS,
        help="How to reason. `system2 strategies` lists the ways, `auto` chooses one. [default: best-of-n]",
    )
    select: Select = option(
        "auto",
        OneOf(get_args(Select)),
        "--select",
        metavar="|".join(get_args(Select)),
        panel=PATHS,
        help="Who wins. auto: votes and verdicts together; verdict: the best verdict; majority: most paths; weighted: "
        "the largest sum of verdicts.",
    )
    deadline: float | None = option(
        None,
        Number(0.1, 86_400),
        "--deadline",
        metavar="SECONDS",
        panel=PATHS,
        help="Seconds after which it ends with the best so far.",
    )
    examples: Mapping[str, str] | None = option(
        None,
        files_by_strategy,
        "--examples",
        metavar="FILE",
        panel=PATHS,
        help="Worked questions that paths are shown first: JSON Lines of question and solution.",
    )
    thinking_tokens: int | None = option(
        None,
        Whole(0, 1_000_000),
        "--thinking-tokens",
        metavar="TOKENS",
        panel=MODEL,
        help="How long each call may think first; 0 turns it off where that can be.",
    )
    reasoning_effort: ReasoningEffort | None = option(
        None,
        OneOf(EFFORTS),
        "--reasoning-effort",
        metavar="|".join(EFFORTS),
        panel=MODEL,
        help="The same in a word, as providers count: from none, no thinking at all, to xhigh, the most.",
    )
    verifier_thinking: int | None = option(
        None,
        Whole(0, 1_000_000),
        "--verifier-thinking",
        metavar="TOKENS",
        panel=MODEL,
        help="How long those who judge may think, if otherwise.",
    )
    preset: str | None = option(
        None,
        text,
        "--preset",
        metavar="NAME",
        panel=MODEL,
        help="Settings under one name: quick, cheap, careful or yours.",
    )
    model: str | None = option(
        None,
        models,
        "-m",
        "--model",
        metavar="MODEL",
        panel=MODEL,
        help="Any model that LiteLLM knows, or `local`. A panel of several: a=2,b or panel:NAME.",
        repeats=True,
    )
    generator: str | None = option(
        None,
        models,
        "--generator",
        metavar="MODEL",
        panel=MODEL,
        help="Model that writes paths, if another; or several.",
        repeats=True,
    )
    verifier: str | None = option(
        None,
        models,
        "--verifier",
        metavar="MODEL[,MODEL]",
        panel=MODEL,
        help="Model that judges, if another; or several judges.",
        repeats=True,
    )
    self_judge: bool | None = option(
        None,
        truth,
        panel=MODEL,
        switches={
            "--no-self-judge": (False, "Let no model judge its own paths where another can; so it is in a panel."),
            "--self-judge": (True, "Let the members of a panel judge their own paths."),
        },
    )
    aggregator: str | None = option(
        None, text, "--aggregator", metavar="MODEL", panel=MODEL, help="Model that puts paths together."
    )
    classifier: str | None = option(
        None, text, "--classifier", metavar="MODEL", panel=MODEL, help="Model that tells tasks apart."
    )
    ladder: str | None = option(
        None,
        text,
        "--ladder",
        metavar="MODEL,MODEL",
        panel=MODEL,
        help="Models that `escalate` climbs: the first writes paths, the others where its are not good enough.",
    )
    temperature: float | None = option(
        None,
        Number(0, 2),
        "-t",
        "--temperature",
        metavar="X",
        panel=MODEL,
        help="How freely paths are sampled. [default: 0.8, or what suits the model]",
    )
    max_tokens: int | None = option(
        None,
        Whole(1, 1_000_000),
        "--max-tokens",
        metavar="TOKENS",
        panel=MODEL,
        help="Longest path, in tokens. [default: 4096; 512 for local]",
    )
    timeout: float | None = option(
        None,
        Number(0.1, 86_400),
        "--timeout",
        metavar="SECONDS",
        panel=MODEL,
        help="Seconds that one call may take. [default: 120; the embedded model 900]",
    )
    concurrency: int = option(
        32, Whole(1, 1_000), "-j", "--concurrency", metavar="N", panel=MODEL, help="Calls at the same time."
    )
    seed: int | None = option(
        None, Whole(0, 2**31 - 1), "--seed", metavar="N", panel=MODEL, help="Seed of the first path."
    )
    max_cost: Decimal | None = option(
        None, dollars, "--max-cost", metavar="DOLLARS", panel=MONEY, help="Most that this run may cost."
    )
    confirm_above: Decimal | None = option(
        None, dollars, "--confirm-above", metavar="DOLLARS", panel=MONEY, help="Ask first where it could cost more."
    )
    priority: Literal["low", "normal", "high"] = option(
        "normal",
        OneOf(("low", "normal", "high")),
        "--priority",
        metavar="low|normal|high",
        panel=MONEY,
        help="How much thinking it is worth: x0.7, x1, x1.5.",
    )
    adapt: bool = option(
        True,
        truth,
        panel=MONEY,
        switches={"--no-adapt": (False, "Leave effort and thinking alone, however little is left.")},
    )
    cache: Literal["on", "fresh", "off"] = option(
        "on",
        OneOf(("on", "fresh", "off")),
        panel=MONEY,
        switches={
            "--fresh": ("fresh", "Take no replies from the cache, but keep the new ones."),
            "--no-cache": ("off", "Neither take replies from the cache nor keep them."),
        },
    )
    display: str = option(
        "auto",
        OneOf(("auto", "live", "plain", "none")),
        "--display",
        metavar="auto|live|plain|none",
        panel=OUTPUT,
        help="How to show the run. live: panels; plain: lines; none: nothing; auto: what standard error can show.",
    )
    history: bool = option(True, truth, panel=OUTPUT, switches={"--no-trace": (False, "Leave no trace of this run.")})
    prompts: Mapping[str, str] = field(default_factory=dict)

    @property
    def verifiers(self) -> tuple[str, ...]:
        """The models that the user wants verdicts from; none where it is the one that plays all roles."""
        return tuple(member.model for member in members_in(self.verifier))

    @property
    def members(self) -> tuple[Member, ...]:
        """Who writes the paths: one model or several; none where that is left open."""
        return members_in(self.generator or self.model)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The models that are climbed from one to the next; none where that is not wanted."""
        return tuple(member.model for member in members_in(self.ladder))

    def width(self, usual: int) -> int | Literal["auto"]:
        """How many paths: as many as was said, as the members of a panel write, or the usual number.

        Raises:
            UsageError: so many cannot be divided among the members.
        """
        check_width(self.members, self.effort if isinstance(self.effort, int) else None)
        return self.effort or width(self.members) or max(usual, fewest(self.members))


@dataclass(frozen=True)
class Personal:
    """What the user settles once for all runs: in the own file alone, by no flag, no variable and no project."""

    zone: str = option("", zone, panel=MONEY, help="Whose days are counted, as Europe/Berlin.")
    key_command: str = option(
        "", command, panel=MODEL, help="Program that prints the key for the variable {name}: `pass show {name}`."
    )
    alert_command: str = option(
        "",
        command,
        panel=MONEY,
        help="Program that is told, as JSON on its standard input, when a cap is nearly spent.",
    )
