"""``crm client rate``: ABC by what was won, key accounts by a rule."""

from typing import Annotated

import typer

from crm_cli.commands.answering import confirm, refs_line
from crm_cli.commands.options import DryRun, Json, Once, PeriodOption, Quiet, Yes
from crm_cli.commands.words import counted
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import rating as rules
from crm_cli.records.belonging import words
from crm_cli.records.filters import find_field
from crm_cli.records.nouns.clients import LEVELS
from crm_cli.records.periods import parse_range
from crm_cli.render.listing import Column, Listing

COLUMNS = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("won", N_("Value won"), "money"),
    Column("share", N_("Share"), "percent"),
    Column("reached", N_("Together"), "percent"),
    Column("before", N_("Before")),
    Column("level", N_("Level")),
)


def rate(
    tokens: Annotated[
        list[str] | None, typer.Argument(metavar="FILTER", help=N_("Among which clients; without it, all"))
    ] = None,
    share: Annotated[
        str, typer.Option("--share", metavar="A,B,C", help=N_("The shares of A, B and C in percent"))
    ] = "80,15,5",
    period: PeriodOption = None,
    field: Annotated[str, typer.Option("--field", metavar="FIELD", help=N_("Where the class is written"))] = "level",
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="FILTER", help=N_("Then mark as key accounts those that this finds, and no others")
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help=N_("Show the figures of each client"))] = False,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Class clients by what their won deals brought: those that make the first 80 % are A, the next 15 % B, all others C.

    Only deals in the currency of the base count. The mark of a key account can also be set by hand: crm client edit C1 --key-account yes.

    Example:
      crm client rate --period 2026 --dry-run --explain
      crm client rate --share 70,20,10 --key level=A --yes
    """
    crm = current().workspace
    target = find_field("client", field, crm)
    if target.kind not in ("choice", "text") or not target.settable or target.name == "name":
        raise Invalid(N_("{field} cannot hold a class"), hint="--field level", field=field)
    low, high = parse_range(period, crm.clock, crm.country) if period else (None, None)
    parts = rules.shares(share)
    found = rules.rated(crm, tokens or [], parts, low, high, target.name)
    if explain:
        rows = [(r.client.ref, r.client.name, r.won, r.share, r.reached, r.before, r.level) for r in found]
        current().renderer.listing(Listing(COLUMNS, rows), "table")
    moving = sum(one.before != one.level for one in found)
    confirm(_("change {what}?").format(what=counted("client", moving)), moving, yes or dry_run)

    def work() -> Answer:
        moved = rules.put(crm, found, target.name)
        marked = rules.mark(crm, words(key)) if key is not None else []
        told = _("{what} rated: {found}").format(what=counted("client", len(found)), found=_tally(found))
        lines = [_("another class: {refs}").format(refs=refs_line([one.ref for one in moved]))] if moved else []
        lines += (
            [_("key accounts changed: {refs}").format(refs=refs_line([one.ref for one in marked]))] if marked else []
        )
        changed = list({one.id: one for one in [*moved, *marked]}.values())
        return Answer(told, changed, lines, _(UNDO) if changed else "", wrote=bool(changed))

    write(work, json=json, once=once, dry_run=dry_run, nouns=["client"])


def _tally(found: list[rules.Rating]) -> str:
    return " ".join(f"{level} {sum(one.level == level for one in found)}" for level in LEVELS)
