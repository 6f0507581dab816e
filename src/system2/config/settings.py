"""What the user has settled: flags win over the environment, over the project's file, over the user's own file."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from system2.config.home import config_file
from system2.config.project import NAME, ProjectFile, project_settings
from system2.config.toml import parse
from system2.core.depth import EFFORTS, ReasoningEffort
from system2.errors import UsageError

TABLES = frozenset({"prices", "prompts", "local"})
"""Sections of the user's file that are not single settings; each is read by the part that it concerns."""

MOST_PATHS = 100

USUAL_STRATEGY = "best-of-n"
USUAL_EFFORT = {"think": 5, "vote": 15, "tree": 3}
"""How wide each command goes where nobody says; a batch goes as the command whose strategy it takes."""

AUTO: Literal["auto"] = "auto"
"""The effort that measurements choose."""


@dataclass(frozen=True)
class Settings:
    """Every setting that flags, environment and files share, with its default; None where the run decides.

    `max_cost` and `confirm_above` are dollars for one run, None where there is no such limit.
    """

    model: str | None = None
    generator: str | None = None
    verifier: str | None = None
    aggregator: str | None = None
    classifier: str | None = None
    effort: int | Literal["auto"] | None = None
    strategy: str | None = None
    select: Literal["auto", "verdict", "majority", "weighted"] = "auto"
    temperature: float | None = None
    max_tokens: int | None = None
    thinking_tokens: int | None = None
    reasoning_effort: ReasoningEffort | None = None
    max_cost: Decimal | None = None
    confirm_above: Decimal | None = None
    priority: Literal["low", "normal", "high"] = "normal"
    adapt: bool = True
    timeout: float | None = None
    concurrency: int = 32
    seed: int | None = None
    display: str = "auto"
    cache: Literal["on", "fresh", "off"] = "on"
    history: bool = True
    prompts: Mapping[str, str] = field(default_factory=dict)

    @property
    def verifiers(self) -> tuple[str, ...]:
        """The models that the user wants verdicts from; none where it is the one that plays all roles."""
        return tuple(name.strip() for name in (self.verifier or "").split(",") if name.strip())


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        number = int(value) if isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return number

    return read


def _effort(value: Any) -> int | str:
    try:
        return AUTO if value == AUTO else _whole(1, MOST_PATHS)(value)
    except ValueError:
        raise ValueError(f"a whole number from 1 to {MOST_PATHS}, or {AUTO}") from None


def _number(least: float, most: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        number = float(value)
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return number

    return read


def _dollars(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        raise ValueError("a sum in dollars, such as 0.50")
    return amount


def _truth(value: Any) -> bool:
    truth = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if truth is None:
        raise ValueError("one of true, false")
    return truth


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return str(value)

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip(" ,"):
        raise ValueError("a text that is not empty")
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "model": _text,
    "generator": _text,
    "verifier": _text,
    "aggregator": _text,
    "classifier": _text,
    "effort": _effort,
    "strategy": _text,
    "select": _one_of("auto", "verdict", "majority", "weighted"),
    "temperature": _number(0, 2),
    "max_tokens": _whole(1, 1_000_000),
    "thinking_tokens": _whole(0, 1_000_000),
    "reasoning_effort": _one_of(*EFFORTS),
    "max_cost": _dollars,
    "confirm_above": _dollars,
    "priority": _one_of("low", "normal", "high"),
    "adapt": _truth,
    "timeout": _number(0.1, 86_400),
    "concurrency": _whole(1, 1_000),
    "seed": _whole(0, 2**31 - 1),
    "display": _one_of("auto", "live", "plain", "none"),
    "cache": _one_of("on", "fresh", "off"),
    "history": _truth,
}


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
    names = {f"SYSTEM2_{name.upper()}": name for name in READERS}
    return {name: environment[variable] for variable, name in names.items() if environment.get(variable)}


def _with(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    """The settings with these values on top; `source` names where they come from, for the error line."""
    changes = {}
    for name, value in values.items():
        if name in TABLES and isinstance(value, dict):
            continue
        reader = READERS.get(name)
        if reader is None:
            known = ", ".join(READERS)
            raise UsageError(f"{source}: there is no setting {name!r}. There are: {known}.")
        try:
            changes[name] = reader(value)
        except (TypeError, ValueError) as error:
            wanted = str(error) if str(error).startswith(("a ", "one of")) else "a number"
            where = f"{source}: {name}" if source else f"--{name.replace('_', '-')}"
            raise UsageError(f"{where} is {value!r}, but it has to be {wanted}.") from None
    return replace(settings, **changes)


def _prompts(user: Mapping[str, Any]) -> dict[str, str]:
    table = user.get("prompts", {})
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        raise UsageError(f"{config_file()}: [prompts] has to hold texts, each under the name of a prompt.")
    return dict(table)
