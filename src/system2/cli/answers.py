"""`system2 answers`: how the answer of a path is read, and which answers are the same. No model is asked."""

import sys
from typing import Annotated

import typer

from system2.cli import options
from system2.cli.apps import App
from system2.cli.output import tell
from system2.errors import ExitCode
from system2.render.safe import clean, to_json

app = App(help="Read the answer of a text and compare answers, as runs do. No model is asked.")

Question = Annotated[str, typer.Option("--question", metavar="TEXT", help="What is answered, which tells how to read.")]


@app.command()
def read(question: Question = "", answer: options.AnswerKind = "auto", json: options.Json = False) -> None:
    """Print the answer of the path on standard input, its kind and the rule that found it.

    Exit code 6 where there is none: the path declines, or says no answer.
    """
    from system2.answers.extract import find

    found = find(sys.stdin.read(), answer, question=question)
    if found is None:
        tell("No answer is found in this text.")
        raise typer.Exit(ExitCode.NOT_GOOD_ENOUGH)
    if json:
        said = {"answer": found.answer.text, "kind": found.answer.kind, "rule": found.rule, "weak": found.answer.weak}
        print(to_json(said))
    else:
        print(f"{clean(found.answer.text)}\t{found.answer.kind}\t{found.rule}")


@app.command()
def same(
    one: Annotated[str, typer.Argument(metavar="A", help="One answer.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    question: Question = "",
) -> None:
    """Tell by the exit code whether two answers are the same: 0 where they are, 6 where they differ."""
    from system2.answers.equivalence import same_texts

    is_same = same_texts(one, other, question=question)
    print("same" if is_same else "different")
    if not is_same:
        raise typer.Exit(ExitCode.NOT_GOOD_ENOUGH)
