"""``crm quote submit``, ``crm approvals``, ``crm approve`` and ``crm refuse``: who lets a quote pass."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import DryRun, ExitCode, Format, Json, Note, Once, Output, Quiet, Which
from crm_cli.commands.piping import refs
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, Work, many, shortened, write, writes
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.approvals import REASONS, Approval
from crm_cli.records.nouns.quotes import Quote
from crm_cli.render.listing import Column
from crm_cli.sales import approvals
from crm_cli.sales.approvals import Waiting
from crm_cli.telling.quotes import titled

QUEUE = (
    Column("ref", N_("Ref")), Column("quote", N_("Quote")), Column("number", N_("Number")), Column("client", N_("Client")),
    Column("total", N_("Total"), "money", currency_key="currency"), Column("currency", N_("Currency")), Column("asked", N_("Asked by")),
    Column("since", N_("Asked on"), "time"), Column("why", N_("Why it needs approval"), "sentences", REASONS), Column("note", N_("Note")),
    Column("instead", N_("In place of")),
)  # fmt: skip
All = Annotated[bool, Option("--all", help=N_("Also what others must answer"))]


@writes("approval")
def submit(
    which: Which,
    note: Note = None,
) -> Work:
    """Ask for quotes to be let pass that pass your limits, and say which these are; what is within them needs nobody.

    The quote waits as it is now, and that is what will be printed. Any change makes it a draft again. The limits of
    each role are set by crm limit add; where none is set a rep may give 10 %, a manager 30 %, and only a manager may go below the floor.

    Example:
      crm quote submit Q7 --note "old client"
    """

    def work() -> Answer:
        chosen: list[Any] = selected("quote", which)
        pairs = [(quote, approvals.submit(current().workspace, quote, note)) for quote in chosen]
        asked, lines = [made for _quote, made in pairs if made], [_submitted(*pair) for pair in pairs]
        hint = (
            _(UNDO) if asked or not pairs else _("next: {command}").format(command=f"crm quote send {pairs[0][0].ref}")
        )
        said = lines[0] if len(lines) == 1 else many("approval", asked)
        more = shortened(lines) if len(lines) > 1 else []
        return Answer(said, asked, [*more, *_deciders(asked)], hint, wrote=bool(asked))

    return work


def _submitted(quote: Quote, made: Approval | None) -> str:
    if made is None:
        return _("{record} is within your limits and needs no approval").format(record=titled(quote))
    return _("{approval}: {record} waits for approval: {why}").format(
        approval=made.ref, record=titled(quote), why=approvals.why(made)
    )


def _deciders(asked: Sequence[Approval]) -> list[str]:
    """Who can let it pass; that nobody can, and what then."""
    crm, told = current().workspace, list[str]()
    for one in asked if crm.me else ():
        names = ", ".join(user.name for user in approvals.able(crm, one))
        told.append(
            _("{approval} can be approved by {names}").format(approval=one.ref, names=names)
            if names
            else _("nobody can approve {approval}: {command}").format(approval=one.ref, command="crm limit list, crm limit edit …")
        )  # fmt: skip
    return shortened(list(dict.fromkeys(told)))


def queue(
    everybody: All = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """What waits for my approval: which quote, of whom, and which limits it passes.

    Example:
      crm approvals
      crm approvals --all
    """
    crm = current().workspace
    found = [one for one in approvals.waiting(crm, crm.me) if everybody or one.hat]
    empty = "" if everybody else "crm approvals --all"
    show(
        [Part("approvals", N_("Waiting for approval"), QUEUE, [_row(one) for one in found])],
        format,
        json,
        output,
        empty=empty,
    )
    attention(bool(found), exit_code)


def _row(one: Waiting) -> list[Any]:
    crm = current().workspace
    approval, quote = one.approval, one.quote
    instead = crm.name_of("user", one.hat.user) if one.hat and one.hat.user else None
    asked = crm.name_of("user", approval.asked) if approval.asked else None
    return [
        approval.ref, quote.ref, quote.number, crm.name_of("client", quote.client), quote.total, quote.currency, asked, approval.created,
        approval.why, approval.note, instead,
    ]  # fmt: skip


def approve(
    which: Which,
    note: Note = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Let quotes pass that wait, by the ref of the approval or of the quote. Nobody approves their own, nor what passes their own limits.

    Who is away is stood in for by whom crm absence add --delegate names.

    Example:
      crm approve AP3
      crm approve Q7 --note fine
    """
    _decide(which, lambda one: approvals.approve(current().workspace, one, note), json, once, dry_run)


def refuse(
    which: Which,
    note: Note = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Do not let quotes pass, and say why: they are drafts again.

    Example:
      crm refuse AP3 --note "margin too low"
    """
    said = note or current().ask(_("why is {ref} refused?").format(ref=" ".join(which)))
    _decide(which, lambda one: approvals.refuse(current().workspace, one, said), json, once, dry_run)


def _decide(
    which: list[str], rule: Callable[[Approval], Approval], json: bool, once: str | None, dry_run: bool
) -> None:
    crm = current().workspace

    def work() -> Answer:
        done = [rule(approvals.of(crm, choose(["approval", "quote"], word))) for word in refs(which)]
        lines = [_decided(one) for one in done]
        if len(done) == 1:
            return Answer(lines[0], done, hint=_next(done[0]))
        return Answer(many("approval", done), done, shortened(lines), _(UNDO), wrote=bool(done))

    write(work, json=json, once=once, dry_run=dry_run, nouns=["approval"])


def _decided(one: Approval) -> str:
    crm = current().workspace
    quote = titled(crm.by_id(Quote, one.quote))
    if one.status == "refused":
        return _("{record} is refused and a draft again").format(record=quote)
    if one.instead:
        return _("{record} is approved in place of {user}").format(record=quote, user=crm.name_of("user", one.instead))
    return _("{record} is approved").format(record=quote)


def _next(one: Approval) -> str:
    if one.status == "refused":
        return _(UNDO)
    return _("next: {command}").format(command=f"crm quote send {current().workspace.by_id(Quote, one.quote).ref}")
