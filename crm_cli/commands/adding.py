"""``add``: a new record from options, or many from stdin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from crm_cli.commands import checking
from crm_cli.commands.answering import choose, earlier
from crm_cli.commands.checking import CHECKED, AllowDuplicate
from crm_cli.commands.declaring import Argument
from crm_cli.commands.flags import flag, with_fields
from crm_cli.commands.forms import create, noun_of, title_field
from crm_cli.commands.loading import imported
from crm_cli.commands.options import DryRun, Json, Once, Quiet
from crm_cli.commands.piping import Came, came, refs
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Conflict, CrmError, Duplicate, Invalid, Partial
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.telling.given import echoes, stored
from crm_cli.telling.words import at_line, called, counted, refs_line, value_words

HELP = N_("Write down a new one. With “-” many come by stdin: a name on each line, JSON lines, or CSV with a header.")
ABOUT = N_("Write down a new one: what it says, and before that for whom. With “-” for whom, the refs come by stdin.")
EXAMPLES = {
    "client": "crm client add Acme --level A --phone 13801234567\n  crm client add - < names.txt",
    "contact": 'crm contact add "John Lee" --client Acme --title "Head of purchasing"',
    "lead": 'crm lead add 13801234567 --source fair\n  crm lead add "John Lee" --company Acme --need yes',
    "poolrule": 'crm poolrule add key --filter "level=A" --days 30\n  crm poolrule add new-leads --noun-name lead --days 14 --warn-days 3',
    "status": 'crm status add "waits for a call" --type working',
    "opp": 'crm opp add "Line 2" --client Acme --amount 480k --close eom',
    "activity": 'crm activity add C12 "wants a quote" --kind call',
    "task": 'crm task add C12 "call back" --due "fri 10:00"\n  crm client list level=A --format ids | crm task add - "call back" --due wed',
    "check": 'crm check add big-alone --noun-name opp --filter "status=open amount>500k owner=none"',
    "product": "crm product add Switch --price 1200 --unit pcs",
    "user": "crm user add Nora --role rep\n  crm user add Liam --skills Shanghai,German:5",
    "assignment": 'crm assignment add east --noun-name lead --filter "city=Shanghai,Hangzhou" --users Nora,Liam\n  crm assignment add german --noun-name client --filter tags=germany --skills German:3 --team sales --way least\n  crm assignment add by-city --noun-name lead --match city --team sales',
    "hook": "crm hook add discounts --file check-discount --noun-name opp --event change --fields stage,amount\n  crm hook add tell-finance --file tell-finance --moment after --noun-name opp --fields status",
    "rule": 'crm rule add big --when "opp stage=Negotiation" --filter "amount>500k" --then "assign Nora; tag big; task send the proposal due +3d"\n  crm rule add fair --when "lead added" --filter source=fair --then "notify Nora there is a new lead" --imports yes',
    "stagetask": 'crm stagetask add chase-quote --stage Proposal --due "in 3 working days"\n  crm stagetask add visit --stage Won --kind return_visit --due +30d --team service',
    "stage": "crm stage add Negotiation --pipeline Standard --probability 60",
    "quota": "crm quota add --user Nora --period 2026Q4 --amount 600k\n  crm quota add --team east --period 2026 --amount 12m --family switches",
    "job": 'crm job add daily --every "daily 18:00" --line "report day --team --mail"',
    "remark": 'crm remark add "waits for their purchasing meeting" --start yesterday\n  crm report day --remark "waits for their purchasing meeting"',
    "cadence": "crm cadence add --tag vip --target 7 --most 14\n  crm cadence set A 10/20",
    "tag": "crm tag add vip",
    "component": "crm component add --product Kit --part Switch --quantity 2",
    "pricebook": "crm pricebook add east2026 --region east --start 2026-01-01 --end 2026-12-31",
    "price": 'crm price add --pricebook east2026 --product "GTX Pro" --quantity 50 --price 4200',
    "pricetalk": 'crm pricetalk add --client Acme --product "GTX Pro" --price 4500',
    "quote": "crm quote add --client Acme",
    "quoteline": 'crm quoteline add --quote Q7 --product "GTX Pro" --quantity 3',
    "approval": "crm approval add --quote Q7",
    "limit": "crm limit add --role rep --discount 8% --amount 500k",
    "order": "crm order add --client Acme",
    "orderline": 'crm orderline add --order R7 --product "GTX Pro" --quantity 3',
    "instalment": "crm instalment add --order R7 --share 30% --event signed",
    "delivery": "crm delivery add --order R7",
    "deliveryline": "crm deliveryline add --delivery DN3 --orderline RX5 --quantity 2",
    "invoice": "crm invoice add --client Acme --order R7",
    "invoiceline": "crm invoiceline add --invoice V3 --orderline RX5 --quantity 2",
    "payment": "crm payment add --client Acme --amount 30k",
    "allocation": "crm allocation add --payment M3 --invoice V3 --amount 30k",
    "contract": 'crm contract add "Frame 2026" --client Acme --end 2026-12-31',
    "membership": "crm membership add --client Acme --level gold --end 2026-12-31",
    "point": "crm point add --membership MB3 --amount 200",
    "team": "crm team add east",
    "pipeline": "crm pipeline add Machines --team east",
    "mapping": 'crm mapping add fair --noun-name lead --rules \'{"maps": ["Firm=company"]}\'',
}
WHO = ("client", "contact", "opp", "lead")
LINKED = {"client": "client", "contact": "contact", "opp": "opportunity", "lead": "lead"}
LIMITS = ("discount", "margin", "amount", "below_usual", "below_floor", "over_credit", "approves")
Typed = Mapping[str, str]
Entry = tuple[
    int, dict[str, str], bool
]  # its line of stdin (0 without), its texts by field, and whether a machine wrote them


def verb(noun: str) -> Callable[..., None]:
    """The command for a noun."""
    words_help = N_("For whom, and what it says") if _has_who(noun) else N_("Its name; “-” reads names or JSON lines")
    metavar = N_("[WHO] TEXT") if _has_who(noun) else N_("NAME")
    words_type = Annotated[list[str] | None, Argument(metavar=metavar, help=words_help)]

    def add(
        given: Typed,
        words: words_type = None,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        allow_duplicate: AllowDuplicate = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        if earlier(once, json, [noun]):
            return
        entries = typed_entries(noun, words or [], given)
        checks = noun in CHECKED and not allow_duplicate
        if checks and not dry_run and _is_wanted(noun, entries):
            checks = False
        write(lambda: added(noun, entries, checks=checks), json=json, once=once, dry_run=dry_run, nouns=[noun])

    text = ABOUT if _has_who(noun) else HELP
    add.__doc__ = f"{text}\n\nExample:\n  {EXAMPLES.get(noun, f'crm {noun} add NAME')}"
    return with_fields(noun, add, adding=True, without=() if noun in CHECKED else ("allow_duplicate",))


def _has_who(noun: str) -> bool:
    return noun in ("task", "activity")


def typed_entries(noun: str, words: Sequence[str], given: Typed) -> list[Entry]:
    """What was typed for each new record."""
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
        return [(0, {**given, title: words[1], **for_whom(who)}, False) for who in refs(words[:1])]
    if words and words[0] == "-":
        return [_entry(title, one, given) for one in came(noun)]
    return [(0, {**given, title: words[0]} if words else dict(given), False)]


def _entry(title: str, one: Came, given: Typed) -> Entry:
    cells = {title: one.text} if one.cells is None else one.cells
    return one.line, {**given, **cells}, one.machine


def for_whom(who: str) -> dict[str, str]:
    """The links to whoever is meant: a contact and an opportunity bring their client, a converted lead what it became."""
    record: Any = choose(WHO, who)
    if record.noun == "lead":
        record = imported("crm_cli.agenda.capture:became")(current().workspace, record)
    links = {LINKED[record.noun]: record.ref}
    if record.noun not in ("client", "lead") and record.client:
        links["client"] = current().workspace.by_id(_client(), record.client).ref
    return links


def for_whom_written(who: str) -> dict[str, str]:
    """The same for a paper: a deal brings also the contact who is spoken to about it."""
    record: Any = choose(WHO, who)
    if record.noun != "opp" or not record.contact:
        return for_whom(record.ref)
    from crm_cli.records.nouns.contacts import Contact  # only where somebody is written to

    return {"contact": current().workspace.by_id(Contact, record.contact).ref, **for_whom(record.ref)}


def _client() -> Any:
    from crm_cli.records.nouns.clients import Client  # only where somebody is named

    return Client


def _is_wanted(noun: str, entries: Sequence[Entry]) -> bool:
    """One that is typed on a terminal and looks like another is asked about, before anything is held up by it."""
    if len(entries) != 1 or entries[0][0] or not current().interactive:
        return False
    _line, typed, machine = entries[0]
    found, _noted = checking.hits(noun, stored(noun, typed, machine=machine))
    return bool(found) and checking.wanted_all_the_same(found)


def added(noun: str, entries: Sequence[Entry], *, checks: bool = False) -> Answer:
    """Write all of them, or none; inside a step. With ``checks`` what is there already is left out, and told."""
    records: list[Record] = []
    lines: list[str] = []
    refused: list[Duplicate] = []
    for at, typed, machine in entries:
        try:
            values = stored(noun, typed, machine=machine)
            noted = checking.notes(checking.refuse_known(noun, values, line=at)) if checks else []
            records.append(create(noun, dict(values)))
        except Duplicate as error:
            refused.append(error)
            continue
        except CrmError as error:
            raise at_line(error, at) if at else error from error
        lines += noted
        if len(entries) == 1:
            lines = [*echoes(noun, typed, values), *_called_by_default(noun, typed, records[0]), *lines]
    lines += _following(noun, records)
    problem = _refusal(refused, len(entries))
    if problem and not records:
        raise problem
    hint = _(UNDO) if records else ""
    return Answer(_said(noun, records), records, lines, hint, wrote=bool(records), problem=problem)


def _following(noun: str, records: Sequence[Record]) -> list[str]:
    """What follows from those that were added: what their stages hand out, when what comes again does so, and what a bundle is made of."""
    if noun == "component":
        return [_made_of(one) for one in records]
    if noun == "limit":
        return [line for one in records for line in _holding(one)]
    if noun == "contract":
        return [_unsigned(one) for one in records if not getattr(one, "signed", None)]
    if noun not in ("opp", "task") or not records:
        return []
    from crm_cli.commands import handing  # only where something can follow

    if noun == "opp":
        return handing.handed_lines()
    return list(handing.begins(records[0])) if len(records) == 1 else []  # type: ignore[arg-type]  # it is a task


def _holding(limit: Any) -> list[str]:
    """What holds for a role now, where that is not what is usual."""
    from crm_cli.sales.limits import USUAL  # only where a limit is set

    crm, usual = current().workspace, USUAL.get(limit.role, {})
    fields = {name: field for name, field in crm.fields("limit").items() if name in LIMITS}
    role, unlimited = value_words(crm.fields("limit")["role"], limit.role), _("no limit")
    told = [
        _("{field} of {role}: {now} instead of {usual}").format(
            field=_(field.label),
            role=role,
            now=value_words(field, now) or unlimited,
            usual=value_words(field, usual.get(name)) or unlimited,
        )
        for name, field in fields.items()
        if (now := getattr(limit, name)) != usual.get(name) and (now or usual.get(name))
    ]
    return [*told, _("all else is as usual for {role}: crm limit show {ref}").format(role=role, ref=limit.ref)]


def _unsigned(contract: Any) -> str:
    """That its days alone do not bring a contract into force."""
    return _("it is a draft until it is signed: {command}").format(command=f"crm contract edit {contract.ref} --signed today")  # fmt: skip


def _made_of(component: Any) -> str:
    """``Kit: 2 × Switch``."""
    crm = current().workspace
    bundle, part = (crm.name_of("product", one) or "" for one in (component.product, component.part))
    said = f"{bundle}: {component.quantity} × {part}"
    return _("{what} (option)").format(what=said) if component.optional else said


def _refusal(refused: Sequence[Duplicate], count: int) -> CrmError | None:
    """What is said of those that were left out: one alone for itself, several together with their lines."""
    if not refused:
        return None
    if count == 1:
        return refused[0]
    candidates = [one for error in refused for one in error.candidates]
    kind = Duplicate if len(refused) == count else Partial
    message = N_("{n} of {count} look like records that are there already and were left out")
    return kind(message, hint="--allow-duplicate", n=len(refused), count=count, candidates=candidates)


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
