"""Records of a noun as a list that is printed, or that leaves the base as a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_cli.commands import emptiness
from crm_cli.commands.options import CARDED, CARDS, chosen_format
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.filters import find_path, is_view
from crm_cli.records.record import Record
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.lists import is_hidden, listing, shown_fields

AT_ONCE = 500
APART = ("xlsx", "vcf", "vcf3")  # what is not made of a listing alone


def show_list(
    noun: str,
    tokens: Sequence[str],
    *,
    fields: str | None = None,
    format: str | None = None,  # noqa: A002 - its name in --format
    as_json: bool = False,
    sort: str | None = None,
    limit: int | None = None,
    output: str | None = None,
    as_of: str | None = None,
) -> None:
    """Print the records that a filter finds, in the format that is wanted."""
    if view := saved_view(noun, tokens):
        fields, sort = fields or view.fields, sort or view.sort
    chosen = chosen_format(format, as_json, output, CARDS if noun in CARDED else ())
    to = Path(output) if output else None
    if fields == "help":
        found = fields_listing(noun, chosen in MACHINE)
    else:
        if chosen == "table" and current().quiet and not to:
            chosen = "ids"
        names = ["ref"] if chosen == "ids" else named_fields(noun, fields)
        if chosen in APART or (to and output != "-" and not named(noun).internal):
            _take_out(noun, names, tokens, chosen, output, sort=sort or "", limit=limit, as_of=as_of)
            return
        found = listing(
            noun,
            names,
            tokens,
            sort=sort or "",
            limit=limit,
            machine=chosen in MACHINE,
            title=_heading(noun, tokens, chosen),
            as_of=as_of,
        )
        found.empty = emptiness.next_step(noun, tokens)
    current().renderer.listing(found, chosen, to)


def _heading(noun: str, tokens: Sequence[str], form: str) -> str:
    """What stands above a list on paper: whom it is of, and by which filter."""
    if form != "html":
        return ""
    whom = _(named(noun).summary).replace("：", ":").partition(":")[0]
    return " · ".join([whom, *tokens])


def saved_view(noun: str, tokens: Sequence[str]) -> Any:
    """The first view of the base that a filter names, for its columns and its order."""
    name = next((token[1:].strip() for token in tokens if is_view(token)), None)
    return current().workspace.saved_view(noun, name) if name else None


def _take_out(
    noun: str, names: Sequence[str], tokens: Sequence[str], form: str, output: str | None, *, sort: str, limit: int | None, as_of: str | None
) -> None:  # fmt: skip
    """A list that leaves the base as a file, workbook or cards: it is written down; one of a past day does not come back."""
    from crm_cli.commands import sending  # only what leaves pays for it

    to, past = Path(output) if output else None, ["--as-of", as_of] if as_of else []
    with sending.noted(noun, [*tokens, *past], names, form, output) as taken:
        if form in APART and not as_of:
            taken.count = sending.send(noun, form, names, tokens, to, sort, limit)
            return
        page = listing(
            noun,
            names,
            tokens,
            sort=sort,
            limit=limit,
            machine=form in MACHINE,
            title=_heading(noun, tokens, form),
            as_of=as_of,
        )
        taken.count = current().renderer.listing(page, form, to)


def named_fields(noun: str, text: str | None) -> list[str]:
    """The fields that ``--fields`` names; one of those the base does not show is refused."""
    crm = current().workspace
    names = [part.strip() for part in (text or "").replace("，", ",").split(",") if part.strip()]
    for name in names:
        if any(is_hidden(field) for field in find_path(noun, name, crm)):
            raise Invalid(N_("this base does not show {field}"), field=name)
    return names


def as_objects(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Records as a program reads them, as they now are, in their order; what is gone is left out."""
    found: dict[str, dict[str, Any]] = {}
    by_noun: dict[str, list[str]] = {}
    for record in records:
        by_noun.setdefault(record.noun, []).append(record.ref)
    for noun, refs in by_noun.items():
        names = [field.name for field in shown_fields(noun)]
        for start in range(0, len(refs), AT_ONCE):
            page = listing(noun, names, ["ref=" + ",".join(refs[start : start + AT_ONCE])], machine=True)
            keys = [column.key for column in page.columns]
            found |= {str(row[keys.index("ref")]): dict(zip(keys, row, strict=True)) for row in page.rows}
    return [found[record.ref] for record in records if record.ref in found]


def fields_listing(noun: str, machine: bool) -> Listing:
    """The fields a list may show, filter and sort by."""
    columns = [Column("field", N_("Field")), Column("label", N_("Label")), Column("kind", N_("Kind"))]
    columns.append(Column("choices", N_("Choices")))
    columns.append(Column("to", N_("Links to")))
    rows = [
        (f.name, f.label if machine else _(f.label), f.kind, ", ".join(f.choices), f.to) for f in shown_fields(noun)
    ]
    return Listing(columns, rows, title=_(named(noun).title))
