"""Approvals: what a quote needs one for, who may give it, and that what was approved is what goes out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Denied, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import absences
from crm_cli.records import sentences
from crm_cli.records.nouns.approvals import REASONS, Approval
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.quotes import STATUSES, Quote
from crm_cli.records.nouns.users import User
from crm_cli.records.printed import of_json
from crm_cli.sales import allowed, documents, limits, numbers, papers
from crm_cli.workspace import Workspace

TERMS = frozenset(
    {"client", "contact", "currency", "date", "valid", "discount", "taxed", "rounding", "payment", "delivery", "note"}
)
"""What a client has on paper beside the lines."""
OPEN = ("waiting", "approved")
"""These hold only as long as the quote stays what it is."""


class Hat(NamedTuple):
    """In whose place somebody decides, and what that one may; ``user`` is the id of who is away, None for oneself."""

    limit: Limit
    user: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A quote that waits, and in whose place it may be let pass; ``hat`` is None where it may not."""

    approval: Approval
    quote: Quote
    hat: Hat | None


# --- the rule that holds whoever writes


def follow(crm: Workspace, quote: Quote) -> None:
    """After a quote was written: its sums hold again, and a version that went out counts as sent for ever; if it is a draft again nobody's word about it counts any more."""
    documents.follow(crm, quote)
    if quote.status not in documents.OPEN:
        numbers.sent(crm, quote.number, quote.version)
    if quote.status == "draft" and not crm.is_empty("approval"):
        crm.at_end(("approvals", quote.id), lambda: _withdraw(crm, quote.id))


def _withdraw(crm: Workspace, identity: str) -> None:
    if crm.by_id(Quote, identity).status == "draft":
        for one in crm.where(Approval, quote=identity):
            if one.status in OPEN:
                crm.change(one, status="withdrawn")


# --- what is taken back


def must_hold(crm: Workspace, values: Mapping[str, Any], changed: Collection[str]) -> None:
    """A step about a quote was taken back or done again: what was asked about or sent is still what it was then, and only who may approves."""
    line = "quote" in values
    if "decider" in changed and values["status"] in ("approved", "refused"):
        approval = crm.by_id(Approval, values["id"])
        _hat(crm, crm.me, approval, crm.by_id(Quote, approval.quote), refusing=approval.status == "refused")
    of_terms = "status" not in changed and not TERMS.isdisjoint(changed)
    for quote in crm.where(Quote, id=values["quote"] if line else values["id"]):
        if quote.status in ("submitted", "approved"):
            crm.at_end(("asked", quote.id), partial(_as_asked, crm, quote.id))
        elif quote.status not in documents.OPEN and "snapshot" not in values and (line or of_terms):
            raise Conflict(
                N_("{ref} is {status} and is never edited"), hint="crm quote revise {ref}", ref=quote.ref, status=Word(STATUSES[quote.status])
            )  # fmt: skip


def _as_asked(crm: Workspace, identity: str) -> None:
    quote = crm.by_id(Quote, identity)
    for one in crm.where(Approval, quote=identity):
        if (
            one.status in OPEN
            and one.snapshot
            and not papers.same_terms(of_json(one.snapshot), papers.live(crm, quote))
        ):
            raise Conflict(
                N_("{ref} would not be what {approval} was asked about"), hint="crm quote edit {ref} …", ref=quote.ref, approval=one.ref
            )  # fmt: skip


# --- asking and answering


def submit(crm: Workspace, quote: Quote, note: str | None = None) -> Approval | None:
    """Ask for a quote to be let pass, as it is now; None where it passes no limit of mine and nobody need be asked."""
    for one in crm.where(Approval, quote=quote.id, status="waiting") if quote.status == "submitted" else ():
        raise Conflict(
            N_("{ref} waits for an answer already: {approval}"), hint="crm approvals", ref=quote.ref, approval=one.ref
        )
    if not any(documents.counts(line) for line in documents.lines_of(crm, quote)):
        raise Invalid(N_("{ref} has no lines to send"), hint="crm quote line add {ref} …", ref=quote.ref)
    papers.must_name_buyer(crm, quote)
    why = allowed.passes(crm, quote, limits.of(crm))
    if not why and quote.status == "draft":
        return None
    with crm.step():
        crm.change(quote, status="submitted")
        return crm.add(
            Approval(quote=quote.id, asked=crm.me, why=sentences.kept(why), note=note, snapshot=papers.snapshot(crm, quote))
        )  # fmt: skip


def approve(crm: Workspace, approval: Approval, note: str | None = None) -> Approval:
    """Let a quote pass, as it was when it was asked."""
    return _decide(crm, approval, "approved", note)


def refuse(crm: Workspace, approval: Approval, note: str | None) -> Approval:
    """Do not let it pass, and say why; it is a draft again."""
    if not (note or "").strip():
        raise Invalid(N_("{ref} is refused only with a word why"), hint='crm refuse {ref} --note "…"', ref=approval.ref)
    return _decide(crm, approval, "refused", note)


def _decide(crm: Workspace, approval: Approval, status: str, note: str | None) -> Approval:
    quote = crm.by_id(Quote, approval.quote)
    if approval.status != "waiting" or quote.status != "submitted":
        raise Conflict(
            N_("{ref} does not wait for an answer any more"), hint="crm approval show {ref}", ref=approval.ref
        )
    hat = _hat(crm, crm.me, approval, quote, refusing=status == "refused")
    both = "\n".join(filter(None, (approval.note, note)))
    with crm.step():
        done = crm.change(
            approval, status=status, decider=crm.me, instead=hat.user, decided=crm.clock.stamp(), note=both or None
        )
        crm.change(quote, status="approved" if status == "approved" else "draft")
    return done


def _hat(crm: Workspace, user: str | None, approval: Approval, quote: Quote, *, refusing: bool) -> Hat:
    """In whose place a user (an id) may answer; refused with the reason that weighs most."""
    theirs = _theirs(crm, approval, quote)
    if user is not None and user in theirs:
        raise Denied(N_("nobody approves a quote of their own"), hint="crm approval show {ref}", ref=approval.ref)
    known = [hat for hat in hats(crm, user) if hat.limit.approves and hat.user not in theirs]
    if not known:
        raise Denied(N_("your role approves no quotes"), hint="crm limit list", ref=approval.ref)
    if refusing:
        return known[0]
    over = [(hat, allowed.passes(crm, quote, hat.limit)) for hat in known]
    hat, why = min(over, key=lambda one: len(one[1]))
    if why:
        raise Denied(
            N_("{ref} passes your limits too: {why}"), hint="crm limit list", ref=quote.ref, why=allowed.told(why)
        )
    return hat


def _theirs(crm: Workspace, approval: Approval, quote: Quote) -> set[str]:
    """Whose own quote it is (ids): its owner's, of who wrote it, and of all who ever asked for it to be let pass."""
    asked = [one.asked for one in crm.where(Approval, quote=quote.id)]
    return {one for one in (approval.asked, quote.owner, quote.author, *asked) if one}


def hats(crm: Workspace, user: str | None) -> list[Hat]:
    """What a user (an id) may, and what those may who are away today and for whom that one stands in."""
    own = Hat(limits.of(crm, crm.by_id(User, user) if user else None))
    if user is None:
        return [own]
    today = crm.clock.today()
    away = [str(one.user) for one in absences.between(crm, today, today) if one.delegate == user and one.user]
    return [own, *(Hat(limits.of(crm, crm.by_id(User, one)), one) for one in away)]


def why(approval: Approval) -> str:
    """Which limits the quote passed when it was asked, in the language of the interface."""
    return sentences.said(approval.why or "", REASONS)


def waiting(crm: Workspace, user: str | None) -> list[Waiting]:
    """What waits for an answer, the oldest first; each with whether that user (an id) may give it."""
    if crm.is_empty("approval"):
        return []
    found = []
    for approval in sorted(crm.where(Approval, status="waiting"), key=lambda one: one.n):
        quote = crm.by_id(Quote, approval.quote)
        found.append(Waiting(approval, quote, _may(crm, user, approval, quote)))
    return found


def _may(crm: Workspace, user: str | None, approval: Approval, quote: Quote) -> Hat | None:
    try:
        return _hat(crm, user, approval, quote, refusing=False)
    except Denied:
        return None


def must_answer(crm: Workspace, quote: Quote, *, refusing: bool) -> Hat:
    """In whose place I may answer what a quote waits for; else it is refused with the reason."""
    return _hat(crm, crm.me, of(crm, quote), quote, refusing=refusing)


def able(crm: Workspace, approval: Approval) -> list[User]:
    """Who may let it pass today."""
    quote = crm.by_id(Quote, approval.quote)
    return [user for user in crm.where(User, active=1) if _may(crm, user.id, approval, quote)]


def of(crm: Workspace, record: Any) -> Approval:
    """The approval that is meant: itself, or the one that a quote waits for."""
    if isinstance(record, Approval):
        return record
    for one in crm.where(Approval, quote=record.id, status="waiting"):
        return one
    raise Conflict(N_("{ref} waits for no approval"), hint="crm quote submit {ref}", ref=record.ref)


def complete(crm: Workspace, approval: Approval | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """An approval is asked for by submitting a quote, stays about what was asked, and is given only by who may, whoever writes it."""
    if approval is None:
        quote = crm.by_id(Quote, values["quote"])
        if quote.status != "submitted" or values.get("status", "waiting") != "waiting" or not values.get("snapshot"):
            raise Conflict(
                N_("an approval is asked for by submitting the quote"), hint="crm quote submit {ref}", ref=quote.ref
            )
        return {}
    changed = {name for name in values if values[name] != getattr(approval, name, None)}
    if changed & {"quote", "snapshot", "asked", "why"}:
        raise Conflict(N_("{ref} is about what was asked, and nothing else"), hint="crm quote submit", ref=approval.ref)
    if "status" in changed and values["status"] in ("approved", "refused"):
        _hat(crm, crm.me, approval, crm.by_id(Quote, approval.quote), refusing=values["status"] == "refused")
    return {}


def leave(_crm: Workspace, approval: Approval, going: Collection[str]) -> None:
    """What was asked and answered goes only with its quote."""
    if approval.quote not in going:
        raise Conflict(
            N_("{ref} tells what was asked and answered, and is not taken out"),
            hint="crm approval show {ref}",
            ref=approval.ref,
        )
