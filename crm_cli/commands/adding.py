"""``add``: a new record from options, or many from stdin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from crm_cli.commands.answering import choose, lines_of_stdin, refs, refs_line
from crm_cli.commands.flags import flag, with_fields
from crm_cli.commands.forms import create, echoes, from_json, noun_of, stored, title_field
from crm_cli.commands.options import DryRun, Json, Once, Quiet
from crm_cli.commands.words import at_line, called, counted
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record

HELP = N_(
    "Write down a new one. With “-” many come by stdin: a name on each line, or a JSON object with the fields by key."
)
ABOUT = N_("Write down a new one: what it says, and before that for whom. With “-” for whom, the refs come by stdin.")
EXAMPLES = {
    "client": "crm client add 科锐配电 --level A --phone 13801234567\n  crm client add - < names.txt",
    "contact": "crm contact add 李建国 --client 科锐 --title 采购总监",
    "opp": "crm opp add 一期改造 --client 科锐 --amount 48万 --close 月底",
    "activity": 'crm activity add C12 "wants a quote" --kind call',
    "task": 'crm task add C12 "call back" --due 周五10:00\n  crm client list level=A --format ids | crm task add - 回访 --due 周三',
    "product": "crm product add 交换机 --price 1200 --unit 台",
    "user": "crm user add 王芳 --role rep",
    "stage": "crm stage add 谈判 --pipeline 标准 --probability 60",
    "tag": "crm tag add vip",
}
WHO = ("client", "contact", "opp")
LINKED = {"client": "client", "contact": "contact", "opp": "opportunity"}
Typed = Mapping[str, str]


def verb(noun: str) -> Callable[..., None]:
    """The command for a noun."""
    words_help = N_("For whom, and what it says") if _has_who(noun) else N_("Its name; “-” reads names or JSON lines")
    metavar = N_("[WHO] TEXT") if _has_who(noun) else N_("NAME")
    words_type = Annotated[list[str] | None, typer.Argument(metavar=metavar, help=words_help)]

    def add(
        given: Typed,
        words: words_type = None,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        entries = typed_entries(noun, words or [], given)
        write(lambda: added(noun, entries), json=json, once=once, dry_run=dry_run, nouns=[noun])

    text = ABOUT if _has_who(noun) else HELP
    add.__doc__ = f"{text}\n\nExample:\n  {EXAMPLES.get(noun, f'crm {noun} add NAME')}"
    return with_fields(noun, add, adding=True)


def _has_who(noun: str) -> bool:
    return noun in ("task", "activity")


def typed_entries(noun: str, words: Sequence[str], given: Typed) -> list[tuple[int, dict[str, str], bool]]:
    """What was typed for each new record: its line of stdin (0 without), its texts by field, and whether they are JSON."""
    title = title_field(noun)
    if words and title in given and (len(words) > 1 or words[0] != "-"):
        raise Conflict(
            N_("“{text}” and {flag} say the same"), hint=N_("give one of them"), text=words[-1], flag=flag(title)
        )
    if len(words) > (2 if _has_who(noun) else 1):
        raise Invalid(
            N_("“{text}” is one word too many"), hint=N_("put a name of several words in quotes"), text=words[-1]
        )
    if len(words) == 2:
        return [(0, {**given, title: words[1], **_for_whom(who)}, False) for who in refs(words[:1])]
    if words and words[0] == "-":
        return [_entry(title, at, line, given) for at, line in enumerate(lines_of_stdin(), 1)]
    return [(0, {**given, title: words[0]} if words else dict(given), False)]


def _entry(title: str, at: int, line: str, given: Typed) -> tuple[int, dict[str, str], bool]:
    if not line.startswith("{"):
        return at, {**given, title: line}, False
    try:
        return at, {**given, **from_json(line)}, True
    except CrmError as error:
        raise at_line(error, at) from error


def _for_whom(who: str) -> dict[str, str]:
    """The links to whoever is meant: a contact and an opportunity bring their client."""
    record: Any = choose(WHO, who)
    links = {LINKED[record.noun]: record.ref}
    if record.noun != "client" and record.client:
        links["client"] = current().workspace.by_id(_client(), record.client).ref
    return links


def _client() -> Any:
    from crm_cli.records.nouns.clients import Client  # only where somebody is named

    return Client


def added(noun: str, entries: Sequence[tuple[int, dict[str, str], bool]]) -> Answer:
    """Write all of them, or none; inside a step."""
    records: list[Record] = []
    lines: list[str] = []
    for at, typed, machine in entries:
        try:
            values = stored(noun, typed, machine=machine)
            records.append(create(noun, dict(values)))
        except CrmError as error:
            raise at_line(error, at) if at else error from error
        if len(entries) == 1:
            lines = [*echoes(noun, typed, values), *_called_by_default(noun, typed, records[0])]
    return Answer(_said(noun, records), records, lines, _(UNDO) if records else "", wrote=bool(records))


def _called_by_default(noun: str, typed: Typed, record: Record) -> list[str]:
    """Say so when a record took its name from something else."""
    name = getattr(record, "name", None)
    if title_field(noun) in typed or name is None or not name:
        return []
    return [_("it is called {name} until it has a name: {command}").format(name=name, command=f"crm {noun} edit {record.ref} --name …")]  # fmt: skip


def _said(noun: str, records: Sequence[Record]) -> str:
    if len(records) == 1:
        return _("{noun} added: {record}").format(noun=noun_of(records[0]), record=called(records[0]))
    if not records:
        return _("nothing came by stdin, nothing was added")
    return _("{what} added: {refs}").format(what=counted(noun, len(records)), refs=refs_line([r.ref for r in records]))
