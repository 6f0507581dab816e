"""`system2 completion`: what a shell needs to complete every script, made by Typer."""

import os
from enum import StrEnum
from typing import Annotated

import typer

SCRIPTS = ("system2", "think", "vote", "budget", "cost")
"""Every script that is installed."""


class Shell(StrEnum):
    """The shells that can be completed in."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


BEGINNINGS = {
    Shell.BASH: """\
# Completion of system2 for bash. In ~/.bashrc: eval "$(system2 completion bash)"
""",
    Shell.ZSH: """\
#compdef system2 think vote budget cost
# Completion of system2 for zsh. In ~/.zshrc: eval "$(system2 completion zsh)"; or as _system2 in a folder of fpath.
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
""",
    Shell.FISH: """\
# Completion of system2 for fish. Once: system2 completion fish > ~/.config/fish/conf.d/system2.fish
""",
    Shell.POWERSHELL: """\
# Completion of system2 for PowerShell. In $PROFILE: system2 completion powershell | Out-String | Invoke-Expression
""",
}


ENDINGS = {
    Shell.ZSH: """\
if (( $+service )); then "_${service}_completion"; fi  # zsh found this file by the name of the command
""",
}


def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")]) -> None:
    """Print the completion script of a shell, for `system2` and all its bare scripts."""
    typer.echo(completion_script(shell), nl=False)


def completion_script(shell: Shell) -> str:
    """What a shell reads to complete every script: it asks the script itself at each press of the key."""
    from typer._completion_shared import get_completion_script

    scripts = (
        get_completion_script(prog_name=name, complete_var=_variable(name), shell=shell.value) for name in SCRIPTS
    )
    parts = [BEGINNINGS[shell], *(script.strip() + "\n" for script in scripts), ENDINGS.get(shell, "")]
    return "\n".join(filter(None, parts))


def get_ready_to_complete(name: str) -> None:
    """Let Typer answer a shell that asks what may follow on the script's command line.

    Typer does so by itself only for apps with its options `--install-completion` and `--show-completion`, in whose
    place stands the command above.
    """
    if _variable(name) in os.environ:
        from typer._completion_classes import completion_init

        completion_init()


def _variable(name: str) -> str:
    return f"_{name.upper()}_COMPLETE"
