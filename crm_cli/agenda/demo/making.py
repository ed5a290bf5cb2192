"""What the makers of the demo company share: chance that is the same every time, working days, and the records so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from crm_cli.agenda.demo.material import Material
from crm_cli.clock import Clock
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

R = TypeVar("R", bound=Record)
MONTHS = 18
SPAN = MONTHS * 365 // 12
WEEKEND = 5


@dataclass
class Days:
    """Working days round today; hours are of the user's zone, written as the store keeps them."""

    clock: Clock
    chance: Random
    holidays: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return self.clock.today()

    def back(self, days: int) -> date:
        """The last working day that is at least so many days ago."""
        return self._working(self.today - timedelta(days), -1)

    def ahead(self, days: int) -> date:
        """The first working day that is at least so many days ahead."""
        return self._working(self.today + timedelta(days), 1)

    def after(self, day: date, least: int, most: int) -> date:
        """Some working day so many days after another, a little later where those are free."""
        return self._working(day + timedelta(self.chance.randint(least, most)), 1)

    def before(self, day: date, least: int, most: int) -> date:
        """Some working day so many days before another, a little earlier where those are free."""
        return self._working(day - timedelta(self.chance.randint(least, most)), -1)

    def hour(self, day: date) -> str:
        """Some moment of that day's office hours."""
        return self.at(day, self.chance.randrange(9, 18), self.chance.randrange(0, 60, 5))

    def at(self, day: date, hour: int = 0, minute: int = 0) -> str:
        """A moment of a day, its first minute when no hour is said."""
        return self.clock.utc(datetime.combine(day, time(hour, minute)))

    def _working(self, day: date, step: int) -> date:
        while day.weekday() >= WEEKEND or f"{day:%m-%d}" in self.holidays:
            day += timedelta(step)
        return day


@dataclass
class Making:
    """A company that is being made: nothing is written until :meth:`write`."""

    crm: Workspace
    words: Material
    chance: Random
    days: Days
    made: dict[type[Record], list[Record]] = field(default_factory=dict)

    @classmethod
    def begin(cls, crm: Workspace, words: Material) -> "Making":
        """Chance goes by the language's words and the day, so that a day has one company."""
        chance = Random(f"{words.country} {crm.clock.today()}")  # noqa: S311 - a demo wants the same chance every time
        return cls(crm, words, chance, Days(crm.clock, chance, words.holidays))

    def put(self, record: R, day: date | None = None) -> R:
        """Keep a record to be written; it gets its id, and the day it was written down."""
        record.id = record.id or self._identity()
        record.created = record.created or self.days.at(day or self.days.back(SPAN), 8, 30)
        record.author = record.author or getattr(record, "owner", None)
        self.made.setdefault(type(record), []).append(record)
        return record

    def of(self, cls: type[R]) -> list[R]:
        """The records of a noun so far."""
        return [record for record in self.made.get(cls, []) if isinstance(record, cls)]

    def write(self) -> None:
        """Write them all, those of a noun in the order in which they were written down."""
        for cls, kept in self.made.items():
            records = sorted(kept, key=lambda record: str(record.created))
            names = [name for name in cls.specs if name not in ("n", "ref", "extra") and _filled(records, name)]
            self.crm.load(cls.noun, names, [[getattr(record, name) for name in names] for record in records])

    def some(self, choices: Sequence[Any], count: int) -> list[Any]:
        """So many of them, in an order of chance, over again when there are too few."""
        rounds = -(-count // len(choices))
        return [one for _ in range(rounds) for one in self.chance.sample(choices, len(choices))][:count]

    def in_order(self, choices: Sequence[Any], count: int) -> list[Any]:
        """The first of them and some of the others, in their order."""
        others = self.chance.sample(range(1, len(choices)), min(count, len(choices)) - 1)
        return [choices[place] for place in (0, *sorted(others))]

    def _identity(self) -> str:
        """A UUIDv7 of the day, whose order is the order of making."""
        count = sum(len(records) for records in self.made.values())
        ms = self.crm.clock.ms() + count // 4096
        noise = f"{self.chance.getrandbits(60):015x}"
        return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{count % 4096:03x}-a{noise[:3]}-{noise[3:]}"


def _filled(records: Sequence[Record], name: str) -> bool:
    return any(getattr(record, name, None) is not None for record in records)
