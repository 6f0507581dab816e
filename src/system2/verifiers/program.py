"""A program as the verifier: the user's own check, run on every path."""

from dataclasses import dataclass, field

from system2.core.actions import Check
from system2.core.candidates import Candidate, Verdict
from system2.core.outcomes import Checked, Failed, Refused
from system2.core.problem import Problem
from system2.core.procedures import do
from system2.verifiers.exits import last_line, rejection, report

ACCEPTABLE = 0.5


@dataclass(frozen=True)
class Program:
    """Runs `command` with the candidate on its standard input and the problem and the answer in its environment.

    The exit code decides: 0 accepts, 1 rejects. A number from 0 to 1 alone on the last line of its standard output
    is the score of a path that it accepts; below one half that is no longer an acceptance. A rejection scores 0,
    whatever was printed, and so does a program that a limit or a signal ended. Any other exit code means that the
    program itself failed, and the path stays unjudged.
    """

    command: str
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The program's verdict on this path."""
        return await report(candidate.index, (await self.check(problem, candidate)), self._told)

    async def check(self, problem: Problem, candidate: Candidate) -> Verdict | str:
        """What the program says of this path; a text is why it said nothing."""
        answer = candidate.answer.text if candidate.answer else ""
        environment = {"SYSTEM2_PROBLEM": problem.statement, "SYSTEM2_ANSWER": answer}
        return read_outcome(await do(Check(self.command, candidate.text, environment, about=candidate.index)))


def read_outcome(outcome: Checked | Failed | Refused) -> Verdict | str:
    """What the program said; a text is why it said nothing."""
    match outcome:
        case Checked(exit_code=None, reason=reason):
            return rejection("program", reason)
        case Checked(exit_code=0, output=output):
            score = read_score(output)
            return Verdict(1.0 if score is None else score, score is None or score >= ACCEPTABLE, by="program")
        case Checked(exit_code=1):
            return rejection("program", last_line(outcome.errors) or last_line(outcome.output) or "rejected")
        case Checked(exit_code=code):
            said = last_line(outcome.errors) or last_line(outcome.output)
            return f"the check program itself failed with exit code {code}" + (f": {said}" if said else "")
    return outcome.reason


def read_score(output: str) -> float | None:
    """The number from 0 to 1 that stands alone on the last line that is not blank."""
    try:
        score = float(last_line(output))
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None
