"""A form on a base in which others write, and which may know already who is filled in."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from textual.screen import ModalScreen

from crm_cli.context import current
from crm_cli.errors import CrmError, NotFound
from crm_cli.i18n import _
from crm_cli.people import duplicates
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load
from crm_cli.telling import given as reading
from crm_cli.telling.typed import written
from crm_cli.telling.words import listed
from crm_cli.tui.app import Desk, desk_of
from crm_cli.tui.widgets.fields import Entry
from crm_cli.workspace import Mark

KNOWN = 3  # of those who may be the same, so many are shown
SAID = ("name", "type", "company", "phone", "other_phones", "email", "other_emails", "website", "tax_id", "client")


class Beside(ModalScreen[bool]):
    """What a form says of others: who is there already, and what somebody else wrote meanwhile. Textual has a metaclass of its own, thus mypy
    alone sees to it that a form says what is abstract here."""

    noun: str
    record: Record | None
    fields: Mapping[str, Field]
    before: dict[str, str]
    hits: Sequence[duplicates.Hit]
    mark: Mark

    @property
    def entries(self) -> Sequence[Entry]:
        """The lines that were made."""
        return list(self.query(Entry))

    @property
    @abstractmethod
    def answers(self) -> dict[str, str]:
        """The fields that are others now than they are stored."""

    @abstractmethod
    def say(self, which: str, text: str) -> None:
        """Say something below the lines."""

    @property
    def desk(self) -> Desk:
        """The program."""
        return desk_of(self)

    # -- who is there already

    def look_for_known(self, answers: Mapping[str, str] | None = None) -> None:
        """Show who is there already, unless something else was typed since."""
        if self.record is not None or self.noun not in duplicates.NOUNS or answers not in (None, self.answers):
            return
        values: dict[str, Any] = {}
        for name, text in self.answers.items():
            if name in SAID and text:
                try:
                    values |= reading.stored(self.noun, {name: text})
                except CrmError:  # half of a number is none
                    continue
        self.show_known(duplicates.of(current().workspace, self.noun, values) if values else ())

    def show_known(self, hits: Sequence[duplicates.Hit]) -> None:
        """Say who it may be, why, and whose they are."""
        self.hits = hits
        lines = [_("see also {record}").format(record=reading.said_alike(hit)) for hit in hits[:KNOWN]]
        lines += [_("ctrl+g goes there")] if any(hit.shown for hit in hits) else []
        more = len(hits) - KNOWN
        self.say("known", "\n".join([*lines, *([_("and {n} more").format(n=more)] if more > 0 else [])]))

    def action_known(self) -> None:
        """Go to who is there already; the form waits below."""
        if hit := next((one for one in self.hits if one.shown), None):
            self.desk.enter(hit.ref)

    # -- what others do meanwhile

    def look(self) -> bool:
        """Whether the record is as it was read; what somebody else wrote comes into the lines that were not touched, and is told."""
        crm = current().workspace
        try:
            mark = crm.mark()
            if self.record is None or mark == self.mark:
                return True
            self.mark = mark
            self.record = crm.by_id(load(self.noun), self.record.id)
        except NotFound:
            self.say("wrong", _("it was removed meanwhile; what you typed is still here"))
            return False
        except CrmError as error:
            self.desk.refuse(error)
            return False
        return self.take_over({name: written(self.record, field) for name, field in self.fields.items()})

    def take_over(self, now: Mapping[str, str]) -> bool:
        """Show what is stored now; what is typed stays."""
        new = [name for name, text in now.items() if text != self.before[name]]
        typed = self.answers
        self.before = dict(now)
        for one in self.entries:
            name = one.field.name
            one.before = now[name]
            if name in new and name not in typed:
                one.text = now[name]
            elif name in new:
                one.remark(_("somebody wrote {text} meanwhile").format(text=now[name] or "–"), wrong=True)
        if new:
            labels = listed(_(self.fields[name].label) for name in new)
            self.say("wrong", _("changed by somebody else meanwhile: {fields}").format(fields=labels))
        return not (set(new) & set(typed))
