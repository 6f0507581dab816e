"""The library's face: the same runs as the commands make, as plain functions."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from system2.config.settings import Settings, load_settings
from system2.core.problem import Problem
from system2.engine.ending import Demands
from system2.engine.result import Result
from system2.engine.run import Watcher
from system2.engine.start import Audience, Inquiry, reason
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import ROUNDS
from system2.strategies.stopping import Stop
from system2.verifiers.chosen import Judging


def think(
    problem: str | Problem,
    *,
    effort: int = 5,
    good_enough: float | None = None,
    rounds: int = ROUNDS,
    judging: Judging = Judging(),
    demands: Demands = Demands(),
    max_cost: Decimal | None = None,
    watchers: Sequence[Watcher] = (),
    **settings: Any,
) -> Result:
    """Sample `effort` paths, verify each, and return the best with its evidence (best-of-N, Cobbe et al. 2021).

    `settings` are those of the command, such as `model`, `strategy`, `verifier`, `temperature`, `timeout`; what is
    not given comes from the environment and the config files. `rounds` bounds the revisions of a draft, `judging`
    says how verdicts come about, `demands` what the answer has to meet. Look at `exit_code` and `trouble` before you
    trust `answer`.

    Raises:
        System2Error: the run cannot be begun.
    """
    loaded = load_settings({**settings, "effort": effort, "max_cost": max_cost})
    asked = _asked(problem, loaded)
    strategy = strategy_named(loaded.strategy or "best-of-n").name
    inquiry = Inquiry(asked, "think", strategy, effort, loaded, good_enough, demands, rounds=rounds, judging=judging)
    return asyncio.run(reason(inquiry, Audience(watchers)))


def vote(
    problem: str | Problem,
    *,
    samples: int = 15,
    stop: Stop = "predict",
    sure: float | None = None,
    max_cost: Decimal | None = None,
    watchers: Sequence[Watcher] = (),
    **settings: Any,
) -> Result:
    """Sample up to `samples` paths and return the answer of the majority (self-consistency, Wang et al. 2023).

    `stop` is the rule by which it ends early, `sure` how sure of the leader that has to be; None leaves it to the rule.

    Raises:
        System2Error: the run cannot be begun.
    """
    loaded = load_settings({**settings, "effort": samples, "max_cost": max_cost})
    inquiry = Inquiry(_asked(problem, loaded), "vote", "vote", samples, loaded, stop=stop, sure=sure)
    return asyncio.run(reason(inquiry, Audience(watchers)))


def _asked(problem: str | Problem, settings: Settings) -> Problem:
    return problem if isinstance(problem, Problem) else Problem(problem, wording=settings.prompts)
