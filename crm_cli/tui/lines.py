"""What the screens do, they do as lines of ``crm``: the same rules, words and history as in the shell."""

import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple

from crm_cli.context import begin, current
from crm_cli.errors import CrmError, filled, told
from crm_cli.i18n import _
from crm_cli.records.patterns import pattern
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.widgets.filled import refusal

PAINT = pattern("\x1b\\[[0-9]+m")


class Said(NamedTuple):
    """What came of a line: its exit code, what it printed, what it said beside that, why it was refused, and the screen it leads to."""

    code: int
    out: str
    said: str
    refused: CrmError | None = None
    leads: Sequence[Any] = ()

    @property
    def done(self) -> bool:
        """It was done, in part at least."""
        return self.code in (0, 7, 8)

    @property
    def text(self) -> str:
        """What it said, without how to take it back, which a key does here."""
        if self.refused and self.said.startswith("{"):  # a program would read it so
            hint = filled(self.refused.hint, self.refused.values) if self.refused.hint else ""
            return "\n".join(filter(None, (told(self.refused), hint)))
        undo = _("undo: crm undo")
        back = [_("back again: {command}").format(command=f"crm {word}") for word in ("undo", "redo")]
        lines = (line.removesuffix(undo).removesuffix(" · ").strip() for line in self.said.splitlines())
        return "\n".join(line for line in lines if line and line not in back)

    @property
    def wrong(self) -> str:
        """Why it was refused, in words for a screen."""
        return refusal(self.refused) if self.refused else self.plain

    @property
    def plain(self) -> str:
        """The same without colour."""
        return PAINT.sub("", self.text)


def run(argv: Sequence[str], refs: Sequence[str] = ()) -> Said:
    """Run one line on the base that is open; a ``-`` in it means those refs."""
    outer = current()
    assert outer.answering is not None  # noqa: S101 - the door that opened the screen sets it
    out, err = StringIO(), StringIO()
    inner = outer.within(list(argv), out, err, StringIO("\n".join(refs)))
    begin(inner)
    try:
        code = outer.answering(inner, list(argv))
    finally:
        begin(outer)
    return Said(code, out.getvalue(), err.getvalue(), inner.refused)


def options(answers: Mapping[str, str]) -> list[str]:
    """``--next …`` of each that was answered."""
    return [word for name, value in answers.items() if value for word in (f"--{name}", value)]


def changed(blanks: Sequence[Blank], answers: Mapping[str, str]) -> list[str]:
    """``--amount …`` of each that is another one now, be it empty."""
    new = [(one.name, answers[one.name]) for one in blanks if answers[one.name] != one.value]
    return [word for name, value in new for word in (f"--{name}", value)]


def flag(name: str, text: str) -> list[str]:
    """``--deal`` where somebody said yes; what is neither yes nor no the line itself refuses."""
    crm = current().workspace
    try:
        return [f"--{name}"] if text and crm.parse_one(crm.fields("quote")["taxed"], text) else []
    except CrmError:
        return [f"--{name}={text}"]


def made(done: Said) -> str:
    """The ref of the record that a line with ``--json`` tells of, the first of several."""
    try:
        found = json.loads(done.out)
    except ValueError:
        return ""
    return str((found[0] if isinstance(found, list) else found).get("ref", ""))
