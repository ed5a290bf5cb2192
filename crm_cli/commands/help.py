"""``crm help``: the help of any command, and the topics that belong to none."""

from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.commands.root import answer
from crm_cli.commands.topics import TOPICS
from crm_cli.context import current
from crm_cli.i18n import N_

CALLED = {
    "编号": "refs", "筛选": "filters", "过滤": "filters", "条件": "filters", "日期": "dates", "时间": "dates", "格式": "formats",
    "退出码": "exit-codes", "用词": "words", "中文": "words", "规则": "rules", "钩子": "hooks", "权限": "rights", "报价行": "quotes", "明细": "quotes", "界面": "screens", "按键": "screens",
}  # fmt: skip
"""Chinese names of the topics."""


def show_help(
    words: Annotated[
        list[str] | None, Argument(metavar="COMMAND", help=N_("The command to explain, or a topic"))
    ] = None,
) -> int:
    """The help of a command, or of a topic.

    Topics: refs, filters, dates, formats, exit-codes, words (the Chinese words for commands and options), rules and hooks (what they
    may say, and what they get and answer), rights (which role may write what), quotes (how a line of a quote is written), screens (crm tui and its keys).

    Example:
      crm help client add
      crm help filters
    """
    said = " ".join(words or [])
    topic = TOPICS.get(CALLED.get(said, said))
    if topic is None:
        return answer(current(), [*(words or []), "--help"])
    current().out.write(topic() + "\n")
    return 0
