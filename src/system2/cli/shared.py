"""What every paying command takes and does alike, so that a flag means the same everywhere."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Self

from system2.cli import options
from system2.cli.asking import Input
from system2.cli.judging import read_judging
from system2.cli.output import Output, teller
from system2.config.settings import Settings, load_settings

if TYPE_CHECKING:
    from system2.engine.ending import Demands
    from system2.verifiers.chosen import Judging


@dataclass(frozen=True)
class Paying:
    """The options of whatever makes calls, a measurement too: who is asked, who judges and how, what it may cost."""

    model: options.Model = None
    generator: options.Generator = None
    verifier: options.Verifier = None
    aggregator: options.Aggregator = None
    classifier: options.Classifier = None
    judge_by: options.JudgeBy = None
    critiques: options.Critiques = None
    check: options.Check = None
    tests: options.Tests = None
    unsafe_run_code: options.UnsafeRunCode = False
    reward: options.Reward = None
    aggregate: options.Aggregate = None
    temperature: options.Temperature = None
    max_tokens: options.MaxTokens = None
    timeout: options.Timeout = None
    concurrency: options.Concurrency = None
    max_cost: options.MaxCost = None
    allow_unpriced: options.AllowUnpriced = False
    confirm_above: options.ConfirmAbove = None
    quiet: options.Quiet = False
    display: options.Display = None

    def settings(self, **own: Any) -> Settings:
        """The settings that hold, with those of the command's `own` options; None was not given."""
        roles = ("model", "generator", "verifier", "aggregator", "classifier")
        same = ("temperature", "max_tokens", "timeout", "concurrency", "display")
        money = ("max_cost", "confirm_above")
        given = {name: getattr(self, name) for name in (*roles, *same, *money)}
        return load_settings(given | own, tell=teller(quiet=self.quiet))

    @property
    def judging(self) -> "Judging":
        """How verdicts come about. Raises `UsageError`."""
        return read_judging(
            self.judge_by,
            critiques=self.critiques,
            check=self.check,
            tests=self.tests,
            unsafe_run_code=self.unsafe_run_code,
            reward=self.reward,
            aggregate=self.aggregate,
        )


@dataclass(frozen=True)
class Shared(Paying):
    """The options of every command that answers questions, as they were given."""

    answer_kind: options.AnswerKind = "auto"
    min_confidence: options.MinConfidence = None
    min_agreement: options.MinAgreement = None
    thinking_tokens: options.ThinkingTokens = None
    reasoning_effort: options.ReasoningEffort = None
    seed: options.Seed = None
    dry_run: options.DryRun = False
    priority: options.Priority = None
    no_adapt: options.NoAdapt = False
    no_cache: options.NoCache = False
    fresh: options.Fresh = False
    system: options.System = None
    file: options.Files = None

    def settings(self, **own: Any) -> Settings:
        """The settings that hold, with those of the command's `own` options; None was not given."""
        cache = "off" if self.no_cache else "fresh" if self.fresh else None
        adapt = False if self.no_adapt else None
        depth = {"thinking_tokens": self.thinking_tokens, "reasoning_effort": self.reasoning_effort}
        return super().settings(seed=self.seed, priority=self.priority, adapt=adapt, cache=cache, **depth, **own)

    def scoring_steps(self) -> Self:
        """The same for a search, which scores steps in any case; the reward model does so only where there is one."""
        return self if self.reward else replace(self, aggregate=None)

    @property
    def demands(self) -> "Demands":
        """What the answer has to meet."""
        from system2.engine.ending import Demands

        return Demands(self.min_agreement, self.min_confidence)


@dataclass(frozen=True)
class Single(Shared):
    """The options of the commands that answer one question."""

    problem: options.Question = None
    no_trace: options.NoTrace = False
    resume: options.Resume = False
    follow_up: options.FollowUp = False
    no_stdin: options.NoStdin = False
    json: options.Json = False
    answer_only: options.AnswerOnly = False
    verbose: options.Verbose = False

    def settings(self, **own: Any) -> Settings:
        """The settings that hold, with those of the command's `own` options; None was not given."""
        return super().settings(history=False if self.no_trace else None, **own)

    @property
    def source(self) -> Input:
        """Where the problem comes from."""
        return Input(
            self.problem,
            system=self.system,
            files=self.file or [],
            use_stdin=not self.no_stdin,
            follow_up=self.follow_up,
            answer_kind=self.answer_kind,
        )

    def output(self, settings: Settings, *, prefer_answer: bool = False) -> Output:
        """What is printed and shown."""
        return Output(
            settings.display,
            json=self.json,
            answer_only=self.answer_only,
            quiet=self.quiet,
            verbose=self.verbose,
            prefer_answer=prefer_answer,
        )


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each field of the records that it takes; it receives the records.

    Typer reads options off a function's signature, so the signature is put together here.
    """
    own = inspect.signature(command, eval_str=True).parameters
    records: dict[str, Any] = {name: each.annotation for name, each in own.items() if is_dataclass(each.annotation)}

    @wraps(command)
    def run(**given: Any) -> None:
        for name, record in records.items():
            given[name] = record(**{field.name: given.pop(field.name) for field in fields(record)})
        command(**given)

    parameters: list[inspect.Parameter] = []
    for name, parameter in own.items():
        spread = inspect.signature(records[name], eval_str=True).parameters if name in records else {name: parameter}
        parameters += (each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in spread.values())
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
