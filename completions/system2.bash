# Completion of system2 for bash. In ~/.bashrc: eval "$(system2 completion bash)"

_system2_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _SYSTEM2_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _system2_completion system2

_think_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _THINK_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _think_completion think

_vote_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _VOTE_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _vote_completion vote

_budget_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _BUDGET_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _budget_completion budget

_cost_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _COST_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _cost_completion cost
