"""How a run ended: the exit code, and the one line that explains it where it is not 0."""

from collections.abc import Sequence
from decimal import Decimal

from system2.config.judging import Demands
from system2.core.calls import Call
from system2.core.candidates import Choice
from system2.core.money import dollars
from system2.engine.drive import INTERRUPTED
from system2.errors import ExitCode, LedgerError, System2Error
from system2.model.errors import CallError
from system2.spend.purse import Refusal

ENOUGH = 0.5
"""The share of the paths that has to land for the answer to count as one.

With fewer, however well they agree, no answer can be the majority of what was asked for, and a script that trusts exit
code 0 would act on less than half of the evidence that it wanted. What landed is printed all the same, and a resume
asks for the rest alone.
"""

USER_CAN_MEND = {
    "key": ExitCode.KEY,
    "unknown_model": ExitCode.USAGE,
    "bad_request": ExitCode.USAGE,
    "parameter": ExitCode.USAGE,
    "too_long": ExitCode.USAGE,
}


def ending(
    choice: Choice,
    refusals: Sequence[Refusal],
    errors: Sequence[CallError | System2Error],
    demands: Demands,
    *,
    ledger: str = "",
    halted: str = "",
    must_judge: bool = False,
) -> tuple[ExitCode, str]:
    """Exit code and explanation; the most pressing trouble wins.

    `ledger` is the trouble with the ledger, if any, `halted` why the run was ended from outside, if it was, and
    `must_judge` whether the user asked for verdicts.
    """
    if halted == INTERRUPTED:
        return ExitCode.INTERRUPTED, " ".join(filter(None, (_with_best(choice, "Interrupted"), ledger)))
    if ledger:
        return ExitCode.LEDGER, _with_best(choice, ledger.rstrip("."))
    if refusals:
        return ExitCode.BUDGET, f"{_with_best(choice, refusals[0].line)} {refusals[0].hint}"
    unjudged = not any(candidate.verdict for candidate in choice.candidates)
    for error in errors:
        code = error.exit_code if isinstance(error, System2Error) else USER_CAN_MEND.get(error.kind)
        if code and unjudged:
            return code, str(error)
    if halted:
        return _late(choice, demands, must_judge=must_judge)
    landed = sum(candidate.status in {"ok", "truncated"} for candidate in choice.candidates)
    if errors and landed < ENOUGH * len(choice.candidates):
        failed = f"{len(choice.candidates) - landed} of {len(choice.candidates)} paths failed: {errors[0]}"
        return ExitCode.PROVIDER, failed
    if not choice.chosen:
        return ExitCode.PROVIDER, _without_text(choice)
    return _demanded(choice, demands)


def ledger_trouble(troubles: Sequence[LedgerError], unwritten: Sequence[tuple[Call, LedgerError]]) -> str:
    """What is wrong with the ledger, and what it did not take of what was paid; empty where all is well."""
    found = [*troubles, *(trouble for _, trouble in unwritten)]
    if not found:
        return ""
    if not unwritten:
        return str(found[0])
    amount = dollars(sum((call.cost.most for call, _ in unwritten), Decimal(0)))
    calls = "1 call" if len(unwritten) == 1 else f"{len(unwritten)} calls"
    return f"{found[0]} {amount} of {calls} could not be written: what was set aside for them counts instead."


def _without_text(choice: Choice) -> str:
    """What came instead of an answer."""
    replies = [candidate.reply for candidate in choice.candidates if candidate.reply]
    for is_so, line in (
        ([reply.is_cut_off for reply in replies], "cut off while it still thought: raise --max-tokens"),
        ([reply.finish_reason == "filtered" for reply in replies], "stopped by the provider's content filter"),
        ([bool(reply.instead) for reply in replies], next((reply.instead for reply in replies if reply.instead), "")),
        ([bool(reply.reasoning) for reply in replies], "nothing but thoughts, and no answer"),
    ):
        if any(is_so):
            return f"No path gave an answer. {sum(is_so)} of {len(choice.candidates)}: {line}"
    return "No path came back with any text"


def _late(choice: Choice, demands: Demands, *, must_judge: bool) -> tuple[ExitCode, str]:
    """How a run ended at its deadline: what is there meets the demands, or does not, or there is nothing."""
    if not choice.chosen:
        return ExitCode.PROVIDER, "No answer came before the deadline: give it longer"
    if must_judge and choice.chosen.verdict is None:
        return ExitCode.NOT_GOOD_ENOUGH, "Not good enough: the deadline came before any verdict on the path above"
    return _demanded(choice, demands)


def _demanded(choice: Choice, demands: Demands) -> tuple[ExitCode, str]:
    verdicts = [path.verdict for path in choice.candidates if path.verdict and path.text.strip()]
    is_rejected = choice.chosen and choice.chosen.verdict and choice.chosen.verdict.is_final
    if is_rejected and all(verdict.is_final for verdict in verdicts):  # drafts on the way to a path have no verdict
        return ExitCode.NOT_GOOD_ENOUGH, "The check rejected every path; the best of them is above"
    for name, value, least in (
        ("agreement", choice.agreement, demands.min_agreement),
        ("confidence", choice.confidence, demands.min_confidence),
    ):
        if least is not None and (value is None or value < least):
            found = "none" if value is None else f"{value:.2f}"
            return ExitCode.NOT_GOOD_ENOUGH, f"Not good enough: {name} is {found}, at least {least:.2f} was asked for"
    return ExitCode.ANSWERED, ""


def _with_best(choice: Choice, line: str) -> str:
    if not choice.chosen:
        return f"{line}."
    judged = sum(candidate.verdict is not None for candidate in choice.candidates)
    return f"{line}. Best of {judged} verified paths above." if judged else f"{line}. Best so far above."
