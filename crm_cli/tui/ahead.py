"""The board as it stands on the terminal before the program is there: to read it takes a fraction of the time that the program takes to load. It is drawn
without colours, by what draws it afterwards, and what was read for it is not read again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.insight import board, lanes
from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane, Lanes
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.deals import told
from crm_cli.tui import picture
from crm_cli.tui.picture import PLAIN
from crm_cli.tui.widgets.lane import Part
from crm_cli.tui.widgets.spread import Spread
from crm_cli.workspace import Workspace

OTHERS = 4  # lines that are not the lanes': head, what is looked at, keys
LOOKS = {"here": "7", "chosen": "1;4", "head": "1", "name": "1", "sums": "2", "edge": "2", "quiet": "2"}


class Begun:
    """A board that was read: of which pipeline, what was found, and how it lies; ``taken`` once the program shows it."""

    def __init__(self, pipeline: Pipeline, found: Lanes, spread: Spread) -> None:
        self.pipeline, self.found, self.spread = pipeline, found, spread
        self.taken = False


def begin(crm: Workspace, tokens: Sequence[str] = (), pipeline: Pipeline | None = None) -> Begun | None:
    """Read the board by stage; None where there is no pipeline."""
    pipeline = pipeline or next(iter(board.lines_of(crm)), None)
    if pipeline is None:
        return None
    found, spread = lanes.by_stage(crm, list(tokens), pipeline), Spread()

    def cards(lane: Lane, start: int, count: int) -> Sequence[Card]:
        return found.cards(crm, lane, start, count)

    spread.fill([*found.lanes, *found.ended], cards)
    return Begun(pipeline, found, spread)


def frame(crm: Workspace, begun: Begun, width: int, height: int) -> Iterator[str]:
    """The lines of the screen: its head, the lanes, what is told of the first card."""
    spread = begun.spread
    spread.lay(width, height - OTHERS)
    title = " · ".join([_("board"), shown(begun.pipeline.name)])
    yield _styled([(cut(f" {title}", width), "head")], width)
    for y in range(height - OTHERS):
        yield _styled(spread.line(y), width)
    card = spread.stack.looked_at if spread.stack else None
    for line in told(card, board.about(crm, card.ref)) if card else ("", ""):
        yield _styled([(" " + cut(shown(line), width - 2), "")], width)


def _styled(parts: Sequence[Part], width: int) -> str:
    """The parts one after the other, as far as there is room."""
    found, left = [], width
    for text, look in parts:
        seen = text if cells(text) <= left else pad(cut(text, left), left)
        codes = ";".join(LOOKS[name] for name in look.split() if name in LOOKS)
        found.append(f"\x1b[{codes}m{seen}{PLAIN}" if codes else seen)
        left -= cells(seen)
        if left <= 0:
            break
    return "".join(found)


@contextmanager
def drawn(tokens: Sequence[str] = (), pipeline: Pipeline | None = None) -> Iterator[Begun | None]:
    """Draw the board, keep what is typed until the program reads it, and afterwards leave the terminal as it was. None where nothing
    could be drawn; why, the program says."""
    run, size = current(), picture.size()
    begun = None
    with suppress(CrmError):
        begun = begin(run.workspace, tokens, pipeline) if size else None
    if begun is None or size is None:
        yield None
        return
    lines = list(frame(run.workspace, begun, *size))
    made = begun
    with picture.held(lines, lambda: made.taken):
        yield made
