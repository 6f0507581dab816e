"""Options of the command line alone: where a question comes from, and how its answer is printed."""

from pathlib import Path
from typing import Annotated

import typer

from system2.config.options import INPUT, MONEY, OUTPUT, PATHS

Question = Annotated[
    list[str] | None,
    typer.Argument(metavar="PROBLEM", help="What is asked. `-`, or nothing, reads it from the pipe."),
]
AnswerKind = Annotated[
    str,
    typer.Option(
        "--answer",
        metavar="KIND",
        help="How answers are read. auto: by the question; else number, choice, text, code, json, open (by their "
        "meaning) or regex:PATTERN.",
        rich_help_panel=PATHS,
    ),
]
AllowUnpriced = Annotated[
    bool,
    typer.Option("--allow-unpriced", help="Call models whose price is unknown, caps or not.", rich_help_panel=MONEY),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Say what it may cost and send nothing. Exit 3 if a cap could stop it.",
        rich_help_panel=MONEY,
    ),
]
System = Annotated[
    str | None,
    typer.Option("-s", "--system", metavar="TEXT", help="System message for every path.", rich_help_panel=INPUT),
]
Files = Annotated[
    list[Path] | None,
    typer.Option("-f", "--file", metavar="FILE", help="File to read as context. Repeatable.", rich_help_panel=INPUT),
]
NoStdin = Annotated[
    bool, typer.Option("--no-stdin", help="Leave standard input alone, as in a loop.", rich_help_panel=INPUT)
]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"system2 {version('system2')}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")]
"""Of every script that is installed."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.", rich_help_panel=OUTPUT)]
AnswerOnly = Annotated[
    bool, typer.Option("-a", "--answer-only", help="Print the short answer alone.", rich_help_panel=OUTPUT)
]
Plain = Annotated[
    bool,
    typer.Option(
        "--plain",
        help="Print the answer as it was written. Else its Markdown is drawn at a terminal.",
        rich_help_panel=OUTPUT,
    ),
]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Nothing but the answer and errors.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Verdicts and retries in full.", rich_help_panel=OUTPUT)]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with an unfinished run of the same question.", rich_help_panel=INPUT)
]
FollowUp = Annotated[
    bool, typer.Option("-c", "--continue", help="Ask about the last run's answer.", rich_help_panel=INPUT)
]
