"""``find``: what has these words anywhere, or their sound or initials, one line each."""

from pathlib import Path
from typing import Annotated

from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import Format, Json, Limit, Output, chosen_format
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS, noun
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.found import AT_MOST, SEARCHED, told_of
from crm_cli.telling.words import title_of


def find(
    text: Annotated[str, Argument(metavar="TEXT", help=N_("Words, pinyin, initials, a phone, an e-mail, a number"))],
    kind: Annotated[str | None, Argument(metavar="NOUN", help=N_("Only these: client, contact, opp …"))] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Whatever has these words anywhere: clients, contacts, leads, deals, products, papers, then what was done and is to be done, the newest first.

    Chinese of any length, traditional or simplified, pinyin and initials of names, the last digits of a phone, numbers of papers with
    or without their dashes, a part of one or its last digits. Of very many the
    first of each kind are shown, and how many there are; --limit shows more.

    Example:
      crm find qhtf
      crm find jianguo
      crm find QT-2026-0041
      crm find quote activity --limit 200
    """
    crm = current().workspace
    chosen = chosen_format(format, json, output)
    nouns = [noun(kind).name] if kind else list(SEARCHED)
    found = crm.search(text, nouns, AT_MOST if limit is None else limit)
    columns = [
        Column("ref", N_("Ref")), Column("name", N_("Name")), Column("noun", N_("Noun"), "choice", {n.name: n.title for n in NOUNS.values()}),
        Column("about", N_("About")),
    ]  # fmt: skip
    about = told_of(found)
    rows = [(r.ref, title_of(r), r.noun, about.get(r.ref, "")) for r in found]
    if chosen in MACHINE:
        columns, rows = columns[:3], [row[:3] for row in rows]  # type: ignore[misc]
    total = max(crm.finder.count(nouns, text), len(rows))
    current().renderer.listing(Listing(columns, rows, total), chosen, Path(output) if output else None)
