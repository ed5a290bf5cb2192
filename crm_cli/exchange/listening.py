"""Follows the calls of an exchange by its events: who rings, which calls are over and are to be written down."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from crm_cli.agenda import callers, calls
from crm_cli.agenda.callers import Caller
from crm_cli.agenda.calls import Call, Kept
from crm_cli.errors import Busy, CrmError, Invalid, Newer
from crm_cli.exchange import pbx
from crm_cli.exchange.pbx import Event
from crm_cli.i18n import N_
from crm_cli.records.nouns.activities import UNREACHED
from crm_cli.workspace import Workspace

MOST_GOING = 10_000
SHOWN = 10
TOO_LONG = N_("it is longer than {most} KiB")


class Wrong(NamedTuple):
    """A line, by its number, that is left out, and why."""

    line: int
    why: CrmError


class Rung(NamedTuple):
    """Somebody rings; ``to`` is whom, by id."""

    event: Event
    caller: Caller
    to: str | None


class Over(NamedTuple):
    """A call is over and was written down, or refused."""

    event: Event
    kept: Kept | None = None
    why: CrmError | None = None


class Going(NamedTuple):
    """A call that is not over yet."""

    first: Event
    answered: Event | None = None
    last: Event | None = None


class Listener:
    """Remembers the calls that are going on; the oldest are forgotten where there are too many."""

    def __init__(self, crm: Workspace) -> None:
        self.crm = crm
        self.going: dict[str, Going] = {}
        self.events = self.line = self.bad = 0
        self.wrong: list[int] = []  # the first lines that could not be read
        self._lines = pbx.Lines()

    def events_of(self, block: bytes | None) -> Iterator[Event | Wrong]:
        """The events that a block brings, None being the end; what cannot be read is counted and told."""
        for line in self._lines.end() if block is None else self._lines.feed(block):
            self.line += 1
            try:
                yield self._event(line)
            except CrmError as error:
                self.bad += 1
                self.wrong += [self.line] if self.bad <= SHOWN else []
                yield Wrong(self.line, error)

    def _event(self, line: bytes | None) -> Event:
        if line is None:
            raise Invalid(TOO_LONG, most=pbx.LONGEST >> 10)
        found = pbx.read(line, self.crm.clock)
        self.events += 1
        return found

    def rung(self, event: Event) -> Rung | None:
        """Who rings, where somebody does from outside and it was not told before for this phone."""
        before = self.going.get(event.id)
        is_new = before is None or (before.last or before.first).extension != event.extension
        if event.event != pbx.RING or event.direction == "out" or not is_new:
            return None
        return Rung(event, callers.at(self.crm, event.number), self.user(event))

    def follow(self, event: Event) -> Call | None:
        """Remember what the event says of its call; the call, if it is over."""
        before = self.going.pop(event.id, None)
        now = Going(before.first if before else event, before.answered if before else None, event)
        if event.event == pbx.ANSWER:
            now = now._replace(answered=now.answered or event)
        if event.event == pbx.HANGUP:
            return self.over(now)
        if len(self.going) >= MOST_GOING:
            self.going.pop(next(iter(self.going)))
        self.going[event.id] = now
        return None

    def left(self) -> list[tuple[Event, Call]]:
        """The calls that nobody said to be over; forgotten from now on. Who was not answered was missed."""
        found = [(one.last or one.first, self.over(one)) for one in self.going.values()]
        self.going.clear()
        return found

    def over(self, one: Going) -> Call:
        """A call as its events tell it: talked in when it was answered, or lasted."""
        events = [event for event in (one.last, one.answered, one.first) if event]
        last = events[0]
        seconds = last.seconds if last.event == pbx.HANGUP else None
        if seconds is None and one.answered and last.event == pbx.HANGUP:
            seconds = max(self._between(one.answered.at, last.at), 0)
        outcome = last.outcome or ("connected" if seconds or one.answered else "no_answer")
        began = one.first.at
        if one.first is last and seconds:  # only its end was heard
            began = self.crm.clock.utc(self.crm.clock.local(last.at) - timedelta(seconds=seconds))
        return Call(
            last.id, _first(event.number for event in events) or "", began, _first(event.direction for event in events) or "in",
            outcome, None if outcome in UNREACHED else seconds, self._taken(events),
        )  # fmt: skip

    def _taken(self, events: Sequence[Event]) -> str | None:
        """Who took or made it, or was rung last, where the events say so."""
        return _first(self.user(event) for event in events)

    def _between(self, start: str, end: str) -> int:
        return int((self.crm.clock.local(end) - self.crm.clock.local(start)).total_seconds())

    def user(self, event: Event) -> str | None:
        """The user whom the event names, else the one of its extension."""
        if event.user:
            try:
                found = self.crm.ids("user", event.user)
            except CrmError:  # a phone may be called as nobody is here
                found = []
            if len(found) == 1:
                return found[0]
        inside = callers.colleague(self.crm, event.extension) if event.extension else None
        return inside.id if inside else None


def keep(crm: Workspace, over: Sequence[tuple[Event, Call]]) -> list[Over]:
    """Write the calls down in one step; where one of them is refused, each in its own, so that no other is lost."""
    try:
        with crm.step():
            return [Over(event, calls.keep(crm, call)) for event, call in over]
    except (Busy, Newer):
        raise
    except CrmError as error:
        if len(over) == 1:
            return [Over(over[0][0], why=error)]
        return [found for one in over for found in keep(crm, [one])]


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
