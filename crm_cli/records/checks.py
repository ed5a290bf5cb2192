"""Checks of values that carry their own proof: tax ids and currency codes."""

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.countries import CURRENCIES, Country


def currency(text: str) -> str:
    """The code of a currency we know."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Invalid(
            N_("“{text}” is not a currency"), hint=N_("one of {known}"), text=text, known=", ".join(CURRENCIES)
        )
    return code


def tax_id(text: str, country: Country) -> str:
    """A tax id as it is written on invoices; a Chinese one of 18 characters must carry the right check character (GB 32100-2015)."""
    code = text.strip().upper()
    if country.code == "CN" and len(code) == 18 and not _is_uscc(code):
        raise Invalid(
            N_("the check character of the tax id {text} is wrong"), hint=N_("compare it with the licence"), text=text
        )
    return code


def _is_uscc(code: str) -> bool:
    from stdnum.cn import uscc  # only where a tax id is typed

    return bool(uscc.is_valid(code))
