"""Rules at work behind every command, and what is said of it."""

from collections.abc import Sequence

from crm_cli.agenda import rules
from crm_cli.agenda.rules import Fired
from crm_cli.context import current
from crm_cli.errors import told
from crm_cli.i18n import _
from crm_cli.telling.words import called

SHOWN = 5


def follow(step: int, kind: str) -> list[Fired]:
    """Let the rules do their work over an open step."""
    return rules.follow(current().workspace, step, kind, told)


def say(fired: Sequence[Fired]) -> None:
    """What rules did, in a line each; of many only how many."""
    renderer = current().renderer
    for one in fired[:SHOWN]:
        renderer.say(line(one))
    if more := len(fired) - SHOWN if len(fired) > SHOWN else 0:
        renderer.say(_("and {n} more").format(n=more) + " · crm rule log")


def line(one: Fired) -> str:
    """What a rule did to a record, and what it could not do."""
    said = "; ".join([*one.did, *(_("not done: {problem}").format(problem=problem) for problem in one.problems)])
    return _("rule {rule}: {record}: {said}").format(rule=one.rule.name, record=called(one.record), said=said)
