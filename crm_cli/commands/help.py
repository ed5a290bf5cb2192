"""``crm help``: the help of any command, and the topics that belong to none."""

from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.commands.root import answer
from crm_cli.commands.topics import TOPICS
from crm_cli.context import current
from crm_cli.i18n import N_


def show_help(
    words: Annotated[
        list[str] | None, Argument(metavar="COMMAND", help=N_("The command to explain, or a topic"))
    ] = None,
) -> int:
    """The help of a command, or of a topic.

    Topics: refs, filters, dates, formats, exit-codes, words (the Chinese words for commands and options).

    Example:
      crm help client add
      crm help filters
    """
    topic = TOPICS.get(" ".join(words or []))
    if topic is None:
        return answer(current(), [*(words or []), "--help"])
    current().out.write(topic() + "\n")
    return 0
