"""Numbers printed on documents: by a pattern of the firm's, and never used twice."""

import re
from collections.abc import Mapping

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern
from crm_cli.workspace import Workspace

STANDARD = {
    "quote": "QT-{year}-{n:4}",
    "order": "SO-{year}-{n:4}",
    "delivery": "DN-{year}-{n:4}",
    "invoice": "IN-{year}-{n:4}",
    "contract": "HT-{year}-{n:4}",
    "membership": "M{n:6}",
}
"""How each is numbered unless the team says otherwise in the setting ``numbers.<noun>``."""
_PART = pattern(r"\{(year|month|day|n)(?::(\d{1,2}))?\}")
_PERIODS = ("year", "month", "day")


def fresh(crm: Workspace, noun: str) -> str:
    """The next number of a kind of document: counted anew in each period its pattern names, with the letters of this copy of the base."""
    text = of(crm, noun)
    today = crm.clock.today()
    said = {"year": f"{today.year:04}", "month": f"{today.month:02}", "day": f"{today.day:02}"}
    period = "".join(said[name] for name in _PERIODS if f"{{{name}}}" in text)
    count, site = crm.next_number(noun, period)
    return _PART.sub(lambda part: _filled(part, said | {"n": str(count)}), text) + site


def of(crm: Workspace, noun: str) -> str:
    """The pattern of a kind of document."""
    return crm.setting(f"numbers.{noun}") or STANDARD[noun]


def checked(text: str) -> str:
    """A pattern of the firm's: it has one counter, and nothing else in braces but year, month and day."""
    if len(re.findall(r"\{n(?::\d{1,2})?\}", text)) != 1:
        raise Invalid(
            N_("“{text}” does not count: it needs one {n}"),
            hint=N_("such as {example}"),
            text=text,
            n="{n}",
            example=STANDARD["quote"],
        )
    if re.search(r"[{}]", rest := _PART.sub("", text)):
        raise Invalid(
            N_("“{text}” has something in braces that is none of {known}"), hint=N_("such as {example}"), text=rest,
            known="{year}, {month}, {day}, {n:4}", example=STANDARD["quote"],
        )  # fmt: skip
    return text


def _filled(part: "re.Match[str]", said: Mapping[str, str]) -> str:
    return said[part[1]].rjust(int(part[2] or 0), "0")
