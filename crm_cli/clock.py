"""The only place that asks what time it is; a test or CRM_NOW can stop it."""

from datetime import UTC, date, datetime, tzinfo
from time import monotonic


class Clock:
    """Now, in UTC for the store and in the user's zone for people.

    ``now`` stops the clock at that moment; a moment without an offset is in the zone. ``zone`` None is the machine's own.
    """

    def __init__(self, now: datetime | None = None, zone: tzinfo | None = None) -> None:
        self.zone = zone
        self._fixed = None if now is None else self._aware(now)

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return self._fixed or datetime.now(UTC)

    def stamp(self) -> str:
        """The moment as the store keeps it: ``2026-11-22T01:51:54Z``."""
        return written(self.now())

    def ms(self) -> int:
        """Milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)

    def here(self) -> datetime:
        """The moment, aware, in the user's zone."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """The day in the user's zone."""
        return self.here().date()

    def local(self, stamp: str) -> datetime:
        """A stored stamp, aware, in the user's zone."""
        return datetime.fromisoformat(stamp).astimezone(self.zone)

    def utc(self, moment: datetime) -> str:
        """A moment of the user's zone (or an aware one) as a stored stamp."""
        return written(self._aware(moment))

    def _aware(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone) if self.zone else moment.astimezone()
        return moment.astimezone(UTC)


def written(moment: datetime) -> str:
    """An aware moment as ``2026-11-22T01:51:54Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ticks() -> float:
    """Seconds that only go forward, for measuring how long something takes."""
    return monotonic()
