# Completion of crm for fish; made by tools/generate.py.
#   crm completion fish | source      for this shell; or as crm.fish in ~/.config/fish/completions
# fish offers only what begins as typed: to find a name, press Tab at an empty word and search the list with Ctrl-S.

function __crm_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string replace -r '^[\'"]' '' | string unescape)
    set -l answer ($words[1] __complete words $words[2..-1] ":$typed" 2>/dev/null)
    if test "$answer[1]" = :files
        __fish_complete_path "$typed"
        return
    end
    printf '%s\n' $answer
end

for program in crm guanxi
    complete -c $program -e
    complete -c $program -k -f -a '(__crm_complete)'
end
