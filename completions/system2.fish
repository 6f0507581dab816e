# Completion of system2 for fish. Once: system2 completion fish > ~/.config/fish/conf.d/system2.fish

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
