"""What every paying command takes and does alike, so that a flag means the same everywhere."""

from dataclasses import dataclass
from typing import Annotated

from system2.cli import options
from system2.cli.asking import Input, question_in
from system2.cli.output import Output, teller
from system2.cli.taking import Given, OptionsOf
from system2.config.judging import Demands, Judging
from system2.config.options import read
from system2.config.settings import Settings
from system2.config.sources import load_settings


@dataclass(frozen=True, kw_only=True)
class Paying:
    """The options of whatever makes calls, a measurement too: who judges and how, and what it may cost."""

    verdicts: Annotated[Given, OptionsOf(Judging)]
    allow_unpriced: options.AllowUnpriced = False
    quiet: options.Quiet = False

    def settings(self, given: Given) -> Settings:
        """The settings that hold with what was given on the command line."""
        return load_settings(given, tell=teller(quiet=self.quiet))

    @property
    def judging(self) -> Judging:
        """How verdicts come about. Raises `UsageError`."""
        return read(Judging, self.verdicts)


@dataclass(frozen=True, kw_only=True)
class Shared(Paying):
    """The options of every command that answers questions, as they were given."""

    demanded: Annotated[Given, OptionsOf(Demands)]
    answer_kind: options.AnswerKind = "auto"
    dry_run: options.DryRun = False
    system: options.System = None
    file: options.Files = None

    @property
    def demands(self) -> Demands:
        """What the answer has to meet. Raises `UsageError`."""
        return read(Demands, self.demanded)


@dataclass(frozen=True, kw_only=True)
class Single(Shared):
    """The options of the commands that answer one question."""

    problem: options.Question = None
    resume: options.Resume = False
    follow_up: options.FollowUp = False
    no_stdin: options.NoStdin = False
    json: options.Json = False
    answer_only: options.AnswerOnly = False
    plain: options.Plain = False
    verbose: options.Verbose = False
    version: options.Version = False

    @property
    def source(self) -> Input:
        """Where the problem comes from."""
        return Input(
            question_in(self.problem or []),
            system=self.system,
            files=self.file or [],
            use_stdin=not self.no_stdin,
            follow_up=self.follow_up,
            answer_kind=self.answer_kind,
        )

    def output(self, settings: Settings, *, prefer_answer: bool = False) -> Output:
        """What is printed and shown."""
        return Output(
            settings.display,
            json=self.json,
            answer_only=self.answer_only,
            quiet=self.quiet,
            verbose=self.verbose,
            prefer_answer=prefer_answer,
            plain=self.plain,
        )
