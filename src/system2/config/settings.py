"""What the user has settled: flags win over the environment, over the project's file, over the user's own file."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, get_args

from system2.config.approach import Select
from system2.config.home import config_file
from system2.config.options import MODEL, MONEY, OUTPUT, PATHS, option, options, read_value
from system2.config.own_names import PRESET, own_names
from system2.config.project import NAME, ProjectFile, project_settings
from system2.config.readers import Number, OneOf, Whole, dollars, text, truth
from system2.config.suggest import no_such
from system2.config.toml import parse
from system2.core.depth import EFFORTS, ReasoningEffort
from system2.errors import UsageError

TABLES = frozenset({"prices", "prompts", "local", "endpoints", "aliases", "presets"})
"""Sections of the user's file that are not single settings; each is read by the part that it concerns."""

MODELS = ("model", "generator", "verifier", "aggregator", "classifier")
"""The settings that name models."""

DEPTHS = frozenset({"thinking_tokens", "reasoning_effort"})
"""The settings that say how deep to think; one of them holds."""

MOST_PATHS = 100

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
    `max_cost` and `confirm_above` are dollars for one run, None where there is no such limit.
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
        help="Paths to try, 1 to 100, or as many as `system2 bench` found worth it. [default: 5]",
    )
    strategy: str | None = option(
        None,
        text,
        "--strategy",
        metavar="NAME[+NAME]",
        panel=PATHS,
        help="How to reason; `system2 strategies` lists them, `auto` chooses. [default: best-of-n]",
    )
    select: Select = option(
        "auto", OneOf(get_args(Select)), "--select", metavar="|".join(get_args(Select)), panel=PATHS, help="Who wins."
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
        help="The same in a word.",
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
        None, text, "-m", "--model", metavar="MODEL", panel=MODEL, help="Any model that LiteLLM knows, or `local`."
    )
    generator: str | None = option(
        None, text, "--generator", metavar="MODEL", panel=MODEL, help="Model that writes paths, if another."
    )
    verifier: str | None = option(
        None,
        text,
        "--verifier",
        metavar="MODEL[,MODEL]",
        panel=MODEL,
        help="Model that judges, if another; a panel of several.",
    )
    aggregator: str | None = option(
        None, text, "--aggregator", metavar="MODEL", panel=MODEL, help="Model that puts paths together."
    )
    classifier: str | None = option(
        None, text, "--classifier", metavar="MODEL", panel=MODEL, help="Model that tells tasks apart."
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
        help="How to show the run.",
    )
    history: bool = option(True, truth, panel=OUTPUT, switches={"--no-trace": (False, "Leave no trace of this run.")})
    prompts: Mapping[str, str] = field(default_factory=dict)

    @property
    def verifiers(self) -> tuple[str, ...]:
        """The models that the user wants verdicts from; none where it is the one that plays all roles."""
        return tuple(name.strip() for name in (self.verifier or "").split(",") if name.strip())


def load_settings(
    flags: Mapping[str, Any], *, tell: Callable[[str], object], environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings that hold for this command; a flag that is None was not given. Raises `UsageError`.

    `tell` hears in one line of a project's file that is there and is not obeyed.
    """
    environment = os.environ if environment is None else environment
    user = read_user_file()
    settings = _with(Settings(prompts=_prompts(user)), user, str(config_file()))
    project, passed_over = project_settings()
    if passed_over:
        tell(passed_over)
    settings = _with(settings, project, NAME)
    settings = _with(settings, _from_environment(environment), "the environment")
    return _with(settings, {name: value for name, value in flags.items() if value is not None}, "")


def read_user_file() -> dict[str, Any]:
    """The user's own file as it is, empty where there is none. Raises `UsageError`."""
    path = config_file()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Mend it or move it away.") from None
    return parse(content, path)


def check_project(project: ProjectFile) -> dict[str, Any]:
    """What a project's file sets, if it may and all of it makes sense. Raises `UsageError`."""
    values = project.values()
    _with(Settings(), values, str(project.path))
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = {f"SYSTEM2_{name.upper()}": name for name in options(Settings)}
    return {name: environment[variable] for variable, name in names.items() if environment.get(variable)}


def _with(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    """The settings with these values on top; `source` names where they come from, for the error line."""
    names, changes, told = own_names(), {}, options(Settings)
    for name, value in _unfolded(values).items():
        if name in TABLES and isinstance(value, dict):
            continue
        if name not in told:
            raise UsageError(f"{source}: {no_such('setting', name, told)}")
        changes[name] = read_value(name, told[name], value, source=f"{source}: {name}" if source else "")
    meant = {name: names.meant(changes[name]) for name in MODELS if changes.get(name)}
    return replace(settings, **changes | meant)


def _unfolded(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values, with those of the presets that they name below them.

    Where a model's name is wanted, a preset stands for the model that it names for the same; in the place of the model
    that plays all roles it is the whole preset.
    """
    unfolded = dict(values)
    below: dict[str, Any] = {}
    for name in ("preset", *MODELS):
        value = values.get(name)
        if not isinstance(value, str) or not (name == "preset" or value.startswith(PRESET)):
            continue
        preset = _preset(value.removeprefix(PRESET))
        if name in ("preset", "model"):
            below |= preset
            if name == "model":
                del unfolded[name]
        elif model := preset.get(name) or preset.get("model"):
            unfolded[name] = model
        else:
            raise UsageError(f"The preset {value.removeprefix(PRESET)!r} names no model, so it cannot be a {name}.")
    if unfolded.keys() & DEPTHS:
        below = {name: value for name, value in below.items() if name not in DEPTHS}
    return below | unfolded


def _preset(name: str) -> Mapping[str, Any]:
    presets = own_names().presets
    if name not in presets:
        raise UsageError(no_such("preset", name, presets))
    return presets[name]


def _prompts(user: Mapping[str, Any]) -> dict[str, str]:
    table = user.get("prompts", {})
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        raise UsageError(f"{config_file()}: [prompts] has to hold texts, each under the name of a prompt.")
    return dict(table)
