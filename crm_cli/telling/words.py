"""Records, values and steps in human words: counts with their nouns, labels for fields, names for links."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.context import current
from crm_cli.errors import CrmError, NotFound, Several, told
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.kinds import items
from crm_cli.records.patterns import pattern
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load
from crm_cli.records.registry import noun as named

if TYPE_CHECKING:
    from datetime import datetime

COUNTED: dict[str, Callable[[int], str]] = {
    "client": lambda n: ngettext("{n} client", "{n} clients", n),
    "contact": lambda n: ngettext("{n} contact", "{n} contacts", n),
    "lead": lambda n: ngettext("{n} lead", "{n} leads", n),
    "opp": lambda n: ngettext("{n} opportunity", "{n} opportunities", n),
    "activity": lambda n: ngettext("{n} activity", "{n} activities", n),
    "task": lambda n: ngettext("{n} task", "{n} tasks", n),
    "product": lambda n: ngettext("{n} product", "{n} products", n),
    "user": lambda n: ngettext("{n} user", "{n} users", n),
    "team": lambda n: ngettext("{n} team", "{n} teams", n),
    "tag": lambda n: ngettext("{n} tag", "{n} tags", n),
    "pipeline": lambda n: ngettext("{n} pipeline", "{n} pipelines", n),
    "stage": lambda n: ngettext("{n} stage", "{n} stages", n),
    "field": lambda n: ngettext("{n} field", "{n} fields", n),
    "status": lambda n: ngettext("{n} status", "{n} statuses", n),
    "check": lambda n: ngettext("{n} check", "{n} checks", n),
    "mapping": lambda n: ngettext("{n} mapping", "{n} mappings", n),
    "poolrule": lambda n: ngettext("{n} pool rule", "{n} pool rules", n),
    "group": lambda n: ngettext("{n} group", "{n} groups", n),
    "view": lambda n: ngettext("{n} view", "{n} views", n),
    "assignment": lambda n: ngettext("{n} assignment rule", "{n} assignment rules", n),
    "stagetask": lambda n: ngettext("{n} stage task", "{n} stage tasks", n),
    "hook": lambda n: ngettext("{n} hook", "{n} hooks", n),
    "rule": lambda n: ngettext("{n} rule", "{n} rules", n),
    "quota": lambda n: ngettext("{n} quota", "{n} quotas", n),
    "job": lambda n: ngettext("{n} job", "{n} jobs", n),
    "remark": lambda n: ngettext("{n} remark", "{n} remarks", n),
    "cadence": lambda n: ngettext("{n} cadence", "{n} cadences", n),
    "holiday": lambda n: ngettext("{n} holiday", "{n} holidays", n),
    "absence": lambda n: ngettext("{n} absence", "{n} absences", n),
    "file": lambda n: ngettext("{n} file", "{n} files", n),
    "component": lambda n: ngettext("{n} component", "{n} components", n),
    "pricebook": lambda n: ngettext("{n} price book", "{n} price books", n),
    "price": lambda n: ngettext("{n} price", "{n} prices", n),
    "pricetalk": lambda n: ngettext("{n} spoken price", "{n} spoken prices", n),
    "quote": lambda n: ngettext("{n} quote", "{n} quotes", n),
    "quoteline": lambda n: ngettext("{n} quote line", "{n} quote lines", n),
    "approval": lambda n: ngettext("{n} approval", "{n} approvals", n),
    "limit": lambda n: ngettext("{n} limit", "{n} limits", n),
    "order": lambda n: ngettext("{n} order", "{n} orders", n),
    "orderline": lambda n: ngettext("{n} order line", "{n} order lines", n),
    "instalment": lambda n: ngettext("{n} instalment", "{n} instalments", n),
    "delivery": lambda n: ngettext("{n} delivery note", "{n} delivery notes", n),
    "deliveryline": lambda n: ngettext("{n} delivery line", "{n} delivery lines", n),
    "invoice": lambda n: ngettext("{n} invoice", "{n} invoices", n),
    "invoiceline": lambda n: ngettext("{n} invoice line", "{n} invoice lines", n),
    "payment": lambda n: ngettext("{n} payment", "{n} payments", n),
    "allocation": lambda n: ngettext("{n} allocation", "{n} allocations", n),
    "contract": lambda n: ngettext("{n} contract", "{n} contracts", n),
    "membership": lambda n: ngettext("{n} membership", "{n} memberships", n),
    "point": lambda n: ngettext("{n} entry of points", "{n} entries of points", n),
}
DONE: dict[str, str] = {
    "I": N_("{what} added"), "M": N_("{what} merged"), "U": N_("{what} changed"), "D": N_("{what} removed")
}  # fmt: skip
LONGEST = 60
SHOWN_REFS = 10
RUN = 3  # more refs than these are told by their ends, where they follow each other
SPAN = pattern(r"(\d+)(d|h|min)")
SPANS = {"d": N_("{n}d"), "h": N_("{n}h"), "min": N_("{n}min")}


def counted(noun: str, n: int) -> str:
    """``7 tasks``."""
    if noun in COUNTED:
        return COUNTED[noun](n).format(n=n)
    return f"{n} {_(named(noun).title)}"


def said_day(at: "datetime", timed: bool) -> str:
    """A day, and the hour if one was said, as it is shown back."""
    from crm_cli.records.when import echo  # only where a day was said

    return echo(at, timed, current().language, current().clock.today())


def listed(parts: Iterable[str]) -> str:
    """Several things in one sentence."""
    return Several(parts).shown()


def tallied(records: Iterable[Record]) -> str:
    """``1 client, 2 contacts``: what kinds of records these are, and how many."""
    count: dict[str, int] = {}
    for record in records:
        if not named(record.noun).internal:
            count[record.noun] = count.get(record.noun, 0) + 1
    return listed(counted(noun, n) for noun, n in count.items())


def spanned(value: str) -> str:
    """A setting's length of time in the reader's language: ``10d`` is 10 天 in Chinese; another value as it is."""
    found = SPAN.fullmatch(value)
    return _(SPANS[found[2]]).format(n=found[1]) if found else value


def title_of(record: Record) -> str:
    """What a record is called: its name, or how its text begins."""
    text = str(
        getattr(record, "name", None) or getattr(record, "text", None) or getattr(record, "number", None) or record.ref
    ).strip()
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"


def called(record: Record) -> str:
    """``C12 科锐配电``."""
    title = title_of(record)
    return record.ref if title == record.ref else f"{record.ref} {title}"


def due_told(due: str | None, timed: int | None) -> str | None:
    """When a task is due, as programs read it: a date, and a moment where its hour is known."""
    return due if due is None or timed else current().clock.local(due).date().isoformat()


def label_of(noun: str, name: str) -> str:
    """A field by its label; one that is no longer declared by its name."""
    field = current().workspace.fields(noun).get(name)
    return _(field.label) if field else name


def value_words(field: Field | None, value: Any, currency: str | None = None) -> str:
    """A stored value as a person reads it, with names for what it links to."""
    if value is None or field is None:
        return "" if value is None else str(value)
    if field.kind == "link":
        return linked(field, str(value))
    if field.kind in ("links", "tags"):
        return listed(linked(field, item) for item in items(value))
    from crm_cli.render.values import human  # only where values are told one by one

    run = current()
    sentences = field.facets.get("sentences")
    return human(
        "sentences" if sentences else field.kind,
        value,
        currency=currency or run.workspace.currency,
        language=run.language,
        clock=run.clock,
        choices=sentences or field.choices,
    )


def linked(field: Field, identity: str) -> str:
    """The name of what a link points to, also of a tag that is yet to be made; that it is gone, where it is."""
    if identity.startswith("+"):
        return identity[1:]
    for noun in field.to.split(","):
        try:
            record = current().workspace.by_id(load(noun), identity)
            return getattr(record, "number", None) or title_of(record)
        except NotFound:
            continue
    return _("no longer there")


def change_words(noun: str, name: str, old: Any, new: Any, currency: str | None = None) -> str:
    """``Level: B → A``."""
    field = current().workspace.fields(noun).get(name)
    before, after = (value_words(field, value, currency) or "–" for value in (old, new))
    return _("{label}: {said}").format(label=label_of(noun, name), said=f"{_brief(before)} → {_brief(after)}")


def _brief(text: str) -> str:
    first = " ⏎ ".join(text.splitlines())
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"


def refs_line(names: Sequence[str]) -> str:
    """Refs in one line: ``T53 T54``, a run of more than three as ``T53–T59``, and never more than a few."""
    if len(names) > RUN and _is_run(names):
        return f"{names[0]}–{names[-1]}"
    more = len(names) - SHOWN_REFS
    return " ".join(names[:SHOWN_REFS]) + (" " + _("and {n} more").format(n=more) if more > 0 else "")


def _is_run(names: Sequence[str]) -> bool:
    letters = names[0].rstrip("0123456789")
    numbers = [name[len(letters) :] for name in names if name.startswith(letters)]
    if len(numbers) < len(names) or not all(number.isdecimal() for number in numbers):
        return False
    return [int(number) for number in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(names)))


def what(line: Any) -> str:
    """What a line of a document is of: its words, else its product."""
    return line.text or value_words(current().workspace.fields(line.noun)["product"], line.product)


def at_line(error: CrmError, line: int) -> CrmError:
    """The same error, saying on which line of the input it is."""
    found = type(error)(
        N_("line {line}: {problem}"),
        hint=error.hint,
        candidates=error.candidates,
        **(error.values | {"line": line, "problem": told(error)}),
    )
    found.code = error.code
    return found
