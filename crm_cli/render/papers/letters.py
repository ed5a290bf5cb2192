"""How a letter begins: to whom, where, and by which form of address."""

from collections.abc import Iterator, Mapping

from crm_cli.records.fold import has_chinese
from crm_cli.records.printed import Paper, Person, Place
from crm_cli.render.papers.wording import LANDS


def place(where: Place, language: str) -> Iterator[str]:
    """The lines of an address, as they are written where its reader lives."""
    if has_chinese(where.street + where.city + where.region + where.district):
        line = "".join(dict.fromkeys(filter(None, (where.region, where.city, where.district, where.street))))
        yield from filter(None, (" ".join(filter(None, (where.postcode, line))),))
        return
    yield from filter(None, where.street.splitlines())
    city = " ".join(filter(None, (where.postcode, where.city)))
    land = LANDS[language].get(where.country, where.country)
    yield from filter(None, (where.district, city, where.region if where.region != where.city else "", land))


def salutation(paper: Paper, words: Mapping[str, str]) -> str:
    """The first line: by the name and title of a person, else to everybody."""
    who = paper.contact
    if who is None and paper.buyer.person:
        who = Person(paper.buyer.name)
    if who is None:
        return words["dear_all"]
    return _SAID[paper.language](who, words)


def _chinese(who: Person, words: Mapping[str, str]) -> str:
    if who.salutation and has_chinese(who.salutation):
        said = who.salutation
        called = said if not who.family or said.startswith(who.family) else who.family + said
    elif has_chinese(who.name) and who.family and who.sex in _TITLES:
        called = who.family + words[_TITLES[who.sex]]
    else:
        called = who.name + (words[_TITLES[who.sex]] if who.sex in _TITLES else "")
    return words["dear"].replace("{name}", called)


def _english(who: Person, words: Mapping[str, str]) -> str:
    family = who.family and who.sex in _TITLES and f"{words[_TITLES[who.sex]]} {who.family}"
    return words["dear"].replace("{name}", family or who.name)


def _german(who: Person, words: Mapping[str, str]) -> str:
    if who.family and who.sex in _TITLES:
        return words[_TITLES[who.sex]].replace("{name}", who.family)
    return words["dear"].replace("{name}", who.name)


_TITLES = {"male": "mr", "female": "ms"}
_SAID = {"zh_CN": _chinese, "en": _english, "de": _german}
