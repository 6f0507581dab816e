#compdef system2 think vote budget cost
# Completion of system2 for zsh. In ~/.zshrc: eval "$(system2 completion zsh)"; or as _system2 in a folder of fpath.
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }

#compdef system2

_system2_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _SYSTEM2_COMPLETE=complete_zsh system2)
}

compdef _system2_completion system2

#compdef think

_think_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _THINK_COMPLETE=complete_zsh think)
}

compdef _think_completion think

#compdef vote

_vote_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _VOTE_COMPLETE=complete_zsh vote)
}

compdef _vote_completion vote

#compdef budget

_budget_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _BUDGET_COMPLETE=complete_zsh budget)
}

compdef _budget_completion budget

#compdef cost

_cost_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _COST_COMPLETE=complete_zsh cost)
}

compdef _cost_completion cost

if (( $+service )); then "_${service}_completion"; fi  # zsh found this file by the name of the command
