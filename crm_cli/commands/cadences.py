"""``crm cadence set``: how often clients of a level, or with a tag, are to be spoken to."""

from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.people import cadences
from crm_cli.records.nouns.cadences import Cadence


@writes("cadence")
def put(
    what: Annotated[str, Argument(metavar="LEVEL|TAG", help=N_("A level of clients, or a tag they carry"))],
    days: Annotated[
        str,
        Argument(metavar="DAYS", help=N_("After how many days due, and after how many critical: 14/30, or none")),
    ],
) -> Work:
    """Set after how many days without real contact clients are due, and after how many critical, anew or in place of what was set.

    Where a level and tags say different things the strictest holds; A is 14/30, B 30/60, C 90/180 where nothing is set. Only none lets
    them rest. A planned contact does so as long as it comes before the days at most are over.

    Example:
      crm cadence set A 10/20
      crm cadence set vip 7/14
      crm cadence set C none
    """
    crm = current().workspace
    target, most = cadences.read_span(days)

    def work() -> Answer:
        cadence = cadences.put(crm, what, target, most)
        text = _("clients of {what}: due after {target} days, critical after {most}")
        said = text if target else _("clients of {what} may rest")
        return Answer(said.format(what=called(cadence), target=target, most=most), [cadence], hint=_(UNDO))

    return work


def called(cadence: Cadence) -> str:
    """The level, or the tag."""
    return cadence.level or current().workspace.name_of("tag", str(cadence.tag)) or ""
