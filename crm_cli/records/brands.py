"""What a person would type for a company: its registered name without place, branch and legal form."""

import re
from functools import cache, lru_cache

from crm_cli.records import data
from crm_cli.records.fold import has_chinese, simplify
from crm_cli.records.patterns import pattern

_AFTER_PLACE = pattern(
    r"(?:(?:特别行政|(?:壮族|回族|维吾尔|蒙古族|[^省市县区]{1,3}族)?自治|经济技术开发|高新技术开发|高新|开发|保税)[区州县]"
    r"|省|市(?![场政民值])|地区|盟|州(?!际)|县|区(?![块域])|新区)"
)
_COUNTY = pattern(r"[^省市县区（(]{1,4}?(?:市(?![场政民值])|县|区(?![块域])|自治[县州区旗])")
_NO_COUNTY = pattern(r".{0,3}(?:[超夜城都股门集上]市|[小社园景校片库牧灾]区)|[城地郊特辖]区")
_TOWN = pattern(r"[^省市县区镇]{2,4}?(?:镇|乡(?![村土])|街道)")
_ASIDE = pattern(r"[（(](?:集团|控股|股份|中国|[^（）()]{2,4})[）)]")
_BRANCH = pattern(r"(?:分公司|分行|支行|分店|分部|分[厂廠]|[办辦]事[处處]|[营營][业業]部|代表[处處])$")
_LEGAL = pattern(
    r"(?:股份有限[责責]任公司|股份有限公司|有限[责責]任公司|有限公司|股份公司|集团公司|[总總]公司|公司|集[团團]|合[伙夥]企[业業]"
    r"|[（(](?:集[团團]|有限合[伙夥])[）)])$"
)
_TRADE = pattern(
    "银行|农商|农村商业|啤酒|机场|地铁|电力|保险|大学|学院|医院|航空|港务|证券|信托|燃气|煤气|自来水|市政|公交|铁路|钢铁|石化"
)
# Without one of these a pattern need not be tried.
_OPENS = frozenset("(（")
_LAST_OF_BRANCH = frozenset("司行店部厂廠处處\n")
_LAST_OF_LEGAL = frozenset("司团團业業)）\n")
_AFTER_NAME = frozenset("省市县区州盟旗镇乡道")
_FORM = pattern(
    r"[\s,]+(?:gmbh(?:\s*&\s*co\.?\s*kg(?:aa)?)?|mbh|ag(?:\s*&\s*co\.?\s*kg(?:aa)?)?|se|kg(?:aa)?|ohg|gbr|e\.\s?k\.?|ug"
    r"(?:\s*\(haftungsbeschränkt\))?|e\.\s?v\.?|co\.?,?\s*(?:ltd|limited|inc|llc)\.?|ltd\.?|limited|inc\.?|incorporated|"
    r"llc|llp|l\.l\.c\.|lp|plc|corp\.?|corporation|company|co\.?|pty\.?|pte\.?|sdn\.?\s*bhd\.?|s\.?a\.?r\.?l\.?|"
    r"s\.?a\.?s?\.?|s\.?p\.?a\.?|s\.?r\.?l\.?|s\.?l\.?|b\.?v\.?|n\.?v\.?|ab|a/s|aps|as|oyj?|k\.?k\.?|holdings?|group)\s*$",
    re.IGNORECASE,
)
_LATIN_ASIDE = pattern(r"\s*[（(][^（）()]*[）)]\s*")
_OWN_COUNTRY = {
    "CN": "China",
    "DE": "Deutschland|Germany",
    "AT": "Österreich|Austria",
    "CH": "Schweiz|Switzerland|Suisse",
    "GB": "UK|Great Britain|United Kingdom",
    "US": "USA|US|America",
    "FR": "France",
}


def brand(company: str, country: str = "") -> str:
    """``北京科锐配电自动化股份有限公司`` → ``科锐配电自动化``, ``Siemens Deutschland GmbH`` (in DE) → ``Siemens``.

    The trade stays: nothing tells for sure where a brand ends and the trade begins. What would leave nothing, or a
    mere trade (``青岛啤酒``), keeps its place. ``country`` is where we are: its own name at the end says nothing.
    """
    text = company.strip()
    if not has_chinese(text):
        return _latin_brand(text, country)
    start = brand_start(text)
    return _core(text[start:]) or _core(text) or text


@lru_cache(maxsize=1 << 14)  # a company is read for its key and for its index text
def brand_start(company: str) -> int:
    """Where the brand begins in a Chinese company name: behind the places, 0 when there are none."""
    text = simplify(company)
    start = _after_places(text)
    if not start:
        return 0
    rest = _core(text[start:])
    return start if len(rest) > 1 and not _TRADE.match(rest) else 0


def _core(text: str) -> str:
    """Without asides, branch and legal form."""
    text = text if _OPENS.isdisjoint(text) else _ASIDE.sub("", text)
    branch = _BRANCH.search(text) if text[-1:] in _LAST_OF_BRANCH else None
    if branch:
        text = _without_last_place(text[: branch.start()])
    while text[-1:] in _LAST_OF_LEGAL and (legal := _LEGAL.search(text)):
        text = text[: legal.start()]
    return text.strip(" -—·,，()（）")


def _without_last_place(text: str) -> str:
    bare = text.removesuffix("市").removesuffix("省")
    size = next((size for size in (4, 3, 2) if bare[-size:] in _places() and len(bare) > size + 1), 0)
    return bare[:-size] if size else text


def _after_places(text: str) -> int:
    at, end_of = 0, _bare_place_end if _AFTER_NAME.isdisjoint(text) else _place_end
    while (further := end_of(text, at)) > at:
        at = further
    return at


def _bare_place_end(text: str, at: int) -> int:
    """Where the place ends that begins here, in a text that says nowhere what a place is (省, 市, 区 …)."""
    places = _places()
    return next((at + size for size in (4, 3, 2) if text[at : at + size] in places), at)


def _place_end(text: str, at: int) -> int:
    bare = _bare_place_end(text, at)
    if bare > at:
        suffix = _AFTER_PLACE.match(text, bare)
        return suffix.end() if suffix else bare
    county = _COUNTY.match(text, at)
    if county and not _NO_COUNTY.fullmatch(county[0]):
        return county.end()
    special = _AFTER_PLACE.match(text, at) if at else None
    town = _TOWN.match(text, at) if at else None
    return next((found.end() for found in (special, town) if found), at)


def _latin_brand(text: str, country: str) -> str:
    own = _OWN_COUNTRY.get(country.upper())
    bare = _LATIN_ASIDE.sub(" ", text).strip() or text
    while True:
        shorter = _FORM.sub("", bare)
        if own:
            shorter = re.sub(rf"\s+(?:{own})$", "", shorter, flags=re.IGNORECASE)
        if shorter == bare or not shorter.strip():
            return bare.strip(" ,&-")
        bare = shorter


@cache
def _places() -> frozenset[str]:
    return frozenset(" ".join(data.lines("places.txt")).split())
