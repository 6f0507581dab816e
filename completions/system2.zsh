#compdef system2 think vote budget cost
# Completion of system2 for zsh. In ~/.zshrc: eval "$(system2 completion zsh)"; or as _system2 in a folder of fpath.

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
