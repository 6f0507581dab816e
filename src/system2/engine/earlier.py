"""Going on with an earlier run: which one it is, and what was asked in it."""

from dataclasses import replace
from decimal import Decimal

from system2.engine.inquiry import Inquiry
from system2.errors import UsageError
from system2.store import codec
from system2.store.runs import find_runs, open_trace
from system2.store.trace import Trace


def inquiry_of(trace: Trace) -> Inquiry:
    """The inquiry that a run was made for. Raises `UsageError` where its trace does not hold one."""
    try:
        inquiry: Inquiry = codec.decode(Inquiry, trace.invocation.plan)
    except codec.CodecError:
        raise UsageError(f"Run {trace.run} was made by another version of system2: ask its question again.") from None
    return inquiry


def unfinished_run(inquiry: Inquiry) -> str:
    """The id of the last run that was to answer this very inquiry and did not; empty where there is none."""
    for summary in find_runs():
        if summary.question == inquiry.problem.question and summary.status != "running":
            trace = open_trace(summary.run)
            if trace.can_be_continued and _is_same(inquiry_of(trace), inquiry):
                return trace.run
    return ""


def with_cap(inquiry: Inquiry, run: str, max_cost: Decimal | None) -> Inquiry:
    """The inquiry under a new cap on all that the run ever costs, or under the one that it had, where that is None."""
    cap = inquiry_of(open_trace(run)).settings.max_cost if max_cost is None else max_cost
    return replace(inquiry, settings=replace(inquiry.settings, max_cost=cap))


def as_begun(inquiry: Inquiry, run: str) -> Inquiry:
    """The inquiry with what was settled of its approach when the run was begun: else it would take another course."""
    begun = inquiry_of(open_trace(run)).approach
    settled = {name: getattr(begun, name) for name in ("thinking_tokens", "thinking_share", "computes", "haste")}
    return replace(inquiry, approach=replace(inquiry.approach, **settled))


def with_deadline(inquiry: Inquiry, deadline: float | None) -> Inquiry:
    """The inquiry with so many seconds from now on; None is no limit."""
    return replace(inquiry, settings=replace(inquiry.settings, deadline=deadline))


def _is_same(one: Inquiry, other: Inquiry) -> bool:
    return (one.problem, one.command, one.strategy, one.approach.effort, one.approach.shape) == (
        other.problem,
        other.command,
        other.strategy,
        other.approach.effort,
        other.approach.shape,
    )
