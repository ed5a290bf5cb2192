"""Call records of an exchange, a router or a telephone bill as rows of activities: whom, which way, how long; see docs/calls.md."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from crm_cli.agenda import callers, calls
from crm_cli.errors import CrmError, Invalid, Several
from crm_cli.exchange import reading
from crm_cli.exchange.batches import Reject
from crm_cli.exchange.reading import Asked, Note, Opened, Row, Sheet
from crm_cli.i18n import N_
from crm_cli.records.fold import plain
from crm_cli.records.nouns.users import User
from crm_cli.records.patterns import pattern
from crm_cli.records.phones import digits
from crm_cli.workspace import Workspace

HEADERS = (
    "external",
    "at",
    "direction",
    "outcome",
    "seconds",
    "minutes",
    "phone",
    "text",
    "client",
    "contact",
    "lead",
    "owner",
)
LINKS = ("client", "contact", "lead")
INSIDE = 5  # digits, the most that an extension has
# What a column may be called, the surest first.
COLUMNS = {
    "id": "uniqueid|linkedid|call id|callid|话单id|话单编号|流水号|通话id|呼叫标识|通话标识|external",
    "caller": "src|source|caller|caller number|calling number|calling party|from|主叫号码|主叫电话|主叫|主叫用户号码",
    "called": "dst|destination|callee|called number|called party|to|被叫号码|被叫电话|被叫|被叫用户号码",
    "other": "对方号码|对方电话|对端号码|客户号码|对方号码/短号|通话号码|rufnummer|telephone number|phone number|number|电话号码|号码|phone",
    "at": "start|calldate|call date|start time|开始时间|通话开始时间|通话起始时间|起始时间|呼叫时间|通话时间|拨打时间|呼叫开始时间|通话日期|datum|date|time|at|日期|时间",
    "seconds": "billsec|talk time|通话时长|通话时长(秒)|通话时长（秒）|通话秒数|计费时长|时长|时长(秒)|时长（秒）|dauer|duration|seconds",
    "direction": "direction|call type|呼叫类型|通话类型|主被叫|主被叫标识|呼叫方向|通信类型|方向|类型|typ|type",
    "outcome": "disposition|call status|status|接听状态|通话状态|是否接通|呼叫结果|通话结果|状态|结果",
    "extension": "extension|agent|分机|分机号|坐席|坐席工号|坐席分机|nebenstelle|user|员工",
    "caller_phone": "channel", "called_phone": "dstchannel", "context": "dcontext",
}  # fmt: skip
ASTERISK = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end", "duration", "billsec",
    "disposition", "amaflags", "uniqueid", "userfield",
)  # fmt: skip
ANSWERS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
LONGEST = 1 << 16  # of the first line
IN, OUT = ("in", ""), ("out", "")
DIRECTIONS = {
    **dict.fromkeys(["in", "incoming", "inbound", "被叫", "呼入", "来电", "接听", "被叫通话", "呼入通话"], IN),
    **dict.fromkeys(["out", "outgoing", "outbound", "主叫", "呼出", "拨出", "去电", "外呼", "主叫通话", "呼出通话"], OUT),
    **dict.fromkeys(["missed", "未接", "未接来电"], ("in", "no_answer")),
}  # fmt: skip
# The numbers a FRITZ!Box gives: taken, missed, two for calls out (older and newer), refused.
FRITZ = {"1": ("in", "connected"), "2": ("in", "no_answer"), "3": OUT, "4": OUT, "10": ("in", "refused")}
OUTCOMES = {
    **dict.fromkeys(["answered", "connected", "接通", "已接", "已接通", "已接听", "接听", "成功", "是", "yes"], "connected"),
    **dict.fromkeys(["no answer", "noanswer", "no_answer", "missed", "failed", "congestion", "未接", "未接听", "未接通", "无人接听", "失败", "否", "no"], "no_answer"),
    **dict.fromkeys(["busy", "忙", "占线", "用户忙"], "busy"), **dict.fromkeys(["voicemail", "留言"], "voicemail"),
    **dict.fromkeys(["refused", "拒接"], "refused"),
}  # fmt: skip
_CLOCK = pattern(r"(?:([0-9]+):)?([0-9]+):([0-9]+)")
_SPOKEN = pattern(
    r"(?:([0-9]+) ?(?:小时|时|h))? ?(?:([0-9]+) ?(?:分钟|分|min|m|'))? ?(?:([0-9]+) ?(?:秒钟|秒|sec|s|''|\"))?",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"/([0-9]{2,5})\b")
NO_NUMBER = N_("this is no list of calls: no column has the number; there are {found}")
NO_TIME = N_("this is no list of calls: no column has the time; there are {found}")
NEITHER = N_("this is no list of calls: no column has the number, and none the time; there are {found}")
# What is made of a column, for whoever looks before it is done.
MADE = {
    "id": "external", "other": "phone", "caller": "phone", "called": "phone", "at": "at", "seconds": "minutes", "direction": "direction",
    "outcome": "outcome", "extension": "owner", "caller_phone": "owner", "called_phone": "owner",
}  # fmt: skip
UNTOLD = N_("whether this call came in or went out cannot be told")


@dataclass
class Bill:
    """Reads the rows of one file; ``own`` are numbers of one's own lines. ``inside`` counts calls among colleagues, which are left out."""

    crm: Workspace
    sheet: Sheet
    own: Sequence[str] = ()
    inside: int = 0
    _who: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _users: dict[str, str] = field(default_factory=dict)
    _own: dict[str, bool] = field(default_factory=dict)
    _inside: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {plain(header): place for place, header in enumerate(self.sheet.headers)}
        self.places = {
            name: known[plain(word)]
            for name, words in COLUMNS.items()
            if (word := next((word for word in words.split("|") if plain(word) in known), None))
        }
        self.is_fritz = {"typ", "datum", "rufnummer", "dauer"} <= set(known)
        self._lines = {callers.at_key(self.crm, number) or digits(number) for number in self.own}
        numbered = bool({"other", "caller"} & set(self.places))
        if "at" not in self.places or not numbered:
            missing = NO_NUMBER if "at" in self.places else NO_TIME if numbered else NEITHER
            raise Invalid(missing, hint="crm call import --help", found=Several(filter(None, self.sheet.headers)))

    @property
    def made(self) -> dict[str, str]:
        """Each column of the file that is taken, with the field it is for."""
        found = sorted((place, MADE[name]) for name, place in self.places.items() if name in MADE)
        return {self.sheet.headers[place]: field for place, field in found}

    def as_they_came(self, refused: Sequence[Reject]) -> list[Reject]:
        """Refused rows with the cells and under the headings of the file, so that they can be mended and brought in again."""
        wanted, headers = {one.line for one in refused}, {field: header for header, field in self.made.items()}
        cells = {row.line: row.cells for row in self.sheet.rows() if row.line in wanted}
        return [Reject(one.line, cells.get(one.line, ()), one.error, headers.get(one.column, "")) for one in refused]

    @property
    def told(self) -> Sheet:
        """The same calls as rows of activities."""
        return replace(self.sheet, headers=HEADERS, rows=self._rows, format="csv", found=self._notes)

    def _notes(self) -> list[Note]:
        left = [Note(N_("calls among colleagues, left out: {n}"), {"n": self.inside})] if self.inside else []
        return [*self.sheet.notes, *left]

    def _rows(self) -> Iterator[Row]:
        self.inside = 0
        seen: dict[str, int] = {}
        for row in self.sheet.rows():
            if row.error:
                yield Row(row.line, [""] * len(HEADERS), row.error)
                continue
            try:
                found = self._read(row.cells, seen)
            except CrmError as error:
                yield Row(row.line, [""] * len(HEADERS), error)
                continue
            if found is None:
                self.inside += 1
            else:
                yield Row(row.line, [found.get(name, "") for name in HEADERS])

    def _read(self, cells: Sequence[str], seen: dict[str, int]) -> Mapping[str, str] | None:
        """A row as cells by field; None for a call among colleagues."""

        def cell(name: str) -> str:
            return cells[self.places[name]].strip() if name in self.places else ""

        if not cell("at"):
            raise Invalid(N_("it is not said when the call was"))
        seconds = self._seconds(cell("seconds"))
        direction, outcome = self._said(cell)
        direction = direction or self._direction(cell)
        other = cell("other") or cell("caller" if direction == "in" else "called")
        if direction == "inside" or self._colleague(other):
            return None
        outcome = outcome or ("connected" if seconds else "no_answer")
        talked = seconds if outcome == "connected" else None
        phone = calls.whole_number(self.crm, other) or ""
        key = cell("id") or self._key(cell("at"), other, direction, str(talked), seen)
        told = {
            "external": key, "at": cell("at"), "direction": direction, "outcome": outcome, "seconds": str(talked or ""), "minutes": str(calls.minutes(talked) or ""),
            "phone": phone, "text": "" if phone else other, "owner": self._user(cell, direction),
        }  # fmt: skip
        return told | dict(zip(LINKS, self._links(phone), strict=True))

    def _said(self, cell: Callable[[str], str]) -> tuple[str, str]:
        said = cell("direction")
        direction, outcome = (FRITZ if self.is_fritz else DIRECTIONS).get(said.casefold(), ("", ""))
        return direction, outcome or OUTCOMES.get(cell("outcome").casefold(), "")

    def _direction(self, cell: Callable[[str], str]) -> str:
        """Which way it went, by which of the two numbers is one's own."""
        own = [self._is_own(cell(name)) for name in ("caller", "called")]
        if all(own):
            return "inside"
        if own[0] != own[1]:
            return "out" if own[0] else "in"
        if cell("called") and not any(char.isdigit() for char in cell("called")):  # a menu that answers
            return "in"
        raise Invalid(UNTOLD, hint=N_("--own NUMBER: a line of yours"))

    def _is_own(self, number: str) -> bool:
        """One of our lines, an extension, a user's; each is looked at once."""
        if number not in self._own:
            key = callers.at_key(self.crm, number) or digits(number)
            short = number.isdigit() and len(number) <= INSIDE
            self._own[number] = key in self._lines or short or bool(self._colleague(number))
        return self._own[number]

    def _key(self, *parts: Any) -> str:
        """What a call without a number of its own is called: its time, whom, which way, how long; and the how-manieth of such."""
        *said, seen = parts
        text = "|".join(said)
        seen[text] = seen.get(text, 0) + 1
        return text if seen[text] == 1 else f"{text}|{seen[text]}"

    def _user(self, cell: Callable[[str], str], direction: str) -> str:
        """The ref of whose telephone it was, as the file says it in one way or another."""
        inner = "called" if direction == "in" else "caller"
        channel = _CHANNEL.search(cell(f"{inner}_phone"))
        for text in (cell("extension"), channel[1] if channel else "", cell(inner)):
            if text and (found := self._known(text)):
                return found
        return ""

    def _known(self, text: str) -> str:
        """The ref of a user, by extension or by name."""
        if text.isdigit():
            return self._colleague(text)
        if text not in self._users:
            named = _named(self.crm, text)
            self._users[text] = named[0] if len(named) == 1 else ""
        return self._users[text]

    def _colleague(self, number: str) -> str:
        """The ref of the user with this extension; each is looked for once."""
        if number not in self._inside:
            found = callers.colleague(self.crm, number)
            self._inside[number] = found.ref if found else ""
        return self._inside[number]

    def _links(self, phone: str) -> tuple[str, ...]:
        """The refs of whom the number is, looked up once."""
        if phone not in self._who:
            caller = callers.at(self.crm, phone)
            client, person = caller.client, caller.person
            links = {"client": client.ref if client else ""} | ({person.noun: person.ref} if person else {})
            self._who[phone] = tuple(links.get(name, "") for name in LINKS)
        return self._who[phone]

    def _seconds(self, text: str) -> int:
        if not text:
            return 0
        if text.isdecimal():
            return int(text)
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            return (minutes * 60 + seconds) * 60 if self.is_fritz else hours * 3600 + minutes * 60 + seconds
        match = _SPOKEN.fullmatch(text)
        if match is None or not any(match.groups()):
            raise Invalid(N_("“{text}” is no length of a call"), text=text)
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds


def _named(crm: Workspace, text: str) -> list[str]:
    try:
        return [crm.by_id(User, one).ref for one in crm.ids("user", text)]
    except CrmError:
        return []


def read(opened: Opened, asked: Asked) -> Sheet:
    """The table in a file; the log of Asterisk, which has no headings, under its own."""
    first = _first(opened)
    if len(first) < len(ASTERISK) - 2 or first[ASTERISK.index("disposition")] not in ANSWERS:
        return reading.read(opened, asked)
    sheet = reading.read(
        lambda: io.BufferedReader(_Headed(opened())), replace(asked, delimiter=",", header=1, keep=ASTERISK)
    )

    def rows() -> Iterator[Row]:
        yield from (row._replace(line=row.line - 1) for row in sheet.rows())

    return replace(sheet, rows=rows)


def _first(opened: Opened) -> list[str]:
    """The cells of the first line; none of what is no table, which is told by whoever reads tables."""
    with opened() as file:
        line = file.readline(LONGEST).decode("utf-8", "replace")
    with suppress(csv.Error):
        return next(csv.reader([line]), [])
    return []


class _Headed(io.RawIOBase):
    """The log with a line of headings before it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._head = file, (",".join(ASTERISK) + "\n").encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        block = self._head or self._file.read(len(buffer))
        block, self._head = block[: len(buffer)], self._head[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()
