"""Paths that compute: each is a program, and what it prints is the answer (Gao et al. 2022, arXiv:2211.10435)."""

import ast
from dataclasses import replace

from system2.answers.code import code_block, parses
from system2.core.actions import Check, Sample
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Answered, Remark
from system2.core.outcomes import Checked
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, say, shown
from system2.strategies.best_of_n import best_of_n
from system2.strategies.course import Course
from system2.strategies.pieces import USUALLY, How, answer_of, candidate_from, judged
from system2.strategies.record import strategy
from system2.verifiers.interface import Verifier, first_question

FILE = "program.py"
COMMAND = f"python {FILE}"
FORM = "```python\nprint({})\n```"

TELLING = 1_000
"""Signs of what a program printed, or of its error, that are told: the end of it."""


@strategy(
    "write a program for each path, run it, and weigh what they print",
    source="Gao et al. 2022, arXiv:2211.10435; Chen et al. 2022, arXiv:2211.12588",
    use="arithmetic, counting and dates: what a few lines of Python compute",
    takes=(*best_of_n.takes, "thinking_tokens"),
    judges=lambda course: True,
    hears_all=best_of_n.hears_all,
    compares=True,
    runs_code=True,
)
async def program(problem: Problem, *, course: Course) -> Choice:
    """Start `effort` paths at once, each a program that is run, and go on as best-of-N does with what they print.

    A program that fails is written once more in the light of its error. At most 2 `effort` samples, `effort` judged.
    """

    async def path(number: int, judge: Verifier | None = None, how: How = USUALLY) -> Candidate:
        numbers = (number, course.effort + number)
        candidate = await computed(problem, numbers, judge, course, how)
        return await judged(problem, candidate, judge) if judge else candidate

    return await best_of_n.begin(problem, replace(course, maker=path))


async def computed(
    problem: Problem, numbers: tuple[int, int], judge: Verifier | None, course: Course, how: How
) -> Candidate:
    """A path whose answer a program computed; `numbers` are those of its first sample and of its second.

    A path whose program fails twice abstains; a model that writes none at all is taken at its word.
    """
    instruction = say("program", problem, problem=problem.statement)
    messages = conversation(problem, instruction, examples=shown(problem, "program"))
    earmark = first_question(problem, judge) if judge else None
    candidate = Candidate(numbers[0])
    for index in numbers:
        sample = Sample(messages, index, thinking_tokens=course.thinking_tokens, earmark=earmark, form=FORM)
        outcome = await do(replace(sample, **how._asdict()))
        written = replace(candidate_from(problem, index, outcome), index=numbers[0])
        if written.reply is None:
            return candidate if candidate.reply else written
        candidate, trouble = await run(problem, written, confined=course.confined)
        if not trouble or written.status != "ok":
            break
        messages, earmark = again(messages, problem, written.text, trouble), None
    await note(Answered(candidate.index, candidate.answer))
    return candidate


async def run(problem: Problem, written: Candidate, *, confined: bool) -> tuple[Candidate, str]:
    """The path with what its program prints, and what is wrong with the program, empty where nothing is.

    That it could not be run at all is no fault of the program, and nothing that another one would mend.
    """
    code = code_block(written.text, required=False)
    if code is None or written.reply is None:
        return written, "There is no program in it."
    outcome = await do(Check(COMMAND, "", files={FILE: showing(code)}, about=written.index, confined=confined))
    unanswered = replace(written, answer=None)
    if not isinstance(outcome, Checked):
        await note(Remark(f"the program of path {written.index + 1} could not be run: {outcome.reason}"))
        return unanswered, ""
    printed = outcome.output.strip()[-TELLING:]
    if outcome.exit_code != 0 or not printed:
        return unanswered, outcome.errors.strip()[-TELLING:] or outcome.reason or "It printed nothing."
    text = f"{written.text.rstrip()}\n\nIt prints:\n\n{printed}\n\nFinal answer: {printed.splitlines()[-1]}"
    return replace(written, reply=replace(written.reply, text=text), answer=answer_of(problem, text)), ""


def showing(code: str) -> str:
    """The program, which prints its last expression where it prints nothing, as Python shows it to who types it in.

    Small models often end so (Qwen2.5-Coder 0.5B in two of three programs), and write the same when asked again.
    """
    if "print" in code or not parses(f"{code}\nprint()"):  # a bare sum alone does not count as a program there
        return code
    match ast.parse(code).body:
        case [*_, ast.Expr() as last]:
            *before, line = code.splitlines()[: last.lineno]
            beside = line.encode()[: last.col_offset].decode()  # Python counts bytes
            return "\n".join([*before, f"{beside}print({ast.get_source_segment(code, last)})"])
    return code


def again(messages: Messages, problem: Problem, text: str, trouble: str) -> Messages:
    """The request to write a program anew that failed so."""
    return (*messages, Message("assistant", text), Message("user", say("program_again", problem, error=fence(trouble))))
