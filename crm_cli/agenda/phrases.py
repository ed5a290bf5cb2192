"""How a rule is written: ``when`` (a noun and what happens to it) and ``then`` (what is done, with “;” between), in either language."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crm_cli.errors import Invalid, One, Word, of_field
from crm_cli.i18n import N_, every
from crm_cli.people import tasks
from crm_cli.records import filters
from crm_cli.records.belonging import words
from crm_cli.records.filters import Filter, Test
from crm_cli.records.kinds import ME, parts
from crm_cli.records.nouns.rules import Rule
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import ALIASES, NOUNS, visible
from crm_cli.workspace import Workspace

ADDED = ("added", "new", "新增", "新建", "添加")
CHANGED = ("changed", "变更", "修改", "变化")
ACTIONS = {
    "assign": ("assign", "分给", "分配", "指派"),
    "tag": ("tag", "标签", "打标签"),
    "task": ("task", "任务"),
    "notify": ("notify", "通知"),
    "set": ("set", "设", "设置"),
}
OWNER = ("owner", "负责人")
DUE = ("due", "到期", "截止", "期限")
FOR = ("for", "给", "由")
UNRULED = ("hook", "rule")  # what says what happens does not happen itself
WRITTEN = '--when "opp stage=谈判" --filter "amount>50万" --then "assign 王芳; tag 大单; task 报方案 due +3d"'


@dataclass(frozen=True, slots=True)
class When:
    """``how`` is added, changed (one of ``fields``, or any) or becomes: one of ``fields`` is new and ``wanted`` holds."""

    noun: str
    how: str
    fields: frozenset[str] = frozenset()
    wanted: Filter = ((),)

    def met(self, kind: str, changed: set[str]) -> bool:
        """Whether that is what happened, as far as the record itself need not be asked."""
        if self.how == "becomes":
            return kind == "add" or (kind == "change" and bool(changed & self.fields))
        if self.how == "added":
            return kind == "add"
        return kind == "change" and (not self.fields or bool(changed & self.fields))


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that is done; ``said`` is how the team wrote it. ``whom`` is me, owner, a path of links to a user, or a user's id."""

    verb: str
    said: str
    whom: str | tuple[Field, ...] | None = None
    text: str = ""
    due: str = ""
    tags: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A rule is written only if it can be read: its noun, filter, actions, and the users and fields they name."""
    said = {name: values.get(name, getattr(record, name, None)) for name in ("when", "filter", "then")}
    if said["when"] and said["then"]:
        with of_field("when"):
            when = read_when(crm, str(said["when"]))
        with of_field("filter"):
            filters.read(when.noun, words(str(said["filter"] or "")), crm)
        with of_field("then"):
            read_then(crm, when.noun, str(said["then"]))
    if record is None and values.get("position") is None:
        return {"position": max((one.position or 0 for one in crm.where(Rule)), default=0) + 1}
    return {}


def noun_of(when: str) -> str | None:
    """The noun a “when” is about."""
    return read_noun((when.split() or [""])[0])


@cache
def read_noun(text: str) -> str | None:
    """The noun that a word names in any language; None where it names none."""
    plain = text.strip().casefold()
    plain = ALIASES.get(plain, plain)
    for name in visible():
        if plain == name or plain in (word.casefold() for word in every(NOUNS[name].title)):
            return name
    return None


def read_when(crm: Workspace, text: str) -> When:
    """``opp added`` · ``opp changed amount,close`` · ``opp stage=谈判``."""
    noun, *rest = [*words(text), ""]
    rest = [word for word in rest if word]
    whose = read_noun(noun)
    if whose is None or whose in UNRULED or not rest:
        raise Invalid(
            N_("“{text}” does not say of which record what happens"), hint=N_("“opp added”, “client changed level”, “opp stage=won”"), text=text
        )  # fmt: skip
    if rest[0].casefold() in ADDED:
        _nothing_after(rest[1:])
        return When(whose, "added")
    if rest[0].casefold() in CHANGED:
        named = [part for word in rest[1:] for part in parts(word)]
        return When(whose, "changed", frozenset(filters.find_field(whose, name, crm).name for name in named))
    wanted = filters.read(whose, rest, crm)
    tests = [one for group in wanted for one in group]
    if not all(isinstance(one, Test) for one in tests):
        raise Invalid(
            N_("“{text}” is no field and value that a record can come to have"),
            hint='"opp stage=谈判"',
            text=" ".join(rest),
        )
    return When(whose, "becomes", frozenset(one.path[0].name for one in tests if isinstance(one, Test)), wanted)


def _nothing_after(rest: Sequence[str]) -> None:
    if rest:
        raise Invalid(N_("“{text}” is one word too many"), hint=N_("which records is said by --filter"), text=rest[0])


def read_then(crm: Workspace, noun: str, text: str) -> list[Action]:
    """The actions, in their order."""
    found = [_action(crm, noun, part) for part in _parts(text)]
    if not found:
        raise Invalid(N_("a rule does something: {known}"), hint=WRITTEN, known=", ".join(ACTIONS))
    return found


def _parts(text: str) -> Iterator[list[str]]:
    """The words of each action; quotes keep a “;” inside a text."""
    plain = text.replace("“", '"').replace("”", '"').replace("\n", ";")
    lexer = shlex.shlex(plain, posix=True, punctuation_chars=";；")
    lexer.whitespace_split, lexer.commenters = True, ""
    part: list[str] = []
    try:
        for word in lexer:
            if word.strip(";；"):
                part.append(word)
            elif part:
                yield part
                part = []
    except ValueError:
        raise Invalid(N_("“{text}” has a quote that does not end"), text=text) from None
    if part:
        yield part


def _action(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    verb = next((verb for verb, names in ACTIONS.items() if said[0].casefold() in names), None)
    if verb is None:
        raise Invalid(
            N_("“{text}” is nothing that a rule can do"), hint=N_("one of {known}"), text=said[0], known=", ".join(ACTIONS)
        )  # fmt: skip
    if len(said) < 2:
        raise Invalid(N_("“{text}” does not say what"), hint=WRITTEN, text=said[0])
    made = {"assign": _assign, "tag": _tag, "task": _task, "notify": _notify, "set": _set}[verb]
    return made(crm, noun, said)


def _assign(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    _must_have(crm, noun, "owner")
    if len(said) > 2:
        raise Invalid(N_("“{text}” is one word too many"), hint="assign 王芳", text=said[2])
    return Action("assign", " ".join(said), _whom(crm, noun, said[1]))


def _tag(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    _must_have(crm, noun, "tags")
    named = [part for word in said[1:] for part in parts(word)]
    off = tuple(name[1:] for name in named if name.startswith("-"))
    return Action(
        "tag", " ".join(said), tags=tuple(name.removeprefix("+") for name in named if not name.startswith("-")), off=off
    )


def _task(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    text, due, whom = _cut(said[1:])
    if not text:
        raise Invalid(N_("“{text}” does not say what"), hint="task 报方案 due +3d for owner", text=" ".join(said))
    if due:
        tasks.due_on(crm, due)
    return Action("task", " ".join(said), _whom(crm, noun, whom) if whom else None, text, due)


def _notify(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    return Action("notify", " ".join(said), _whom(crm, noun, said[1]), " ".join(said[2:]))


def _set(crm: Workspace, noun: str, said: Sequence[str]) -> Action:
    name, equals, value = " ".join(said[1:]).partition("=")
    if not equals:
        raise Invalid(N_("“{text}” is not FIELD=VALUE"), hint="set level=A", text=" ".join(said[1:]))
    target = filters.find_field(noun, name.strip(), crm)
    if not target.settable:
        raise Invalid(N_("{field} is not set by hand"), hint="crm {noun} --help", field=Word(target.label), noun=noun)
    if target.kind == "tags":
        raise Invalid(N_("tags are put on and taken off"), hint="tag +大单 -旧")
    crm.parse_one(target, value.strip())
    return Action("set", " ".join(said), values={target.name: value.strip()})


def _cut(said: Sequence[str]) -> tuple[str, str, str]:
    """The text, when it is due and for whom: what stands after “due” and “for”."""
    found: dict[str, list[str]] = {"text": [], "due": [], "for": []}
    here = "text"
    for word in said:
        if word.casefold() in (*DUE, *FOR):
            here = "due" if word.casefold() in DUE else "for"
        else:
            found[here].append(word)
    return " ".join(found["text"]), " ".join(found["due"]), " ".join(found["for"])


def _whom(crm: Workspace, noun: str, text: str) -> str | tuple[Field, ...]:
    """Me (whoever acts), the owner, a link to a user such as client.owner, or a user by name."""
    if text.casefold() in ME:
        return "me"
    if text.casefold() in OWNER:
        _must_have(crm, noun, "owner")
        return "owner"
    if "." in text:
        path = filters.find_path(noun, text, crm)
        if path[-1].kind != "link" or path[-1].to != "user":
            raise Invalid(N_("“{text}” is nobody"), hint="client.owner", text=text)
        return path
    return crm.finder.one(["user"], text)[1]


def _must_have(crm: Workspace, noun: str, name: str) -> None:
    if name not in crm.fields(noun):
        raise Invalid(
            N_("{one} has no {field}"), hint=f"crm {noun} list --fields", one=One(NOUNS[noun].title), field=name
        )
