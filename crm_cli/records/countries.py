"""What changes with the country of the base: telephone, money, marks, dates, paper, names, taxes and legal forms."""

from typing import Literal, NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_

DateOrder = Literal["ymd", "dmy", "mdy"]
NamePart = Literal["family", "given"]


class Country(NamedTuple):
    """The habits of one country; ``code`` is also the region of its telephone numbers."""

    code: str
    name: str
    calling: str
    currency: str
    decimal: str
    thousands: str
    date_order: DateOrder
    first_weekday: int  # 0 is Monday, 6 Sunday
    paper: str
    first_name_part: NamePart
    tax_rates: tuple[int, ...]  # basis points, the usual one first
    legal_forms: tuple[str, ...]  # longest first, so that the first one that ends a name is the right one


CURRENCIES: dict[str, tuple[str, int]] = {
    "CNY": ("¥", 2),
    "USD": ("$", 2),
    "EUR": ("€", 2),
    "GBP": ("£", 2),
    "JPY": ("JP¥", 0),
    "HKD": ("HK$", 2),
    "TWD": ("NT$", 2),
    "CHF": ("CHF", 2),
    "KRW": ("₩", 0),
    "SGD": ("S$", 2),
    "AUD": ("A$", 2),
    "CAD": ("C$", 2),
}

_CHINESE = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "合伙企业", "集团", "公司")
_TAIWANESE = ("股份有限公司", "有限公司", "股份公司", "集團", "公司")
_HONG_KONG = ("有限公司", "Company Limited", "Co., Limited", "Co., Ltd.", "Limited", "Ltd.", "Ltd")
_GERMAN = (
    "GmbH & Co. KGaA",
    "GmbH & Co. KG",
    "gGmbH",
    "GmbH",
    "KGaA",
    "e.V.",
    "e.K.",
    "GbR",
    "OHG",
    "UG",
    "AG",
    "KG",
    "SE",
)
_AUSTRIAN = ("Ges.m.b.H.", "GmbH & Co KG", "GesmbH", "FlexCo", "GmbH", "e.U.", "OG", "KG", "AG", "SE")
_SWISS = ("GmbH", "Sàrl", "Sagl", "AG", "SA", "KlG", "KmG")
_BRITISH = ("Limited", "P.L.C.", "Ltd.", "Ltd", "PLC", "plc", "LLP", "CIC", "LP")
_AMERICAN = (
    "Incorporated",
    "Corporation",
    "Company",
    "L.L.C.",
    "Corp.",
    "Corp",
    "Inc.",
    "Inc",
    "LLC",
    "LLP",
    "Co.",
    "LP",
)
_FRENCH = ("SASU", "SARL", "EURL", "S.A.", "SAS", "SCI", "SNC", "SA")
_JAPANESE = ("株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "(株)", "(有)")

_TABLE = (
    Country(
        "CN", N_("China"), "86", "CNY", ".", ",", "ymd", 0, "A4", "family", (1300, 900, 600, 300, 100, 0), _CHINESE
    ),
    Country("TW", N_("Taiwan"), "886", "TWD", ".", ",", "ymd", 6, "A4", "family", (500, 0), _TAIWANESE),
    Country("HK", N_("Hong Kong"), "852", "HKD", ".", ",", "dmy", 6, "A4", "family", (0,), _HONG_KONG),
    Country("DE", N_("Germany"), "49", "EUR", ",", ".", "dmy", 0, "A4", "given", (1900, 700, 0), _GERMAN),
    Country("AT", N_("Austria"), "43", "EUR", ",", ".", "dmy", 0, "A4", "given", (2000, 1300, 1000, 0), _AUSTRIAN),
    Country("CH", N_("Switzerland"), "41", "CHF", ".", "’", "dmy", 0, "A4", "given", (810, 380, 260, 0), _SWISS),
    Country("GB", N_("United Kingdom"), "44", "GBP", ".", ",", "dmy", 0, "A4", "given", (2000, 500, 0), _BRITISH),
    Country("US", N_("United States"), "1", "USD", ".", ",", "mdy", 6, "Letter", "given", (0,), _AMERICAN),
    Country("FR", N_("France"), "33", "EUR", ",", " ", "dmy", 0, "A4", "given", (2000, 1000, 550, 210, 0), _FRENCH),
    Country("JP", N_("Japan"), "81", "JPY", ".", ",", "ymd", 6, "A4", "family", (1000, 800, 0), _JAPANESE),
)
COUNTRIES: dict[str, Country] = {one.code: one for one in _TABLE}
NAMES = {one.code: one.name for one in _TABLE}
"""What an address says for a country of these; of any other country it says what was typed."""


def country(code: str) -> Country:
    """The country with this two-letter code."""
    found = COUNTRIES.get(code.strip().upper())
    if found is None:
        known = ", ".join(COUNTRIES)
        raise Invalid(N_("country “{code}” is not known"), hint=N_("one of {known}"), code=code, known=known)
    return found
