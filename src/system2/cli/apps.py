"""How this house's commands are put together with Typer: plain help under headings, `-h`, our own error lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import typer

from system2.config.options import PANELS

ARGUMENTS = "Arguments"
OTHERS = "Options"
HELP = ("-h", "--help")
ALL = "all"
SETTINGS: dict[str, Any] = {"help_option_names": [*HELP]}
LONGEST_SENTENCE = 1_000
ACommand: Any = typer.core.TyperCommand
AGroup: Any = typer.core.TyperGroup
AFunction = TypeVar("AFunction", bound=Callable[..., Any])


FIRST_SENTENCE = re.compile(r".*?[.](?=\s|$)")


@dataclass(frozen=True)
class Front:
    """What the help of a command with many options shows at first: those most used, by a flag each, and examples."""

    options: tuple[str, ...]
    examples: tuple[str, ...]


def front(options: Sequence[str], *examples: str) -> Callable[[AFunction], AFunction]:
    """Give a command a help of two floors: this one, and all of it behind `--help all`."""

    def give(command: AFunction) -> AFunction:
        command.__dict__["front"] = Front(tuple(options), examples)  # which survives whatever wraps the function
        return command

    return give


class Command(ACommand):  # type: ignore[misc]
    """A command whose help has its options under the headings that they name, the most used ones first.

    Typer does so in Rich's panels alone, and importing Rich takes longer than the help itself.
    """

    def parse_args(self, context: Any, args: list[str]) -> Any:
        """The arguments as they are; whether all of the help is asked for is kept for whoever prints it."""
        context.meta[ALL] = any(asked in HELP and following == ALL for asked, following in pairwise(args))
        return super().parse_args(context, args)

    def collect_usage_pieces(self, context: Any) -> list[str]:
        """What may follow the command's name, without what is only taken to tell what to type instead."""
        hidden = [piece for each in self.get_params(context) if each.hidden for piece in each.get_usage_pieces(context)]
        return [piece for piece in super().collect_usage_pieces(context) if piece not in hidden]

    def format_help(self, context: Any, formatter: Any) -> None:
        """The first floor, where there is one and not all is asked for."""
        shown: Front | None = getattr(self.callback, "front", None)
        if shown is None or context.meta.get(ALL):
            super().format_help(context, formatter)
            return
        self.format_usage(context, formatter)
        formatter.write_paragraph()
        formatter.write_text(self.help.partition("\n\n")[0].replace("\n", " "))
        formatter.write_paragraph()
        by_flag = {flag: each for each in self.get_params(context) for flag in each.opts}
        formatter.write_dl([_in_short(by_flag[flag]) for flag in shown.options])
        formatter.write_paragraph()
        for example in shown.examples:
            formatter.write(f"  {example}\n")
        formatter.write_paragraph()
        formatter.write_text(f"All options: {context.command_path} --help {ALL}. More to read: system2 help.")

    def format_options(self, context: Any, formatter: Any) -> None:
        """The arguments, then a section for each heading: the command's own before those that commands share."""
        sections: dict[str, list[tuple[str, str]]] = {ARGUMENTS: []}
        for parameter in self.get_params(context):
            if record := parameter.get_help_record(context):
                name, text = record
                if parameter.param_type_name == "argument":
                    # Typer adds its type, which the name already tells.
                    sections[ARGUMENTS].append((parameter.metavar, text))
                else:
                    sections.setdefault(parameter.rich_help_panel or OTHERS, []).append((name, text))
        for heading in sorted(sections, key=_place):
            if records := sections[heading]:
                with formatter.section(heading):
                    formatter.write_dl(records)


def _in_short(option: Any) -> tuple[str, str]:
    """An option by one flag of each length, and the first sentence of its help."""
    short, long = ([flag for flag in option.opts if flag.startswith("--") is is_long] for is_long in (False, True))
    name = ", ".join([*short[:1], *long[:1]])
    said = FIRST_SENTENCE.match(option.help)
    return name if option.is_flag else f"{name} {option.metavar}", said[0] if said else option.help


def _place(heading: str) -> int:
    """Where a heading stands among others; what has none of its own, such as the help itself, comes last."""
    shared = (*PANELS, OTHERS)
    return shared.index(heading) if heading in shared else -1


class CommandGroup(AGroup):  # type: ignore[misc]
    """A group whose help has the whole first sentence of each command, where Typer cuts it off."""

    def format_commands(self, context: Any, formatter: Any) -> None:
        """The commands in the order in which they were added."""
        commands = [(name, self.get_command(context, name)) for name in self.list_commands(context)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(LONGEST_SENTENCE)) for name, command in commands])


class App(typer.Typer):
    """A group of commands."""

    def __init__(self, cls: type[CommandGroup] = CommandGroup, **given: Any) -> None:
        super().__init__(
            cls=cls,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            context_settings=SETTINGS,
            **given,
        )

    def command(self, name: str | None = None, **given: Any) -> Callable[[AFunction], AFunction]:
        """Typer's decorator, for a command of ours."""
        return super().command(name, cls=Command, context_settings=SETTINGS, **given)


def single(command: Callable[..., Any]) -> App:
    """An app of one command, for a script of its own."""
    app = App()
    app.command()(command)
    return app
