"""``crm pool``: what is nobody's, by which rules, and whose one was; its other verbs are in files of their own."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from crm_cli.commands import owning
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import Format, Json, Limit, Output, chosen_format
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import policy, pool, taking
from crm_cli.records import registry
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import counted, listed

THERE = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("since", N_("In the pool since"), "time"), Column("before", N_("Was whose")),
    Column("last", N_("Last contact"), "time"), Column("free", N_("Free for you from"), "date"), Column("noun", N_("Noun"), hidden=True),
)  # fmt: skip
RULES = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("noun", N_("Noun"), "choice", POOLED), Column("filter", N_("For those that match")),
    Column("days", N_("Days"), "number"), Column("warn_days", N_("Days of warning"), "number"), Column("due", N_("Due now"), "number"),
    Column("soon", N_("Soon"), "number"), Column("spare_open", N_("Spared with an open deal"), "flag", hidden=True),
    Column("spare_won", N_("Days spared after a won deal"), "number", hidden=True),
)  # fmt: skip


def list_pool(
    words: Annotated[
        list[str] | None,
        Argument(metavar="[client|lead] [FILTER]", help=N_("Only these; a filter alone is of clients")),
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Clients and open leads that nobody owns, the longest there first, and from when on you may take each.

    Example:
      crm pool list
      crm pool list client level=A city=Berlin
      crm pool list lead --format ids | head -3 | crm pool take -
    """
    crm = current().workspace
    nouns, tokens = _what(words or [])
    found = [one for noun in nouns for one in taking.there(crm, noun, tokens)]
    rows = [
        (
            one.ref,
            one.name,
            one.since,
            user(one.before),
            one.last,
            one.free.isoformat() if one.free else None,
            one.noun,
        )
        for one in found[:limit]
    ]
    show(Listing(THERE, rows, len(found) if limit is not None else None), format, json, output)


def _what(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The nouns that are meant, and the filter."""
    named = _noun(words[0]) if words else ""
    if not named:
        return (["client"], list(words)) if words else (list(POOLED), [])
    if named not in POOLED:
        raise Invalid(
            N_("only clients and leads are in the pool, no “{noun}”"),
            hint=N_("one of {known}"),
            noun=words[0],
            known=", ".join(POOLED),
        )
    return [named], list(words[1:])


def _noun(word: str) -> str:
    """The noun that a word names, one of them or many; else the word is of a filter."""
    try:
        return registry.noun(word if word in registry.NOUNS else word.removesuffix("s")).name
    except Invalid:
        return ""


def user(identity: str | None) -> str | None:
    """What the user of that id is called."""
    return current().workspace.name_of("user", identity) if identity else None


def show(listing: Listing, format: str | None, json: bool, output: str | None) -> str:  # noqa: A002
    """Print a list in the format that is wanted, which is given back."""
    chosen = chosen_format(format, json, output)
    current().renderer.listing(listing, chosen, Path(output) if output else None)
    return chosen


def rules(
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """The rules in the order in which they decide (the first that fits), and how many each concerns now and soon.

    They are made and changed as any record: crm poolrule add, edit, rm. What one may take is set by crm config set.

    Example:
      crm pool rules
      crm poolrule add key --filter "level=A" --days 30
      crm config set pool.capacity 50
    """
    crm = current().workspace
    found, here = pool.preview(crm), current().clock.today()
    rows = []
    for rule in pool.ordered(crm):
        days = [one.day <= here for one in found if one.rule.id == rule.id]
        told = (rule.ref, rule.name, rule.noun_name, rule.filter, rule.days, rule.warn_days)
        rows.append((*told, sum(days), len(days) - sum(days), bool(rule.spare_open), rule.spare_won))
    if rows or chosen_format(format, json, output) != "table":
        shown = show(Listing(RULES, rows), format, json, output)
    else:
        shown = "table"
        current().renderer.say(_("the pool has no rules · crm poolrule add"))
    for line in _limits() if shown == "table" else ():
        current().renderer.say(line)


def _limits() -> Iterator[str]:
    """What the team set for taking, and who holds more than it allows."""
    crm = current().workspace
    names = [name for name in policy.SETTINGS if name.startswith("pool.")]
    if told := [f"{name} {policy.agreed(crm, name)}" for name in names if crm.setting(name)]:
        yield " · ".join(told)
    for share in taking.shares(crm):
        if share.over:
            holds = listed([counted("client", share.clients), counted("lead", share.leads)])
            yield _("{user} holds more than that: {holds}").format(user=share.name, holds=holds)


def owners(
    which: Annotated[str, Argument(metavar="WHICH", help=N_("A client or lead: its ref or name"))],
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Whose a client or lead was, from when until when, and why that ended; what was undone is left out.

    Example:
      crm pool owners C12
    """
    machine = chosen_format(format, json, output) in MACHINE
    show(owning.owners(choose(list(POOLED), which), machine=machine), format, json, output)


VERBS: dict[str, Entry] = {
    "list": Entry("crm_cli.commands.pool:list_pool", N_("What is nobody's, and from when on you may take it")),
    "preview": Entry("crm_cli.commands.letting_go:preview", N_("Who loses what, when and why")),
    "apply": Entry("crm_cli.commands.letting_go:apply", N_("Let go to the pool what is due today")),
    "take": Entry("crm_cli.commands.taking:take", N_("Take some out of the pool")),
    "release": Entry("crm_cli.commands.taking:release", N_("Give some back, and say why")),
    "lock": Entry("crm_cli.commands.taking:lock", N_("Keep some out of the pool")),
    "unlock": Entry("crm_cli.commands.taking:unlock", N_("Let the rules hold for them again")),
    "rules": Entry("crm_cli.commands.pool:rules", N_("The rules, and how many each concerns")),
    "owners": Entry("crm_cli.commands.pool:owners", N_("Whose one was, one after the other")),
}
group = Group("pool", VERBS, N_("The pool: what is nobody's, who takes it, who loses what and why"))
