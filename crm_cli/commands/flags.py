"""The options of a verb made from the fields of its noun, the team's own among them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from crm_cli.commands import chinese
from crm_cli.commands.declaring import Argument, Option, Parameter, parameters, taking
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _, language
from crm_cli.records.record import Field, declared
from crm_cli.records.registry import load
from crm_cli.telling.lists import is_hidden
from crm_cli.telling.words import listed

METAVARS = {
    "number": N_("N"), "decimal": N_("N"), "money": N_("AMOUNT"), "percent": N_("PERCENT"), "date": N_("DATE"), "time": N_("TIME"),
    "flag": N_("YES|NO"), "choice": N_("CHOICE"), "choices": N_("A,B"), "link": N_("WHICH"), "links": N_("A,B"), "tags": N_("A,B"),
    "phone": N_("PHONE"), "phones": N_("A,B"), "email": N_("E-MAIL"), "emails": N_("A,B"), "url": N_("ADDRESS"), "birthday": N_("DATE"), "repeat": N_("RULE"),
}  # fmt: skip
OWN = N_("Fields of your own")


def with_fields(
    noun: str, verb: Callable[..., None], *, adding: bool = False, without: Sequence[str] = ()
) -> Callable[..., None]:
    """The verb with an option for each field that a user sets, which come to it together as ``given``; ``without`` some of its own."""
    flagged = {f"field_{at}": field for at, field in enumerate(settable(noun, adding=adding))}

    def run(**values: Any) -> None:
        current().workspace.command = current().command  # the base was opened for its fields before the verb was known
        typed = {field.name: values.pop(name) for name, field in flagged.items()}
        verb(given={name: text for name, text in typed.items() if text is not None}, **values)

    own = [one for one in parameters(verb) if one.name not in ("given", *without)]
    made = [_parameter(name, field) for name, field in flagged.items()]
    run.__doc__ = verb.__doc__
    return taking(run, [*filter(_is_argument, own), *made, *(one for one in own if not _is_argument(one))])


def settable(noun: str, *, adding: bool = False) -> list[Field]:
    """The fields that a user sets, or a new record may come with; of a base that cannot be opened only those every base has."""
    try:
        known: Mapping[str, Field] = current().workspace.fields(noun)
        return [
            field for field in known.values() if (field.addable if adding else field.settable) and not is_hidden(field)
        ]
    except CrmError:
        if not asks_for_help(current().argv):
            raise
        found = [field for field in declared(load(noun)) if not field.facets.get("sensitive")]
        return [field for field in found if (field.addable if adding else field.settable)]


def asks_for_help(argv: Sequence[str]) -> bool:
    """Nothing is run, so it must work before there is a base."""
    return not argv or "--help" in argv or "-h" in argv or "help" in argv[:1]


def flag(name: str) -> str:
    """The option of a field: ``--other-phones``."""
    return "--" + name.replace("_", "-")


def _parameter(name: str, field: Field) -> Parameter:
    option = Option(
        flag(field.name),
        *field.facets.get("flags", ()),
        *([] if field.custom else chinese.of_field(field.label, current().argv)),
        metavar=METAVARS.get(field.kind, N_("TEXT")),
        help=explained(field),
        rich_help_panel=OWN if field.custom else field.facets.get("group"),
    )
    return Parameter(name, Annotated[str | None, option], None)


def explained(field: Field) -> str:
    """The label of a field and what may stand there, in the reader's language."""
    if said := field.facets.get("help"):
        return _("{label}: {said}").format(label=_(field.label), said=_(said))
    words = [_(label) if language() != "en" else key for key, label in field.choices.items()]
    label = _(field.label)
    return _("{label}: {said}").format(label=label, said=listed(words)) if words else label


def _is_argument(parameter: Parameter) -> bool:
    return isinstance(parameter.declared, Argument)
