"""What a step did, in words: how many records of each kind, and which."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import _, ngettext
from crm_cli.records.registry import CODES, NOUNS, Noun, load
from crm_cli.telling.words import COUNTED, DONE, counted, listed, refs_line, spanned

NAMED = 50
SETS = NOUNS["element"].code


def told(step: Any) -> str:
    """``7 tasks added (crm task add, 09:41)``."""
    clock = current().clock
    at = clock.local(step.at)
    when = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%Y-%m-%d %H:%M}"
    what = summary(step.step) or _("nothing")
    return f"{what} ({step.command}, {when})"


def summary(number: int) -> str:
    """What a step did, counted by kind of record: ``1 client added, 2 tasks changed``."""
    found = counts(number)
    if said := in_words(found):
        return said
    if any(noun.name == "export" for noun, _kind, _count in found):
        return _taken_out(number)
    return listed(_aside(number)) or (_("settings or tags changed") if found else "")


def _aside(number: int) -> Iterator[str]:
    """What a step did to rows that are no records: which setting it changed, which two it told apart."""
    for op in current().workspace.ops(number):
        if op.noun.name == "setting":
            old, new = op.body.get("value", (None, None))
            yield _("setting {name}: {said}").format(
                name=_of_row(op, "name"), said=f"{spanned(old or '–')} → {spanned(new or '–')}"
            )
        elif op.noun.name == "difference":
            refs = [_ref_behind(_of_row(op, "noun_name"), _of_row(op, name)) for name in ("record", "other")]
            one, other = sorted(refs, key=lambda ref: (len(ref), ref))
            said = (
                _("{one} and {other} are different") if op.kind == "I" else _("{one} and {other} may be the same again")
            )
            yield said.format(one=one, other=other)


def _of_row(op: Any, name: str) -> str:
    """A value of a row that is no record: what the change says of it, else what it holds now."""
    told = next(filter(None, op.body.get(name, ())), None)
    now = current().workspace.where(load(op.noun.name), n=op.n) if told is None else []
    return str(told or (getattr(now[0], name) if now else "…"))


def _ref_behind(noun: str, identity: str) -> str:
    found = current().workspace.where(load(noun), id=identity)
    return str(found[0].ref) if found else f"…{identity[-6:]}"


def _taken_out(number: int) -> str:
    """What left the base: ``12 clients taken out as csv: level=A → /home/ann/a.csv``."""
    said = next((op.body for op in current().workspace.ops(number) if op.noun.name == "export"), None)
    if said is None:  # what another copy of the base had written down came with its history
        return _("nothing but history")
    noun, count, form, wanted, target = (
        said.get(name, (None, None))[1] for name in ("noun_name", "count", "format", "filter", "target")
    )
    many = int(count or 0)
    what = counted(str(noun), many) if noun in COUNTED else ngettext("{n} record", "{n} records", many).format(n=many)
    text = _("{what} taken out as {format}").format(what=what, format=form)
    return text + (f": {wanted}" if wanted else "") + f" → {target}"


def in_words(found: Iterable[tuple[Noun, str, int]]) -> str:
    """``1 client added, 2 tasks changed``; rows that only serve others are not counted."""
    return listed(
        _(DONE[kind]).format(what=counted(noun.name, count))
        for noun, kind, count in found
        if kind in DONE and noun.name in COUNTED
    )


def counts(number: int) -> list[tuple[Noun, str, int]]:
    """How many rows of which noun a step added, changed and removed."""
    return [(CODES[code], kind, count) for code, kind, count in _tally(number)]


def _tally(number: int) -> list[Sequence[Any]]:
    """The same by code; whoever has a set that changed counts as changed."""
    found: list[Sequence[Any]] = list(current().workspace.report("step_tally", step=number))
    known = {code for code, _kind, _count in found}
    if SETS in known:  # tags, members: those who have them changed
        sets = Counter(NOUNS[noun].code for noun, _record in _of_sets(number))
        found += [(code, "U", count) for code, count in sets.items() if code not in known]
    return found


def _of_sets(number: int) -> list[Sequence[Any]]:
    """The noun and id of each record whose sets a step changed."""
    found: list[Sequence[Any]] = current().workspace.report("step_sets", step=number)
    return found


def with_refs(step: Any) -> str:
    """What a step did, with the refs of those it is about."""
    refs = touched(step.step)
    return f"{told(step)} — {refs_line(refs)}" if refs else told(step)


def touched(number: int) -> list[str]:
    """The refs a step is about, when they are few enough to be named."""
    crm = current().workspace
    if sum(count for _code, _kind, count in _tally(number)) > NAMED:
        return []
    found: list[str] = []
    ops = crm.ops(number)
    for op in ops:
        if not op.noun.internal:
            old, new = op.body.get("ref", (None, None))
            found.append(str(old or new or crm.ref_of(op.noun.name, op.n) or ""))
    if any(op.noun.code == SETS for op in ops):
        found += [record.ref for noun, identity in _of_sets(number) for record in crm.where(load(noun), id=identity)]
    return list(dict.fromkeys(filter(None, found)))
