"""The library's face: the same runs as the commands make, as functions: `athink` to be awaited, `think` to be called.

Every function takes what its command takes. `effort` (`samples`, `branches`) is the width; `answer` says how answers
are read, `context` is text to go with the question, `system` a system message for every path, `history` the turns that
the question follows. `judging` says how verdicts come about, `demands` what the answer has to meet,
and `watchers` hear the run's events; with `streams`, paths come to them as they are written. What else is named are
options of the command, such as `good_enough` and `rounds`, or settings, such as `model`, `verifier`, `temperature`,
`max_cost`, `seed` and `cache`; settings that are not given come from the environment and the config files.

Look at a result's `exit_code` and `trouble` before you trust its `answer`. All functions raise `System2Error` where a
run cannot begin, and return when it is over. Signals are left to the program: a task that is cancelled, or a call that
Ctrl-C ends, stops its calls, books what they cost and brings the run to its end before `CancelledError` or
`KeyboardInterrupt` is raised.
"""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any, Literal, ParamSpec

from system2.answers.equivalence import same_texts
from system2.answers.extract import extract
from system2.config.approach import Approach, Shape
from system2.config.judging import Demands, Judging
from system2.config.options import options, read
from system2.config.settings import USUAL_EFFORT, USUAL_STRATEGY
from system2.config.sources import load_settings
from system2.core.candidates import Answer
from system2.core.events import Event, Warned, Watcher
from system2.core.problem import Messages, Problem
from system2.engine.inquiry import Inquiry, inquire
from system2.engine.reason import Audience, reason
from system2.engine.result import Result
from system2.engine.run import to_all
from system2.errors import UsageError
from system2.strategies.catalogue import check_taken, search_named, strategy_named

Width = int | Literal["auto"] | None
"""How many paths: a number, as many as `system2 bench` found worth it, or what settings say."""

P = ParamSpec("P")


async def athink(problem: str, *, effort: Width = None, strategy: str | None = None, **asked: Any) -> Result:
    """Answer from several paths, each verified, as `think` does (best-of-N, Cobbe et al. 2021, or another strategy).

    `sure` stops once the choice is so safe, `good_enough` at the first verdict this good; `rounds` bounds the revisions
    of a draft (2 where not said), `lookup` names the program that looks up what drafts leave open, and `ladder` the
    models that `escalate` climbs.
    """
    return await _answer("think", problem, strategy, effort=effort, **asked)


async def avote(problem: str, *, samples: Width = None, **asked: Any) -> Result:
    """Answer with what most of several paths agree on, as `vote` does (self-consistency, Wang et al. 2023).

    `stop` is the rule by which it ends early, `sure` how sure of the leader that has to be.
    """
    return await _answer("vote", problem, "vote", effort=samples, **asked)


async def atree(
    problem: str, *, branches: Width = None, search: str = "bfs", shape: Shape = Shape(), **asked: Any
) -> Result:
    """Answer by a search over reasoning steps, as `system2 tree` does (tree of thoughts, Yao et al. 2023).

    `shape` says how deep and how, `good_enough` ends the search at the first finished path this good.
    """
    return await _answer("tree", problem, search_named(search).name, shape=shape, effort=branches, **asked)


async def events(
    ask: Callable[..., Coroutine[Any, Any, Result]], problem: str, **asked: Any
) -> AsyncGenerator[Event | Result, None]:
    """What happens while `athink`, `avote` or `atree` answers, event by event, and its result in the end.

    The text of paths comes as it is written, unless `streams=False` is among what is `asked`. Who leaves the loop early
    closes the iterator, by `contextlib.aclosing`, and that cancels the run.
    """
    arrived: asyncio.Queue[Event | None] = asyncio.Queue()
    watchers = (*asked.pop("watchers", ()), arrived.put_nowait)
    running = asyncio.create_task(ask(problem, watchers=watchers, **{"streams": True, **asked}))
    running.add_done_callback(lambda _: arrived.put_nowait(None))
    try:
        while event := await arrived.get():
            yield event
        yield running.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _plain(ask: Callable[P, Coroutine[Any, Any, Result]]) -> Callable[P, Result]:
    """The same without `await`; where an event loop runs already, as in a notebook, it is run beside that."""

    @wraps(ask)
    def asked(*args: P.args, **given: P.kwargs) -> Result:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(ask(*args, **given))
        with ThreadPoolExecutor(1) as beside:
            return beside.submit(lambda: asyncio.run(ask(*args, **given))).result()

    asked.__name__ = asked.__qualname__ = ask.__name__.removeprefix("a")
    return asked


think = _plain(athink)
vote = _plain(avote)
tree = _plain(atree)


def read_answer(text: str, *, question: str = "", kind: str = "auto") -> Answer | None:
    """The answer of a path, read as runs read it: an `Answer` with its `.text`, or None where the path has none.

    Raises:
        UsageError: there is no such kind of answer.
    """
    return extract(text, kind, question=question)


def same_answer(a: str, b: str, *, question: str = "") -> bool:
    """Whether two answers, without the paths that led to them, are the same, as votes count them."""
    return same_texts(a, b, question=question)


async def _answer(
    command: str,
    question: str,
    strategy: str | None,
    *,
    shape: Shape = Shape(),
    answer: str = "auto",
    context: str = "",
    system: str = "",
    history: Messages = (),
    judging: Judging = Judging(),
    demands: Demands = Demands(),
    allow_unpriced: bool = False,
    watchers: Sequence[Watcher] = (),
    streams: bool = False,
    **asked: Any,
) -> Result:
    """One run, by this strategy or the one that settings name.

    `asked` are options of the approach, and settings, by their names; what is None was not given.
    """
    if not question.strip():
        raise UsageError('The question is empty. Ask one: think("What is 6*7?")')
    given = {name: value for name, value in asked.items() if value is not None}
    of_approach = options(Approach).keys() & given.keys()
    approach = read(Approach, {name: given[name] for name in of_approach}, shape=shape)
    loaded = load_settings({name: given[name] for name in given.keys() - of_approach}, tell=warnings.warn)
    chosen = strategy_named(strategy or loaded.strategy or USUAL_STRATEGY)
    extract("-", answer)  # complains of a way to read answers that there is not
    problem = Problem(question.strip(), context, system, answer, history, wording=loaded.prompts)
    check_taken(chosen, (*given, *shape.unusual))
    publish = to_all(watchers)
    wanted = Inquiry(problem, command, chosen.name, approach, loaded, demands, judging, allow_unpriced)
    inquiry = inquire(wanted, USUAL_EFFORT[command], lambda line: publish(Warned(line)))
    return await reason(inquiry, Audience(watchers, streams), alone=False)
