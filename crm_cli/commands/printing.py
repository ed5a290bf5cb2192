"""``print`` of a quote, an order or a delivery: on paper, in the client's language."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from crm_cli import paths
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import OUTPUT, Output, Quiet, Which
from crm_cli.commands.selection import selected
from crm_cli.config import DEFAULT
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Several, told
from crm_cli.exchange import letterhead
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.patterns import pattern
from crm_cli.records.printed import Firm, Paper
from crm_cli.records.registry import NOUNS
from crm_cli.render.papers.layout import laid_out
from crm_cli.render.papers.sheet import Sheet
from crm_cli.sales import papers
from crm_cli.telling.words import called

FORMATS = ("pdf", "html", "xlsx", "md")
ALSO = {"htm": "html", "markdown": "md"}
FILES = ("pdf", "xlsx")
"""What no screen shows: without -o it goes to a file that is called as the document."""
FOLDER = "papers"
STDOUT = "-"
SOON = 0.5  # seconds for what shows a file to say that it cannot
_NO_NAME = pattern(r"[^\w.-]+")

Format = Annotated[
    str | None,
    Option("--format", metavar="FORMAT", help=N_("pdf, html, xlsx or md; else as the file is called"), rich_help_panel=OUTPUT),
]  # fmt: skip
Language = Annotated[
    str | None, Option("--language", metavar="LANGUAGE", help=N_("zh, en or de; else the client's"), rich_help_panel=OUTPUT)
]  # fmt: skip
Open = Annotated[
    bool, Option("--open", help=N_("Show it with the system's program for such files"), rich_help_panel=OUTPUT)
]
PRINT = N_(
    "One on paper, in the client's language: PDF, HTML that prints well, a workbook, or Markdown on the screen. Name, logo, bank and wording of your firm stand in the folder of the setting papers.folder; a quote that was approved is printed as it was approved."
)


def verb(noun: str) -> Callable[..., None]:
    """``print`` of a noun."""

    def print_(
        which: Which,
        output: Output = None,
        format: Format = None,  # noqa: A002 - its name on the line
        language: Language = None,
        open_: Open = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        folder = _folder(output)
        form = _form(format or ("pdf" if folder else None), output)
        spoken = papers.tongue(language) if language else ""
        records: list[Any] = selected(noun, which)
        if len(records) > 1 and output and not folder:
            raise Invalid(N_("several go into a folder, each called by its number"), hint=f"-o {FOLDER}/")
        if open_ and (output == STDOUT or (not output and form not in FILES)):
            raise Invalid(N_("only a file can be opened"), hint=f"-o FILE.{form}")
        made = [(record, papers.paper(current().workspace, record)) for record in records]
        for place, (record, paper) in enumerate(made):
            to = str(folder / _file_name(record, paper, form)) if folder else output
            file = _put(record, paper._replace(language=spoken or paper.language), form, to, first=not place)
            if open_:
                _show(file)

    ref = f"{NOUNS[noun].code}1"
    print_.__doc__ = f"{PRINT}\n\nExample:\n  crm {noun} print {ref} -o {ref.lower()}.pdf\n  crm {noun} print {ref} -o {ref.lower()}.html --language de\n  crm {noun} print {ref} {NOUNS[noun].code}2 -o papers/\n  crm {noun} print {ref} --format pdf --open"
    return print_


def _folder(output: str | None) -> Path | None:
    """The folder that papers go into, made where it is not there; None where a file is named, or nothing."""
    if not output or output == STDOUT or not (output.endswith(("/", "\\")) or Path(output).is_dir()):
        return None
    Path(output).mkdir(parents=True, exist_ok=True)
    return Path(output)


def _file_name(record: Any, paper: Paper, form: str) -> str:
    """``QT-2026-0041-v2.pdf``: no version is written over another."""
    version = f"-v{record.version}" if getattr(record, "version", 1) > 1 else ""
    return f"{_NO_NAME.sub('-', paper.number)}{version}.{form}"


def _form(said: str | None, output: str | None) -> str:
    """How it is written, before anything else is done; a file that is not called by a format gets Markdown."""
    suffix = Path(output or "").suffix.lower().removeprefix(".")
    found = said or ALSO.get(suffix, suffix) or "md"
    if found not in FORMATS:
        raise Invalid(
            N_("there is no format {format} here"), hint=N_("one of {formats}"), format=found, formats=Several(FORMATS)
        )
    return found


def _put(record: Any, paper: Paper, form: str, output: str | None, *, first: bool) -> str:
    """Write one, and say where it is."""
    run = current()
    firm = _firm()
    papers.must_name_both(
        paper, current().workspace.by_id(Client, record.client).ref, firm.word("tax_id", paper.language)
    )
    to = output or (f"{_NO_NAME.sub('-', paper.number)}.{form}" if form in FILES else STDOUT)
    if form == "pdf" and to == STDOUT and run.terminal:
        raise Invalid(N_("a PDF cannot be shown on a screen"), hint="-o FILE.pdf")
    _write(record, laid_out(paper, firm), firm, form, to)
    if to != STDOUT:
        run.renderer.say(_("{name} is printed in {file}").format(name=called(record), file=to))
    _hints(record, firm, first=first)
    return to


def _show(file: str) -> None:
    """Hand it to the system; it is printed all the same where that has nothing to show it with."""
    from crm_cli.commands.files import begin  # only where somebody wants to look

    try:
        begin(str(Path(file).resolve()), SOON)
    except CrmError as error:
        current().renderer.say(told(error))


def _write(record: Any, sheet: Sheet, firm: Firm, form: str, to: str) -> None:
    run = current()
    size, path = run.workspace.country.paper, None if to == STDOUT else Path(to)
    if form == "pdf":
        from crm_cli.render.papers.pdf import pdf  # only what is wanted is loaded

        instead = (
            f"crm {record.noun} print {record.ref} -o {_NO_NAME.sub('-', Path(to).stem) if path else record.ref}.html"
        )
        made = pdf(sheet, firm, size, run.clock.now(), instead)
        with run.renderer.bytes(path) as out:
            out.write(made)
    elif form == "xlsx":
        from crm_cli.render.papers.workbook import write_workbook  # see above

        with run.renderer.bytes(path) as out:
            write_workbook(sheet, firm, size, out)
    else:
        with run.renderer.text(path) as page:
            page.write(_text(sheet, firm, size, form))


def _text(sheet: Sheet, firm: Firm, size: str, form: str) -> str:
    if form == "html":
        from crm_cli.render.papers.html import html  # see above

        return html(sheet, firm, size)
    from crm_cli.render.papers.markdown import text_of  # see above

    return text_of(sheet)


def _firm() -> Firm:
    """Whose paper it is, by the folder that is set, else the one beside the settings."""
    said = current().config.get("papers.folder")
    folder = Path(said.value) if said.value else paths.config_file().parent / FOLDER
    return letterhead.firm(folder, named=said.origin != DEFAULT)


def _hints(record: Any, firm: Firm, *, first: bool) -> None:
    """What is still to be done before it goes out."""
    say = current().renderer.say
    if first and not firm.word("name", ""):
        say(
            _(
                "your firm's name, logo and bank come from firm.toml in a folder: crm config set papers.folder FOLDER, see docs/papers.md"
            )
        )
    if record.noun == "quote" and record.status in ("draft", "approved"):
        say(
            _("{ref} is not sent yet; once it is out: {hint}").format(ref=record.ref, hint=f"crm quote send {record.ref}")
        )  # fmt: skip
    if record.noun == "quote" and record.status == "submitted":
        say(_("{ref} waits for approval, and its paper says so").format(ref=record.ref))
