"""Payment plans as people write them: “30% signed, 60% before delivery, 10% 12 months after acceptance retention”, 签订30% 发货前60% 验收后12个月10%质保金."""

import re
from typing import NamedTuple

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.numbers import parse_money
from crm_cli.records.numerals import fold, integer
from crm_cli.records.patterns import pattern

WHOLE = 10_000
EXAMPLE = Word(N_("30% signed, 60% before delivery, 10% 12 months after acceptance retention"))


class Part(NamedTuple):
    """A part of a plan: ``share`` in basis points, or ``amount`` in minor units, or neither, which is the rest."""

    name: str
    event: str
    share: int | None = None
    amount: int | None = None
    currency: str | None = None
    days: int = 0
    months: int = 0
    day: str | None = None
    retention: int = 0


_SHARE = pattern(r"(\d+(?:[.,]\d+)?)\s*%|([一二三四五六七八九1-9])成")
_AMOUNT = pattern(
    r"(?:[¥€$£]|\b(?:RMB|CNY|EUR|USD|GBP)\b)\s*\d[\d.,]*\s*[万亿kK]?|\d[\d.,]*\s*(?:万元?|亿元?|元|€|EUR\b|USD\b|CNY\b|RMB\b)"
)
_REST = pattern(r"\b(?:the\s+)?(?:rest|remainder|balance)\b|\bRest\b|余款|尾款|剩余|其余", re.IGNORECASE)
_DAY = pattern(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?")
_N = r"(\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*"
_TERMS = (
    ("months", 12, pattern(_N + r"(?:years?\b|Jahren?\b|年)", re.IGNORECASE)),
    ("months", 1, pattern(_N + r"(?:months?\b|Monaten?\b|个?月)", re.IGNORECASE)),
    ("days", 7, pattern(_N + r"(?:weeks?\b|Wochen?\b|个?(?:周|星期))", re.IGNORECASE)),
    ("days", 1, pattern(_N + r"(?:(?:calendar\s+)?days?\b|d\b|Tagen?\b|天|日)", re.IGNORECASE)),
)
_RETENTION = pattern(r"\b(?:retention|retained|holdback)\b|质量?保证?金|质保|保修金|\bEinbehalt\b", re.IGNORECASE)
# The first that is found is meant: before delivery is said with the word for delivery too.
_EVENTS = (
    ("before", pattern(r"\b(?:before|prior\s+to|on\s+readiness\s+for)\s+(?:the\s+)?(?:delivery|dispatch|shipping|shipment)\b|[发出交提]货(?:之?前)|到货(?:之?前)|\bvor\s+(?:der\s+)?Lieferung\b", re.IGNORECASE)),
    ("accepted", pattern(r"\b(?:final\s+)?accept(?:ance|ed)\b|(?:最终)?验收(?:合格|通过)?|\bAbnahme\b", re.IGNORECASE)),
    ("invoiced", pattern(r"\binvoic(?:e|ed|ing)\b|(?:开具?|收到|见)?(?:发票|票)|\bRechnung\b", re.IGNORECASE)),
    ("delivered", pattern(r"\bdeliver(?:y|ed)\b|\bshipment\b|[发出交到提]货|货到|\bLieferung\b", re.IGNORECASE)),
    ("signed", pattern(r"\b(?:contract\s+)?(?:signed|signing|signature)\b|\border(?:ed)?\b|\b(?:deposit|down\s*payment|advance|upfront|prepaid|contract)\b|(?:合同)?签[订约署](?:合同)?|签合同|下单|预付款?|[定订]金|首付款?|\bAuftrag\b|\bAnzahlung\b", re.IGNORECASE)),
)  # fmt: skip
_FILLING = pattern(
    r"\b(?:after|of|on|upon|at|within|by|the|due|payable|paid|pay|and|net|in|bei|nach|innerhalb|von|am|und)\b"
    r"|[之以]?后|之?内|[时即当的付款收再于在到至为支满作]|[()（）:：.]",
    re.IGNORECASE,
)
_NEXT = pattern(r"[,，;；、\n+]+(?!\d{3}\b)|\band\b")


def read(text: str, place: Country, currency: str) -> list[Part]:
    """The parts of a plan; together they are the whole."""
    parts = [_part(one, place, currency) for one in _split(fold(text))]
    if not parts:
        raise Invalid(N_("a plan has parts"), hint='"{example}"', example=EXAMPLE)
    _check_whole(parts)
    return parts


def _split(text: str) -> list[str]:
    """One text for each part: at commas, and at spaces where every word says how much."""
    found: list[str] = []
    for chunk in filter(None, (one.strip() for one in _NEXT.split(text))):
        words = chunk.split()
        apart = len(words) > 1 and all(_SHARE.search(one) or _AMOUNT.search(one) or _REST.search(one) for one in words)
        found += words if apart else [chunk]
    return found


def _check_whole(parts: list[Part]) -> None:
    """Shares alone come to all; of amounts one part has to be the rest, unless they are checked against the order."""
    rests = [part for part in parts if part.share is None and part.amount is None]
    shares = sum(part.share or 0 for part in parts)
    amounts = any(part.amount is not None for part in parts)
    if len(rests) > 1:
        raise Invalid(N_("only one part is the rest"))
    if shares > WHOLE or (not amounts and not rests and shares != WHOLE):
        raise Invalid(N_("the parts come to {share} %, not to 100 %"), hint='"{example}"', share=f"{shares / 100:g}", example=EXAMPLE)  # fmt: skip


def _part(text: str, place: Country, currency: str) -> Part:
    """One part; what is left when all that is known was taken out of it is not understood."""
    rest, said = text, dict[str, object]()
    if found := _DAY.search(rest):
        said |= {"day": "-".join(one.zfill(2) for one in found.groups()), "event": "date"}
        rest = _without(rest, found)
    rest = _how_much(rest, said, place, currency, text)
    for name, times, wanted in _TERMS:
        if found := wanted.search(rest):
            said[name] = int(str(said.get(name, 0))) + _count(found[1], times)
            rest = _without(rest, found)
    if found := _RETENTION.search(rest):
        said["retention"], rest = 1, _without(rest, found)
    for event, wanted in _EVENTS:
        if "event" not in said and (found := wanted.search(rest)):
            said["event"], rest = event, _without(rest, found)
    left = _FILLING.sub(" ", rest).strip()
    if left:
        raise Invalid(N_("“{word}” is not understood in “{text}”"), hint='"{example}"', word=left, text=text, example=EXAMPLE)  # fmt: skip
    if "event" not in said:
        if not said.get("retention"):
            raise Invalid(N_("“{text}” does not say after what it is due"), hint='"{example}"', text=text, example=EXAMPLE)  # fmt: skip
        said["event"] = "accepted"
    return Part(name=text, **said)  # type: ignore[arg-type]  # by the names of its fields


def _how_much(rest: str, said: dict[str, object], place: Country, currency: str, text: str) -> str:
    if found := _SHARE.search(rest):
        points = _points(found)
        if not 0 < points <= WHOLE:
            raise Invalid(N_("a share lies between 0 and 100 %"))
        said["share"] = points
    elif found := _AMOUNT.search(rest):
        said["amount"], written = parse_money(found[0], place, currency)
        said["currency"] = written or currency
    elif not (found := _REST.search(rest)):
        raise Invalid(N_("“{text}” does not say how much"), hint='"{example}"', text=text, example=EXAMPLE)
    rest = _without(rest, found)
    if _SHARE.search(rest):
        raise Invalid(N_("“{text}” has more than one share: put a comma between the parts"), hint='"{example}"', text=text, example=EXAMPLE)  # fmt: skip
    return rest


def _points(found: "re.Match[str]") -> int:
    if found[2]:
        return (integer(found[2]) or 0) * 1000
    whole, _dot, part = found[1].replace(",", ".").partition(".")
    if len(part) > 2:
        raise Invalid(N_("a share has two decimals at most"))
    return int(whole) * 100 + int((part + "00")[:2])


def _count(text: str, times: int) -> int:
    """How many months or days: 半年 are six months, 半个月 fifteen days."""
    if text == "半":
        if times not in (12,):
            raise Invalid(N_("half of that is not a whole number: say how many days"))
        return times // 2
    return (integer(text) or 0) * times


def _without(text: str, found: "re.Match[str]") -> str:
    return text[: found.start()] + " " + text[found.end() :]
