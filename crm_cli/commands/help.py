"""``crm help``: the help of any command, and the topics that belong to none."""

from typing import Annotated

import typer

from crm_cli.commands.root import answer
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.registry import NOUNS
from crm_cli.render.style import cells, pad


def show_help(
    words: Annotated[list[str] | None, typer.Argument(metavar="COMMAND", help=N_("The command to explain"))] = None,
) -> int:
    """The help of a command, or of a topic.

    Example:
      crm help client add
      crm help refs
    """
    topic = TOPICS.get(" ".join(words or []))
    if topic is None:
        return answer(current(), [*(words or []), "--help"])
    typer.echo(topic())
    return 0


def refs() -> str:
    """How records are named, and the letters of every noun."""
    shown = [noun for noun in NOUNS.values() if not noun.internal]
    width = max(cells(noun.name) for noun in shown)
    rows = [f"  {noun.code:<3} {pad(noun.name, width)}  {_(noun.summary)}" for noun in shown]
    return "\n".join([_("A ref is the letters of the noun and a number, such as C12; it never changes."), "", *rows])


TOPICS = {"refs": refs}
