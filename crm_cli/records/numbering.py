"""How printed numbers are made up: a text with the year, the month, the day and one counter in braces."""

import re

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern

STANDARD = {
    "quote": "QT-{year}-{n:4}",
    "order": "SO-{year}-{n:4}",
    "delivery": "DN-{year}-{n:4}",
    "invoice": "IN-{year}-{n:4}",
    "contract": "HT-{year}-{n:4}",
    "membership": "M{n:6}",
}
"""How each is numbered unless the team says otherwise in the setting ``numbers.<noun>``."""
PART = pattern(r"\{(year|month|day|n)(?::(\d{1,2}))?\}")


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
    if re.search(r"[{}]", rest := PART.sub("", text)):
        raise Invalid(
            N_("“{text}” has something in braces that is none of {known}"), hint=N_("such as {example}"), text=rest,
            known="{year}, {month}, {day}, {n:4}", example=STANDARD["quote"],
        )  # fmt: skip
    return text
