"""``crm contract renew`` and ``crm contract terminate``: one term more, or none."""

from typing import Annotated

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.each import each
from crm_cli.commands.options import Reason, Which
from crm_cli.commands.writing import UNDO, Answer, Work, many, shortened, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.contracts import STATUSES, Contract
from crm_cli.sales import contracts
from crm_cli.telling.given import stored

Months = Annotated[int | None, Option("--months", min=1, metavar="N", help=N_("How many months the term has"))]


@writes("contract")
def renew(
    which: Annotated[
        list[str] | None,
        Argument(
            metavar="[CONTRACT]",
            help=N_("Which, or “-” for refs from stdin; without it those that renew themselves and whose term is over"),
        ),
    ] = None,
    months: Months = None,
    until: Annotated[str | None, Option("--until", metavar="DATE", help=N_("The last day of the new term"))] = None,
    value: Annotated[str | None, Option("--value", metavar="AMOUNT", help=N_("Its value, if it is another"))] = None,
    signed: Annotated[str | None, Option("--signed", metavar="DATE", help=N_("When the new one was signed"))] = None,
) -> Work:
    """Renew a contract: the next term is one of its own, from the day after the last, with the same parties, value and price book.

    It is a draft until it is signed; one that renews itself needs no signature. Without a contract the terms of those that renew
    themselves are written down, which cron may do.

    Example:
      crm contract renew K3
      crm contract renew K3 --months 24 --value 200000 --signed today
      crm contract renew
    """  # fmt: skip
    given = {"end": until, "value": value, "signed": signed, "months": months and str(months)}

    def one(contract: Contract) -> Answer:
        typed = stored(
            "contract", {name: text for name, text in given.items() if text} | {"currency": contract.currency or ""}
        )
        made = contracts.renew(
            current().workspace, contract, months=months, end=typed.get("end"), value=typed.get("value"), signed=typed.get("signed")
        )  # fmt: skip
        said = _("{record} renews {before}").format(record=titled(made), before=contract.ref)
        return Answer(said, [made], [spanned(made)], _hint(made))

    def work() -> Answer:
        if not which:
            return _rolled({name for name, text in given.items() if text})
        return each("contract", which, one, "contract")

    return work


def _rolled(given: set[str]) -> Answer:
    if given:
        raise Invalid(
            N_("say which contract: {options} is of one"),
            hint="crm contract renew K3",
            options=", ".join(f"--{one}" for one in sorted(given)),
        )
    found = contracts.roll(current().workspace)
    if not found:
        return Answer(_("no term is over that renews itself"), wrote=False)
    return Answer(
        many("contract", found), found, shortened([f"{titled(one)}: {spanned(one)}" for one in found]), _(UNDO)
    )


def _hint(made: Contract) -> str:
    if made.signed:
        return _(UNDO)
    return _("next: {command}").format(command=f"crm contract edit {made.ref} --signed …")


@writes("contract")
def terminate(
    which: Which,
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help=N_("On which day, if not as soon as its notice lets it"))
    ] = None,
    reason: Reason = None,
) -> Work:
    """End a contract. Without a day it ends as soon as notice given today lets it: with its term, or the next one where it is too late.

    Example:
      crm contract terminate K3 --reason moved
      crm contract terminate K3 --on 2026-12-31
    """

    def one(contract: Contract) -> Answer:
        crm = current().workspace
        day = crm.parse_one(crm.fields("contract")["end"], on) if on else None
        soonest = contracts.earliest(contract, crm.clock.today()).isoformat()
        done = contracts.terminate(crm, contract, day, reason)
        early = _("earlier than its notice lets it, {day}: agree it with the client").format(day=soonest)
        said = _("{record} ends on {day}").format(record=titled(done), day=done.terminated)
        return Answer(said, [done], [early] if str(done.terminated) < soonest else [], _(UNDO))

    return lambda: each("contract", which, one)


def titled(contract: Contract) -> str:
    """``K3 HT-2026-0001 年度框架``."""
    return " ".join(filter(None, (contract.ref, contract.number, contract.name)))


def spanned(contract: Contract) -> str:
    """``2027-01-01 to 2027-12-31 · draft``."""
    days = _("{start} to {end}").format(start=contract.start or "…", end=contract.end or "…")
    return f"{days} · {_(STATUSES[contracts.status(current().workspace, contract)])}"
