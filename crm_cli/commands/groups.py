"""``crm group``: records under one name, and ``crm view add``: a list under a name."""

from typing import Annotated

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Which
from crm_cli.commands.selection import is_filter, selected
from crm_cli.commands.writing import UNDO, Answer, Work, write, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import groups as rules
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.groups import Group
from crm_cli.records.nouns.views import View
from crm_cli.records.registry import noun as named
from crm_cli.records.shell import quoted
from crm_cli.telling.words import counted, refs_line

Name = Annotated[str, Argument(metavar="NAME", help=N_("What it is called"))]
Whose = Annotated[str, Argument(metavar="NOUN", help=N_("Of which records: client, opp …"))]
Filter = Annotated[
    str | None, Option("--filter", metavar="FILTER", help=N_("Which records, such as “level=A owner=me”"))
]
TheGroup = Annotated[str, Argument(metavar="GROUP", help=N_("The group: its name or ref"))]


@writes("group")
def add(
    name: Name,
    noun: Whose,
    which: Annotated[
        list[str] | None,
        Argument(metavar="WHICH", help=N_("Who is in it: refs or names, a filter, or “-” for refs from stdin")),
    ] = None,
    filter: Filter = None,  # noqa: A002 - its name on the line
) -> Work:
    """A living group is whatever its filter finds when somebody asks; a fixed one has those you put in, until you take them out.

    “me” and days in the filter of a living group are read anew by whoever asks. Every list takes it: crm client list group=key.

    Example:
      crm group add key client --filter "level=A owner=me"
      crm group add fair client C1 C2
      crm client list city=Berlin --format ids | crm group add berlin client -
    """
    if filter and which:
        raise Invalid(N_("a group has a filter or members, not both"), hint=N_("leave out --filter, or the records"))

    def work() -> Answer:
        whose = named(noun).name
        found = selected(whose, which) if which else []
        members = packed([record.id for record in found])
        made = current().workspace.add(Group(name=name, noun_name=whose, filter=filter or None, members=members))
        size = len(found) if filter is None else rules.count(current().workspace, made)
        said = _("group added: {group}, {what}").format(group=f"{made.ref} {made.name}", what=counted(whose, size))
        return Answer(said, [made], hint=f"crm {whose} list group={quoted(made.name)}")

    return work


def join(
    group: TheGroup,
    which: Which,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Put records into a fixed group; who is in it already stays in it once.

    Example:
      crm group join fair C3 C4
      crm group join fair source=fair
    """
    _move(group, which, joining=True, json=json, once=once, dry_run=dry_run)


def leave(
    group: TheGroup,
    which: Which,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Take records out of a fixed group; they stay what they are.

    Example:
      crm group leave fair C3
    """
    _move(group, which, joining=False, json=json, once=once, dry_run=dry_run)


def _move(group: str, which: list[str], *, joining: bool, json: bool, once: str | None, dry_run: bool) -> None:
    def work() -> Answer:
        crm = current().workspace
        chosen = crm.by_id(Group, choose(["group"], group).id)
        found = selected(chosen.noun_name, which)
        moved = (rules.join if joining else rules.leave)(crm, chosen, found)
        if not moved:
            return Answer(_("nothing to change"), [chosen], wrote=False)
        said = _("{what} put into {group}: {refs}") if joining else _("{what} taken out of {group}: {refs}")
        what, refs = counted(chosen.noun_name, len(moved)), refs_line([record.ref for record in moved])
        return Answer(said.format(what=what, group=chosen.name, refs=refs), [chosen], hint=_(UNDO))

    write(work, json=json, once=once, dry_run=dry_run, nouns=["group"])


@writes("view")
def add_view(
    name: Name,
    noun: Whose,
    which: Annotated[
        list[str] | None, Argument(metavar="FILTER", help=N_("Conditions, as on the line of a list"))
    ] = None,
    filter: Filter = None,  # noqa: A002 - its name on the line
    fields: Annotated[str | None, Option("--fields", metavar="A,B", help=N_("Its columns, in this order"))] = None,
    sort: Annotated[
        str | None, Option("--sort", metavar="FIELD", help=N_("Its order; “-amount” is largest first"))
    ] = None,
) -> Work:
    """Keep a list under a name: which records, which columns, in which order.

    “crm client list @NAME” shows it, with more conditions after it if you like; @NAME is a filter wherever one is taken.

    Example:
      crm view add weekly client --filter "level=A owner=me" --fields ref,name,last_contact --sort last_contact
      crm client list @weekly city=Berlin
    """

    def work() -> Answer:
        whose = named(noun).name
        if which and not is_filter(which) and not filter:
            current().workspace.query(whose, which)  # a lone field name is refused, words are looked for
        text = " ".join([*([filter] if filter else []), *map(quoted, which or [])])
        made = current().workspace.add(
            View(name=name, noun_name=whose, filter=text or None, fields=fields or None, sort=sort or None)
        )
        return Answer(
            _("view added: {view}").format(view=f"{made.ref} {made.name}"),
            [made],
            hint=f"crm {whose} list @{quoted(made.name)}",
        )

    return work
