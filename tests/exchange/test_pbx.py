"""Events of an exchange: what is understood, what is left out, and that no line, however it comes, stops the others."""

import random

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.exchange import pbx
from crm_cli.exchange.pbx import Lines
from tests.founding import NOW, ZONE

CLOCK = Clock(NOW, ZONE)


def test_an_event_says_the_call_the_number_the_phone_and_when() -> None:
    found = pbx.read(
        b'{"id": 7, "event": "Ringing", "number": "sip:13801234567@pbx", "direction": "inbound", "extension": 801,'
        b' "at": "2026-11-22T08:00:00", "seconds": "12.7", "more": [1]}',
        CLOCK,
    )
    assert found == ("7", "ring", "13801234567", "in", "801", None, "2026-11-22T00:00:00Z", 12, None)


@pytest.mark.parametrize("at", ['"2026-11-22T01:00:00Z"', '"2026-11-22T09:00:00+08:00"', "1795309200", "null", '""'])
def test_a_time_may_be_said_in_several_ways(at: str) -> None:
    line = f'{{"id": "1", "event": "ring", "at": {at}}}'
    assert pbx.read(line.encode(), CLOCK).at == "2026-11-22T01:00:00Z"


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense", b"{", b"[]", b"7", b'"ring"', b"{}", b"\xff\xfe{}", b"[" * 60_000, b'{"id": "1"}', b'{"event": "ring"}',
        b'{"id": "", "event": "ring"}', b'{"id": true, "event": "ring"}', b'{"id": {}, "event": "ring"}', b'{"id": "1", "event": ["ring"]}',
        b'{"id": "1", "event": "ring", "number": 1.5}', b'{"id": "1", "event": "ring", "number": "\\ud800"}',
        b'{"id": "1", "event": "ring", "direction": "up"}', b'{"id": "1", "event": "ring", "at": "soon"}',
        b'{"id": "1", "event": "ring", "at": 1e400}', b'{"id": "1", "event": "ring", "at": NaN}', b'{"id": "1", "event": "ring", "at": -5}',
        b'{"id": "1", "event": "ring", "at": "0001-01-01T00:00"}', b'{"id": "1", "event": "hangup", "seconds": -1}',
        b'{"id": "1", "event": "hangup", "seconds": 1e300}', b'{"id": "1", "event": "hangup", "seconds": "nan"}',
        b'{"id": "1", "event": "hangup", "seconds": true}', b'{"id": "1", "event": "hangup", "outcome": "splendid"}',
        b'{"id": "1\\u0000", "event": "ring"}', b'{"id": "' + b"1" * 300 + b'", "event": "ring"}', b'{"id": ' + b"9" * 5000 + b', "event": "ring"}',
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(Invalid):
        pbx.read(line, CLOCK)


def test_lines_are_cut_wherever_blocks_begin_and_end() -> None:
    lines = [b'{"id": "%d"}' % n for n in range(200)]
    text = b"\n".join(lines) + b"\n\r\n\n"
    chance = random.Random(7)
    cutter, found, at = Lines(), list[bytes | None](), 0
    while at < len(text):
        size = chance.randrange(1, 40)
        found += cutter.feed(text[at : at + size])
        at += size
    assert found + list(cutter.end()) == lines


def test_an_endless_line_is_told_once_and_none_of_it_is_kept() -> None:
    cutter = Lines()
    found = [line for _block in range(100) for line in cutter.feed(b"x" * 65_536)]
    assert found == [None]
    assert len(cutter._rest) <= pbx.LONGEST
    assert list(cutter.feed(b'tail\n{"id": "1"}\nhalf')) == [b'{"id": "1"}']
    assert list(cutter.end()) == [b"half"]


def test_what_is_left_of_an_endless_line_is_no_line() -> None:
    cutter = Lines()
    assert list(cutter.feed(b"x" * 70_000)) == [None]
    assert list(cutter.feed(b"and more")) == []
    assert list(cutter.end()) == []
