# Completion of system2 for bash. In ~/.bashrc: eval "$(system2 completion bash)"

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
