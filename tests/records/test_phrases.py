"""Days and moments as people say them, one a line of phrases.tsv: each is right, or refused with the reason."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import CrmError
from crm_cli.records.countries import country
from crm_cli.records.when import parse_moment

ZONES = {"CN": "Asia/Shanghai", "GB": "Europe/London", "US": "America/New_York", "DE": "Europe/Berlin"}
LEAST = 150


def phrases() -> Iterator[tuple[str, ...]]:
    text = Path(__file__).with_name("phrases.tsv").read_text("utf-8")
    return (tuple(line.split("\t")) for line in text.splitlines() if not line.startswith("#"))


def said(now: str, land: str, phrase: str) -> str:
    """The day or the moment, or ``!`` and why there is none."""
    clock = Clock(datetime.fromisoformat(now), ZoneInfo(ZONES[land]))
    try:
        found = parse_moment(phrase, clock, country(land))
    except CrmError as error:
        return f"!{error.message.format(**error.values)}"
    return f"{found.at:%Y-%m-%d %H:%M}" if found.timed else found.at.date().isoformat()


@pytest.mark.parametrize(("now", "land", "phrase", "wanted"), list(phrases()))
def test_a_phrase_is_right_or_refused(now: str, land: str, phrase: str, wanted: str) -> None:
    found = said(now, land, phrase)
    assert found == wanted if wanted[0] != "!" else found[0] == "!" and wanted[1:] in found


def test_there_are_many_in_both_languages() -> None:
    every = {phrase for _now, _land, phrase, _wanted in phrases()}
    assert sum(phrase.isascii() for phrase in every) > LEAST / 2 < sum(not phrase.isascii() for phrase in every)
