"""A new quote: for whom, what about, until when, and like which other one; its lines are written on its page."""

from collections.abc import Mapping, Sequence

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.record import Field
from crm_cli.telling.quotes import titled
from crm_cli.tui.dialogs.form import Form
from crm_cli.tui.lines import made
from crm_cli.tui.screens.quote import QuotePage

ASKED = ("client", "contact", "opportunity", "name", "valid", "copied")
LIKE = "copied"
"""The field in which a quote says which one it was copied from; on the line that is ``--from``."""


class NewQuote(Form):
    """The head of a quote that is to be made."""

    CSS = """
    NewQuote > Vertical { height: auto; max-height: 100%; max-width: 100; }
    NewQuote VerticalScroll { height: auto; }
    """

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        super().__init__("quote", None, given, "name" if (given or {}).get("client") else "")

    def askable(self) -> list[Field]:
        """Only the few fields with which it begins."""
        known = current().workspace.fields("quote")
        return [known[name] for name in ASKED]

    def parts(self) -> dict[str, list[Field]]:
        """All are seen at once."""
        return {"": list(self.fields.values())}

    def understood(self, field: Field, text: str) -> str:
        """Which quote it is to be like; all else as in any form."""
        if field.name == LIKE:
            return titled(current().workspace.get(Quote, text))
        return super().understood(field, text)

    def write(self, answers: Mapping[str, str]) -> None:
        """Make it and go to its page, where its lines are written; where it is refused, say so at the field it is about."""
        done = self.desk.perform(line_of(answers), loud=False)
        if not done.done:
            self.say("wrong", done.text)
            if done.refused and done.refused.field:
                self.point_at(done.refused.field, done.refused)
            return
        self.desk.tell(without_next(done.text))
        self.dismiss(True)
        if ref := made(done):
            self.app.push_screen(QuotePage(ref, adding="copied" not in answers))


def without_next(text: str) -> str:
    """What was said without the command that goes on from there: the page that opens has keys for it."""
    following = _("next: {command}").format(command="crm ")
    return "\n".join(line for line in text.splitlines() if not line.startswith(following))


def line_of(answers: Mapping[str, str]) -> Sequence[str]:
    """``crm quote add --client=… --from=…``."""
    return [
        "quote",
        "add",
        *(f"--{'from' if name == LIKE else name}={text}" for name, text in answers.items()),
        "--json",
    ]
