"""What hooks are told, and what comes of it: the records of a step as JSON, as they were and as they are."""

import json as json_
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from crm_cli.context import current
from crm_cli.errors import CrmError, Denied, told
from crm_cli.exchange import hooks, processes
from crm_cli.i18n import N_, _
from crm_cli.records import kinds
from crm_cli.records.filters import Filter, Span, Test
from crm_cli.records.nouns.hooks import Hook
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load
from crm_cli.telling.histories import value_told
from crm_cli.telling.lists import listing, shown_fields

AT_ONCE = 500  # records that a hook is told of at a time
Object = dict[str, Any]


def held() -> CrmError:
    """Why nothing is written from within a hook that may still refuse."""
    return Denied(
        N_("the step that asks this hook holds the base: until it is done nothing else can be written"), hint=N_("write in a hook that runs after")
    )  # fmt: skip


def ask(step: int, kind: str) -> None:
    """Ask the hooks that may refuse; the first that does takes the step back."""
    for hook in hooks.active(current().workspace, "before"):
        if error := next(_refusals(hook, step, kind), None):
            raise error


def tell(step: int, kind: str) -> None:
    """Tell the hooks what was written. What goes wrong there is said in one line, and kept in the log of the program."""
    for hook in hooks.active(current().workspace, "after"):
        if problem := _problem(hook, step, kind):
            current().renderer.say(_("after the step, which stands: {problem}").format(problem=told(problem)))
            hooks.note(f"hook {hook.name} step {step}: {problem}", current().clock.stamp())


def _problem(hook: Hook, step: int, kind: str) -> CrmError | None:
    """What went wrong first; all of the records are told of."""
    try:
        return next(iter(list(_refusals(hook, step, kind))), None)
    except CrmError as error:
        return error


def _refusals(hook: Hook, step: int, kind: str) -> Iterator[CrmError]:
    """What a hook says against a step, some of its records at a time."""
    about = _step(step, kind)
    for part, records in enumerate(_records(hook, step), 1):
        document = {"event": hook.moment, "hook": hook.name, "step": about, "part": part, "records": records}
        if error := hooks.refusal(hook, hear(hook, document)):
            yield error


def hear(hook: Hook, document: Object) -> processes.Ran:
    """Run it, and give it the document."""
    crm = current().workspace
    base, user = current().base.absolute(), crm.name_of("user", crm.me) if crm.me else None
    return hooks.run(
        hook, json_.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace"), base=base, user=user
    )


def _step(number: int, kind: str) -> Object:
    crm = current().workspace
    found = crm.steps(number=number)[0]
    actor = crm.name_of("user", found.actor) if found.actor else None
    return {"number": number, "command": found.command, "kind": kind, "actor": actor, "at": found.at}


def _records(hook: Hook, step: int) -> Iterator[list[Object]]:
    """What happened to which records, as the hook is told it, some at a time."""
    for noun in [hook.noun_name] if hook.noun_name else hooks.nouns():
        wanted = (
            what
            for what in current().workspace.happened(step, noun)
            if hooks.wants(hook, noun, what.kind, what.changed)
        )
        while some := list(islice(wanted, AT_ONCE)):
            if objects := _objects(noun, some):
                yield objects


def _objects(noun: str, some: Sequence[Any]) -> list[Object]:
    """Each record as it was and as it is, in the words of ``--json``."""
    found = current().workspace.matching(load(noun), _of([what.id for what in some]))
    there: dict[str, Record] = {record.id: record for record in found}
    objects = by_ref(noun, list(there))
    told_of = []
    for what in some:
        record = there.get(what.id) if what.kind != "remove" else None
        if record is None and what.kind != "remove":  # it was merged into another before, and nobody sees it
            continue
        after = objects[record.ref] if record else None
        before = None if what.kind == "add" else _before(noun, what, record, after)
        ref = (after or before or {}).get("ref")
        one = {
            "noun": noun,
            "ref": ref,
            "event": what.kind,
            "changed": sorted(what.changed),
            "before": before,
            "after": after,
        }
        told_of.append(one)
    return told_of


def _of(ids: Sequence[str]) -> Filter:
    return ((Test((Field("id", "text", "Id", {}),), "in", tuple(Span(one, one) for one in ids)),),)


def by_ref(noun: str, ids: Sequence[str]) -> dict[str, Object]:
    """Records as ``--json`` shows them, by their refs."""
    page = listing(noun, [field.name for field in shown_fields(noun)], _of(ids), machine=True)
    keys = [column.key for column in page.columns]
    rows = (dict(zip(keys, row, strict=True)) for row in page.rows)
    return {str(row["ref"]): row for row in rows}


def _before(noun: str, what: Any, record: Record | None, after: Object | None) -> Object:
    """A record as it was, without what is computed: what is not so any more in place of what is; of a removed one all that is known."""
    fields = {field.name: field for field in shown_fields(noun) if not field.facets.get("computed")}
    whose = record or _gone(noun, what.old)
    found = {name: after.get(name) if after else None for name in fields}
    for name, value in what.old.items():
        if name in fields:
            found[name] = value_told(whose, fields[name], value, machine=True)
    for name, (into, out) in what.sets.items():
        if name in fields:
            left = [one for one in current().workspace.elements(whose, name) if one not in into] if record else []
            found[name] = value_told(whose, fields[name], kinds.packed([*left, *out]), machine=True) or []
    return found


def _gone(noun: str, old: Object) -> Record:
    cls: Any = load(noun)
    names = {name for one in cls.__mro__ for name in getattr(one, "__slots__", ())} - {"extra"}
    made: Record = cls(**{name: value for name, value in old.items() if name in names})
    return made
