"""``field``: fields of the team's own, added, changed and taken out."""

from typing import Annotated, Any

from crm_cli.commands.answering import choose, earlier, objects_of
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.flags import flag
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Yes
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_, _, every
from crm_cli.records.kinds import CUSTOM_KINDS, chosen, packed, parts
from crm_cli.records.nouns.attributes import KINDS, Attribute
from crm_cli.records.registry import NOUNS, load, unknown
from crm_cli.records.registry import noun as named
from crm_cli.telling.words import counted
from crm_cli.telling.words import listed as joined

# Words that options and the grammar of filters have taken.
TAKEN = {
    "id", "n", "ref", "extra", "json", "once", "yes", "quiet", "help", "format", "fields", "sort", "limit", "output", "dry_run", "plan",
    "or", "text", "none", "any", "me", "或", "无", "空", "有", "我", "文本", "全文",
}  # fmt: skip
Choices = Annotated[list[str] | None, Option("--choice", metavar="WORD", help=N_("A choice; give one for each"))]
Flag = bool | None


def add(
    noun: Annotated[str, Argument(metavar="NOUN", help=N_("Whose field: client, contact, opp …"))],
    name: Annotated[str, Argument(metavar="NAME", help=N_("Its name, which is also its option and column"))],
    kind: Annotated[
        str | None, Option("--kind", metavar="KIND", help=N_("text, number, money, date, choice …"))
    ] = None,
    choice: Choices = None,
    to: Annotated[str | None, Option("--to", metavar="NOUN", help=N_("What a link points to"))] = None,
    required: Annotated[bool, Option("--required", help=N_("It must be given"))] = False,
    listed: Annotated[bool, Option("--listed", help=N_("Lists show it without being asked"))] = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """A new field on the records of a noun, which works wherever a built-in one works.

    Example:
      crm field add client industry --choice hardware --choice software --listed
      crm field add opp budget --kind money
    """
    if earlier(once, json, ["field"]):  # before its name is found to be taken
        return
    whose = _noun(noun)
    check_name(whose, name)
    choice = [word for text in choice or [] for word in parts(text)]
    wanted = _kind(kind, choice)
    if (wanted == "link") != bool(to):
        raise Invalid(N_("a link says what it points to, and only a link does"), hint="--kind link --to client")
    position = max((f.position for f in current().workspace.where(Attribute, noun_name=whose)), default=0) + 1
    made = Attribute(
        noun_name=whose, name=name, kind=wanted, choices=packed(choice), to=_noun(to) if to else None,
        required=int(required), listed=int(listed), position=position,
    )  # fmt: skip
    write(lambda: _added(made), json=json, once=once, dry_run=dry_run, nouns=["field"])
    current().workspace.forget_fields()


def _added(made: Attribute) -> Answer:
    record = current().workspace.add(made)
    said = _("field added: {record} on {noun}, kind {kind}").format(
        record=f"{record.ref} {record.name}", noun=_(NOUNS[made.noun_name].title), kind=_(KINDS[made.kind])
    )
    return Answer(said, [record], hint=f"crm {made.noun_name} edit … {flag(made.name)} …")


def check_name(noun: str, name: str) -> None:
    """A name is letters of any script, digits and _; it is no field's already, in no language, and no option's."""
    if not name or not all(char.isalnum() or char == "_" for char in name) or name[0].isdigit() or name[0] == "_":
        raise Invalid(N_("“{name}” cannot be a field: letters, digits and _, a letter first"), name=name)
    folded = name.casefold()
    for field in current().workspace.fields(noun).values():
        if folded in (word.casefold().replace(" ", "_") for word in (field.name, *every(field.label))):
            raise Conflict(
                N_("{noun} has a field “{name}” already: {field}"), noun=Word(NOUNS[noun].title), name=name, field=field.name,
                hint="crm {command} list --fields help", command=noun,
            )  # fmt: skip
    if folded in TAKEN:
        raise Conflict(N_("“{name}” means something else on the command line"), hint=N_("another name"), name=name)


def _noun(text: str) -> str:
    found = named(text)
    if found.internal or found.name == "field":
        raise unknown(text)
    return found.name


def _kind(text: str | None, choices: list[str]) -> str:
    kind = chosen(text, KINDS) if text else ("choice" if choices else "text")
    if kind not in CUSTOM_KINDS:
        raise Invalid(
            N_("there is no kind “{kind}”"), hint=N_("one of {known}"), kind=text, known=", ".join(CUSTOM_KINDS)
        )
    if (kind in ("choice", "choices")) != bool(choices):
        raise Invalid(N_("a field of choices needs them, and only such a one has them"), hint="--choice A --choice B")
    return kind


Which = Annotated[str, Argument(metavar="WHICH", help=N_("Its ref or name"))]


def edit(
    which: Which,
    choice: Choices = None,
    required: Annotated[Flag, Option("--required/--optional", help=N_("It must be given, or not"))] = None,
    listed: Annotated[Flag, Option("--listed/--unlisted", help=N_("Lists show it, or not"))] = None,
    position: Annotated[int | None, Option("--position", help=N_("Its place among the fields"))] = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Change what is asked of a field: its choices, whether it is required and shown. Its kind and name stay.

    Example:
      crm field edit industry --choice hardware --choice software --choice services
    """
    from crm_cli.commands.editing import changed  # only this verb compares

    if earlier(once, json, ["field"]):
        return
    record = _chosen(which)
    given = {"choices": packed(choice) if choice else None, "position": position}
    given |= {"required": _flag(required), "listed": _flag(listed)}
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise Invalid(N_("say what to change"), hint="crm field edit --help")
    if choice and record.kind not in ("choice", "choices"):
        raise Invalid(N_("{field} is not a field of choices"), field=record.name)
    write(lambda: changed("field", [(record, values)]), json=json, once=once, dry_run=dry_run, nouns=["field"])
    current().workspace.forget_fields()


def _chosen(which: str) -> Attribute:
    found: Any = choose(["field"], which)
    attribute: Attribute = found
    return attribute


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def remove(
    which: Which,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Take a field out. Where records still have values in it, --yes clears them in the same step; the history keeps them.

    Example:
      crm field rm industry
    """
    if earlier(once, json, ["field"]):  # before it is looked for: it is gone
        return
    record = _chosen(which)
    filled = current().workspace.count(record.noun_name, [f"{record.name}=any"])
    if filled and not yes and not dry_run:
        raise Conflict(
            N_("{field} has values on {what}"), hint="--yes", field=record.name, what=counted(record.noun_name, filled)
        )
    write(lambda: _removed(record, json), json=json, once=once, dry_run=dry_run, nouns=["field"])
    current().workspace.forget_fields()


def _removed(record: Attribute, json: bool) -> Answer:
    crm = current().workspace
    before = objects_of([record]) if json else None
    filled = crm.find(load(record.noun_name), [f"{record.name}=any"])
    for item in filled:
        crm.change(item, **{record.name: None})
    crm.remove(record)
    parts = [_("field removed: {record}").format(record=f"{record.ref} {record.name}")]
    if filled:
        parts.append(_("cleared on {what}").format(what=counted(record.noun_name, len(filled))))
    return Answer(joined(parts), [record], hint=_(UNDO), objects=before)
