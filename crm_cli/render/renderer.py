"""The one object a command prints through: data to stdout, talk and errors to stderr, whatever stands behind them."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from crm_cli.clock import Clock
from crm_cli.errors import Ambiguous, Candidate, CrmError, Duplicate, Invalid, Typed, Word, filled
from crm_cli.i18n import N_, _
from crm_cli.render.encoding import exact, survive
from crm_cli.render.output import is_closed, opened, opened_bytes, paged, refusal
from crm_cli.render.style import Paint, Painted, shown, wants_colour

if TYPE_CHECKING:
    from crm_cli.render.data import Sink
    from crm_cli.render.listing import Listing
    from crm_cli.render.page import Section
    from crm_cli.render.view import View
    from crm_cli.render.workbook import Kept

# The writers of lists and pages are imported where one is printed: a command that only says what it did starts without them.
_CANDIDATES = 5
COMMANDS = ("crm", "mkdir")


class Renderer:
    """Prints listings, pages, lines and errors.

    What is None is found out: ``terminal`` from the stream, ``width`` from the screen, ``colour`` from the environment.
    ``currency`` and ``paper`` are the base's and may be set once the base is open. ``pager`` False never pages.
    """

    def __init__(
        self,
        out: TextIO,
        err: TextIO,
        *,
        language: str,
        clock: Clock,
        terminal: bool | None = None,
        width: int | None = None,
        colour: bool | None = None,
        quiet: bool = False,
        currency: str = "CNY",
        pager: bool = True,
    ) -> None:
        self.out, self.err = out, err
        self.language, self.clock, self.currency, self.quiet = language, clock, currency, quiet
        self.terminal = out.isatty() if terminal is None else terminal
        self.paint = Paint(wants_colour(self.terminal) if colour is None else colour)
        self.talk = Paint(wants_colour(err.isatty()) if colour is None else colour)
        self.paper = "A4"
        self._width, self._pager = width, pager
        survive(out)
        survive(err)

    @property
    def view(self) -> "View":
        """The surroundings of stdout as they are now; for charts and other text of one's own."""
        from crm_cli.render.view import View  # see above

        width = self._width or _screen(self.out)[0]
        coded = self.out.encoding or "utf-8"
        return View(self.language, self.clock, self.currency, self.terminal, width, self.paint, coded, self.paper)

    def listing(self, listing: "Listing", format: str = "table", to: Path | None = None) -> int:  # noqa: A002 - its name in --format
        """Print a listing, or write it to a file, and say so when a limit cut it; the number of rows."""
        from crm_cli.render.listing import MACHINE, WORKBOOK  # see above
        from crm_cli.render.writers import writer

        if format == WORKBOOK:
            count = self.workbook(listing, to)
        else:
            write = writer(format)
            with self._destination(listing, format, to) as (out, view):
                count = write(listing, out, view)
        if not count and format not in MACHINE:
            self.say(" · ".join(filter(None, (_("nothing found"), listing.empty))))
        if listing.total is not None and count < listing.total:
            self.say(_("{n} of {total}").format(n=count, total=listing.total))
        return count

    def workbook(self, listing: "Listing", to: Path | None, kept: "Kept | None" = None) -> int:
        """Write a listing as a workbook, to a file or into a pipe; the number of rows."""
        from crm_cli.render.workbook import write_workbook  # only a workbook needs it

        view = self.view._replace(terminal=False, paint=Paint(False), encoding="utf-8")
        with self.bytes(to) as out:
            return write_workbook(listing, out, view, kept)

    @contextlib.contextmanager
    def text(self, to: Path | None) -> "Iterator[Sink]":
        """A file, or stdout, for exact text; a screen gets it cleaned."""
        from crm_cli.render.data import cleaned  # see above

        if to is not None and str(to) != "-":
            with opened(to) as file:
                yield file
            return
        if not self.terminal:
            exact(self.out)
        yield cleaned(self.out) if self.terminal else self.out

    @contextlib.contextmanager
    def bytes(self, to: Path | None) -> "Iterator[BinaryIO]":
        """A file, or stdout, for what is no text; a screen cannot show that."""
        if to is not None and str(to) != "-":
            with opened_bytes(to) as file:
                yield file
            return
        if self.terminal:
            raise Invalid(N_("a workbook cannot be shown on a screen"), hint="-o FILE.xlsx")
        with self._quietly():
            self.out.flush()
            yield self.out.buffer
            self.out.flush()

    def page(
        self,
        title: str,
        sections: "Sequence[Section]",
        format: str = "table",  # noqa: A002 - its name in --format
        to: Path | None = None,
    ) -> None:
        """Print one record; formats made of rows get one row with its fields."""
        from crm_cli.render.listing import WORKBOOK  # see above
        from crm_cli.render.page import one_row
        from crm_cli.render.writers import checked, write_page_as

        if checked(format) == WORKBOOK:
            self.workbook(one_row(sections), to)
            return
        with self._destination(None, format, to) as (out, view):
            write_page_as(format, title, sections, out, view)

    def data(self, *pieces: str) -> None:
        """A line of data on stdout; what :class:`Paint` did not make is cleaned."""
        with self._quietly():
            self.out.write(_line(pieces))

    def say(self, *pieces: str) -> None:
        """A line of talk on stderr, cleaned in the same way; nothing when quiet."""
        if not self.quiet:
            self._tell(_line(pieces))

    def error(self, error: CrmError, as_json: bool = False) -> None:
        """An error in one line, below it the records it may be about; or one JSON object. Said even when quiet."""
        message, hint = filled(error.message, error.values), _hint(error) if error.hint else None
        if as_json:
            from crm_cli.render.data import json_text  # see above

            candidates = [one.told if isinstance(one, Candidate) else one for one in error.candidates]
            told = {"code": error.code, "message": message, "candidates": candidates, "try": hint}
            self._tell(json_text(told, self.err.encoding or "utf-8") + "\n")
            return
        line = shown(_("{message}. Try: {hint}").format(message=message, hint=hint) if hint else message)
        below = _told(error.candidates) if _is_about_records(error) else ()
        self._tell(_line([self.talk.bad("crm:"), " ", line]) + "".join(map(_line, below)))

    def finish(self) -> None:
        """Let all that was printed arrive; call it last. A reader who has gone does not change how the program ends."""
        with contextlib.suppress(SystemExit), self._quietly():
            self.out.flush()

    def _tell(self, lines: str) -> None:
        with contextlib.suppress(OSError):  # the next write of data, or finish, deals with it
            self.out.flush()  # so that talk stands below the data it is about
        with contextlib.suppress(OSError):  # there is nobody to tell that nobody is listening
            self.err.write(lines)
            self.err.flush()

    @contextlib.contextmanager
    def _destination(self, listing: "Listing | None", format: str, to: Path | None) -> "Iterator[tuple[TextIO, View]]":  # noqa: A002
        from crm_cli.render.listing import MACHINE  # see above

        if to is not None and str(to) != "-":
            with opened(to) as file:
                yield file, self.view._replace(terminal=False, paint=Paint(False), encoding="utf-8")
            return
        if (format in MACHINE or format == "html") and not self.terminal:
            exact(self.out)
        pages = self._pager and self.terminal and (listing is None or _is_long(listing, _screen(self.out)[1]))
        plain = self.view._replace(paint=Paint(False)) if format != "table" else self.view
        with self._quietly(), paged(self.out) if pages else contextlib.nullcontext(self.out) as out:
            yield out, plain
            out.flush()

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        """When the reader of stdout has gone (``| head``), end the program without a word."""
        try:
            yield
        except OSError as error:
            if not is_closed(error):
                raise refusal(error, "stdout") from error
            _discard(self.out)
            raise SystemExit(0) from None


def _line(pieces: Sequence[str]) -> str:
    return "".join(piece if isinstance(piece, Painted) else shown(piece, lines=True) for piece in pieces) + "\n"


def _hint(error: CrmError) -> str:
    """What to try; in a command the values are quoted where a shell would take them otherwise, so that it can be pasted."""
    hint, values = str(error.hint), error.values
    if any(word in COMMANDS for word in hint.split()):
        from crm_cli.records.shell import quoted  # see above

        values = {
            name: value if isinstance(value, Word | Typed) else quoted(str(value)) for name, value in values.items()
        }
    return filled(hint, values)


def _is_about_records(error: CrmError) -> bool:
    return isinstance(error, Ambiguous | Duplicate) or any(isinstance(one, Candidate) for one in error.candidates)


def _told(candidates: Sequence[str]) -> Iterator[str]:
    for candidate in candidates[:_CANDIDATES]:
        yield "  " + shown(candidate)
    if more := len(candidates[_CANDIDATES:]):
        yield "  " + _("and {n} more").format(n=more)


def _is_long(listing: "Listing", height: int) -> bool:
    """Whether a listing fills the screen; what was read to learn that is put back."""
    rows = iter(listing.rows)
    first = list(islice(rows, height))
    listing.rows = chain(first, rows)
    return len(first) >= height - 1


def _screen(out: TextIO) -> tuple[int, int]:
    """Columns and lines of the terminal behind a stream; 80 by 24 when there is none."""
    try:
        size = os.get_terminal_size(out.fileno())
        found = (size.columns or 80, size.lines or 24)
    except (OSError, ValueError):
        found = (80, 24)
    columns = os.environ.get("COLUMNS", "")
    return (int(columns), found[1]) if columns.isdigit() and int(columns) else found


def _discard(out: TextIO) -> None:
    """Point a closed pipe at nothing, so that what is still buffered does not complain at exit."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, out.fileno())
        os.close(nothing)
