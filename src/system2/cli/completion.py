"""`system2 completion`: what a shell needs to complete every script."""

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
""",
    Shell.FISH: """\
# Completion of system2 for fish. Once: system2 completion fish > ~/.config/fish/conf.d/system2.fish
""",
    Shell.POWERSHELL: """\
# Completion of system2 for PowerShell. In $PROFILE: system2 completion powershell | Out-String | Invoke-Expression
""",
}
"""By which uninstalling knows our files."""

FUNCTIONS = {
    Shell.BASH: r"""
_system2_complete() {
    # Bash cuts words at = and : too, which our words hold: put them together again.
    local word line joined= words=() found=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ $word == [=:]* || -n $joined ]] && (( ${#words[@]} )); then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        [[ $word == *[=:] ]] && joined=yes || joined=
    done
    local begun=${words[-1]}
    unset "words[-1]"
    while IFS= read -r line; do
        found+=("${line%%$'\t'*}")
    done < <(_SYSTEM2_COMPLETE="=$begun" "$1" "${words[@]}" 2>/dev/null)
    local kept=${begun%"${begun##*[=:]}"}
    COMPREPLY=("${found[@]#"$kept"}")
    [[ ${#found[@]} == 1 && ${found[0]} == */ ]] && compopt -o nospace
    return 0
}
complete -o default -F _system2_complete system2 think vote budget cost
""",
    Shell.ZSH: r"""
_system2() {
  local line found=()
  for line in "${(@f)$(_SYSTEM2_COMPLETE="=${(Q)PREFIX}" ${words[1]} "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  (( $#found )) && _describe -t words system2 found || _files
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _system2 "$@"  # zsh found this file by the name of the command
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _system2 system2 think vote budget cost
fi
""",
    Shell.FISH: r"""
function __system2_complete
    set -l found (env _SYSTEM2_COMPLETE="="(commandline -ct) (commandline -opc) 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
for script in system2 think vote budget cost
    complete --command $script --no-files --arguments '(__system2_complete)'
end
""",
    Shell.POWERSHELL: r"""
Register-ArgumentCompleter -Native -CommandName system2, think, vote, budget, cost -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
    $script = $words[0]
    $words = @($words | Select-Object -Skip 1)
    if ($wordToComplete -and $words.Count) { $words = @($words | Select-Object -SkipLast 1) }
    $Env:_SYSTEM2_COMPLETE = "=$wordToComplete"
    try {
        & $script @words 2>$null | ForEach-Object {
            $word, $about = $_ -split "`t", 2
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    } finally {
        Remove-Item Env:_SYSTEM2_COMPLETE
    }
}
""",
}


def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")]) -> None:
    """Print the completion script of a shell, for `system2` and all its bare scripts."""
    typer.echo(completion_script(shell), nl=False)


def completion_script(shell: Shell) -> str:
    """What a shell reads to complete every script: it asks the script itself at each press of the key."""
    return BEGINNINGS[shell] + FUNCTIONS[shell]
