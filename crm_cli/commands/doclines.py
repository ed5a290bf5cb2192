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
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.sales import bundles, documents, linesaid, linewriting, units
from crm_cli.telling import doclines as telling
from crm_cli.telling.words import at_line, called, counted, refs_line

VERBS = ("add", "edit", "rm", "move", "copy", "list")
HELP = N_(
    "Lines of one: add them, change one, take some out, put one in another place, copy those of another; without such a word they are listed. A line says the product by name, code or ref, how many (x3, 3pcs), @ the price, what is taken off (-5%, -$200) and its tax (13%, exempt); “+freight 300” is a charge of the whole, “-bonus 500” a discount of it, “= words @80” a line without a product, which counts towards the amount that you may quote; words that call a product mean it. What a bundle brings grows, moves and goes with it. With “-” lines come by stdin: as text, CSV or JSON."
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
        words: Annotated[list[str], Argument(metavar="add|edit|rm|move|copy WHICH …", help=N_("What is to be done, with which, and what it says"))],
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:  # fmt: skip
        wants = meant(words[0], VERBS) or words[0]
        which, said = (words[1:2], words[2:]) if wants in VERBS else (words[:1], words[1:])
        doing = wants if wants in VERBS else "list"
        if not which or (doing in ("add", "edit", "move", "copy") and not said) or (doing == "list" and said):
            raise Invalid(
                N_("say what is to be done, with which, and what it says"), hint="crm {noun} line --help", noun=noun
            )
        if doing == "list":
            _listed(noun, choose([noun], which[0]), json)
            return
        work = {"add": _added, "edit": _changed, "rm": _removed, "move": _moved, "copy": _copied}[doing]
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
    """Each line in a few words, what the document comes to now, and what is to be said of the prices and of how they were written."""
    return telling.told(head, lines, lines.remarks if isinstance(lines, Put) else ())


def _added(noun: str, which: str, said: Sequence[str]) -> Answer:
    head = choose([noun], which)
    made = put(head, said)
    current().workspace.settle()
    text = _("{what} added to {record}").format(what=counted(documents.LINES[noun], len(made)), record=called(head))
    return Answer(text, made, told(head, made), _(UNDO), wrote=bool(made))


def _copied(noun: str, which: str, said: Sequence[str]) -> Answer:
    """Lines like those of others, or like all of another document, as one would write them again."""
    crm = current().workspace
    head: Any = choose([noun], which)
    sources: list[Any] = [choose([noun, documents.LINES[noun]], one) for one in said]
    lines = [line for one in sources for line in (documents.lines_of(crm, one) if one.noun == noun else [one])]
    made = linesaid.again(crm, head, lines)
    crm.settle()
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
