"""Numbers printed on documents: by a pattern of the firm's, and never used twice."""

import re
from collections.abc import Mapping

from crm_cli.records.numbering import PART, STANDARD
from crm_cli.workspace import Workspace

_PERIODS = ("year", "month", "day")
_VERSIONS = "version {number}"
"""Under this the versions that were sent are counted, apart from the numbers."""


def fresh(crm: Workspace, noun: str) -> str:
    """The next number of a kind of document: counted anew in each period its pattern names, with the letters of this copy of the base."""
    text = of(crm, noun)
    today = crm.clock.today()
    said = {"year": f"{today.year:04}", "month": f"{today.month:02}", "day": f"{today.day:02}"}
    period = "".join(said[name] for name in _PERIODS if f"{{{name}}}" in text)
    count, site = crm.next_number(noun, period)
    return PART.sub(lambda part: _filled(part, said | {"n": str(count)}), text) + site


def sent(crm: Workspace, number: str | None, version: int) -> None:
    """Remember that a version of a quote went out: it stays so when the sending is undone, for a client may have it."""
    if number:
        crm.count_to("quote", _VERSIONS.format(number=number), version)


def last_sent(crm: Workspace, number: str | None) -> int:
    """The latest version of a quote of that number that ever went out; 0 where none did."""
    return crm.counted("quote", _VERSIONS.format(number=number)) if number else 0


def of(crm: Workspace, noun: str) -> str:
    """The pattern of a kind of document."""
    return crm.setting(f"numbers.{noun}") or STANDARD[noun]


def _filled(part: "re.Match[str]", said: Mapping[str, str]) -> str:
    return said[part[1]].rjust(int(part[2] or 0), "0")
