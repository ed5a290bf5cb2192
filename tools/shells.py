"""``completions/``: the file for each shell, made from what is the same in all and how each asks and shows."""

from pathlib import Path

from crm_cli.__main__ import COMPLETE
from crm_cli.completion.answering import FILES

FOLDER = Path(__file__).parent.parent / "completions"
PROGRAMS = ("crm", "guanxi")
# Nothing that comes back is ever expanded: it is only compared, shown, and inserted as the plain word it is.
BASH = r"""# Completion of crm for bash; made by tools/generate.py.
#   source <(crm completion bash)     for this shell; in ~/.bashrc for every shell

_crm() {
    local value said plain=1 together=1 width=0 line=${COMP_LINE:0:COMP_POINT} program=${1/#\~/$HOME}
    local -a values=() told=()
    COMPREPLY=()
    while IFS=$'\t' read -r value said; do
        if [[ $value == @FILES@ ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        values+=("$value")
        told+=("$said")
        ((${#value} > width)) && width=${#value}
        [[ $value == "$2"* ]] || plain=
        [[ $value == *[=@] ]] || together=
    done < <("$program" @COMPLETE@ line "$line" "$COMP_WORDBREAKS" 2>/dev/null)
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

complete -o nosort -F _crm @PROGRAMS@ 2>/dev/null || complete -F _crm @PROGRAMS@
"""
ZSH = r"""#compdef @PROGRAMS@
# Completion of crm for zsh; made by tools/generate.py.
#   source <(crm completion zsh)      for this shell, after compinit; or as _crm in a folder of $fpath

_crm() {
    local value said line plain=1 width=0 tab=$'\t'
    local -a answer values told open opened
    answer=("${(@f)$("${(Q)words[1]}" @COMPLETE@ words "${(@Q)words[2,CURRENT-1]}" ":${(Q)PREFIX}" 2>/dev/null)}")
    for line in "${(@)answer}"; do
        value=${line%%$tab*}
        (( ${(m)#value} > width )) && width=${(m)#value}
    done
    for line in "${(@)answer}"; do
        [[ -n $line ]] || continue
        value=${line%%$tab*}
        said=
        [[ $line == *$tab* ]] && said=${line#*$tab}
        if [[ $value == @FILES@ ]]; then
            _files
            return
        fi
        [[ $value == ${(b)${(Q)PREFIX}}* ]] || plain=
        if [[ $value == *[=@] ]]; then
            open+=("$value")
            opened+=("${said:+${(mr:width:)value}  -- }${said:-$value}")
        else
            values+=("$value")
            told+=("${said:+${(mr:width:)value}  -- }${said:-$value}")
        fi
    done
    (( ${#values} + ${#open} )) || return 1
    (( ${#open} )) && compadd -Q -U -S '' -V open -l -d opened -a open
    (( ${#values} )) && compadd -Q -U -V values -l -d told -a values
    # Several that do not begin as typed: choose among them, for they have no beginning in common.
    [[ $plain ]] || (( ${#values} + ${#open} == 1 )) || compstate[insert]=menu
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _crm "$@"
else
    compdef _crm @PROGRAMS@
fi
"""
FISH = r"""# Completion of crm for fish; made by tools/generate.py.
#   crm completion fish | source      for this shell; or as crm.fish in ~/.config/fish/completions
# fish offers only what begins as typed: to find a name, press Tab at an empty word and search the list with Ctrl-S.

function __crm_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string replace -r '^[\'"]' '' | string unescape)
    set -l answer ($words[1] @COMPLETE@ words $words[2..-1] ":$typed" 2>/dev/null)
    if test "$answer[1]" = @FILES@
        __fish_complete_path "$typed"
        return
    end
    printf '%s\n' $answer
end

for program in @PROGRAMS@
    complete -c $program -e
    complete -c $program -k -f -a '(__crm_complete)'
end
"""
POWERSHELL = r"""# Completion of crm for PowerShell; made by tools/generate.py.
#   crm completion powershell | Out-String | Invoke-Expression      for this session; in $PROFILE for every session

Register-ArgumentCompleter -Native -CommandName @COMMAS@ -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements)
    $before = @($elements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $typed = $wordToComplete.TrimStart("'", '"')
    $encoding = $env:PYTHONIOENCODING
    $console = [Console]::OutputEncoding
    try {
        $env:PYTHONIOENCODING = 'utf-8'
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $program = $elements[0].Extent.Text.Trim("'", '"')
        $answer = @(& $program @COMPLETE@ words @before ":$typed" 2>$null)
    }
    finally {
        $env:PYTHONIOENCODING = $encoding
        [Console]::OutputEncoding = $console
    }
    if ($answer.Count -and $answer[0] -eq '@FILES@') { return }
    foreach ($line in $answer) {
        $value, $said = $line -split "`t", 2
        if (-not $said) { $said = $value }
        [System.Management.Automation.CompletionResult]::new($value, "$value  $said", 'ParameterValue', $said)
    }
}
"""
SHELLS = {"crm.bash": BASH, "_crm": ZSH, "crm.fish": FISH, "crm.ps1": POWERSHELL}


def generate(check: bool) -> list[str]:
    """Write the files; or say which are stale."""
    wrong = []
    for name, template in SHELLS.items():
        path, text = FOLDER / name, filled(template)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"{name} is stale")
    return wrong


def filled(template: str) -> str:
    """The file of a shell."""
    words = {"FILES": FILES, "COMPLETE": COMPLETE, "PROGRAMS": " ".join(PROGRAMS), "COMMAS": ", ".join(PROGRAMS)}
    for name, word in words.items():
        template = template.replace(f"@{name}@", word)
    return template
