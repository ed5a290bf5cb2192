"""Normalised keys: the form under which a phone, an e-mail, a name, a company, its domain or its tax id is found however it is written."""

from collections.abc import Callable
from functools import partial

from crm_cli.records.countries import Country

MAKERS = {"firm": "firm_key", "domain": "domain_key", "tax": "tax_key"}


def normal_key(kind: str, value: str, country: Country) -> str | None:
    """The key of a value; None where it has none (a service number of five digits)."""
    return keying(kind, country)(value)


def keying(kind: str, country: Country) -> Callable[[str], str | None]:
    """What makes the keys of a kind, for whoever has many."""
    if kind == "phone":
        from crm_cli.records.phones import phone_key  # only where a phone is written or looked for

        return partial(phone_key, country=country)
    if kind == "email":
        return _email_key
    if kind in MAKERS:
        from crm_cli.records import firms  # only where a company is written or looked for

        found: Callable[[str], str | None] = getattr(firms, MAKERS[kind])
        return found
    from crm_cli.records.names import name_key  # only where a name is written or looked for

    return name_key


def inbox_key(address: str) -> str | None:
    """Where a tagged address arrives: ``a+shop@b.cn`` is read by whoever reads ``a@b.cn``; None for one without a tag."""
    box, at, host = _email_key(address).rpartition("@")
    name, plus, _tag = box.partition("+")
    return f"{name}@{host}" if at and plus and name else None


def _email_key(value: str) -> str:
    return value.strip().casefold()
