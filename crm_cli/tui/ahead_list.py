"""A list as it stands on the terminal before the program is there, drawn by what draws it afterwards; see :mod:`crm_cli.tui.picture`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.records.registry import noun as named
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.tui import picture
from crm_cli.tui.rows import FIRST, PATIENCE, Found, Wanted, heads_of, natural, remembered, rows_of
from crm_cli.tui.widths import BLOCK, line, shared, wanting, widest
from crm_cli.workspace import Workspace

OTHERS = 3  # lines that are no rows: head, heads of the columns, keys


class Begun:
    """A list that was read; ``taken`` once the program shows it."""

    def __init__(self, found: Found) -> None:
        self.found, self.taken = found, False


def begin(crm: Workspace, noun: str, tokens: Sequence[str] = ()) -> Begun | None:
    """Read the first rows; None where that takes longer than one waits for them."""
    found = rows_of(crm, noun, Wanted(tuple(tokens), "", remembered(noun)))
    first = FIRST if natural(noun, found.wanted) else None
    numbers = crm.order(noun, tokens, limit=first, seconds=PATIENCE)
    if numbers is None:
        return None
    found.take(numbers, whole=len(numbers) != first)
    return Begun(found)


def frame(begun: Begun, width: int, height: int) -> Iterator[str]:
    """The lines of the screen: its head, the heads of the columns, the rows."""
    found, room = begun.found, height - OTHERS
    count = len(found.numbers)
    heads = heads_of(found)
    natural_ = widest(
        [cells(head.label) for head in heads], [row[1:] for row in _rows(found, (-(-room // BLOCK)) * BLOCK)]
    )
    inner = width - (count > room)  # what scrolls has a bar beside it
    widths = shared(natural_, inner)
    over = wanting(widths) > inner
    title = " · ".join(filter(None, [_(named(found.noun).title), " ".join(found.wanted.tokens)]))
    yield picture.BOLD + pad(cut(f" {shown(title)}", width), width) + picture.PLAIN
    yield picture.BOLD + line([head.label for head in heads], heads, widths, inner) + picture.PLAIN
    for row in _rows(found, room - over):
        yield line(row[1:], heads, widths, inner)


def _rows(found: Found, count: int) -> list[Sequence[str]]:
    return [row for at in range(min(count, len(found.numbers))) if (row := found.row(at))]


@contextmanager
def drawn(noun: str, tokens: Sequence[str] = ()) -> Iterator[Begun | None]:
    """Draw the list; None where nothing could be drawn; why, the program says."""
    size, begun = picture.size(), None
    lines: list[str] = []
    with suppress(CrmError):
        if size and (begun := begin(current().workspace, noun, tokens)):
            lines = list(frame(begun, *size))
    if begun is None or not lines:
        yield None
        return
    made = begun
    with picture.held(lines, lambda: made.taken):
        yield made
