"""What commands have in common when they answer: what was done, who was meant, whether it is really wanted."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crm_cli.commands.declaring import Abort
from crm_cli.context import current
from crm_cli.errors import Alone, Ambiguous, Conflict, Failure, Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.telling.words import refs_line

ASKED_ABOVE = 3
ASKED_AGAIN = 3  # how often a number that is none of those shown may be typed
YES = ("y", "yes", "是", "好", "对", "ja", "j")
NO = ("n", "no", "否", "不", "不是", "不用", "nein")


def done(
    said: str,
    records: Sequence[Record] = (),
    *,
    json: bool = False,
    hint: str = "",
    objects: Sequence[object] | None = None,
) -> None:
    """Say what was done and what may come next; to a program print the records as they now are, when quiet their refs.

    ``objects`` are what a program reads instead, where the records are gone.
    """
    run = current()
    if json:
        shown = objects_of(records) if objects is None else objects
        write_json(shown, many=len(records if objects is None else objects) != 1)
    elif run.quiet:
        for record in records:
            run.renderer.data(record.ref)
    if said:
        run.renderer.say(f"{said}{' · ' if chr(10) not in said else chr(10)}{hint}" if hint else said)


def objects_of(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The records as a program reads them, as they now are."""
    from crm_cli.commands.listings import as_objects

    return as_objects(records)


def write_json(objects: Sequence[object], *, many: bool) -> None:
    """One object, or an array with an object on each line."""
    from crm_cli.render.data import json_text  # only where a program reads the answer

    run = current()
    texts = [json_text(item, run.out.encoding or "utf-8") for item in objects]
    if many:
        run.renderer.data("[\n" + ",\n".join(texts) + "\n]" if texts else "[]")
    elif texts:
        run.renderer.data(texts[0])


def earlier(once: str | None, json: bool, nouns: Sequence[str] = ()) -> bool:
    """Whether this key did its work before: then its records are the answer, and nothing more is written."""
    crm = current().workspace
    step = crm.once(once) if once else None
    if step is None:
        return False
    made = _made(step.step, nouns)
    said = _("done before, by step {step}: {refs}").format(step=step.step, refs=refs_line(list(made)))
    if json:
        living = {item["ref"]: item for item in objects_of([record for record in made.values() if record])}
        done(said, json=True, objects=[living.get(ref, {"ref": ref}) for ref in made])
        return True
    done(said)
    if current().quiet:
        for ref in made:
            current().renderer.data(ref)
    return True


def _made(step: int, nouns: Sequence[str]) -> dict[str, Record | None]:
    """By ref the records a step added, or else removed, or else changed, be it only their tags; None for one that is gone.

    A tag is among them only when the step made nothing else.
    """
    added: dict[tuple[str, str, Any], str] = {}
    removed: dict[tuple[str, str, Any], str] = {}
    changed: dict[tuple[str, str, Any], str] = {}
    for op in current().workspace.ops(step):
        found = _about(op)
        if found and (not nouns or found[0] in nouns):
            ({"I": added, "D": removed}.get(op.kind, changed) if found[1] == "n" else changed)[found] = _ref(op)
    wanted = {found: ref for found, ref in added.items() if found[0] != "tag"} or added or removed or changed
    made: dict[str, Record | None] = {}
    for (noun, name, value), ref in wanted.items():
        living = current().workspace.where(load(noun), **{name: value})
        made |= {record.ref: record for record in living}
        if not living and ref:
            made[ref] = None
    return made


def _ref(op: Any) -> str:
    """The ref that a change gave a record or took with it; nothing where it left the ref alone."""
    return "" if op.noun.internal else str(next(filter(None, op.body.get("ref", ())), ""))


def _about(op: Any) -> tuple[str, str, Any] | None:
    """Which record a change is about: its noun, and the column and value that find it."""
    if op.noun.name == "element":
        noun, record = (next(filter(None, op.body[name]), "") for name in ("noun_name", "record"))
        return noun, "id", record
    return None if op.noun.internal else (op.noun.name, "n", op.n)


def choose(nouns: Sequence[str], text: str, fits: Callable[[Any], bool] = lambda _record: True) -> Record:
    """The record that is meant; where several may be, those that ``fits`` says, and the person on the terminal is asked."""
    run = current()
    crm = run.workspace
    try:
        return crm.get_any(nouns, text)
    except Ambiguous as error:
        named = zip(crm.finder.candidates(nouns, text), error.candidates, strict=False)
        found: list[tuple[Record, str]] = [(crm.by_id(load(noun.name), i), line) for (noun, i), line in named]
        found = [pair for pair in found if fits(pair[0])] or found
        if len(found) == 1:
            return found[0][0]
        for number, (_record, line) in enumerate(found, 1):
            if run.interactive:
                run.renderer.say(f"{number}  {line}")
        for _time in range(ASKED_AGAIN):
            answer = run.ask(_("“{name}” can be one of these; its number:").format(name=text))
            if not answer:
                break
            if answer.isdecimal() and 0 < int(answer) <= len(found):
                return found[int(answer) - 1][0]
        raise


def confirm(question: str, count: int, yes: bool) -> None:
    """Let go on what touches few records, is confirmed already, or is answered with yes."""
    if yes or count <= ASKED_ABOVE:
        return
    run = current()
    before = run.workspace.mark()
    answer = run.ask(f"{question} [y/N]")
    if answer is None:
        raise Invalid(N_("{count} records are too many to do it unasked"), hint="--yes", count=count)
    if answer.casefold() not in YES:
        run.renderer.say(_("nothing was changed"))
        raise Abort
    if run.workspace.mark() != before:
        raise Conflict(
            N_("somebody wrote while you were asked; nothing was changed"), hint=N_("run it again and look at what is shown")
        )  # fmt: skip


def show_list(noun: str, tokens: Sequence[str], **wanted: Any) -> None:
    """Print the records that a filter finds: see :func:`crm_cli.commands.listings.show_list` for what may be wanted."""
    from crm_cli.commands import listings  # what only says what it did does without

    listings.show_list(noun, tokens, **wanted)


def edited(text: str, suffix: str) -> str:
    """The text as it comes back from the user's editor."""
    import tempfile  # only where an editor is opened

    run = current()
    if not run.interactive:
        raise Alone(N_("an editor needs a terminal"), hint=N_("give the values as options"))
    handle, name = tempfile.mkstemp(suffix=suffix, prefix="crm-")
    path = Path(name)
    try:
        os.close(handle)
        path.write_text(text, encoding="utf-8", newline="\n")
        _open_editor(path)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(N_("the editor did not leave text in UTF-8")) from None
    finally:
        path.unlink(missing_ok=True)


def _open_editor(path: Path) -> None:
    import shlex  # only where an editor is opened
    import subprocess

    words = shlex.split(
        os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    )
    current().out.flush()
    try:
        code = subprocess.run([*words, str(path)], check=False).returncode
    except OSError:
        raise NotFound(
            N_("there is no editor “{name}”"), hint=N_("set EDITOR to yours"), name=words[0] if words else ""
        ) from None
    if code:
        raise Failure(N_("the editor ended with {code}; nothing was changed"), code=code)
