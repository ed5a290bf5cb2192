"""Normalised keys: the form under which a phone, an e-mail or a name is found however it is written."""

from crm_cli.records.countries import Country


def normal_key(kind: str, value: str, country: Country) -> str | None:
    """The key of a value; None where it has none (a service number of five digits)."""
    if kind == "phone":
        from crm_cli.records.phones import phone_key  # only where a phone is written or looked for

        return phone_key(value, country)
    if kind == "email":
        return value.strip().casefold()
    from crm_cli.records.names import name_key  # only where a name is written or looked for

    return name_key(value)
