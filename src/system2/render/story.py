"""What a trace has to tell, in the order in which a person asks for it; drawn for terminal, page and pull request."""

from dataclasses import dataclass
from functools import reduce

from system2.core.calls import Call
from system2.core.candidates import Candidate, Node
from system2.core.decisions import Chosen, Remark
from system2.core.events import Event, Lost, Retrying, Warned
from system2.core.money import NO_TOKENS, Bill, Usage
from system2.core.problem import Problem
from system2.render.account import Row, account_rows
from system2.render.screen import Screen
from system2.render.words import count, duration, percent, spent
from system2.store.trace import Trace

SHORT = 80
"""An answer of so many characters, on one line, is shown large."""


@dataclass(frozen=True)
class Share:
    """One part of the cost: what one model was paid in one role; `share`, 0 to 1, is its part of the whole."""

    role: str
    model: str
    bill: Bill
    usage: Usage
    share: float

    @property
    def tokens(self) -> str:
        """Its tokens by class, those that there are."""
        usage = self.usage
        classes = ((usage.input, "in"), (usage.cached, "cached"), (usage.output, "out"), (usage.reasoning, "reasoning"))
        return ", ".join(f"{number:,} {name}" for number, name in classes if number)


@dataclass(frozen=True)
class Story:
    """A run from question to answer. `candidates` holds the chosen one too, whatever the strategy made it from."""

    trace: Trace
    screen: Screen
    problem: Problem
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    nodes: tuple[Node, ...]
    shares: tuple[Share, ...]
    course: tuple[tuple[float, str], ...]

    @property
    def account(self) -> tuple[Row, ...]:
        """Where the paths part; empty where nobody asked."""
        choice = self.trace.choice
        return tuple(account_rows(choice.account)) if choice and choice.account else ()

    @property
    def answer(self) -> str:
        """The short answer, or the chosen path's text where there is none."""
        if self.chosen is None:
            return ""
        return self.chosen.answer.text if self.chosen.answer else self.chosen.text.strip()

    @property
    def answer_is_short(self) -> bool:
        """Whether the answer can be shown large."""
        return len(self.answer) <= SHORT and "\n" not in self.answer

    @property
    def no_answer(self) -> str:
        """What stands where the answer would."""
        return "No answer" if self.trace.choice else "No answer yet"

    @property
    def how(self) -> str:
        """The command, the strategy and the model."""
        started = self.screen.started
        return f"{started.command} · {started.strategy} · {started.model}" if started else ""

    @property
    def figures(self) -> str:
        """What it cost and how long it took."""
        bill = self.trace.bill
        parts = [f"{spent(bill)}, {count(bill.calls, 'call')}", duration(self.seconds)]
        if cached := sum(bool(candidate.reply and candidate.reply.cached) for candidate in self.candidates):
            parts.append(f"{count(cached, 'path')} from the cache")
        return " · ".join(parts)

    @property
    def seconds(self) -> float:
        """Wall time."""
        return self.trace.ending.seconds if self.trace.ending else self.trace.seconds

    @property
    def why(self) -> list[str]:
        """Why this answer: sentences, the reason first."""
        choice = self.trace.choice
        if choice is None:
            return ["The run broke off before it could choose."]
        reasons = [moment.event.why for moment in self.trace.moments if isinstance(moment.event, Chosen)]
        sentences = [f"Path {self.chosen.index + 1} won: {reasons[-1]}."] if reasons and self.chosen else []
        if choice.chosen is None:
            sentences.append("No path could be chosen.")
        if choice.confidence is not None:
            bounds = f", between {choice.interval[0]:.2f} and {choice.interval[1]:.2f}" if choice.interval else ""
            learnt = f", learnt from {count(choice.problems, 'measured problem')}" if choice.problems else ""
            sentences.append(f"Confidence {choice.confidence:.2f}{bounds}{learnt}.")
        elif choice.agreement is not None:
            sentences.append("No verdict was heard.")
        if choice.agreement is not None:
            sentences.append(f"{percent(choice.agreement)} of the paths with an answer agree.")
        first = next((candidate for candidate in self.candidates if candidate.index == 0), None)
        if first and first.answer and first.answer.text != self.answer and self.answer_is_short:
            sentences.append(f"One path alone would have said {first.answer.text}.")
        sentences += [f"Doubtful: {doubt}" for doubt in choice.doubts]
        return [*sentences, f"The run ended because: {choice.stopped}."]

    @property
    def next_step(self) -> str:
        """The command that carries the run on, where one can."""
        return f"system2 resume {self.trace.run}" if self.trace.can_be_continued else ""

    def writer_of(self, candidate: Candidate) -> str:
        """The model that wrote a path, where several models wrote any; else empty."""
        writers = {each.reply.model for each in self.candidates if each.reply}
        return candidate.reply.model if candidate.reply and len(writers) > 1 else ""

    def bill_of(self, candidate: Candidate) -> Bill:
        """What this path cost with its verdicts."""
        bill = Bill()
        for call in self.trace.calls:
            if call.label.path == candidate.index:
                bill = bill.plus(call.cost)
        return bill


def story(trace: Trace) -> Story:
    """What this trace tells."""
    screen = reduce(Screen.after, (moment.event for moment in trace.moments), Screen())
    choice = trace.choice
    candidates = trace.candidates
    chosen = choice.chosen if choice else None
    if chosen and chosen in candidates:
        chosen = candidates[candidates.index(chosen)]
    elif chosen:
        candidates = (*candidates, chosen)
    nodes = choice.tree if choice and choice.tree else tuple(screen.nodes.values())
    course = tuple((moment.at, told) for moment in trace.moments if (told := _told(moment.event)))
    problem = screen.started.problem if screen.started else Problem("")
    return Story(trace, screen, problem, candidates, chosen, nodes, _shares(trace.calls), course)


def answer_of(candidate: Candidate) -> str:
    """What this path says, or why it says nothing; of a part of the problem, which one it is."""
    if candidate.question:
        return candidate.question
    if candidate.answer:
        return candidate.answer.text
    return "no answer" if candidate.status == "ok" else f"no answer, {candidate.status}"


def _told(event: Event) -> str:
    match event:
        case Remark(text) | Warned(text):
            return text
        case Retrying(_, index, attempt, seconds, reason):
            return f"Path {index + 1}: attempt {attempt} failed ({reason}), the next one after {duration(seconds)}."
        case Lost(index, reason):
            return f"Path {index + 1} was lost: {reason}"
        case Chosen(index, why):
            return f"Path {index + 1} was chosen: {why}"
    return ""


def _shares(calls: tuple[Call, ...]) -> tuple[Share, ...]:
    """The parts of the cost, the dearest first; shares are of the dollars, or of the tokens where all is free."""
    bills: dict[tuple[str, str], Bill] = {}
    usages: dict[tuple[str, str], Usage] = {}
    for call in calls:
        key = (call.label.role, call.label.model)
        bills[key] = bills.get(key, Bill()).plus(call.cost)
        usages[key] = usages.get(key, NO_TOKENS) + call.usage
    dollars = sum(bill.amount for bill in bills.values())
    tokens = sum(usage.input + usage.output for usage in usages.values())

    def share(key: tuple[str, str]) -> float:
        if dollars:
            return float(bills[key].amount / dollars)
        return (usages[key].input + usages[key].output) / tokens if tokens else 0.0

    keys = sorted(bills, key=lambda key: (-share(key), key))
    return tuple(Share(*key, bills[key], usages[key], share(key)) for key in keys)
