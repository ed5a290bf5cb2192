"""``crm quote add``, ``send``, ``accept``, ``reject``, ``expire``, ``revise`` and ``diff``: a quote from its first line to its end."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from crm_cli.commands import doclines
from crm_cli.commands.adding import added, for_whom_written, typed_entries
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.doclines import Lines
from crm_cli.commands.each import each
from crm_cli.commands.flags import with_fields
from crm_cli.commands.forms import create
from crm_cli.commands.opportunities import At, moment
from crm_cli.commands.options import DryRun, ExitCode, Format, Json, Once, Output, Quiet, Reason, Some, Which
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, Work, many, shortened, write, writes
from crm_cli.context import current
from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import quotes, versions
from crm_cli.telling import doclines as telling
from crm_cli.telling.given import stored
from crm_cli.telling.quotes import DIFFERENCES, difference, titled
from crm_cli.telling.words import called, value_words

Deal = Annotated[bool, Option("--deal", help=N_("Its deal comes to what it does: the amount follows"))]
OneQuote = Annotated[str, Argument(metavar="QUOTE", help=N_("A quote: its ref or its number"))]


def add_verb(noun: str) -> Callable[..., None]:
    """``add``, with an option for each field."""

    @writes("quote")
    def add(
        given: dict[str, str],
        who: Annotated[
            str | None, Argument(metavar="[WHO]", help=N_("A client, a contact or a deal; “-” reads headers by stdin"))
        ] = None,
        line: Lines = None,
        source: Annotated[
            str | None, Option("--from", metavar="QUOTE", help=N_("With the lines and terms of another quote"))
        ] = None,
        deal: Deal = False,
    ) -> Work:
        if who == "-":
            entries = typed_entries(noun, [who], given)
            work = lambda: added(noun, entries)  # noqa: E731 - as the other
        else:
            work = lambda: _made((for_whom_written(who) if who else {}) | given, line or [], source, deal)  # noqa: E731 - see above
        return work

    add.__doc__ = "\n\n".join((ADD, MORE, EXAMPLE))
    return with_fields(noun, add, adding=True)


ADD = N_(
    "Quote something to a client: the lines as they are said, their prices from the price books where none is said."
)
MORE = N_(
    "crm quote line --help says how a line is written. A bundle brings what it is made of; its options stand beside it and are not added."
)
EXAMPLE = """Example:
  crm quote add C12 --line "GTX Pro x3 @4500 -5%" --line "+freight 300"
  crm quote add D8 --line "GTX Pro 3pcs -5%" --valid +30d
  crm quote add C19 --from Q3
  crm quote add C12 --line - < lines.csv"""


def _made(given: dict[str, str], texts: Sequence[str], source: str | None, deal: bool) -> Answer:
    crm = current().workspace
    values = stored("quote", given)
    if source:
        quote = versions.copy(crm, _quote(source), **values)
    else:
        if "client" not in values:
            raise Invalid(N_("a quote is for somebody"), hint='crm quote add C12 --line "…"')
        quote = create("quote", values)  # type: ignore[assignment]  # it is a quote
    lines = doclines.put(quote, texts)
    crm.settle()
    quote = crm.by_id(Quote, quote.id)
    shown = lines or _lines(quote)
    said = _("quote added: {record}").format(record=titled(quote))
    go = "submit" if telling.needs(quote) else "send"
    hint = _("next: {command}").format(command=f"crm quote {go} {quote.ref}") if shown else _("next: {command}").format(command=f'crm quote line add {quote.ref} "…"')  # fmt: skip
    return Answer(said, [quote], [*shortened(doclines.told(quote, shown)), *_deal(quote, deal)], hint)


def send(
    which: Which,
    at: At = None,
    deal: Deal = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Say that quotes went out. From now on they are not edited, only revised; what the client has cannot be called back, not by undo either.

    A quote whose sending was undone is the next version as soon as it is changed, so that no two papers of one version differ.

    Example:
      crm quote send Q7
      crm quote send Q7 --at yesterday --deal
    """
    _each(which, lambda one: quotes.send(current().workspace, one, moment(at)), deal, json, once, dry_run)


def accept(
    which: Which,
    reason: Reason = None,
    at: At = None,
    deal: Deal = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The client says yes.

    Example:
      crm quote accept Q7 --deal
      crm quote accept Q7 --at fri --reason delivery
    """
    _each(
        which,
        lambda one: quotes.accept(current().workspace, one, at=moment(at), reason=reason),
        deal,
        json,
        once,
        dry_run,
    )


def reject(
    which: Which,
    reason: Reason = None,
    at: At = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The client says no, and why.

    Example:
      crm quote reject Q7 --reason price
    """
    said = reason or current().ask(_("why was {ref} rejected?").format(ref=" ".join(which)))
    _each(which, lambda one: quotes.reject(current().workspace, one, said, at=moment(at)), False, json, once, dry_run)


@writes("quote")
def expire(
    which: Some = None,
) -> Work:
    """Write down which sent quotes have expired: those named, else all whose time is over. Lists show them as expired without it.

    Example:
      crm quote expire
    """

    def work() -> Answer:
        chosen = [_as_quote(one) for one in selected("quote", which)] if which else None
        after = quotes.expire(current().workspace, chosen)
        if not after:
            return Answer(_("no quote has expired"), wrote=False)
        return Answer(many("quote", after), after, shortened([titled(one) for one in after]), _(UNDO))

    return work


@writes("quote")
def revise(
    which: Which,
    line: Lines = None,
) -> Work:
    """Make the next version of quotes that were sent: a draft with the same number and lines. The old one holds until the new one is sent.

    Example:
      crm quote revise Q7
      crm quote revise Q7 --line "+freight 300"
    """

    def one(quote: Quote) -> Answer:
        crm = current().workspace
        made = versions.revise(crm, quote)
        lines = doclines.put(made, line or [])
        crm.settle()
        said = _("{record} revises {before}").format(record=titled(made), before=quote.ref)
        return Answer(
            said,
            [crm.by_id(Quote, made.id)],
            doclines.told(made, lines),
            _("next: {command}").format(command=f"crm quote line {made.ref}"),
        )

    return lambda: each("quote", which, one, "quote")


def diff(
    which: OneQuote,
    other: Annotated[str | None, Argument(metavar="[QUOTE]", help=N_("The later one; without it the first is compared with what it revises"))] = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
) -> None:  # fmt: skip
    """What is different between two quotes, or two versions of one: in the head, then line by line.

    Example:
      crm quote diff Q8
      crm quote diff Q7 Q8
    """
    crm = current().workspace
    one = _quote(which)
    old, new = (one, _quote(other)) if other else (versions.before(crm, one), one)
    if old is None:
        raise Conflict(N_("{ref} revises nothing: name the other one too"), hint="crm quote diff {ref} Q…", ref=one.ref)
    found = versions.differences(crm, old, new)
    rows = [difference(one, old, new) for one in found]
    show([Part("differences", f"{titled(old)} → {titled(new)}", DIFFERENCES, rows)], format, json, output)
    attention(bool(rows), exit_code)


def _each(
    which: Sequence[str], rule: Callable[[Quote], Quote], deal: bool, json: bool, once: str | None, dry_run: bool
) -> None:
    """Bring quotes into another status, each told with what its deal comes to."""

    def work() -> Answer:
        before = [_as_quote(one) for one in selected("quote", which)]
        after = [rule(one) for one in before]
        lines = [line for pair in zip(before, after, strict=True) for line in (_said(*pair), *_deal(pair[1], deal))]
        if len(after) == 1:
            return Answer(lines[0], after, [*lines[1:], *_revised(after[0])], _hint(after[0]))
        return Answer(many("quote", after), after, shortened(lines), _(UNDO), wrote=bool(after))

    write(work, json=json, once=once, dry_run=dry_run, nouns=["quote"])


def _said(before: Quote, after: Quote) -> str:
    choices = current().workspace.fields("quote")["status"].choices
    return _("{record}: {before} → {after}").format(
        record=titled(after), before=_(choices[before.status]), after=_(choices[after.status])
    )


def _revised(quote: Quote) -> list[str]:
    """The version that holds no more since this one is sent."""
    old = versions.before(current().workspace, quote) if quote.status == "sent" else None
    return [_("{record} holds no more").format(record=titled(old))] if old else []


def _hint(quote: Quote) -> str:
    if quote.status == "accepted":
        return _("next: {command}").format(command=f"crm order from {quote.ref}")
    if quote.status == "sent":
        return _("undo: crm undo, which does not call back what the client has")
    return _(UNDO)


def _deal(quote: Quote, wanted: bool) -> list[str]:
    """The amount of its deal follows, where that is wanted; else it is said that it could."""
    crm = current().workspace
    if not wanted:
        return []
    pair = quotes.value(crm, quote)
    if pair is None:
        return []
    amount = crm.fields("opp")["amount"]
    before, after = (value_words(amount, one.amount, one.currency) or "–" for one in pair)
    return [_("{label}: {said}").format(label=called(pair[1]), said=f"{before} → {after}")]


def _lines(quote: Quote) -> list[QuoteLine]:
    from crm_cli.sales.documents import lines_of  # only where they were copied

    return lines_of(current().workspace, quote)


def _quote(text: str) -> Quote:
    return _as_quote(choose(["quote"], text))


def _as_quote(record: Any) -> Quote:
    found: Quote = record
    return found
