"""What a run hands back, as a library object and as the one JSON object that scripts read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal, Self

from system2.core.account import Account
from system2.core.candidates import Candidate, Choice, Verdict
from system2.core.money import Bill, CostStatus, Usage
from system2.engine.company import Missing
from system2.engine.terms import Terms
from system2.engine.totals import Totals
from system2.errors import ExitCode, LedgerError
from system2.model.client import display_name

RARE = frozenset({"tree", "doubts", "missing", "account", "raw", "question", "steps", "principles", "parts", "over"})
"""What is left out of the JSON where there is none of it."""


@dataclass(frozen=True)
class TokenReport:
    """Tokens by class; `cached` is part of `input`, `reasoning` of `output`."""

    input: int
    cached: int
    output: int
    reasoning: int


@dataclass(frozen=True)
class VerdictReport:
    """A verifier's judgement: `score` 0 to 1, by which way of judging, and the score of every step where it has any.

    `principles` are those by which a critique judged, `parts` the judgements that this one was made of.
    """

    is_correct: bool
    score: float
    critique: str
    by: str
    steps: tuple[float, ...] = ()
    principles: str = ""
    parts: tuple["VerdictReport", ...] = ()


@dataclass(frozen=True)
class CandidateReport:
    """One path, which `model` wrote. `cost_usd` holds its sample and its verdicts; null where a price is unknown.

    `raw` is what the provider sent as the text, where thoughts or a chat template's marks were taken out of it;
    `question` is what the path answers, where that is a part of the problem.
    """

    index: int
    text: str
    answer: str | None
    score: float | None
    verdict: VerdictReport | None
    status: str
    reason: str
    usage: TokenReport
    cost_usd: Decimal | None
    model: str
    raw: str = ""
    question: str = ""


@dataclass(frozen=True)
class NodeReport:
    """One state of a tree search; `steps` are the scores of the steps that lead to it, where steps were scored.

    `reason` is why it has its score, `over` why nothing goes on from it, `tokens` what its step took to write.
    """

    id: int
    parent: int | None
    step: str
    score: float | None
    fate: str
    steps: tuple[float, ...] = ()
    reason: str = ""
    over: str = ""
    tokens: int = 0


@dataclass(frozen=True)
class CallCounts:
    """Requests: sent in all, answered from the cache, failed, refused before they were sent, cancelled on the way."""

    made: int
    cached: int
    failed: int
    refused: int
    cancelled: int


@dataclass(frozen=True)
class Result:
    """The answer to a problem, with its confidence, its cost and the evidence.

    `answer` is the short comparable answer, `text` the whole chosen path, `agreement` the share of answered paths that
    gave this answer, `confidence` how sure votes and verdicts make us, `interval` its 95 % bounds; `confidence_kind`
    says that it is calibrated, which is how often runs that looked like this were right, or that it is what the
    agreement of paths and verdicts comes to, drawn towards a half. `cost_usd` is null where a price is unknown, and
    holds what was surely spent; `unsettled_usd` is what calls that broke off may have cost besides. `doubts` are what
    speaks against the answer all the same. `stopped` says why the run ended, `exit_code` what the
    command exits with, `trouble` in one line why that is not 0. `missing` are members of a panel none of whose paths
    came, `account` tells where the paths part.
    """

    run: str
    command: str
    strategy: str
    model: str
    answer: str | None
    text: str
    confidence: float | None
    confidence_kind: Literal["calibrated", "agreement"] | None
    agreement: float | None
    interval: tuple[float, float] | None
    chosen: int | None
    candidates: tuple[CandidateReport, ...]
    usage: TokenReport
    cost_usd: Decimal | None
    cost_status: CostStatus
    unsettled_usd: Decimal
    calls: CallCounts
    stopped: str
    seconds: float
    exit_code: int
    trouble: str
    tree: tuple[NodeReport, ...] = ()
    doubts: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    account: Account | None = None

    def after(self, trouble: LedgerError) -> Self:
        """This result where the ledger could not be closed behind it; a more pressing trouble stays the exit code."""
        code = self.exit_code if self.exit_code == ExitCode.INTERRUPTED else int(ExitCode.LEDGER)
        lines = [self.trouble, "" if str(trouble) in self.trouble else str(trouble)]
        return replace(self, exit_code=code, trouble=" ".join(filter(None, lines)))

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`: money as strings; what only some strategies have, only where there is any."""
        fields = asdict(self)
        for name in ("cost_usd", "unsettled_usd"):
            fields[name] = amount_text(fields[name])
        for candidate in fields["candidates"]:
            candidate["cost_usd"] = amount_text(candidate["cost_usd"])
        verdicts = [each["verdict"] for each in fields["candidates"] if each["verdict"]]
        for part in (fields, *fields["candidates"], *_with_parts(verdicts), *fields["tree"]):
            for name in RARE & part.keys():
                if not part[name]:
                    del part[name]
        return fields


def _with_parts(verdicts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The verdicts as plain values, and all that they were made of."""
    return [each for verdict in verdicts for each in (verdict, *_with_parts(verdict["parts"]))]


def amount_text(amount: Decimal | None) -> str | None:
    """Dollars as JSON carries them: a plain decimal string, never in powers of ten."""
    return None if amount is None else f"{amount:f}"


def report(
    terms: Terms,
    choice: Choice,
    totals: Totals,
    *,
    refused: int,
    cached: int,
    seconds: float,
    code: ExitCode,
    trouble: str,
    missing: tuple[Missing, ...] = (),
) -> Result:
    """The result of a run that has ended."""
    chosen = choice.chosen
    return Result(
        run=terms.run,
        command=terms.command,
        strategy=terms.strategy,
        model=terms.model,
        answer=chosen.answer.text if chosen and chosen.answer else None,
        text=chosen.text if chosen else "",
        confidence=choice.confidence,
        confidence_kind=kind_of(choice),
        agreement=choice.agreement,
        interval=choice.interval,
        chosen=chosen.index if chosen else None,
        candidates=tuple(_candidate(candidate, terms, totals) for candidate in choice.candidates),
        tree=tuple(NodeReport(**asdict(node)) for node in choice.tree),
        doubts=choice.doubts,
        account=choice.account,
        usage=_tokens(totals.usage),
        cost_usd=_known(totals.bill),
        cost_status=totals.bill.status,
        unsettled_usd=totals.bill.unsettled,
        calls=CallCounts(
            made=totals.bill.calls,
            cached=cached,
            failed=totals.statuses["failed"],
            refused=refused,
            cancelled=totals.statuses["cancelled"],
        ),
        stopped=choice.stopped,
        seconds=round(seconds, 3),
        exit_code=int(code),
        trouble=trouble,
        missing=missing,
    )


def kind_of(choice: Choice) -> Literal["calibrated", "agreement"] | None:
    """What the confidence is: how often such runs were right, or what votes and verdicts add up to."""
    if choice.confidence is None:
        return None
    return "calibrated" if choice.problems else "agreement"


def _candidate(candidate: Candidate, terms: Terms, totals: Totals) -> CandidateReport:
    verdict = candidate.verdict
    return CandidateReport(
        index=candidate.index,
        text=candidate.text,
        answer=candidate.answer.text if candidate.answer else None,
        score=candidate.score,
        verdict=_verdict(verdict) if verdict else None,
        status=candidate.status,
        reason=candidate.reason,
        usage=_tokens(totals.path_usage[candidate.index]),
        cost_usd=_known(totals.path_bill[candidate.index]),
        model=(candidate.reply and candidate.reply.model) or display_name(terms.cast.writer(candidate.index)),
        raw=candidate.reply.raw if candidate.reply else "",
        question=candidate.question,
    )


def _verdict(verdict: Verdict) -> VerdictReport:
    return VerdictReport(
        verdict.is_correct,
        verdict.score,
        verdict.critique,
        verdict.by,
        verdict.steps,
        verdict.principles,
        tuple(map(_verdict, verdict.parts)),
    )


def _tokens(usage: Usage) -> TokenReport:
    return TokenReport(usage.input, usage.cached, usage.output, usage.reasoning)


def _known(bill: Bill) -> Decimal | None:
    return None if bill.unknown_calls else bill.amount
