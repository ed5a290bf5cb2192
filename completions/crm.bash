# Completion of crm for bash; made by tools/generate.py.
#   source <(crm completion bash)     for this shell; in ~/.bashrc for every shell

_crm() {
    local value said plain=1 together=1 width=0 line=${COMP_LINE:0:COMP_POINT} program=${1/#\~/$HOME}
    local -a values=() told=()
    COMPREPLY=()
    while IFS=$'\t' read -r value said; do
        if [[ $value == :files ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        values+=("$value")
        told+=("$said")
        ((${#value} > width)) && width=${#value}
        [[ $value == "$2"* ]] || plain=
        [[ $value == *[=@] ]] || together=
    done < <("$program" __complete line "$line" "$COMP_WORDBREAKS" 2>/dev/null)
    [[ $together ]] && compopt -o nospace 2>/dev/null
    if ((${#values[@]} < 2)); then
        COMPREPLY=("${values[@]}")
        return
    fi
    local at room
    case $COMP_TYPE in
        33 | 63 | 64) # a list is shown: what each value is stands behind it, all in one column
            for at in "${!values[@]}"; do
                printf -v room '%*s' $((width - ${#values[at]})) ''
                COMPREPLY+=("${values[at]}${told[at]:+$room  (${told[at]})}")
            done ;;
        *) COMPREPLY=("${values[@]}") ;;
    esac
    # Several that do not begin as typed: one more without a common letter keeps what was typed.
    case $COMP_TYPE in
        9 | 33 | 63 | 64) [[ $plain ]] || COMPREPLY+=("...") ;;
    esac
}

complete -o nosort -F _crm crm guanxi 2>/dev/null || complete -F _crm crm guanxi
