"""Values as people read them."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.records.kinds import KINDS
from crm_cli.render.values import HUMAN_VALUES, human

LABELS = {"won": "Won", "negotiation": "Negotiation"}


def test_every_kind_has_a_way_to_be_shown() -> None:
    assert set(HUMAN_VALUES) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "value", "english", "chinese_text"),
    [
        ("text", "x\x1b", "x␛", "x␛"),
        ("number", 2026, "2026", "2026"),
        ("decimal", "3.50", "3.50", "3.50"),
        ("money", 48200000, "¥482,000", "¥482,000"),
        ("percent", 6000, "60 %", "60 %"),
        ("percent", -1205, "-12.05 %", "-12.05 %"),
        ("percent", 5, "0.05 %", "0.05 %"),
        ("date", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("time", "2026-11-22T02:00:00Z", "2026-11-22 10:00", "2026-11-22 10:00"),
        ("flag", 1, "yes", "是"),
        ("flag", 0, "no", "否"),
        ("choice", "won", "Won", "成交"),
        ("choice", "unknown", "unknown", "unknown"),
        ("choices", '["won", "negotiation"]', "Won, Negotiation", "成交、谈判"),
        ("tags", '["vip", "展会"]', "vip, 展会", "vip、展会"),
        ("tags", "[damaged", "[damaged", "[damaged"),
        ("emails", ["a@b.cn"], "a@b.cn", "a@b.cn"),
        ("time", "2026-11-22T16:00:00Z", "2026-11-23", "2026-11-23"),
        ("birthday", "lunar 08-15", "lunar 08-15", "农历 08-15"),
        ("birthday", "lunar leap 1974-04-01", "lunar leap 1974-04-01", "农历闰 1974-04-01"),
        ("birthday", "05-14", "05-14", "05-14"),
        ("money", None, "", ""),
    ],
)
def test_a_value_reads_in_the_language_of_its_reader(
    kind: str, value: Any, english: str, chinese_text: str, clock: Clock, chinese: Callable[[], None]
) -> None:
    assert human(kind, value, currency="CNY", language="en", clock=clock, choices=LABELS) == english
    chinese()
    assert human(kind, value, currency="CNY", language="zh_CN", clock=clock, choices=LABELS) == chinese_text


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("2026-11-22T01:59:30Z", "just now"),
        ("2026-11-22T01:48:00Z", "today 09:48"),
        ("2026-11-22T02:12:00Z", "today 10:12"),
        ("2026-11-21T23:00:00Z", "today 07:00"),
        ("2026-11-22T05:00:00Z", "today 13:00"),
        ("2026-11-20T16:30:00Z", "yesterday"),
        ("2026-11-20T01:00:00Z", "2 days ago"),
        ("2026-11-23T06:00:00Z", "tomorrow 14:00"),
        ("2026-11-24T16:00:00Z", "Wed 25 Nov"),
        ("2026-11-25T03:00:00Z", "Wed 25 Nov 11:00"),
        ("2026-01-01T20:00:00Z", "2026-01-02"),
        ("2026-11-21T16:00:00Z", "today"),  # midnight here: a day, of which no hour is known
        ("2026-11-22T16:00:00Z", "tomorrow"),
        ("2026-11-20T16:00:00Z", "yesterday"),
    ],
)
def test_times_on_a_terminal_are_told_from_now(stamp: str, told: str, clock: Clock) -> None:
    assert human("time", stamp, currency="CNY", language="en", clock=clock, relative=True) == told


def test_longer_text_keeps_its_lines_only_when_asked(clock: Clock) -> None:
    assert human("longtext", "a\nb", currency="CNY", language="en", clock=clock) == "a⏎b"
    assert human("longtext", "a\nb", currency="CNY", language="en", clock=clock, lines=True) == "a\nb"


def test_money_is_short_on_a_board(clock: Clock) -> None:
    assert human("money", 48200000, currency="CNY", language="zh_CN", clock=clock, short=True) == "¥48.2万"
