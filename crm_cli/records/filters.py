"""One filter grammar for every surface: ``stage=won amount=10万..50万 close=..月底 owner=none text~合同``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_cli.errors import Invalid, Several, Word
from crm_cli.i18n import N_, _, every, language
from crm_cli.records.keys import normal_key
from crm_cli.records.kinds import KINDS, ME, Reading, Stored, chosen, parse
from crm_cli.records.patterns import pattern
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS

if TYPE_CHECKING:
    from datetime import date
    from typing import Protocol

    class Schema(Protocol):
        """What reading a filter needs to know of the base."""

        @property
        def reading(self) -> Reading: ...

        @property
        def me(self) -> str | None: ...

        def fields(self, noun: str) -> Mapping[str, Field]: ...

        def ids(self, noun: str, text: str) -> list[str]: ...

        def behind_ref(self, noun: str, ref: str) -> list[str]: ...

        def groups(self, noun: str, text: str) -> list[tuple[str, str, str | None]]: ...

        def view(self, noun: str, text: str) -> str: ...


EMPTY = ("none", "无", "空")
FILLED = ("any", "有")
GROUP = ("group", "组", "群组", "分组")
_OPERATORS = str.maketrans({"＝": "=", "＜": "<", "＞": ">", "～": "~", "！": "!", "≤": "≤", "≥": "≥"})
_TOKEN = pattern(r"(?P<name>[^\s=<>~!≤≥≠]+?)\s*(?P<op>!=|!~|<=|>=|≤|≥|≠|=|<|>|~)(?P<value>.*)", re.DOTALL)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!="}
_WIDE = str.maketrans({"，": ",", "。": "."})


BEGUN = 2  # letters, the fewest by which a field is known that is not written out


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval of stored values; an end that is None is open. Equal ends are one value; ``below`` excludes the upper end."""

    low: Stored = None
    high: Stored = None
    below: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """One condition: a path of fields through links, and the spans or values of which one must hold.

    ``op``: ``in`` (spans), ``has`` (contains the text), ``falls`` (a birthday on one of these days of any year), ``empty``.
    """

    path: tuple[Field, ...]
    op: str
    spans: tuple[Span, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Words to be found anywhere in the record; or it is one of these, whose ref they are."""

    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """What the path of links leads to, or the record itself, is of that noun and in one of these: what a filter finds, or the
    members of a fixed group (its id)."""

    path: tuple[Field, ...]
    noun: str
    filters: "tuple[Filter, ...]" = ()
    fixed: tuple[str, ...] = ()
    negated: bool = False


Condition = Test | Search | Within
Filter = tuple[tuple[Condition, ...], ...]  # alternatives, each of conditions that all hold


def read(noun: str, tokens: Sequence[str], schema: "Schema", inside: tuple[str, ...] = ()) -> Filter:
    """The filter that the words of a command line say; ``or`` between words begins an alternative.

    ``inside`` names the groups and views whose filters are being read, so that none leads back to itself.
    """
    alternatives: list[list[Condition]] = [[]]
    for token in tokens:
        if token in ("or", "或"):
            alternatives.append([])
        else:
            alternatives[-1].append(_condition(noun, token, schema, inside))
    return tuple(tuple(group) for group in alternatives if group)


def find_field(noun: str, name: str, schema: "Schema", *, begun: bool = False) -> Field:
    """A field by its key or its label in any language; ``begun``: the only one whose Chinese label begins so will do."""
    known = schema.fields(noun)
    if name in known:
        return known[name]
    folded = _folded(name.strip())
    words = {field.name: [_folded(word) for word in (field.name, *every(field.label))] for field in known.values()}
    found = [one for one, own in words.items() if folded in own]
    if begun and not found and not folded.isascii() and len(folded) >= BEGUN:
        found = [one for one, own in words.items() if any(word.startswith(folded) for word in own)]
        found = found if len(found) == 1 else []
    if found:
        return known[found[0]]
    near = _near(name, known)
    raise Invalid(
        N_("{noun} has no field “{name}”"), hint=N_("one of {known}"), noun=Word(NOUNS[noun].title), name=name,
        known=Several(_called(known[one]) for one in near), candidates=near,
    )  # fmt: skip


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")


def _called(field: Field) -> str:
    """A field as its reader may write it: who reads Chinese by its label."""
    return field.name if language() == "en" else _(field.label)


def find_path(noun: str, name: str, schema: "Schema", *, begun: bool = False) -> tuple[Field, ...]:
    """The fields of a dotted name: ``client.owner.team``."""
    here, path = noun, []
    parts = name.split(".")
    for i, part in enumerate(parts):
        field = find_field(here, part, schema, begun=begun)
        path.append(field)
        if i + 1 < len(parts):
            if field.kind != "link":
                raise Invalid(N_("“{name}” is not a link, so nothing can follow it"), name=part)
            here = field.to
    return tuple(path)


def is_view(word: str) -> bool:
    """``@name`` is a list under a name; ``@last`` is a record."""
    return len(word) > 1 and word[0] in "@＠" and word != "@last"


def _near(name: str, known: Mapping[str, Field]) -> list[str]:
    import difflib  # only where a name was mistyped

    words = {word: field.name for field in known.values() for word in (_called(field), field.name)}
    close = difflib.get_close_matches(name, words, n=5, cutoff=0.6)
    return list(dict.fromkeys(words[word] for word in close)) or [
        field.name for field in known.values() if field.facets.get("listed")
    ]


def said(token: str) -> tuple[str, str, str] | None:
    """The name, the operator and the value of a condition; None for a word that is looked for."""
    found = _TOKEN.fullmatch(token.translate(_OPERATORS))
    if found is None:
        return None
    value = token[len(token) - len(found["value"]) :] if found["value"] else ""
    return found["name"], _SAME.get(found["op"], found["op"]), value


def is_group(name: str) -> bool:
    """A condition of this name says of which group a record is: ``group``, ``client.group``."""
    return name.rpartition(".")[2].casefold() in GROUP


def _condition(noun: str, token: str, schema: "Schema", inside: tuple[str, ...]) -> Condition:
    if is_view(token):
        from crm_cli.records.belonging import shown_in  # only where a view is named

        return shown_in(noun, token[1:].strip(), schema, inside)
    found = said(token)
    if found is None:
        _refuse_bare_field(noun, token, schema)
        return Search(token, _called_by_ref(noun, token, schema))
    name, op, value = found
    if name in ("text", "文本", "全文") and "~" in op and "text" not in schema.fields(noun):
        return Search(value)
    if is_group(name) and op in ("=", "!=") and value:
        from crm_cli.records.belonging import belongs  # only where a group is named

        if condition := belongs(noun, name, value, schema, inside, negated=op == "!="):
            return condition
    return _test(noun, name, op, value, schema)


def _called_by_ref(noun: str, token: str, schema: "Schema") -> tuple[str, ...]:
    """Whom a lone word means that is a ref of this noun."""
    code = NOUNS[noun].code
    letters = token[: len(code)].upper()
    return tuple(schema.behind_ref(noun, token)) if letters == code and token[len(code) :][:1].isdigit() else ()


def _refuse_bare_field(noun: str, token: str, schema: "Schema") -> None:
    """A lone field name is what is left when the shell took ``>100000`` for a redirection."""
    try:
        find_field(noun, token, schema)
    except Invalid:
        return
    raise Invalid(
        N_("“{field}” is a field without a condition; the shell may have taken the < or >"),
        hint=N_("{field}=100.. or '{field}>100'"),
        field=token,
    )


def _test(noun: str, name: str, op: str, value: str, schema: "Schema") -> Test:
    path = find_path(noun, name, schema, begun=True)
    field = path[-1]
    negated = op.startswith("!")
    if value == "":
        raise Invalid(
            N_("“{field}{op}” has no value"), hint=N_("{field}=none for those without one"), field=name, op=op
        )
    if "~" in op:
        return Test(path, "has", (Span(value),), negated)
    if op in ("=", "!=") and value.casefold() in EMPTY:
        return Test(path, "empty", (), negated)
    if op in ("=", "!=") and value.casefold() in FILLED:
        return Test(path, "empty", (), not negated)
    if op in ("=", "!="):
        if field.kind == "birthday" and (falling := _falling(value, schema)):
            return Test(path, "falls", falling, negated)
        spans = tuple(_spans(field, value, schema))
        if field.name == "ref":
            from crm_cli.records.belonging import behind_refs  # only where refs are named

            return Test(*behind_refs(noun, path, spans, schema), negated)
        return _by_key(path, spans, negated, schema) or Test(path, "in", spans, negated)
    if not KINDS[field.kind].ordered:
        raise Invalid(N_("{field} has no order; only = and ~ go with it"), field=name)
    return Test(path, "in", (_half(field, op, value, schema),), negated)


def _falling(value: str, schema: "Schema") -> tuple[Span, ...]:
    """The birthdays that fall on the days of ``..+14d``, ``下周``, ``05-14``; nothing where a date of birth is said."""
    from crm_cli.records.birthdays import said_days  # only where birthdays are filtered

    keys = said_days(value.translate(_WIDE), schema.reading)
    return tuple(Span(key, key) for key in keys)


def _by_key(path: tuple[Field, ...], spans: tuple[Span, ...], negated: bool, schema: "Schema") -> Test | None:
    """Phones, e-mails and names that have a normalised key are equal however they are written."""
    *way, field = path
    kind = field.key
    keys = [kind and normal_key(kind, str(span.low), schema.reading.country) for span in spans]
    if not kind or not all(keys):
        return None
    column = Field(f"{kind}_key", "text", field.label, {})
    return Test((*way, column), "in", tuple(Span(key, key) for key in keys), negated)


def _spans(field: Field, value: str, schema: "Schema") -> list[Span]:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return _one(field, value[1:-1], schema)
    if KINDS[field.kind].ordered and field.kind in ("date", "time"):
        return [span for part in value.translate(_WIDE).split(",") for span in [_days(field, part, schema)]]
    found: list[Span] = []
    for part in _alternatives(field, value):
        if ".." in part and KINDS[field.kind].ordered:
            low, _, high = part.partition("..")
            found.append(Span(_value(field, low, schema), _value(field, high, schema)))
        else:
            found += _one(field, part, schema)
    return found


def _alternatives(field: Field, value: str) -> list[str]:
    """The parts between commas; a comma that marks thousands belongs to its number."""
    text = value.replace("，", ",")
    if KINDS[field.kind].ordered and re.fullmatch(r"[^,]*\d{1,3}(,\d{3})+(\.\d+)?[^,]*", text):
        return [text]
    return [part for part in text.split(",") if part]


def _one(field: Field, text: str, schema: "Schema") -> list[Span]:
    if field.kind in ("link", "links", "tags"):
        return [Span(found, found) for found in _linked(field, text, schema)]
    if field.facets.get("check") == "skill":
        from crm_cli.records.skills import at_least  # only where skills are filtered

        return [Span(level, level) for level in at_least(text)]
    if field.kind in ("choices", "phones", "emails"):
        one = _value_of(field, {"choices": "choice", "phones": "phone", "emails": "email"}[field.kind], text, schema)
        return [Span(one, one)]
    value = _value(field, text, schema)
    return [Span(value, value)]


def _linked(field: Field, text: str, schema: "Schema") -> list[str]:
    if text.casefold() in ME and "user" in field.to and schema.me:
        return [schema.me]
    return [found for noun in field.to.split(",") for found in schema.ids(noun, text)]


def _value(field: Field, text: str, schema: "Schema") -> Stored:
    return _value_of(field, field.kind, text, schema)


def _value_of(field: Field, kind: str, text: str, schema: "Schema") -> Stored:
    if text == "":
        return None
    if kind == "choice" and field.facets.get("open") and chosen(text, field.choices, field.facets.get("words")) is None:
        return text
    return parse(kind, text, schema.reading, field.facets)


def _days(field: Field, text: str, schema: "Schema") -> Span:
    """A day or a range of days; for a point in time the days' bounds in the user's zone."""
    from crm_cli.records.periods import parse_range  # only where a date is filtered

    low, high = parse_range(text, schema.reading.clock, schema.reading.country, schema.reading.office)
    return _between(field, low, high, schema)


def _between(field: Field, low: "date | None", high: "date | None", schema: "Schema") -> Span:
    from datetime import datetime, time, timedelta  # only where a date is filtered

    if field.kind == "date":
        return Span(str(low) if low else None, str(high) if high else None)
    clock = schema.reading.clock

    def midnight(day: "date", plus: int) -> str:
        return clock.utc(datetime.combine(day, time()) + timedelta(days=plus))

    return Span(midnight(low, 0) if low else None, midnight(high, 1) if high else None, below=True)


def _half(field: Field, op: str, text: str, schema: "Schema") -> Span:
    if field.kind in ("date", "time"):
        whole = _days(field, text, schema)
        if op == "<":
            return Span(None, whole.low, below=True)
        if op == ">":
            return Span(whole.high, None, above=not whole.below)
        return Span(None, whole.high, whole.below) if op == "<=" else Span(whole.low, None)
    value = _value(field, text, schema)
    return Span(None, value, below=op == "<") if "<" in op else Span(value, None, above=op == ">")
