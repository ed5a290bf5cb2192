"""Names of people and firms: family and given name, forms of address, the key under which a name is stored."""

import re
from functools import cache
from typing import NamedTuple

from crm_cli.records.fold import fold, has_chinese, plain
from crm_cli.records.patterns import pattern
from crm_cli.records.pinyin import is_pinyin, is_surname, romanised_surnames, surname

__all__ = ["Address", "address_form", "brand", "name_key", "split_person"]

_NOT_WORD = pattern(r"[\W_]+")
_HONORIFIC = (
    r"(?:herrn?|frau|fräulein|hr\.|fr\.|mr\.?|mrs\.?|ms\.?|miss|mx\.?|madam|sir|monsieur|madame|mme\.?|mlle\.?"
    r"|señora?|sra?\.)"
)
_DEGREE = (
    r"(?:dr\.?|prof\.?|professor|dipl\.?-?\s?ing\.?|ing\.|mag\.|(?:rer\.|med\.|phil\.|jur\.|h\.\s?c\.)(?:\s?nat\.)?)"
)
_CHINESE_TITLE = pattern(
    "(?:副?(?:董事长|总经理|总监|总裁|经理|主任|教授|局长|处长|科长|部长|书记|总)|总工程师|总工|工程师|高工|工|老师|博士|院长|校长|"
    "厅长|司长|行长|所长|厂长|店长|会长|站长|队长|班长|组长|区长|市长|县长|镇长|乡长|村长|主席|秘书长|秘书|理事|董事|董|主管|主编|"
    "编辑|助理|会计|出纳|医生|大夫|护士|律师|法官|警官|教练|师傅|老板娘?|先生|女士|小姐|太太|夫人|同学|同志|哥|姐|嫂|叔|姨|爷)$"
)
_FAMILIAR = pattern("[老小](?=.)")
_LATIN_SURNAME = pattern(r"(?:(?P<client>.*?)\s*)(?P<family>[A-Za-z][A-Za-z'-]+)")
_PARTICLES = pattern(
    "von|van|de|der|den|di|da|dos|del|della|du|la|le|ten|ter|zu|zur|zum|vom|af|av|bin|ibn|al",
    re.IGNORECASE,
)
_CHINESE = frozenset({"CN", "TW", "HK", "MO", "SG"})
_ROMANISED = frozenset({"KR", "KP", "VN"})
_EASTERN = pattern(
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|kim|lee|park|choi|jung|jeong|"
    "kang|cho|yoon|jang|lim|han|shin|seo|kwon|hwang|ahn|song|hong|yang"
)
_TWO_SURNAMES = frozenset({"ES", "MX", "AR", "CL", "CO", "PE", "VE", "UY", "EC"})


class Address(NamedTuple):
    """Someone named by form of address: 科锐李总 is client 科锐, family 李, title 总."""

    client: str | None
    family: str
    title: str | None
    given: str = ""


def split_person(name: str, country: str = "") -> tuple[str, str]:
    """Family and given name; a single Western word is the family name, titles in front are left out."""
    text = " ".join(name.split())
    if has_chinese(text):
        return _split_chinese(text)
    text = text[_title_end(text) :]
    if "," in text:
        family, _, given = text.partition(",")
        return family.strip(), given.strip()
    return _split_latin(text.split(" "), country.upper())


def address_form(text: str) -> Address | None:
    """``李总``, ``科锐李总``, ``小王``, ``Frau Müller``, ``Herr Dr. Schmidt``: who is meant; None for anything else."""
    text = " ".join(text.split())
    simple = plain(text)
    if len(simple) == len(text):  # a title is cut off by place, so the folded text must have kept its places
        title = _CHINESE_TITLE.search(simple)
        if title and title.start():
            return _before_title(text[: title.start()].strip(), text[title.start() :])
        if _FAMILIAR.match(text) and is_surname(text[1:]):
            return Address(None, text[1:], None)
    found = _latin_address().fullmatch(text)
    return Address(found["client"], found["family"].strip(), " ".join(found["title"].split())) if found else None


def brand(company: str, country: str = "") -> str:
    """What a person would type for a company; see :func:`crm_cli.records.brands.brand`."""
    from crm_cli.records import brands  # its patterns take 5 ms to compile, and few commands need them

    return brands.brand(company, country)


def name_key(text: str) -> str:
    """The key under which a name is stored and indexed: folded, without spaces and signs, legal form kept.

    A name made of signs only is its own key, so that two of them are not taken for the same.
    """
    folded = fold(text)
    return folded if folded.isalnum() else _NOT_WORD.sub("", folded) or folded.strip()


@cache
def _latin_address() -> re.Pattern[str]:
    """Compiled when first needed, for it takes 2 ms."""
    return re.compile(
        rf"(?:(?P<client>\S.*?)\s+)??(?P<title>{_HONORIFIC}(?:\s*{_DEGREE}(?=[\s.]))*|{_DEGREE}(?:\s+{_DEGREE})*)"
        r"(?:\s+|(?<=\.))(?P<family>[^\W\d_][^\d,;:]*)",
        re.IGNORECASE,
    )


@cache
def _latin_titles() -> re.Pattern[str]:
    return re.compile(rf"(?:{_HONORIFIC}(?:\s+|(?<=\.)))?(?:{_DEGREE}(?:\s+|(?<=\.)))*", re.IGNORECASE)


def _split_chinese(text: str) -> tuple[str, str]:
    if re.search("[·•・]", text):  # a name of another people in Chinese letters: its order is not ours to guess
        return "", text
    first, _, rest = text.partition(" ")
    if rest and is_surname(first):
        return first, rest.replace(" ", "")
    joined = text.replace(" ", "")
    family = surname(joined)
    return family, joined[len(family) :]


def _split_latin(words: list[str], country: str) -> tuple[str, str]:
    if len(words) == 1:
        return words[0], ""
    if country == "HU" or _family_leads(words, country):
        return words[0], " ".join(words[1:])
    start = len(words) - (2 if country in _TWO_SURNAMES and len(words) > 2 else 1)
    while start > 1 and _PARTICLES.fullmatch(words[start - 1]):
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _family_leads(words: list[str], country: str) -> bool:
    first, *rest = [plain(word).replace("-", "") for word in words]
    if country in _ROMANISED:
        return bool(_EASTERN.fullmatch(first))
    return country in _CHINESE and first in romanised_surnames() and all(is_pinyin(word) for word in rest)


def _title_end(text: str) -> int:
    found = _latin_titles().match(text)
    return found.end() if found and found.end() < len(text) else 0


def _before_title(text: str, title: str) -> Address | None:
    latin = _LATIN_SURNAME.fullmatch(text)
    if latin:
        return Address(latin["client"] or None, latin["family"], title)
    if len(text) in (2, 3) and is_surname(text[0]) and not is_surname(text) and not is_surname(text[-1]):
        return Address(None, text[0], title, text[1:])
    for size in (2, 1):
        client, family = text[:-size].strip(), text[-size:]
        if len(family) == size and is_surname(family):
            return _with_client(client, family, title)
    return None


def _with_client(client: str, family: str, title: str) -> Address:
    """One character before a surname is no company: 李明总 is 李明, not the Li of a firm 李."""
    if len(client) == 1 and is_surname(client):
        return Address(None, client, title, family)
    return Address(client or None, family, title)
