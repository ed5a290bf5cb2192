"""``crm duplicates of``: who somebody on the phone may be already, with the reason and the owner."""

from pathlib import Path
from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import Format, Json, Limit, Output, chosen_format
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.people import duplicates
from crm_cli.records.kinds import packed
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column, Listing

STRENGTHS = {duplicates.SURE: N_("sure"), duplicates.LIKELY: N_("likely"), duplicates.WEAK: N_("weak")}


def of(
    text: Annotated[
        str, Argument(metavar="TEXT", help=N_("A phone, an e-mail, a name, a company, a web domain or a tax id"))
    ],
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Who that may be already, why, and whose it is: while somebody is still on the phone.

    Of a record that you may not see only the name and the owner are told.

    Example:
      crm duplicates of 13801234567
      crm duplicates of Acme
      crm check-dup sales@kerui.example.cn
    """
    chosen = chosen_format(format, json, output)
    machine = chosen in MACHINE
    found = duplicates.at(current().workspace, text)
    columns = [
        Column("ref", N_("Ref")), Column("name", N_("Name")),
        Column("noun", N_("Noun"), "choice", {n.name: n.title for n in NOUNS.values()}),
        Column("reasons", N_("Why"), "choices", duplicates.REASONS), Column("strength", N_("How sure"), "choice", STRENGTHS),
        Column("owner", N_("Owner")),
    ]  # fmt: skip
    rows = [
        (hit.ref if hit.shown else None, hit.name, hit.noun, list(hit.reasons) if machine else packed(list(hit.reasons)), hit.strength, hit.owner)
        for hit in found[:limit]
    ]  # fmt: skip
    total = len(found) if limit is not None else None
    current().renderer.listing(Listing(columns, rows, total), chosen, Path(output) if output else None)


VERBS = {
    "scan": Entry("crm_cli.commands.scanning:scan", N_("Who in the whole base may be there twice, and why")),
    "review": Entry("crm_cli.commands.reviewing:review", N_("Pair by pair on a terminal: merge, different, skip")),
    "different": Entry("crm_cli.commands.scanning:different", N_("Two that are alike are not the same")),
    "of": Entry("crm_cli.commands.duplicates:of", N_("Who a phone, an e-mail, a name or a company may be already")),
}
group = Group("duplicates", VERBS, N_("Who may be there twice"))
