"""``crm quote line``: lines of a document by hand, as text or from a pipe; added, changed, taken out, put in another place."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from crm_cli.commands.answering import choose, show_list
from crm_cli.commands.chinese import meant
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.linerows import of_row
from crm_cli.commands.options import DryRun, Json, Once, Quiet
from crm_cli.commands.piping import came
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, filled
from crm_cli.i18n import N_, _
from crm_cli.records.numbers import format_each, format_money
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.sales import abroad, allowed, bundles, documents, limits, linewriting, priceguard, units
from crm_cli.sales.pricing import Why
from crm_cli.telling.words import at_line, called, counted, refs_line, value_words

VERBS = ("add", "edit", "rm", "move", "list")
HELP = N_(
    "Lines of one: add them, change one, take some out, put one in another place; without such a word they are listed. A line says the product by name, code or ref, how many (x3, 3pcs), @ the price, what is taken off (-5%, -$200) and its tax (13%, exempt); “+freight 300” is a charge of the whole, “-bonus 500” a discount of it, “= words @80” a line without a product, which counts towards the amount that you may quote; words that call a product mean it. What a bundle brings grows, moves and goes with it. With “-” lines come by stdin: as text, CSV or JSON."
)
Lines = Annotated[
    list[str] | None,
    Option(
        "--line", metavar="LINE", help=N_("A line, such as “GTX Pro x3 @4500 -5%”; again for more, “-” reads stdin")
    ),
]


def verb(noun: str) -> Callable[..., None]:
    """``line`` of a noun whose records have lines."""

    def line(
        words: Annotated[list[str], Argument(metavar="add|edit|rm|move WHICH …", help=N_("What is to be done, with which, and what it says"))],
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:  # fmt: skip
        wants = meant(words[0], VERBS) or words[0]
        which, said = (words[1:2], words[2:]) if wants in VERBS else (words[:1], words[1:])
        doing = wants if wants in VERBS else "list"
        if not which or (doing in ("add", "edit", "move") and not said) or (doing == "list" and said):
            raise Invalid(
                N_("say what is to be done, with which, and what it says"), hint="crm {noun} line --help", noun=noun
            )
        if doing == "list":
            _listed(noun, choose([noun], which[0]), json)
            return
        work = {"add": _added, "edit": _changed, "rm": _removed, "move": _moved}[doing]
        write(lambda: work(noun, which[0], said), json=json, once=once, dry_run=dry_run, nouns=[documents.LINES[noun]])

    code, of_line = NOUNS[noun].code, NOUNS[documents.LINES[noun]].code
    examples = (
        f'line add {code}7 "GTX Pro x3 @4500 -5%" "+freight 300"', f"line add {code}7 - < lines.csv", f'line edit {of_line}3 "x5 -5%"',
        f"line move {of_line}3 1", f"line rm {of_line}3", f"line {code}7",
    )  # fmt: skip
    line.__doc__ = f"{HELP}\n\nExample:\n" + "\n".join(f"  crm {noun} {one}" for one in examples)
    return line


def _listed(noun: str, head: Any, json: bool) -> None:
    """The lines of a document, with for how many each price is where that is more than one."""
    crm, of_line = current().workspace, documents.LINES[noun]
    names = list(crm.listed(of_line))
    if "per" not in names and any(line.per != 1 for line in documents.lines_of(crm, head)):
        names.insert(names.index("price") + 1, "per")
    show_list(of_line, [f"{noun}={head.ref}"], fields=",".join(names), as_json=json)


def put(head: Any, texts: Sequence[str]) -> list[Any]:
    """Write lines as they were typed, or come by stdin, under a document; inside a step."""
    made = Put()
    for text in texts:
        if text == "-":
            _piped(head, made)
        else:
            made.written(head, text)
    return made


class Put(list[Any]):
    """Lines that were written, and what is to be said of how they were."""

    def __init__(self) -> None:
        super().__init__()
        self.remarks: list[str] = []

    def written(self, head: Any, text: str) -> None:
        """Write one as it was typed."""
        crm = current().workspace
        said = linewriting.said(crm, head, text)
        new = linewriting.write(crm, head, [said])
        self.remarks += other_unit(new[0], said.unit)
        self += new


def other_unit(line: Any, said: str | None) -> list[str]:
    """That a line is counted as its product is, where another unit was said."""
    if not said or not line.unit or units.same(said, line.unit):
        return []
    return ["! " + _("{ref}: its unit is {unit}, not {said}").format(ref=line.ref, unit=line.unit, said=said)]


_SHOWN = 'echo "GTX Pro x3" | crm {noun} add C12 --line -'


def _piped(head: Any, made: Put) -> None:
    """What came: bare lines as text, rows by the names of their fields."""
    crm, noun = current().workspace, documents.LINES[head.noun]
    rows = list(came(noun))
    if not rows:
        raise Invalid(N_("no line came by stdin"), hint=_SHOWN, noun=head.noun)
    for one in rows:
        try:
            if one.cells is None:
                made.written(head, one.text)
            else:
                made += linewriting.write(crm, head, [of_row(head, one)])
        except CrmError as error:
            raise at_line(error, one.line) from error


def told(head: Any, lines: Sequence[Any]) -> list[str]:
    """Each line in a few words, what the document comes to now, and what is to be said of the prices."""
    crm = current().workspace
    now = crm.by_id(type(head), head.id)
    fields = crm.fields(head.noun)
    total = value_words(fields["total"], now.total, now.currency) or "–"
    found = priceguard.findings(crm, now, lines) if head.noun != "invoice" else []
    asking = needs(now)
    said = [
        ("! " if one.severity != "info" else "") + filled(one.text, one.values)
        for one in found
        if not (asking and one.severity == "refuse")
    ]
    said = [
        *(lines.remarks if isinstance(lines, Put) else []),
        *_odd_rates(lines),
        *_unpriced(now, lines),
        *said,
        *_abroad(now),
    ]
    if asking:
        said.insert(0, "! " + _("sending it needs an approval: {why}").format(why=allowed.told(asking)))
    return [*[brief(line) for line in lines], _("total {total}").format(total=total), *said]


def _abroad(head: Any) -> list[str]:
    """That a client of another country would pay our tax, and how it would not."""
    if not (found := abroad.taxed(current().workspace, head)):
        return []
    country, line = found
    rate = value_words(current().workspace.fields(line.noun)["rate"], line.rate)
    text = _("client is in {country}: tax {rate}? if not: {command}")
    return ["! " + text.format(country=country, rate=rate, command=f"crm {head.noun} line edit {line.ref} exempt")]


def _odd_rates(lines: Sequence[Any]) -> list[str]:
    """Tax rates that the country of the base does not know."""
    known = current().workspace.country.tax_rates
    return [
        "! "
        + _("{ref}: {rate} is no tax rate here ({known}); a discount is written -{rate}").format(
            ref=line.ref, rate=_share(line.rate), known=", ".join(map(_share, known))
        )
        for line in lines
        if line.rate and line.rate not in known
    ]


def _share(rate: int) -> str:
    return f"{rate / 100:g}%"


def _unpriced(head: Any, lines: Sequence[Any]) -> list[str]:
    """To who has limits: the lines whose price no limit holds."""
    crm = current().workspace
    limit = limits.of(crm)
    if limit.approves or limit.discount is None:
        return []
    free = [line.ref for line in lines if line.kind == "item" and line.price and not allowed.is_listed(crm, head, line)]
    return (
        ["! " + _("{refs}: no list price, no limit holds what it costs").format(refs=", ".join(free))] if free else []
    )


def needs(head: Any) -> list[Why]:
    """Why a quote that is not sent yet could not be sent by whoever works without an approval; nothing of another document."""
    if head.noun != "quote" or head.status not in documents.OPEN or head.status == "approved":
        return []
    return allowed.passes(current().workspace, head, limits.of(current().workspace))


def brief(line: Any) -> str:
    """``QL3 GTX Pro × 3 @ ¥4,500 −5 % = ¥12,825``."""
    fields = current().workspace.fields(line.noun)

    def said(name: str) -> str:
        return value_words(fields[name], getattr(line, name), line.currency)

    parts = [line.ref, " · ".join(dict.fromkeys(filter(None, (said("product"), said("text")))))]
    if line.kind == "item":
        parts += ["×", line.quantity + (f" {line.unit}" if line.unit else ""), "@", unit_price(line)]
    parts += [f"−{said('discount')}"] if line.discount else []
    parts += [f"−{said('off')}"] if line.off else []
    parts += [f"+{said('extra_charge')}"] if line.extra_charge else []
    parts += [f"= {said('net')}"] if line.net is not None else []
    parts += [_("(an option, not added)")] if getattr(line, "optional", 0) else []
    return " ".join(parts)


def unit_price(line: Any) -> str:
    """What one costs, exact, and what the price is for where that is many: ``¥0.0125 (¥12.50/1000)``."""
    currency, language = line.currency or current().workspace.currency, current().language
    one = format_each(line.price or 0, line.per, currency, language)
    many = f"{format_money(line.price or 0, currency, language)}/{line.per}"
    return one if one == many or line.per == 1 else f"{one} ({many})"


def _added(noun: str, which: str, said: Sequence[str]) -> Answer:
    head = choose([noun], which)
    made = put(head, said)
    current().workspace.settle()
    text = _("{what} added to {record}").format(what=counted(documents.LINES[noun], len(made)), record=called(head))
    return Answer(text, made, told(head, made), _(UNDO), wrote=bool(made))


def _changed(noun: str, which: str, said: Sequence[str]) -> Answer:
    crm = current().workspace
    line: Any = choose([documents.LINES[noun]], which)
    head = _head(noun, line)
    text = " ".join(said)
    unit = linewriting.read_change(crm, head, text, line.product).unit
    after = crm.change(line, **linewriting.changes(crm, head, text, line.product))
    crm.settle()
    changed = Put()
    changed += [crm.by_id(type(after), after.id), *bundles.of(crm, after)]
    changed.remarks += other_unit(changed[0], unit)
    return Answer(_("{record} changed").format(record=line.ref), changed[:1], told(head, changed), _(UNDO))


def _removed(noun: str, which: str, more: Sequence[str]) -> Answer:
    crm = current().workspace
    lines = [choose([documents.LINES[noun]], one) for one in (which, *more)]
    head = _head(noun, lines[0])
    gone = dict[str, Record]()  # with a bundle goes what it brought
    for line in lines:
        if line.id not in gone:
            gone |= {one.id: one for one in crm.remove(line, [one.id for one in lines])}
    crm.settle()
    objects = [{"ref": one.ref} for one in gone.values()]
    said = _("{what} removed: {refs}").format(
        what=counted(documents.LINES[noun], len(gone)), refs=refs_line([one.ref for one in gone.values()])
    )
    return Answer(said, [], told(head, []), _(UNDO), objects=objects)


def _moved(noun: str, which: str, said: Sequence[str]) -> Answer:
    crm = current().workspace
    line: Any = choose([documents.LINES[noun]], which)
    place = crm.parse_one(crm.fields(line.noun)["position"], said[0])
    changed = linewriting.move(crm, line, int(place))
    place = crm.by_id(type(line), line.id).position
    return Answer(_("{record} is now at place {place}").format(record=line.ref, place=place), changed[:], hint=_(UNDO))


def _head(noun: str, line: Any) -> Record:
    from crm_cli.records.registry import load  # only where a line is changed

    found: Record = current().workspace.by_id(load(noun), getattr(line, noun))
    return found
