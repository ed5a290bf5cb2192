"""``crm limit list`` and ``show``: what each role may quote on its own, set by the team or usual."""

from collections.abc import Callable
from typing import Any

from crm_cli.commands import showing
from crm_cli.commands.declaring import parameters, taking
from crm_cli.commands.options import Format, Json, One, Output, chosen_format
from crm_cli.commands.reporting import Part, show
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.users import ROLES
from crm_cli.records.record import declared
from crm_cli.render.listing import Column
from crm_cli.sales import limits

SHOWN = [field for field in declared(Limit) if field.facets.get("listed")]
HEADINGS = {
    "discount": N_("Discount to"), "margin": N_("Margin from"), "amount": N_("Amount to"), "below_usual": N_("Warned below usual by"),
    "below_floor": N_("Below floor"), "over_credit": N_("Over credit"), "approves": N_("Approves"),
}  # fmt: skip
EACH = (
    *(Column(field.name, HEADINGS.get(field.name, field.label), field.kind, field.choices) for field in SHOWN),
    Column("usual", N_("Default"), "flag"),
)


def list_verb(noun: str) -> Callable[..., None]:
    """``list``: to people what holds for each role, where nothing was set too; to programs, and with conditions, the records."""
    records = showing.list_verb(noun)

    def each(**said: Any) -> None:
        format_ = chosen_format(said["format"], said["json"], said["output"])
        asked = [name for name, value in said.items() if value and name not in ("format", "output", "quiet")]
        if asked or format_ not in showing.PAPER:
            records(**said)
            return
        _put([limits.of_role(current().workspace, role) for role in ROLES], format_, json=False, output=said["output"])

    each.__doc__ = f"{showing.LIST}\n\n{SAID}\n\nExample:\n  crm limit list\n  crm limit add --role rep --discount 8% --amount 500k"
    return taking(each, parameters(records))


SAID = N_(
    "People see what holds for each role, what is usual where the team set nothing; programs see what was set. An empty field is no limit."
)
SHOW = N_("What a role may quote on its own: by the role, or by the ref of a limit that was set.")


def show_verb(noun: str) -> Callable[..., None]:
    """``show``: by its ref, or by the role, also where the team set nothing for it."""
    record = showing.show_verb(noun)

    def one(which: One, format: Format = None, json: Json = False, output: Output = None) -> None:  # noqa: A002
        role = chosen(which, ROLES)
        found = limits.of_role(current().workspace, role) if role else None
        if found is None or found.ref:
            record(which=found.ref if found else which, format=format, json=json, output=output)
            return
        _put([found], format, json=json, output=output)

    one.__doc__ = f"{SHOW}\n\nExample:\n  crm limit show rep\n  crm limit show LM1"
    return one


def _put(found: list[Limit], format_: str | None, *, json: bool, output: str | None) -> None:
    """These limits, each with whether it is only what is usual."""
    rows = [[*(getattr(one, field.name) for field in SHOWN), int(not one.ref)] for one in found]
    show([Part("limits", N_("Limits"), EACH, rows)], format_, json, output)
    if not current().quiet and any(not one.ref for one in found):
        role = next(one.role for one in found if not one.ref)
        typed = role if " " in _(ROLES[role]) else _(ROLES[role])
        current().renderer.say(
            _("usual is what holds until the team sets it: {command}").format(command=f"crm limit add --role {typed} …")
        )
