"""A small list and page with hostile and double-width texts, a stopped clock, and the Chinese of their words."""

import gettext
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crm_cli import i18n
from crm_cli.clock import Clock
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section

HOSTILE = "a\x1b]52;c;eA==\x07\x9b2J\x00\u202eevil\u2066\U000e0041\u2028\u200b\ufeff\x7f\ud800|`<b>[x](y)\r\nb\tc\\"
COLUMNS = (
    Column("ref", "Ref"),
    Column("name", "Name"),
    Column("amount", "Amount", "money", currency_key="currency"),
    Column("currency", "Currency", hidden=True),
    Column("odds", "Odds", "percent"),
    Column("stage", "Stage", "choice", choices={"negotiation": "Negotiation", "won": "Won"}),
    Column("vip", "VIP", "flag"),
    Column("phones", "Phones", "phones"),
    Column("seen", "Last contact", "time"),
    Column("note", "Note", "longtext"),
)
STORED: tuple[tuple[Any, ...], ...] = (
    (
        "C3",
        "清华同方股份有限公司",
        120000000,
        "CNY",
        6000,
        "won",
        1,
        '["13801234567", "010-62770000"]',
        "2026-11-20T01:12:00Z",
        "要九五折，等采购会",
    ),
    ("C12", "Müller & Söhne", -1250, "EUR", 1250, "negotiation", 0, None, "2026-11-22T01:00:00Z", HOSTILE),
    ("C27", "e\u0301te\u0301 ４", None, None, None, "unknown", None, None, "2025-01-01T00:00:00Z", None),
)
MACHINE_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "C3",
        "清华同方股份有限公司",
        "1200000.00",
        "CNY",
        "60",
        "won",
        True,
        ["13801234567", "010-62770000"],
        "2026-11-20T01:12:00Z",
        "要九五折，等采购会",
    ),
    (
        "C12",
        "Müller & Söhne",
        "-12.50",
        "EUR",
        "12.5",
        "negotiation",
        False,
        ["a;b", "c"],
        "2026-11-22T01:00:00Z",
        HOSTILE,
    ),
    ("C27", "e\u0301te\u0301 ４", None, None, None, "unknown", None, [], "2025-01-01T00:00:00Z", None),
)
CHINESE = {
    "Ref": "编号", "Name": "名称", "Amount": "金额", "Odds": "胜率", "Stage": "阶段", "VIP": "贵宾", "Phones": "电话",
    "Last contact": "上次联系", "Note": "备注", "Negotiation": "谈判", "Won": "成交", "yes": "是", "no": "否",
    "{n} day ago": "{n} 天前", "yesterday": "昨天", "today": "今天", "tomorrow": "明天", "just now": "刚刚",
    "{n} of {total}": "{total} 中的 {n}",
    "{message}. Try: {hint}": "{message}。可试：{hint}",
    "quote {ref} was sent; it can't be edited": "报价 {ref} 已发出，不能再改",
    "and {n} more": "另有 {n} 个", "nothing found": "没有找到", "lunar {day}": "农历 {day}", "lunar leap {day}": "农历闰 {day}",
}  # fmt: skip


class _Chinese(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return CHINESE.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return CHINESE.get(msgid1, msgid1)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and nothing of the machine's own wishes about output."""
    monkeypatch.setattr(i18n, "_catalogue", [gettext.NullTranslations()])
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("CRM_PAGER", "")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Switch the words of the samples to Chinese."""
    return lambda: monkeypatch.setattr(i18n, "_catalogue", [_Chinese()])


@pytest.fixture
def clock() -> Clock:
    """Sunday 22 November 2026, 10:00 in Shanghai."""
    return Clock(datetime(2026, 11, 22, 2, tzinfo=UTC), timezone(timedelta(hours=8)))


@pytest.fixture
def sample() -> Callable[[str], Listing]:
    """The list as a format wants its rows."""
    return lambda name: Listing(COLUMNS, iter(MACHINE_ROWS if name in MACHINE else STORED), title="")


@pytest.fixture
def sections() -> Callable[[str], list[Section]]:
    """The second record of the list as the sections of a page."""

    def made(name: str) -> list[Section]:
        row = (MACHINE_ROWS if name in MACHINE else STORED)[1]
        inner = Listing(COLUMNS[:3] + COLUMNS[3:4], [row[:4]])
        return [
            Section(columns=COLUMNS[:2] + COLUMNS[5:], values=row[:2] + row[5:]),
            Section("Money", columns=COLUMNS[2:5], values=row[2:5]),
            Section("Deals", listing=inner, key="deals"),
            Section(lines=["a line", "\x1b[31mred"]),
        ]

    return made


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compare bytes with a file of tests/render/golden; with GOLDEN=write in the environment, write it."""

    def compare(name: str, found: bytes) -> None:
        path = Path(__file__).parent / "golden" / name
        if os.environ.get("GOLDEN") == "write":
            path.write_bytes(found)
        assert found.decode("utf-8") == path.read_bytes().decode("utf-8")

    return compare


@pytest.fixture
def own_path(plain_surroundings: None) -> dict[str, str]:
    """An environment in which another Python finds this source tree."""
    return {**os.environ, "PYTHONPATH": str(Path(i18n.__file__).parents[2])}


@pytest.fixture
def hostile() -> str:
    """A text with every sort of character that must not reach a terminal."""
    return HOSTILE
