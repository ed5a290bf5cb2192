"""What is asked on any screen where somebody, or a task, is looked at: what was said, what is to be done, what came of it, until when."""

from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import CODES, load
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs import blanks
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.lines import options
from crm_cli.tui.places import REF

CALLED = ("client", "contact", "lead")  # with these one speaks
ABOUT = ("contact", "client", "lead", "opportunity")  # the links by which a record is about one of them


class Asking(Page):
    """A screen that asks for them, and tells back the day that is meant."""

    def ask_log(self, ref: str) -> None:
        """What was said to whom a record is about, and what comes next."""
        whom, deal = self.spoken(ref)
        if not whom:
            self.desk.tell(_("{ref} is about nobody a call could be logged with").format(ref=ref), bad=True)
            return
        about = ["--opp", deal] if deal else []
        self.ask(
            self.called(whom),
            blanks.log(self.crm),
            lambda said: blanks.log_line(said, whom, about),
        )

    def spoken(self, ref: str) -> tuple[str, str]:
        """With whom one speaks about a record, and about which deal."""
        record = self.of_ref(ref)
        if record is None or record.noun in CALLED:
            return ref if record else "", ""
        deal = record if record.noun == "opp" else self.linked(record, "opportunity")
        found = next((one for name in ABOUT[:3] if (one := self.linked(record, name))), None)
        found = found or next((one for name in ABOUT[:2] if deal and (one := self.linked(deal, name))), None)
        return found.ref if found else "", deal.ref if deal else ""

    def of_ref(self, ref: str) -> Record | None:
        """The record of a ref; none where it is gone."""
        code = REF.fullmatch(ref)
        try:
            return self.crm.get_any([CODES[code[1].upper()].name], ref) if code else None
        except CrmError:
            return None

    def linked(self, record: Record, name: str) -> Record | None:
        """The record that a link of another one leads to."""
        value, field = getattr(record, name, None), self.crm.fields(record.noun).get(name)
        return self.crm.by_id(load(field.to), str(value)) if value and field else None

    def called(self, ref: str) -> str:
        """``C12 科锐``."""
        record = self.of_ref(ref)
        return f"{ref} {getattr(record, 'name', None) or getattr(record, 'text', None) or ''}".strip()

    def ask_task(self, ref: str) -> None:
        """What is to be done, for whom a record is about or for nobody, and by when."""
        client, deal = self.spoken(ref)
        whom = deal or client
        self.ask(
            self.called(whom) if whom else _("A task for yourself"),
            blanks.task(self.crm),
            lambda said: (
                ["task", "add", *filter(None, [whom]), said.pop("text"), *options(said)] if said["text"] else []
            ),
        )

    def ask_done(self, task: str) -> None:
        """What came of a task, and what comes next."""
        self.ask(
            self.called(task),
            [Blank("text", N_("What came of it?")), blanks.next_step(self.crm)],
            lambda said: ["done", task, *filter(None, [said.pop("text")]), *options(said)],
        )

    def ask_snooze(self, task: str) -> None:
        """Until when a task is put off."""
        self.ask(
            self.called(task),
            [blanks.day(self.crm, "until", N_("Until when?"))],
            lambda said: ["task", "snooze", task, said["until"]] if said["until"] else [],
        )
