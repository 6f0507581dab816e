"""The options that the paying commands share: one idea, one flag, the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

MODEL = "Model"
PATHS = "Paths"
JUDGING = "Judging"
MONEY = "Money"
INPUT = "Input"
OUTPUT = "Output"

Question = Annotated[
    str | None, typer.Argument(metavar="PROBLEM", help="What is asked. `-`, or nothing, reads it from the pipe.")
]
Model = Annotated[
    str | None,
    typer.Option(
        "-m", "--model", metavar="MODEL", help="Any model that LiteLLM knows, or `local`.", rich_help_panel=MODEL
    ),
]
Verifier = Annotated[
    str | None,
    typer.Option(
        "--verifier",
        metavar="MODEL[,MODEL]",
        help="Model that judges, if another; a panel of several.",
        rich_help_panel=MODEL,
    ),
]
JudgeBy = Annotated[
    str | None,
    typer.Option(
        "--judge-by",
        metavar="WAY[,WAY]",
        help="judge, pairwise, logprob, program, tests, reward, agreement, none; several. [default: judge]",
        rich_help_panel=JUDGING,
    ),
]
Critiques = Annotated[
    int | None,
    typer.Option(
        "--critiques", metavar="K", help="Judge each path so many times by principles.", rich_help_panel=JUDGING
    ),
]
Check = Annotated[
    str | None,
    typer.Option(
        "--check", metavar="COMMAND", help="Program that judges: exit 0 accepts, 1 rejects.", rich_help_panel=JUDGING
    ),
]
Tests = Annotated[
    Path | None,
    typer.Option("--tests", metavar="FILE", help="Tests that code has to pass.", rich_help_panel=JUDGING),
]
UnsafeRunCode = Annotated[
    bool,
    typer.Option(
        "--unsafe-run-code",
        help="Let code that a model wrote have your files and the network.",
        rich_help_panel=JUDGING,
    ),
]
Reward = Annotated[
    str | None,
    typer.Option(
        "--reward", metavar="URL[#MODEL]", help="Reward model, as vLLM or SGLang serve it.", rich_help_panel=JUDGING
    ),
]
Aggregate = Annotated[
    str | None,
    typer.Option(
        "--aggregate",
        metavar="product|min|last|mean",
        help="Score a path by its steps so: with --reward, or in a search by beam or dvts (there product by default).",
        rich_help_panel=JUDGING,
    ),
]
AnswerKind = Annotated[
    str,
    typer.Option(
        "--answer",
        metavar="KIND",
        help="How answers are read: auto, number, choice, text, code, json, open or regex:PATTERN.",
        rich_help_panel=PATHS,
    ),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", metavar="X", min=0, max=1, help="Exit 6 if it is less sure.", rich_help_panel=JUDGING
    ),
]
MinAgreement = Annotated[
    float | None,
    typer.Option(
        "--min-agreement", metavar="X", min=0, max=1, help="Exit 6 if fewer paths agree.", rich_help_panel=JUDGING
    ),
]
Generator = Annotated[
    str | None,
    typer.Option("--generator", metavar="MODEL", help="Model that writes paths, if another.", rich_help_panel=MODEL),
]
Aggregator = Annotated[
    str | None,
    typer.Option("--aggregator", metavar="MODEL", help="Model that puts paths together.", rich_help_panel=MODEL),
]
Classifier = Annotated[
    str | None,
    typer.Option("--classifier", metavar="MODEL", help="Model that tells tasks apart.", rich_help_panel=MODEL),
]
Temperature = Annotated[
    float | None,
    typer.Option(
        "-t",
        "--temperature",
        metavar="X",
        help="How freely paths are sampled. [default: 0.8, or what suits the model]",
        rich_help_panel=MODEL,
    ),
]
MaxTokens = Annotated[
    int | None,
    typer.Option(
        "--max-tokens",
        metavar="TOKENS",
        help="Longest path, in tokens. [default: 4096; 512 for local]",
        rich_help_panel=MODEL,
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="Seconds that one call may take. [default: 120; the embedded model 900]",
        rich_help_panel=MODEL,
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option(
        "-j", "--concurrency", metavar="N", help="Calls at the same time. [default: 32]", rich_help_panel=MODEL
    ),
]
ThinkingTokens = Annotated[
    int | None,
    typer.Option(
        "--thinking-tokens",
        metavar="TOKENS",
        help="How long each call may think first; 0 turns it off where that can be.",
        rich_help_panel=MODEL,
    ),
]
ReasoningEffort = Annotated[
    str | None,
    typer.Option(
        "--reasoning-effort",
        metavar="none|minimal|low|medium|high|xhigh",
        help="The same in a word.",
        rich_help_panel=MODEL,
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Seed of the first path.", rich_help_panel=MODEL)]
MaxCost = Annotated[
    str | None,
    typer.Option("--max-cost", metavar="DOLLARS", help="Most that this run may cost.", rich_help_panel=MONEY),
]
AllowUnpriced = Annotated[
    bool,
    typer.Option("--allow-unpriced", help="Call models whose price is unknown, caps or not.", rich_help_panel=MONEY),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Say what it may cost and send nothing; exit 3 if a cap could stop it.",
        rich_help_panel=MONEY,
    ),
]
ConfirmAbove = Annotated[
    str | None,
    typer.Option(
        "--confirm-above", metavar="DOLLARS", help="Ask first where it could cost more.", rich_help_panel=MONEY
    ),
]
NoAdapt = Annotated[
    bool,
    typer.Option("--no-adapt", help="Leave effort and thinking alone, however little is left.", rich_help_panel=MONEY),
]
Priority = Annotated[
    str | None,
    typer.Option(
        "--priority",
        metavar="low|normal|high",
        help="How much thinking it is worth: x0.7, x1, x1.5. [default: normal]",
        rich_help_panel=MONEY,
    ),
]
System = Annotated[
    str | None,
    typer.Option("-s", "--system", metavar="TEXT", help="System message for every path.", rich_help_panel=INPUT),
]
Files = Annotated[
    list[Path] | None,
    typer.Option("-f", "--file", metavar="FILE", help="File to read as context; repeatable.", rich_help_panel=INPUT),
]
NoStdin = Annotated[
    bool, typer.Option("--no-stdin", help="Leave standard input alone, as in a loop.", rich_help_panel=INPUT)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.", rich_help_panel=OUTPUT)]
AnswerOnly = Annotated[
    bool, typer.Option("-a", "--answer-only", help="Print the short answer alone.", rich_help_panel=OUTPUT)
]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Nothing but the answer and errors.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Verdicts and retries in full.", rich_help_panel=OUTPUT)]
Display = Annotated[
    str | None,
    typer.Option("--display", metavar="auto|live|plain|none", help="How to show the run.", rich_help_panel=OUTPUT),
]
Select = Annotated[
    str | None,
    typer.Option(
        "--select", metavar="auto|verdict|majority|weighted", help="Who wins. [default: auto]", rich_help_panel=PATHS
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither take replies from the cache nor keep them.", rich_help_panel=MONEY)
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Take no replies from the cache, but keep the new ones.", rich_help_panel=MONEY)
]
NoTrace = Annotated[bool, typer.Option("--no-trace", help="Leave no trace of this run.", rich_help_panel=OUTPUT)]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with an unfinished run of the same question.", rich_help_panel=INPUT)
]
FollowUp = Annotated[
    bool, typer.Option("-c", "--continue", help="Ask about the last run's answer.", rich_help_panel=INPUT)
]
