"""How this house's commands are put together with Typer: plain help under headings, `-h`, our own error lines."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer

from system2.config.options import PANELS

ARGUMENTS = "Arguments"
OTHERS = "Options"
SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
LONGEST_SENTENCE = 1_000
ACommand: Any = typer.core.TyperCommand
AGroup: Any = typer.core.TyperGroup
AFunction = TypeVar("AFunction", bound=Callable[..., Any])


class Command(ACommand):  # type: ignore[misc]
    """A command whose help has its options under the headings that they name.

    Typer does so in Rich's panels alone, and importing Rich takes longer than the help itself.
    """

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
