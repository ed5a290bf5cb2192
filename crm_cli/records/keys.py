"""Normalised keys: the form under which a phone, an e-mail or a name is found however it is written."""

from collections.abc import Callable
from functools import partial

from crm_cli.records.countries import Country


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
    from crm_cli.records.names import name_key  # only where a name is written or looked for

    return name_key


def _email_key(value: str) -> str:
    return value.strip().casefold()
