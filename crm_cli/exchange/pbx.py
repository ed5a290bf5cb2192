"""Events of a telephone exchange: lines of JSON, however they arrive, told apart and read; see docs/calls.md."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from crm_cli.clock import Clock, written
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.activities import OUTCOMES

LONGEST = 64 << 10
LONGEST_TEXT = 200  # an id, a number, an extension
LONGEST_CALL = 7 * 86400
LATEST_STAMP = 253_402_214_400  # the last day that a date can say
RING, ANSWER, HANGUP = "ring", "answer", "hangup"
EVENTS = {
    "ring": RING, "ringing": RING, "answer": ANSWER, "answered": ANSWER, "hangup": HANGUP, "hang-up": HANGUP, "hang_up": HANGUP, "end": HANGUP,
}  # fmt: skip
DIRECTIONS = {"in": "in", "incoming": "in", "inbound": "in", "out": "out", "outgoing": "out", "outbound": "out"}


class Event(NamedTuple):
    """``id`` is the call's, the same in all its events; what was not said is None. ``seconds`` are those that were talked."""

    id: str
    event: str
    number: str | None
    direction: str | None
    extension: str | None
    user: str | None
    at: str
    seconds: int | None
    outcome: str | None


class Lines:
    """Cuts what arrives into lines; one that is too long is given as None, once, and none of it is kept."""

    def __init__(self) -> None:
        self._rest = b""
        self._skips = False

    def feed(self, block: bytes) -> Iterator[bytes | None]:
        """The lines that are whole now."""
        *whole, rest = (self._rest + block).split(b"\n")
        for line in whole:
            if self._skips:
                self._skips = False
            elif len(line) > LONGEST:
                yield None
            elif line.strip():
                yield line
        self._rest = rest
        if len(rest) > LONGEST:
            if not self._skips:
                yield None
            self._rest, self._skips = b"", True
        elif self._skips:
            self._rest = b""

    def end(self) -> Iterator[bytes]:
        """What stands behind the last end of a line."""
        rest, self._rest = self._rest, b""
        if rest.strip() and not self._skips:
            yield rest


def read(line: bytes, clock: Clock) -> Event:
    """The event of a line; refused with what is wrong."""
    said = _object(line)
    event = EVENTS.get(str(said.get("event", "")).casefold())
    if event is None:
        raise Invalid(N_("there is no event {name}"), name=_short(said.get("event")))
    identity = _text(said, "id")
    if not identity:
        raise Invalid(N_("there is no id of the call"))
    return Event(
        identity, event, _number(_text(said, "number")), _one_of(said, "direction", DIRECTIONS), _text(said, "extension"), _text(said, "user"),
        _moment(said.get("at"), clock), _seconds(said.get("seconds")), _one_of(said, "outcome", {name: name for name in OUTCOMES}),
    )  # fmt: skip


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise Invalid(N_("it is not text in UTF-8")) from None
    except (ValueError, RecursionError):
        raise Invalid(N_("it is no JSON")) from None
    if not isinstance(found, dict):
        raise Invalid(N_("it is no object of JSON"))
    return found


def _refuse(name: str) -> float:
    raise ValueError(name)


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None or value == "":
        return None
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else "\n"
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise Invalid(N_("its {name} cannot be read"), name=name)
    return text or None


def _number(text: str | None) -> str | None:
    """The number out of ``sip:13801234567@host``."""
    return text.removeprefix("sip:").partition("@")[0] if text else text


def _one_of(said: Mapping[str, Any], name: str, known: Mapping[str, str]) -> str | None:
    text = _text(said, name)
    if text is not None and text.casefold() not in known:
        raise Invalid(N_("its {name} cannot be read"), name=name)
    return known[text.casefold()] if text else None


def _seconds(value: Any) -> int | None:
    if value is None or value == "":
        return None
    try:
        found = -1 if isinstance(value, bool) else int(float(value))
    except (TypeError, ValueError, OverflowError):
        found = -1
    if not 0 <= found <= LONGEST_CALL:
        raise Invalid(N_("its {name} cannot be read"), name="seconds")
    return found


def _moment(value: Any, clock: Clock) -> str:
    """A time as it is stored: ISO 8601, where nothing says the zone the user's; or seconds since 1970; now where nothing is said."""
    if value is None or value == "":
        return clock.stamp()
    try:
        if isinstance(value, str):
            return clock.utc(datetime.fromisoformat(value.strip()))
        if not isinstance(value, bool) and 0 <= value < LATEST_STAMP:
            return written(datetime.fromtimestamp(value, UTC))
    except (TypeError, ValueError, OverflowError):
        pass
    raise Invalid(N_("its {name} cannot be read"), name="at")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
