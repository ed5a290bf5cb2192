"""A client of another country: whether the tax of our own on a line was meant."""

from typing import Any

from crm_cli.records.nouns.clients import Client
from crm_cli.sales.arithmetic import TAXED
from crm_cli.sales.documents import lines_of
from crm_cli.workspace import Workspace

UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""Countries of one tax area: what is sold from one to another may be taxed as at home."""


def taxed(crm: Workspace, head: Any) -> tuple[str, Any] | None:
    """The country of a client outside our tax area, and the first line of its document that has our tax all the same."""
    country = crm.by_id(Client, head.client).country
    ours = crm.country.code
    if not country or len(country) != 2 or country == ours or {country, ours} <= UNION:
        return None
    found = [line for line in lines_of(crm, head) if line.tax == TAXED and line.rate and line.kind != "text"]
    return (country, found[0]) if found else None
