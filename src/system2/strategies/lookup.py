"""Looking things up between drafts, by the user's own program (TTD-DR: Han et al. 2025, arXiv:2507.16075)."""

from collections.abc import Sequence
from typing import Any

from system2.core.actions import Ask, Check
from system2.core.candidates import Candidate
from system2.core.decisions import Remark
from system2.core.outcomes import Checked, Replied
from system2.core.problem import Problem
from system2.core.procedures import do, note
from system2.prompts.fence import fence, sanitise
from system2.prompts.speak import conversation, say
from system2.strategies.quoting import quoted
from system2.verifiers.exits import last_line
from system2.verifiers.parsing import read_object

MOST_QUESTIONS = 5
"""Questions that are looked up for one draft."""

LONGEST_QUESTION = 300
"""Characters of a question."""

PASSAGES = 16_000
"""Characters of what was looked up that a prompt quotes: some 4,000 tokens."""

SCHEMA: dict[str, Any] = {
    "title": "open_questions",
    "type": "object",
    "properties": {"questions": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_QUESTIONS}},
    "required": ["questions"],
    "additionalProperties": False,
}


async def passages(problem: Problem, draft: Candidate, program: str) -> str:
    """What the program finds on the questions that a draft leaves open; empty where that is nothing.

    The model is asked for the questions, and the program gets them on its standard input, one a line, and the problem
    in `SYSTEM2_PROBLEM`. What it prints counts where its exit code is 0. At most one question to a model.
    """
    questions = await open_questions(problem, draft)
    if not questions:
        return ""
    await note(Remark(f"draft {draft.index + 1} leaves open: " + " | ".join(questions)))
    lines = "".join(f"{question}\n" for question in questions)
    outcome = await do(Check(program, lines, {"SYSTEM2_PROBLEM": problem.statement}, about=draft.index, told=PASSAGES))
    if isinstance(outcome, Checked) and outcome.exit_code == 0:
        return outcome.output.strip()
    if isinstance(outcome, Checked):
        why = outcome.reason or last_line(outcome.errors) or f"it ended with exit code {outcome.exit_code}"
    else:
        why = outcome.reason
    await note(Remark(f"nothing was looked up: {why}"))
    return ""


async def open_questions(problem: Problem, draft: Candidate) -> list[str]:
    """The questions that a draft leaves open; none where the model sees none or its reply cannot be read."""
    texts = quoted(problem, [draft])
    instruction = say("open_questions", problem, problem=problem.statement, candidates=texts, most=str(MOST_QUESTIONS))
    outcome = await do(Ask(conversation(problem, instruction), "aggregate", schema=SCHEMA))
    return questions_in(outcome.reply.text)[:MOST_QUESTIONS] if isinstance(outcome, Replied) else []


def questions_in(text: str) -> list[str]:
    """The questions in a model's reply, each on one line; none where it cannot be read."""
    found = read_object(text, {"questions"})
    listed = found["questions"] if found and isinstance(found["questions"], list) else []
    lines = (" ".join(sanitise(question, LONGEST_QUESTION).split()) for question in listed if isinstance(question, str))
    return [line for line in lines if line]


def looked_up(problem: Problem, found: Sequence[str]) -> str:
    """How a prompt tells what was looked up so far; empty where that is nothing. What is too much loses its middle."""
    return say("looked_up", problem, passages=fence("\n\n".join(found), PASSAGES)) if any(found) else ""
