"""What is asked: the problem, how to go about it, and what the user demands and allows."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from system2.config.approach import Approach
from system2.config.examples import examples_for
from system2.config.judging import Demands, Judging
from system2.config.settings import AUTO, Settings
from system2.core.problem import Problem
from system2.engine.known import haste_of, programs_win
from system2.errors import UsageError
from system2.programs.command import arguments as command_line
from system2.programs.sandbox import check_bounds, check_confinement
from system2.prompts.speak import check_wording
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course, course_of
from system2.strategies.stopping import check_rule
from system2.verifiers.chosen import scorer_of


@dataclass(frozen=True)
class Inquiry:
    """What is wanted: `approach` is how the strategy is to go about the problem, `judging` how verdicts come about."""

    problem: Problem
    command: str
    strategy: str
    approach: Approach = Approach()
    settings: Settings = Settings()
    demands: Demands = Demands()
    judging: Judging = Judging()
    allow_unpriced: bool = False


def inquire(inquiry: Inquiry, usual_effort: int, warn: Callable[[str], object]) -> Inquiry:
    """The inquiry, seen to make sense, with a width: as settings say, as was measured, or the usual one.

    `warn` is told what the user should know of it.

    Raises:
        UsageError: no such strategy, or something was asked of it that it does not do.
    """
    settings = inquiry.settings
    if settings.thinking_tokens is not None and settings.reasoning_effort:
        raise UsageError("thinking-tokens and reasoning-effort both say how deep to think: give one of them.")
    strategy = strategy_named(inquiry.strategy)
    if settings.examples:
        examples = examples_for(strategy.name, settings.examples)
        inquiry = replace(inquiry, problem=replace(inquiry.problem, examples=examples))
    if len(settings.members) > 1 and ("effort" not in strategy.takes or strategy.is_search):
        raise UsageError(f"{strategy.name} is of one model, not of a panel: name one with -m, or take best-of-n.")
    effort = settings.width(usual_effort)
    if effort == AUTO:
        from system2.measured.effort import measured_effort

        effort, advice = measured_effort(
            settings, usual_effort, strategy=strategy.name, question=inquiry.problem.question
        )
        settings = replace(settings, effort=effort)
        warn(advice)
    approach = replace(
        inquiry.approach,
        effort=effort,
        select=settings.select,
        thinking_tokens=settings.thinking_tokens or 0,
        computes=strategy.name == "auto" and programs_win(settings, inquiry.problem.statement),
        haste=haste_of(settings) if strategy.name == "auto" else None,
        ladder=settings.rungs if "ladder" in strategy.takes else (),
    )
    judging = by_steps(inquiry.judging) if strategy.scores_steps else inquiry.judging
    inquiry = replace(inquiry, strategy=strategy.name, settings=settings, approach=approach, judging=judging)
    _check(inquiry, course_of(approach, inquiry.judging, settings.verifiers))
    return inquiry


def by_steps(judging: Judging) -> Judging:
    """The same for a search that scores steps: finished paths are judged by theirs where nothing else was asked for."""
    if judging.reward and not judging.steps:
        return replace(judging, steps="reward")
    is_open = not judging.asked and not judging.ways
    return replace(judging, steps=judging.steps or "judge") if is_open else judging


def _check(inquiry: Inquiry, course: Course) -> None:
    """Raises `UsageError` for what cannot be, and for a check that would not be made: it would pass for made."""
    check_rule(course.stop, course.sure, course.select, course.votes_by)
    if inquiry.approach.votes_by != "path" and len({member.model for member in inquiry.settings.members}) < 2:
        raise UsageError("--votes-by says what the models of a panel weigh: name several with -m a,b, or leave it out.")
    check_wording(inquiry.problem)
    strategy, asked = strategy_named(inquiry.strategy), inquiry.judging.asked
    runs_code = strategy.runs_code or inquiry.judging.tests is not None
    programs = [each for each in (inquiry.judging.check, inquiry.approach.lookup) if each]
    if runs_code or programs:
        check_bounds()
    for program in programs:
        command_line(program)
    if runs_code and not inquiry.judging.unsafe_run_code:
        check_confinement()
    if inquiry.judging.unsafe_run_code and not runs_code:
        raise UsageError("--unsafe-run-code is for --tests and --strategy program: nothing else runs a model's code.")
    if inquiry.judging.aggregate and not (strategy.scores_steps or scorer_of(inquiry.judging)):
        raise UsageError(f"--aggregate says nothing of {strategy.name}: it is for --judge-steps and --reward.")
    if asked and not strategy.judges(course):
        remedy = "add --select weighted" if strategy.tops or "+" in strategy.name else "take --strategy best-of-n"
        raise UsageError(f"{strategy.name} judges no path, so {asked} says nothing of it: {remedy}, or leave it out.")
