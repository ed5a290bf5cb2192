"""``crm completion``: the file that makes a shell complete what is typed after ``crm``."""

from pathlib import Path
from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.context import current
from crm_cli.errors import Failure, Invalid
from crm_cli.i18n import N_

FILES = {"bash": "crm.bash", "zsh": "_crm", "fish": "crm.fish", "powershell": "crm.ps1"}
PACKAGE = Path(__file__).parent.parent
# Where an installed program has them, and where the sources do.
FOLDERS = (PACKAGE / "completions", PACKAGE.parent / "completions")


def completion(
    shell: Annotated[str, Argument(metavar="bash|zsh|fish|powershell", help=N_("Which shell"))],
) -> None:
    """Print what a shell needs to complete commands, options, refs, names, stages and values on Tab.

    For every shell you open, put the line into ~/.bashrc or ~/.zshrc (after compinit), or the output into
    ~/.config/fish/completions/crm.fish or $PROFILE. Part of a name, its pinyin or initials before Tab find a ref.

    Example:
      source <(crm completion bash)
      source <(crm completion zsh)
      crm completion fish > ~/.config/fish/completions/crm.fish
      crm completion powershell | Out-String | Invoke-Expression
    """
    name = FILES.get(shell)
    if name is None:
        raise Invalid(
            N_("there is no completion for “{shell}”"), hint=N_("one of {known}"), shell=shell, known=", ".join(FILES)
        )
    path = next((folder / name for folder in FOLDERS if (folder / name).exists()), None)
    if path is None:
        raise Failure(N_("this installation has no file for {shell}"), shell=shell)
    current().out.write(path.read_text(encoding="utf-8"))
