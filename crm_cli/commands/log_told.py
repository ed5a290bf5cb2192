"""What crm log wrote, or would write, in lines: who, what was done, what comes next, what moved, what is settled."""

from typing import TYPE_CHECKING

from crm_cli.agenda import capture
from crm_cli.commands.answering import done
from crm_cli.context import current
from crm_cli.errors import filled
from crm_cli.i18n import _, ngettext
from crm_cli.records.nouns.activities import KINDS
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.render.style import pad
from crm_cli.telling.words import said_day

if TYPE_CHECKING:
    from crm_cli.records.nouns.opportunities import Opportunity
    from crm_cli.records.nouns.orders import Order
    from crm_cli.records.nouns.pricetalks import PriceTalk

LEFT = 44


def tell(draft: capture.Draft, logged: capture.Logged, json: bool) -> None:
    """Say what was written, with every ref, and what is still open."""
    draft = draft._replace(who=logged.made) if logged.made else draft
    said = [title(draft), *lines(draft, logged)]
    if draft.open and logged.settled is None:
        first = draft.open[0]
        said.append("  " + _("{ref} {text} is still open: crm done {ref}").format(ref=first.ref, text=first.text))
    done("\n".join(said), logged.records, json=json, hint=_("undo: crm undo"))


def title(draft: capture.Draft) -> str:
    """Who it was, where, and which deal it is about."""
    named = [draft.who, draft.client, draft.opportunity]
    shown = [record for at, record in enumerate(named) if record and record not in named[:at]]
    return " · ".join(
        f"{r.name} {r.ref}".strip() if r is not draft.who or len(shown) == 1 or r is draft.client else r.name
        for r in shown
    )


def lines(draft: capture.Draft, logged: capture.Logged | None = None) -> list[str]:
    """A line for each thing that is, or would be, written."""
    found = [_line(_did(draft), logged.activity if logged else None)]
    if not draft.who.id or (logged and logged.made):
        noun = _(NOUNS[draft.who.noun].title)
        found.insert(0, _line(_("new {noun}").format(noun=noun), draft.who if draft.who.id else None))
    if draft.next:
        when = said_day(draft.next.at, draft.next.timed)
        found.append(
            _line(_("next: {when} {text}").format(when=when, text=draft.next.text), logged.task if logged else None)
        )
    if draft.opportunity and draft.stage:
        found.append(_line(_moved(draft.opportunity, draft, logged)))
    if draft.opportunity and draft.amount is not None:
        found.append(_line(f"{draft.opportunity.ref} {worth(draft)}"))
    for one in (logged or draft).prices:
        found += [_line(_price(one), one if logged else None), *(_line(f"  {said}") for said in _compared(one))]
    if logged and logged.order:
        found += _order(logged.order)
    if draft.settles:
        found.append(_line(_settles(draft.settles), draft.settles))
    return [*found, *_what_follows(logged)] if logged and (logged.again or logged.handed) else found


def _what_follows(logged: capture.Logged) -> list[str]:
    """What comes again, and what the stage hands out."""
    from crm_cli.commands.handing import handed, said_again  # only where something is written

    again = [_line(said, task) for said, task in said_again(logged.again)]
    return again + [_line(said, task) for said, task in handed(logged.handed)]


def foreseen(draft: capture.Draft) -> list[str]:
    """The same of what is not written yet."""
    if not (draft.stage or draft.settles or draft.ordered):
        return []
    from crm_cli.commands.handing import handed, said_again  # only where something would follow
    from crm_cli.commands.writing import rehearsed

    logged, order = rehearsed(lambda: _written(draft))
    return [*order, *(_line(said) for said, _task in (*said_again(logged.again), *handed(logged.handed)))]


def _written(draft: capture.Draft) -> tuple[capture.Logged, list[str]]:
    """What was written, and the order with its lines, which are told while they are there."""
    logged = capture.write(current().workspace, draft)
    return logged, _order(logged.order) if logged.order else []


def _line(text: str, record: Record | None = None) -> str:
    return "  " + (f"{pad(text, LEFT)} {record.ref}" if record else text)


def _did(draft: capture.Draft) -> str:
    activity = draft.activity
    said = _("{kind} logged").format(kind=_(KINDS[activity.kind]))
    if activity.minutes:
        said += _(", {minutes} min").format(minutes=activity.minutes)
    if draft.dated:
        here = current().clock.local(activity.at)
        said += " · " + said_day(here.replace(tzinfo=None), timed=True)
    return said


def worth(draft: capture.Draft) -> str:
    """What the deal is worth now."""
    from crm_cli.render.values import human  # only where an amount is said

    run = current()
    currency = (draft.opportunity.currency if draft.opportunity else None) or run.workspace.currency
    return human("money", draft.amount, currency=currency, language=run.language, clock=run.clock)


def _price(one: "PriceTalk") -> str:
    """What a product was said to cost."""
    from crm_cli.records.nouns.products import Product  # only where a price was said
    from crm_cli.records.numbers import format_each

    run = current()
    said = format_each(one.price, one.per, one.currency or run.workspace.currency, run.language)
    many = f"{one.quantity} × " if one.quantity else ""
    return _("said: {what}").format(what=f"{many}{run.workspace.by_id(Product, one.product).name} {said}")


def _compared(one: "PriceTalk") -> list[str]:
    """How a price that was said stands to the floor, and to what was said before."""
    from crm_cli.sales import spoken  # only where a price was said

    found = spoken.findings(current().workspace, one) if one.client else []
    return [filled(finding.text, finding.values) for finding in found]


def _order(order: "Order") -> list[str]:
    """The order that was taken, and its lines."""
    from crm_cli.commands import doclines  # only where something was ordered
    from crm_cli.commands.orders import titled
    from crm_cli.sales import documents

    lines = doclines.told(order, documents.lines_of(current().workspace, order))
    return [_line(_("order added: {record}").format(record=titled(order))), *(_line(f"  {said}") for said in lines)]


def _settles(task: Task) -> str:
    return _("settles: {text}").format(text=task.text)


def _moved(deal: "Opportunity", draft: capture.Draft, logged: capture.Logged | None) -> str:
    from crm_cli.records.nouns.stages import Stage  # only where a deal moves

    crm = current().workspace
    before = crm.by_id(Stage, deal.stage).name if deal.stage else "-"
    if logged is None or logged.moved is None or logged.moved.stage is None:
        return f"{deal.ref} {before} → {draft.stage}"
    after = crm.by_id(Stage, logged.moved.stage)
    said = f"{deal.ref} {before} → {after.name} ({after.probability // 100} %)"
    return said + (
        ngettext(", {n} day in {stage}", ", {n} days in {stage}", draft.days).format(n=draft.days, stage=before)
        if draft.days is not None
        else ""
    )
