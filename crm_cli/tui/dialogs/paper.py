"""A document on paper: in which form, into which file, and whether to look at it."""

from pathlib import Path
from typing import Any

from crm_cli.i18n import N_, _
from crm_cli.telling.words import called
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers, Blank
from crm_cli.tui.dialogs.blanks import flag
from crm_cli.tui.lines import flag as flag_of

FORMATS = {
    "pdf": N_("PDF, to send"), "html": N_("HTML, for a browser"), "xlsx": N_("a workbook"), "md": N_("Markdown, as plain text"),
}  # fmt: skip


def ask_paper(page: Page, record: Any) -> None:
    """Ask in which form and into which file a document goes, and put it there."""
    version = f"-v{record.version}" if getattr(record, "version", 1) > 1 else ""

    def chosen(form: str) -> None:
        file = Path.cwd() / f"{record.number or record.ref}{version}.{form}"
        asked = [
            Blank("output", N_("File"), str(file)),
            Blank("language", N_("Language"), like=N_("the client's: zh, en or de")),
            flag("open", N_("Show it")),
        ]
        page.ask(_("{record} on paper").format(record=called(record)), asked, line)

    def line(said: Answers) -> list[str]:
        wanted = flag_of("open", said.pop("open"))
        return [record.noun, "print", record.ref, *(f"--{name}={text}" for name, text in said.items() if text), *wanted]

    page.choose(
        _("{record} on paper").format(record=called(record)),
        {name: _(label) for name, label in FORMATS.items()},
        chosen,
    )
