"""The keys under which a company is found again: its name without place and legal form, its web domain, its tax id."""

from functools import cache, lru_cache

from crm_cli.records import data
from crm_cli.records.brands import brand
from crm_cli.records.names import name_key
from crm_cli.records.patterns import pattern

_HOST = pattern(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@?#]*@)?([^/:?#@]+)")
_SECOND = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))


@lru_cache(maxsize=20_000)
def firm_key(company: str) -> str | None:
    """``北京科锐配电自动化股份有限公司`` and ``科銳配電自動化`` have one key; a name of which nothing else is left keeps all of it."""
    return name_key(brand(company)) or None


def domain_key(address: str) -> str | None:
    """The registered domain of a web or mail address; None where it belongs to everybody: ``www.gov.cn.example.com`` → ``example.com``."""
    found = _HOST.match(address.strip().lower()) if "@" not in address or "/" in address else None
    host = found[1] if found else address.strip().lower().rpartition("@")[2]
    labels = host.removesuffix(".").split(".")
    if len(labels) < 2 or not labels[-1] or labels[-1].isdecimal():
        return None
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND else 2
    domain = ".".join(labels[-size:])
    return None if host in _everybodys() or domain in _everybodys() else domain


def tax_key(number: str) -> str | None:
    """A tax id without spaces and signs, in capitals."""
    return "".join(char for char in number.upper() if char.isalnum()) or None


@cache
def _everybodys() -> frozenset[str]:
    """Mail of everybody, and hosts where companies have pages below a name that is not theirs: neither tells two of them apart."""
    return frozenset((*data.lines("free_mail.txt"), *data.lines("shared_hosts.txt")))
