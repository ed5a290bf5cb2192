"""Who loses what to the pool, when and why: in columns and in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.render.listing import Column

if TYPE_CHECKING:
    from crm_cli.people.pool import Move

POOL = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("noun", N_("Noun")),
    Column("day", N_("Goes on"), "date"),
    Column("days", N_("Days"), "number"),
    Column("last", N_("Last contact"), "time"),
    Column("rule", N_("Rule")),
    Column("limit", N_("Allowed"), "number"),
    Column("owner", N_("Owner")),
)


def pool_values(one: "Move") -> list[Any]:
    """A move in the order of :data:`POOL`."""
    owner = current().workspace.name_of("user", one.owner)
    told = [one.day.isoformat(), one.days, one.last, one.rule.name, one.rule.days]
    return [one.record.ref, one.record.name, one.record.noun, *told, owner]


def pool_line(one: "Move", named: bool) -> Sequence[str]:
    """``C19  中康光缆  tomorrow  29 days without a contact; 老客户: 30``."""
    owner = current().workspace.name_of("user", one.owner)
    return one.record.ref, one.record.name, until(one), why(one), (owner or "") if named else ""


def until(one: "Move") -> str:
    """When it goes."""
    left = (one.day - current().clock.today()).days
    if left <= 0:
        return _("due")
    return _("tomorrow") if left == 1 else ngettext("in {n} day", "in {n} days", left).format(n=left)


def why(one: "Move") -> str:
    """``34 days without a contact; rule 老客户: 30 days``."""
    said = ngettext("{n} day without a contact", "{n} days without a contact", one.days).format(n=one.days)
    if one.taken and (one.last is None or one.last < one.taken):
        said = ngettext("taken {n} day ago, no contact since", "taken {n} days ago, no contact since", one.days).format(
            n=one.days
        )
    elif one.last is None:
        said = ngettext("{n} day here, never contacted", "{n} days here, never contacted", one.days).format(n=one.days)
    limit = ngettext("rule {name}: {n} day", "rule {name}: {n} days", one.rule.days)
    return _("{said}; {limit}").format(said=said, limit=limit.format(name=one.rule.name, n=one.rule.days))
