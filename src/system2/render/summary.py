"""The lines that stay when a run is over: how sure, how dear, what one path alone would have said."""

from system2.core.account import Account
from system2.core.candidates import Choice
from system2.core.money import dollars
from system2.render.account import account_rows
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs
from system2.render.words import billed, count, duration


def summary(screen: Screen, signs: Signs, *, tells_account: bool = False) -> list[str]:
    """What is worth knowing about a run that has ended; nothing of one that has not.

    The first line is the same for every strategy; further ones tell what is doubtful, which paths were not judged,
    which gave no answer, and what failed; `tells_account` adds where the paths part.
    """
    if screen.started is None or screen.ended is None:
        return []
    choice = screen.ended.choice
    parts = [
        *_sure(screen, choice),
        *([count(len(choice.doubts), "doubt")] if choice.doubts else []),
        _figures(screen, screen.ended.seconds),
        *_alone(choice, signs),
        f"run {screen.started.run}",
    ]
    lines = [f" {signs.dot} ".join(parts)]
    if screen.bill.unknown_calls:
        lines.append(f"excludes {count(screen.bill.unknown_calls, 'call')} whose price is unknown")
    if screen.bill.unsettled:
        lines.append(
            f"up to {dollars(screen.bill.unsettled)} of {count(screen.bill.unsettled_calls, 'call')} that broke off is "
            f"not settled: caps count it until `cost settle {screen.started.run} AMOUNT` says what the run was billed"
        )
    lines += [f"doubtful: {one_line(doubt, signs.encoding)}" for doubt in choice.doubts]
    if tells_account and choice.account:
        lines += _account(choice.account, signs)
    return [*lines, *_unjudged(screen, signs), *_silent(choice), *_failed(choice, signs)]


def _account(account: Account, signs: Signs) -> list[str]:
    """Where the paths part, or that they do not, a line for each thing that is told."""
    rows = (
        (one_line(kind, signs.encoding), one_line(text, signs.encoding), one_line(who, signs.encoding))
        for kind, text, who in account_rows(account)
    )
    parted = len(account.answers) > 1 or account.contradictions or account.alone
    heading = "where the paths part:" if parted else "the paths part nowhere:"
    return [heading, *(f"  {kind:<10} {text}{f' ({who})' if who else ''}" for kind, text, who in rows)]


def _figures(screen: Screen, seconds: float) -> str:
    calls = count(screen.bill.calls, "call") + (f" and {screen.recalled} from the cache" if screen.recalled else "")
    return f"{billed(screen.bill)}, {calls}, {duration(seconds)}"


def _sure(screen: Screen, choice: Choice) -> list[str]:
    """How often such runs were right, where that was measured; else what votes and verdicts add up to."""
    voters = sum(votes for _, votes in screen.tally.votes) if screen.tally else 0
    if choice.confidence is None:
        if choice.agreement is None:
            return []
        return [f"agreement {round(choice.agreement * voters)} of {voters}, no verdict heard"]
    agreeing = round((choice.agreement or 0) * voters)
    paths = f" ({agreeing} of {voters} paths {'agrees' if agreeing == 1 else 'agree'})"
    votes = "" if choice.agreement is None or voters < 2 else paths
    if choice.problems:
        return [f"{_times(choice.confidence)} when it looked like this, {count(choice.problems, 'problem')}{votes}"]
    return [f"agreement {choice.confidence:.2f}{votes}"]


def _times(share: float) -> str:
    return f"right {round(10 * share)} times in 10"


def _alone(choice: Choice, signs: Signs) -> list[str]:
    """The answer of the first path, where it differs from the chosen one: what one path alone would have said."""
    first = next((candidate for candidate in choice.candidates if candidate.index == 0), None)
    chosen = choice.chosen
    if not chosen or not chosen.answer or not first or not first.answer or len(choice.candidates) < 2:
        return []
    said, kept = one_line(first.answer.text, signs.encoding), one_line(chosen.answer.text, signs.encoding)
    if said.casefold() == kept.casefold() or len(said) > 40:
        return []
    return [f"one path alone would have said {said}"]


def _unjudged(screen: Screen, signs: Signs) -> list[str]:
    """How many paths have no verdict although a judge was asked: the user has to know that."""
    if not screen.unjudged:
        return []
    alone = "" if screen.verdicts else ": only their votes speak for the answer"
    why = f" ({one_line(screen.unheard, signs.encoding)})" if screen.unheard else ""
    paths = count(screen.unjudged + screen.verdicts, "path")
    return [f"{screen.unjudged} of {paths} could not be judged{alone}{why}"]


def _silent(choice: Choice) -> list[str]:
    """How many paths came in without a short answer; not told of open questions and of parts, which have none."""
    landed = [candidate for candidate in choice.candidates if candidate.reply and not candidate.question]
    silent = [candidate for candidate in landed if candidate.answer is None]
    cut = sum(candidate.status == "truncated" for candidate in silent)
    if not choice.chosen or not silent or (len(silent) == len(landed) and not cut):
        return []  # without an answer the command itself says why
    remedy = f"; {cut} cut off, which a larger --max-tokens may mend" if cut else ""
    return [f"{len(silent)} of {count(len(landed), 'path')} gave no answer{remedy}"]


def _failed(choice: Choice, signs: Signs) -> list[str]:
    lost = [candidate for candidate in choice.candidates if candidate.status == "failed"]
    if not lost or not choice.chosen:  # without an answer the command itself says why
        return []
    reason = one_line(lost[0].reason, signs.encoding)
    return [f"{len(lost)} of {count(len(choice.candidates), 'path')} failed" + (f": {reason}" if reason else "")]
