"""QR codes for the camera of a telephone: a number to dial, a card to keep."""

import shutil
from collections.abc import Iterator
from typing import Annotated

from crm_cli.commands.answering import choose, write_json
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import Json
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.exchange.writing import cards
from crm_cli.i18n import N_, _
from crm_cli.records.phones import split_extension
from crm_cli.records.record import Record
from crm_cli.render.qr import code as drawn
from crm_cli.telling.words import called

NOUNS = ("contact", "client", "lead")
# What a camera needs; a long note would make the code too fine to read.
ON_A_CARD = (
    "name",
    "type",
    "client",
    "company",
    "department",
    "family",
    "given",
    "title",
    "phone",
    "email",
    "address",
    "city",
    "website",
)
LEFT_OUT = ("UID:", "REV:")
PAUSE = ","


def code(
    who: Annotated[str, Argument(metavar="WHO", help=N_("A client, contact or lead, by name, phone, ref …"))],
    tel: Annotated[bool, Option("--tel", help=N_("Only the number, to dial it"))] = False,
    card: Annotated[bool, Option("--card", help=N_("Only the card, to keep it"))] = False,
    json: Json = False,
) -> None:
    """A number to dial and a card to keep, as QR codes for the camera of your telephone; --json says what is in them.

    On a screen without room for both, the number; --card draws the card.

    Example:
      crm call qr "Acme Lee"
      crm call qr P1 --card
    """
    if tel and card:
        raise Invalid(N_("--tel and --card contradict each other"), hint=N_("leave one of them out"))
    record = choose(NOUNS, who)
    wanted = contents(record)
    found = {name: text for name, text in wanted.items() if not ((tel and name != "tel") or (card and name != "card"))}
    if not found:
        raise NotFound(
            N_("{name} has no phone number"),
            hint="crm {noun} edit {ref} --phone …",
            name=called(record),
            noun=record.noun,
            ref=record.ref,
        )
    if json:
        write_json([{"ref": record.ref, **found}], many=False)
        return
    put(record, found)


def put(record: Record, found: dict[str, str] | None = None) -> None:
    """Print them, each with what it is above it; on a screen that has no room for all, the first, and how to see the next."""
    run = current()
    wanted = contents(record) if found is None else found
    made = {name: [_label(name, text, record), *_lines(text)] for name, text in wanted.items()}
    first = next(iter(made))
    crowded = run.terminal and sum(map(len, made.values())) >= shutil.get_terminal_size().lines
    for name in [first] if crowded else made:
        for line in made[name]:
            run.renderer.data(line)
    if crowded and len(made) > 1:
        run.renderer.say(_("the card: {command}").format(command=f"crm call qr {record.ref} --card"))


def _label(name: str, text: str, record: Record) -> str:
    if name == "tel":
        return _("to dial: {number}").format(number=text.removeprefix("tel:"))
    return _("to keep: {name}").format(name=called(record))


def _lines(text: str) -> Iterator[str]:
    run = current()
    yield from drawn(text, run.renderer.paint, run.out.encoding or "utf-8")


def contents(record: Record) -> dict[str, str]:
    """What is in the codes of a record: its number, where it has one, and its card."""
    crm = current().workspace
    names = [
        name for name in ON_A_CARD if name in crm.fields(record.noun) and not crm.hides(crm.fields(record.noun)[name])
    ]
    values = dict(zip(names, next(iter(crm.table(record.noun, names, [f"ref={record.ref}"]).rows)), strict=True))
    found = {"tel": _dialled(values["phone"])} if values.get("phone") else {}
    text = cards.card(record.noun, record.id, "", values, "3.0")
    return found | {"card": "".join(line for line in text.splitlines(keepends=True) if not line.startswith(LEFT_OUT))}


def _dialled(phone: str) -> str:
    """A number as telephones dial it: digits and a plus, the extension after a pause."""
    number, inner = split_extension(phone, current().workspace.country)
    kept = "".join(char for char in number.replace("(0)", "") if char.isdigit() or char == "+")
    return f"tel:{kept}" + (f"{PAUSE}{inner}" if inner else "")
