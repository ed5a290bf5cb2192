"""``crm file add`` and ``open``: a document is linked to a record, and shown by the program that the system has for it."""

import os
import shutil
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from crm_cli.clock import written
from crm_cli.commands.answering import choose, show_list
from crm_cli.commands.chinese import meant
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Json, Note, Once, Quiet
from crm_cli.commands.piping import refs
from crm_cli.commands.writing import UNDO, Answer, Work, many, write, writes
from crm_cli.context import current
from crm_cli.errors import Failure, Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.people.files import WEB, scheme_of
from crm_cli.records.nouns.files import File
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.telling.words import called, counted, refs_line

WHOSE = {"client": "client", "contact": "contact", "opp": "opportunity", "lead": "lead", "activity": "activity", "task": "task"}  # fmt: skip
# What a double click would run: a link in a base that came from elsewhere must not.
RUNS = frozenset({".app", ".bat", ".cmd", ".com", ".command", ".cpl", ".desktop", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msc", ".msi", ".pif", ".ps1", ".py", ".pyw", ".reg", ".scr", ".sh", ".url", ".vbe", ".vbs", ".wsf"})  # fmt: skip
FILE = N_("Link a document to one record, or list those that it has; what crm file add does for any.")
Link = Annotated[str | None, Argument(metavar="[PATH|URL]", help=N_("Where the document lies; without it, the list"))]
Name = Annotated[str | None, Argument(metavar="[NAME]", help=N_("What it is called; else as the file is"))]
PATIENCE = 5  # seconds for the opener to say that it cannot
UNITS = ("B", "KB", "MB", "GB", "TB")


class Lying(NamedTuple):
    """How a file lies on the disk of this machine: its size in bytes and when it was changed; neither where it is not there."""

    size: int | None = None
    changed: str | None = None


@writes("file")
def add(
    whose: Annotated[str, Argument(metavar="WHOSE", help=N_("A client, a contact, a deal, a lead, an activity or a task"))],
    link: Annotated[str, Argument(metavar="PATH|URL", help=N_("Where the document lies"))],
    name: Name = None,
    note: Note = None,
) -> Work:  # fmt: skip
    """Link a document to a record: only where it lies is kept, the document stays where it is.

    A path is kept as a whole one, so that it is found from any folder. With “-” the refs come by stdin.

    Example:
      crm file add C12 ~/Documents/Vertrag.pdf "Vertrag 2026"
      crm file add D3 https://files.example.com/offer.pdf
    """
    found = [choose(list(WHOSE), one) for one in refs([whose])]
    return lambda: _added(found, place(link), name, note)


def verb(noun: str) -> Callable[..., None]:
    """``file`` of a noun, which may say ``add`` or ``list`` before whose: ``crm client file add C12 PATH``."""

    def file(
        whose: Annotated[str, Argument(metavar="WHICH", help=N_("A ref or a name"))],
        link: Link = None,
        name: Name = None,
        more: Annotated[str | None, Argument(hidden=True)] = None,
        note: Note = None,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        said = [whose, link, name, more]
        wants = meant(whose, ("add", "list")) or whose
        if wants in ("add", "list"):
            said = [*said[1:], None]
        one, path, called_, left = said
        if one is None or (wants == "add" and path is None):
            raise Invalid(N_("say which, and where the document lies"), hint="crm {noun} file add {ref} PATH", noun=noun, ref=NOUNS[noun].code + "1")  # fmt: skip
        if left or (wants == "list" and path):
            raise Invalid(
                N_("“{text}” is one word too many"), hint="crm {noun} file --help", text=left or path, noun=noun
            )
        found = [choose([noun], text) for text in refs([one])]
        if path is None:
            theirs = f"{WHOSE[noun]}={','.join(record.ref for record in found)}"
            show_list("file", [theirs if found else "link=none"], as_json=json)  # there is none that lies nowhere
            return
        write(lambda: _added(found, place(path), called_, note), json=json, once=once, dry_run=dry_run, nouns=["file"])

    ref = NOUNS[noun].code + "1"
    file.__doc__ = f"{FILE}\n\nExample:\n  crm {noun} file add {ref} ~/Documents/Vertrag.pdf\n  crm {noun} file {ref}"
    return file


def _added(whose: list[Record], link: str, name: str | None, note: str | None) -> Answer:
    """Write the links; inside a step."""
    crm, made = current().workspace, []
    for record in whose:
        values: dict[str, Any] = {"name": name or "", "link": link, "note": note, WHOSE[record.noun]: record.id}
        made.append(crm.add(File(**values)))
    if len(made) != 1:
        told = refs_line([one.ref for one in made])
        said = (
            _("{what} added: {refs}").format(what=counted("file", len(made)), refs=told) if made else many("file", made)
        )
        return Answer(said, made, hint=_(UNDO) if made else "", wrote=bool(made))
    said = _("{file} linked to {record}").format(file=called(made[0]), record=called(whose[0]))
    missing = [] if scheme_of(link) or lying(link).size is not None else [_("there is no such file on this machine")]
    return Answer(said, made, missing, _(UNDO))


def place(link: str) -> str:
    """A web address as it is, a path as a whole one."""
    return link if scheme_of(link.strip()) else str(Path(os.path.abspath(Path(link).expanduser())))  # noqa: PTH100 - keeps links


def open_(
    which: Annotated[str, Argument(metavar="FILE", help=N_("A ref such as FL3, or a name"))],
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Show a linked document with the program that this machine has for it. What would run as a program is never opened.

    Example:
      crm file open FL3
    """
    file: Any = choose(["file"], which)
    checked(file)
    begin(file.link)
    current().renderer.say(_("opened: {link}").format(link=file.link))


def checked(file: File) -> None:
    """Refuse what is not there, what is no document, and what would run."""
    scheme = scheme_of(file.link)
    if scheme in WEB:
        return
    path = Path(file.link)
    if scheme or path.suffix.lower() in RUNS or (not path.suffix and _runs(path)):
        raise Invalid(N_("{link} would run as a program and is not opened"), link=file.link)
    if not path.exists():
        raise NotFound(
            N_("there is no {link} on this machine"), hint="crm file edit {ref} --link …", link=file.link, ref=file.ref
        )  # fmt: skip


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def begin(link: str, patience: float = PATIENCE) -> None:
    """Hand a path or an address to the system."""
    if os.name == "nt":
        os.startfile(link)  # type: ignore[attr-defined]  # noqa: S606 - checked above
        return
    import subprocess  # only where something is opened

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise Failure(N_("this machine has no xdg-open; the document is at {link}"), link=link)
    silent = subprocess.DEVNULL
    process = subprocess.Popen([opener, link], stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    try:
        code = process.wait(patience)
    except subprocess.TimeoutExpired:  # it stays while the document is read
        return
    if code:
        raise Failure(N_("this machine has no program for {link}"), link=link)


def lying(link: str) -> Lying:
    """How a file lies here; nothing is known of what lies elsewhere."""
    if scheme_of(link):
        return Lying()
    try:
        found = os.stat(link)  # noqa: PTH116 - a text from the base, which may be no path at all
    except (OSError, ValueError):
        return Lying()
    return (
        Lying(found.st_size, written(datetime.fromtimestamp(found.st_mtime, UTC)))
        if stat.S_ISREG(found.st_mode)
        else Lying()
    )


def sized(size: int | None) -> str:
    """``12 KB``."""
    if size is None:
        return ""
    amount, unit = float(size), 0
    while amount >= 1000 and unit + 1 < len(UNITS):
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if amount >= 10 or not unit else f"{amount:.1f} {UNITS[unit]}"
