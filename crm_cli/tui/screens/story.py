"""The timeline of a client on its page: the latest first, read as far as somebody looks, and only of some kinds where that is wanted."""

from collections.abc import Sequence
from datetime import datetime

from crm_cli.agenda.timeline import EVENTS, Event, timeline
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import OUTCOMES
from crm_cli.records.nouns.clients import Client
from crm_cli.telling.clients import happened
from crm_cli.tui.screens.panels import Filled
from crm_cli.tui.widgets.panel import Line
from crm_cli.workspace import Workspace

DAY = 10  # characters of a day alone
FURTHER = 4  # times as many are read when the end comes near
MONEY = ("quoted", "agreed", "declined", "ordered", "shipped", "returned", "accepted", "cancelled", "invoiced", "reversed", "payment", "refund", "contract", "terminated", "member")  # fmt: skip
FILTERS: dict[str, tuple[str, Sequence[str]]] = {
    "all": (N_("all"), ()),
    "calls": (N_("calls"), ("call", "voice")),
    "mail": (N_("mail"), ("email", "sms", "wechat", "fax")),
    "visits": (N_("visits"), ("visit", "return_visit", "meeting", "gift")),
    "deals": (N_("deals"), ("stage", "converted")),
    "money": (N_("papers and money"), MONEY),
    "rest": (N_("tasks and notes"), ("done", "note", "task", "created")),
}


class Story:
    """What happened with a client, as far back as somebody looked: whenever the end of what was read comes near, it is read four times as far."""

    def __init__(self, crm: Workspace, client: Client, kinds: str, limit: int) -> None:
        self.crm, self.client, self.kinds, self.limit = crm, client, kinds, limit
        self.lines: Sequence[Line] = ()
        self.ended = False

    def filled(self) -> Filled:
        """What the panel shows."""
        self.read()
        others = " ".join(f"[{_(label)}]" if name == self.kinds else _(label) for name, (label, _k) in FILTERS.items())
        asides = (others, _(FILTERS[self.kinds][0]))
        return Filled(N_("Timeline"), self.lines, asides, None if self.ended else self.further)

    def read(self) -> None:
        """Those that are wanted, as many as were asked for where there are so many."""
        events = timeline(self.crm, self.client, self.limit + 1, FILTERS[self.kinds][1])
        self.ended = len(events) <= self.limit
        self.lines = [_line(event) for event in events[: self.limit]]

    def further(self) -> Sequence[Line]:
        """The same with what came before, once somebody has gone through what was read."""
        if not self.ended:
            self.limit *= FURTHER
            self.read()
        return self.lines


def _line(event: Event) -> Line:
    told = happened(event)
    who = " > ".join(filter(None, (told.by, told.whom)))
    said = " · ".join(
        filter(None, ((told.text or "").replace("\n", " "), _(OUTCOMES.get(told.note, told.note)) if told.note else ""))
    )
    look = "quiet" if event.kind in ("created", "stage", "done") else ""
    return Line((moment(told.at), _(EVENTS.get(told.kind, told.kind)), who, said), told.ref, look)


def moment(stamp: str | None, timed: bool = True) -> str:
    """A moment or a day; of another year the day alone, with its year."""
    if not stamp:
        return ""
    run = current()
    at = datetime.fromisoformat(stamp) if len(stamp) == DAY else run.clock.local(stamp)
    if at.year != run.clock.today().year:
        return f"{at:%Y-%m-%d}"
    return f"{at:%m-%d %H:%M}" if timed and len(stamp) > DAY and (at.hour, at.minute) != (0, 0) else f"{at:%m-%d}"
