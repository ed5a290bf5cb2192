"""One line of a day as it is jotted down: who, what kind, what was said, what comes next; or a task's ref and what came of it."""

import re
from typing import NamedTuple

from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_, every
from crm_cli.people import tasks
from crm_cli.records.nouns.activities import KINDS, OUTCOMES, RESULTS
from crm_cli.records.numerals import fold
from crm_cli.records.patterns import pattern
from crm_cli.workspace import Workspace

WORDS = {  # what people write for a kind of activity beside its name
    "call": "打电话 通话 去电 来电 致电 called phone phoned rang", "visit": "上门 走访 visited", "return_visit": "return-visit", "email": "发邮件 邮箱 email mail mailed",
    "meeting": "开会 见面 面谈 met", "sms": "发短信 text texted", "wechat": "发微信", "fax": "发传真", "voice": "语音", "note": "备注 记录", "gift": "送礼 礼物",
}  # fmt: skip
COMING_IN = ("来电", "rang")
LABELS = {
    "stage": "阶段 stage", "amount": "金额 amount", "opp": "商机 opp deal", "people": "同行 with", "done": "完成 done", "about": "涉及 about",
}  # fmt: skip
_LABEL = pattern(
    rf"(?:^|(?<=[\s,，;；。]))({'|'.join(word for words in LABELS.values() for word in words.split())})\s?[:：=＝]\s?([^\s,，;；。]+)",
    re.I,
)
_ARROW = pattern(r"(?:^|(?<=[\s,，;；。]))(?:→|->|=>)\s?([^\s,，;；。]+)")
_NEXT = pattern(r"(?:^|(?<=[\s,，;；。]))(?:下次|下一步|next)\s?[:：]?\s?(?=\S)", re.I)
_MARK = pattern(r"^\s*(?:[-*•·]\s+|\d{1,2}[.、)）]\s*)(?=\S)")
_TASK = pattern(r"[Tt]\d+[A-Za-z]{0,2}")
_MINUTES = pattern(r"(\d{1,3})(?:分钟|min|mins|minutes)")
_PUT_OFF = pattern(
    r"(?:推迟到?|推到|改到|改期到?|延到|延期到?|snooze|postpone(?: to)?|put off (?:to|until))\s?[:：]?\s?(.+)", re.I
)
_DROP = pattern(r"(?:作罢|作废|取消|不做了|drop|cancel)(?:[\s,，:：]+(.*))?", re.I)
_COUNT = pattern(
    r"\d+\s?(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|q|quarters?|y|years?)\b", re.I
)  # how much, not when
_WORD = pattern(r"[^\s,，;；:：]+")
_MARKS = " \t,，;；:："
_HINT = N_("who, kind, text: {example}")
EXAMPLE = "科锐李总 电话 要九五折 周五10点回电"
_BREAKS = pattern(r"[\s,，;；。]+")
MOST_WORDS = 3  # that a name may have where the kind stands before it


class Line(NamedTuple):
    """A line as it is read: ``at`` is its number, ``words`` are those of :func:`capture.draft`; ``task`` is what it is about, if it names one."""

    at: int
    text: str
    kind: str | None = None
    who: str = ""
    said: str | None = None
    words: dict[str, str] = {}  # noqa: RUF012 - never changed
    task: str | None = None
    until: str | None = None
    drop: bool = False


def lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers; what is quoted or commented out says nothing."""
    found = ((at, line.strip()) for at, line in enumerate(text.splitlines(), 1))
    return [(at, line) for at, line in found if line and line[0] not in "#>"]


def read(crm: Workspace, at: int, text: str, day: str | None = None) -> Line:
    """What a line says; ``day`` is when it all happened where the line does not say. What is not clear is refused."""
    bare = _MARK.sub("", text)
    first, rest = _head(bare)
    if _TASK.fullmatch(first):
        return _of_task(crm, at, text, first.upper(), rest)
    when, rest = _when(crm, bare, day)
    who, kind, more, rest = _who_and_kind(crm, rest)
    said, words = _told(crm, rest)
    if said is None and "outcome" not in more:
        said = rest or None  # what is all that it says is what was said
    return Line(at, text, kind, who, said, ({"at": when} if when else {}) | more | words)


def _told(crm: Workspace, rest: str) -> tuple[str | None, dict[str, str]]:
    """The text, and the words that stand in it."""
    words, rest = _labels(rest)
    said, step = _next(crm, rest)
    return said or None, words | ({"next": step} if step else {})


def _of_task(crm: Workspace, at: int, text: str, ref: str, rest: str) -> Line:
    """What became of a task: done, put off or dropped."""
    if match := _PUT_OFF.fullmatch(rest):
        return Line(at, text, task=ref, until=match[1])
    if match := _DROP.fullmatch(rest):
        return Line(at, text, task=ref, drop=True, said=match[1] or None)
    first, after = _head(rest)
    kind = kinds().get(_folded(first))
    more, after = _result(after) if kind else ({}, rest)
    said, words = _told(crm, after if kind else rest)
    found = Line(at, text, kind, said=said, words=more | words, task=ref)
    if found.words.get("next") and not (found.said or more):
        raise Invalid(
            N_("“{text}” does not say what came of {ref}"), hint=N_("{ref} put off until …, or {ref} done, then when and what"), text=rest, ref=ref,
        )  # fmt: skip
    return found


def _when(crm: Workspace, text: str, day: str | None) -> tuple[str | None, str]:
    """When it happened, where the line begins with that."""
    from crm_cli.records.when import parse_moment  # every line may begin with a day

    tokens = text.split(maxsplit=2)
    for count in (2, 1):
        said, rest = " ".join(tokens[:count]), text.split(maxsplit=count)[count:]
        if len(tokens) <= count or not rest:
            continue
        for whole in ([f"{day} {said}"] if day else []) + [said]:
            try:
                parse_moment(whole, crm.clock, crm.country, prefer="past", office=crm.workdays)
            except CrmError:
                continue
            return whole, rest[0]
    return day, text


def _who_and_kind(crm: Workspace, text: str) -> tuple[str, str, dict[str, str], str]:
    """Whom it was with and what, in either order; and what comes behind both."""
    known = kinds()
    match = next((one for one in _WORD.finditer(text) if _folded(one[0]) in known), None)
    if match is None:
        raise Invalid(
            N_("“{text}” does not say what it was: a call, a visit, a note …"), hint=_HINT, text=text, example=EXAMPLE
        )
    word = _folded(match[0])
    direction = {"direction": "in"} if word in COMING_IN else {}
    who = text[: match.start()].strip(_MARKS)
    more, rest = _result(text[match.end() :].lstrip(_MARKS))
    if not who:
        who = _named_first(crm, rest)
        rest = rest[len(who) :].lstrip(_MARKS)
    return who, known[word], direction | more, rest


def _named_first(crm: Workspace, rest: str) -> str:
    """Who is named at the beginning: as many words as name somebody, else the first."""
    from crm_cli.agenda.capture import nouns

    tokens = rest.split()
    for count in range(min(MOST_WORDS, len(tokens)), 1, -1):
        said = " ".join(tokens[:count])
        try:
            crm.get_any(nouns(crm), said)
        except CrmError:
            continue
        return said if rest.startswith(said) else tokens[0]
    if not tokens:
        raise Invalid(N_("it does not say with whom"), hint=_HINT, example=EXAMPLE)
    return tokens[0]


def _result(text: str) -> tuple[dict[str, str], str]:
    """What came of it and how long it took, where these stand before the text."""
    found: dict[str, str] = {}
    while text:
        first, rest = _head(text)
        if "outcome" not in found and (outcome := results().get(_folded(first))):
            found["outcome"], text = outcome, rest
        elif "minutes" not in found and (match := _MINUTES.fullmatch(_folded(first))):
            found["minutes"], text = match[1], rest
        else:
            break
    return found, text


def _labels(text: str) -> tuple[dict[str, str], str]:
    """``阶段:谈判``, ``amount=48万``, ``→谈判``; and the text without them."""
    found: dict[str, str] = {}
    for match in _LABEL.finditer(text):
        name = next(name for name, words in LABELS.items() if match[1].casefold() in words.split())
        found[name] = match[2]
    if arrow := _ARROW.search(text):
        found.setdefault("stage", arrow[1])
    return found, re.sub(r"\s+", " ", _ARROW.sub(" ", _LABEL.sub(" ", text))).strip()


def _next(crm: Workspace, text: str) -> tuple[str, str | None]:
    """The text, and what comes next: behind its word, else from the last date on at which a part of the line begins."""
    if match := _NEXT.search(text):
        return _trimmed(text[: match.start()]), text[match.end() :]
    found: list[tuple[int, int]] = []
    problem: CrmError | None = None
    for start in [0, *(match.end() for match in _BREAKS.finditer(text))]:
        if start >= len(text) or _COUNT.match(text, start):
            continue
        try:
            step = tasks.dated(crm, text[start:])
        except CrmError as error:
            problem = problem or (None if error.message == tasks.OVER else error)
            continue
        if step:
            found.append((start, start + step[1]))
    if not found:
        if problem:
            raise problem
        return _trimmed(text), None
    start = found.pop()[0]
    while found and found[-1][1] > start:
        start = found.pop()[0]
    return _trimmed(text[:start]), text[start:]


def _trimmed(text: str) -> str:
    return text.strip(" \t,，;；。")


def _head(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _folded(word: str) -> str:
    return fold(word).strip(":,;").casefold()


def kinds() -> dict[str, str]:
    """Every word for a kind of activity."""
    return _spoken(KINDS, WORDS)


def results() -> dict[str, str]:
    """Every word for what came of it."""
    known = {key: label for key, label in OUTCOMES.items() if key != "done"}
    return _spoken(known, {key: RESULTS[key] for key in known})


def _spoken(labels: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    found = {word.casefold(): key for key, label in labels.items() for word in (key, *every(label))}
    return found | {word: key for key, words in more.items() for word in words.split()}
