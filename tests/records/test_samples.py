"""What is shown as a sample of how to write something is understood, in the language in which it is shown."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli import i18n
from crm_cli.clock import Clock
from crm_cli.errors import Word
from crm_cli.records import periods, repeats, when
from crm_cli.records.countries import country

CLOCK = Clock(datetime.fromisoformat("2026-11-21 10:00"), ZoneInfo("Asia/Shanghai"))
CN = country("CN")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("samples", "read"),
    [
        (when.EXAMPLES, lambda text: when.parse_moment(text, CLOCK, CN)),
        (periods.EXAMPLES, lambda text: periods.parse_period(text, CLOCK, CN)),
        (repeats.EXAMPLES, lambda text: repeats.parse_repeat(text, CLOCK, CN)),
    ],
)
def test_every_sample_is_understood(language: str, samples: Word, read: Callable[[str], object]) -> None:
    i18n.bind(language)
    try:
        told = samples.shown()
    finally:
        i18n.bind("en")
    assert told.isascii() == (language == "en")
    for sample in told.split(", "):
        assert read(sample)
