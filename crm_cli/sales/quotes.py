"""Quotes: what may still be written, and how one goes from draft to sent, accepted, rejected or expired."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm_cli.errors import Conflict, Denied, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.records.nouns.approvals import Approval
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import STATUSES, Quote
from crm_cli.records.registry import load
from crm_cli.sales import allowed, documents, limits, lines, numbers, papers
from crm_cli.sales.documents import OPEN, SUMMED
from crm_cli.workspace import Workspace

ASKED = ("submitted", "approved")
"""Somebody was asked, or has said yes: what changes now makes a draft of it again."""
SEEN = (
    "number", "version", "name", "client", "contact", "total", "net", "vat", "cost", "currency", "date", "valid", "discount", "taxed", "rounding",
    "language", "payment", "delivery", "note", "stated", "stated_lines", "stated_discount", "stated_vat", "stated_more",
)  # fmt: skip
"""What the client has on paper, follows from it, or was said of it elsewhere; of one that went out only owner, team, deal and tags change."""
ANSWERED = ("sent", "decided", "reason")
"""What is written with the status only."""
NEXT: Mapping[str, Collection[str]] = {
    "draft": ("submitted", "approved", "sent"),
    "submitted": ("draft", "approved"),
    "approved": ("draft", "sent"),
    "sent": ("accepted", "rejected", "expired", "superseded"),
    "rejected": ("superseded",),
    "expired": ("superseded",),
}


# --- rules that hold whoever writes


def complete(crm: Workspace, quote: Quote | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A new quote has its number and a day until which it holds; what was sent stays as it was, and each status follows from another."""
    found = documents.complete(crm, quote, values, "quote")
    if quote is None:
        found["version"] = values.get("version") or 1
        found["valid"] = values.get("valid") or _until(crm, found["date"])
        _check_days(found["date"], found["valid"])
        return found
    changed = {name for name, value in values.items() if getattr(quote, name, None) != value}
    _check_days(values.get("date", quote.date), values.get("valid", quote.valid))
    if "status" in changed:
        must_become(quote, values["status"])
        _check_passed(crm, quote, values)
        found |= _moments(crm, quote, values)
    if changed & set(SEEN):
        # what one says that was over when it came may follow from its lines, which come after it
        late = {name for name in (*SUMMED, "number") if getattr(quote, name) is None}
        if changed & set(SEEN) - late:
            must_be_open(crm, quote)
        found |= _anew(quote) if "status" not in changed else {}
        if "version" not in changed:
            found |= _version(crm, quote)
    if "status" not in changed and changed & set(ANSWERED):
        must_be_open(crm, quote)
    return found


def complete_line(crm: Workspace, line: QuoteLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a quote that may still be written."""
    must_be_open(crm, crm.recalled(Quote, values.get("quote") or str(line and line.quote)))
    return lines.complete(crm, line, values, "quoteline")


def imported(crm: Workspace, quote: Quote | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A quote in a file: a new one may be at its end already, within the limits of who brings it; one that is there goes its way as by hand."""
    if quote is not None:
        if values.get("status", quote.status) != quote.status and values["status"] in ASKED:
            raise Conflict(
                N_("a quote is approved only by asking for it"), hint="crm quote submit {ref}", ref=quote.ref
            )
        return complete(crm, quote, values)
    found = {"version": values.get("version") or 1, **documents.complete(crm, None, values, "quote", numbered=False)}
    _check_brought(crm, documents.as_written(Quote(client=values["client"]), {**values, **found}), [])
    return found


def imported_line(crm: Workspace, line: QuoteLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line in a file: a quote that came without lines gets them, wherever it is on its way; within the limits of who brings it."""
    quote = crm.recalled(Quote, values.get("quote") or str(line and line.quote))
    if line is not None or crm.where(QuoteLine, quote=quote.id):
        must_be_open(crm, quote)
    found = lines.complete(crm, line, values, "quoteline", over=quote.status not in OPEN)
    if line is None and quote.status not in OPEN:
        _check_brought(crm, quote, [documents.as_written(QuoteLine(quote=quote.id), {**values, **found})])
    return found


def settled(crm: Workspace, quote: Quote) -> None:
    """After lines of a quote came from a file: it is a draft again if somebody was asked, and one that is further is within the limits as a whole."""
    _written_again(crm, quote.id)
    if quote.status not in OPEN:
        _check_brought(crm, quote, None)


def _check_brought(crm: Workspace, quote: Quote, some: Sequence[QuoteLine] | None) -> None:
    """What is sent, accepted or over already when it comes is within the limits of who brings it, unless they may approve."""
    limit = limits.of(crm)
    if quote.status == "draft" or limit.approves:
        return
    if why := allowed.passes(crm, quote, limit, whole=some):
        raise Denied(
            N_("it is {status} and passes your limits: {why}"), hint=N_("somebody who may approve brings it in: crm limit list"),
            status=Word(STATUSES[quote.status]), why=allowed.told(why),
        )  # fmt: skip


def follow_line(crm: Workspace, line: QuoteLine) -> None:
    """The quote says what it comes to, and is a draft again if somebody was asked about it."""
    crm.at_end(("draft", line.quote), lambda: _written_again(crm, line.quote))
    documents.follow_line(crm, line)


def leave(crm: Workspace, quote: Quote, _going: Collection[str]) -> None:
    """What a client has is not taken out."""
    must_be_open(crm, quote, N_("{ref} is {status} and is not taken out"))


def leave_line(crm: Workspace, line: QuoteLine, going: Collection[str]) -> None:
    """A line may go from a quote that may still be written."""
    if line.quote not in going:
        must_be_open(crm, crm.by_id(Quote, line.quote))
        crm.at_end(("draft", line.quote), lambda: _written_again(crm, line.quote))
    documents.leave_line(crm, line, going)


def must_be_open(crm: Workspace, quote: Quote, message: str = N_("{ref} is {status} and is never edited")) -> None:
    """Refuse to write what a client has."""
    if quote.status not in OPEN:
        raise Conflict(message, hint=_instead(crm, quote), ref=quote.ref, status=Word(STATUSES[quote.status]))


def _instead(crm: Workspace, quote: Quote) -> str:
    """What can be done with a quote that is not written any more."""
    if quote.status == "accepted":
        orders = crm.where(load("order"), quote=quote.id, cancelled=None)
        first = f"crm order line add {orders[0].ref} …" if orders else "crm order from {ref}"
        return first + ", crm quote add --from {ref}"
    later = crm.where(Quote, revises=quote.id)
    return f"crm quote line {later[-1].ref}" if later else "crm quote revise {ref}"


def _until(crm: Workspace, day: str) -> str | None:
    """Until when a quote of that day holds, where it does not say: by the setting of the team, which may be none."""
    days = policy.most(crm, "quotes.days")
    return None if days is None else (date.fromisoformat(day) + timedelta(days)).isoformat()


def _written_again(crm: Workspace, identity: str) -> None:
    for quote in crm.where(Quote, id=identity):
        if values := _anew(quote) | _version(crm, quote):
            crm.change(quote, **values)


def _anew(quote: Quote) -> dict[str, Any]:
    return {"status": "draft"} if quote.status in ASKED else {}


def _version(crm: Workspace, quote: Quote) -> dict[str, Any]:
    """One whose sending was undone is the next version once it is changed: a client may have the other."""
    if quote.status not in OPEN or quote.version > numbers.last_sent(crm, quote.number):
        return {}
    return {"version": next_version(crm, quote)}


def next_version(crm: Workspace, quote: Quote) -> int:
    """A version that no quote of that number has, and none had that went out."""
    known = [one.version for one in crm.where(Quote, number=quote.number)] if quote.number else []
    return max(quote.version, numbers.last_sent(crm, quote.number), *known) + 1


def _check_days(day: str | None, valid: str | None) -> None:
    if day and valid and valid < day:
        with of_field("valid"):
            raise Invalid(N_("it would have expired on {valid}, before its date {day}"), valid=valid, day=day)


def _check_passed(crm: Workspace, quote: Quote, values: Mapping[str, Any]) -> None:
    """It is approved only by an approval, and goes out only so or within the limits of who sends it, whoever writes that."""
    status = values["status"]
    if status == "approved" and not crm.where(Approval, quote=quote.id, status="approved"):
        raise Conflict(N_("{ref} was approved by nobody"), hint="crm quote submit {ref}", ref=quote.ref)
    if status == "sent":
        changed = {name for name, value in values.items() if getattr(quote, name, None) != value}
        if changed & set(SEEN) and quote.status in ASKED:
            raise Conflict(
                N_("{ref} was approved as it is"), hint="crm quote edit {ref}, crm quote submit {ref}", ref=quote.ref
            )
        allowed.must_be_within(crm, documents.as_written(quote, {**values, "status": quote.status}))


def _moments(crm: Workspace, quote: Quote, values: Mapping[str, Any]) -> dict[str, Any]:
    """When it went out or was decided is known, also where only its status was written."""
    name = {"sent": "sent", "accepted": "decided", "rejected": "decided"}.get(values["status"])
    return {name: crm.clock.stamp()} if name and not (values.get(name) or getattr(quote, name)) else {}


def must_become(quote: Quote, status: str) -> None:
    """Refuse a status that does not follow from the one it has."""
    if status not in NEXT.get(quote.status, ()):
        raise Conflict(
            N_("{ref} is {now}: it can't become {then}"), hint=_HINTS.get(quote.status, "crm quote show {ref}"), ref=quote.ref,
            now=Word(STATUSES[quote.status]), then=Word(STATUSES.get(status, status)),
        )  # fmt: skip


_HINTS = {
    "draft": "crm quote send {ref}", "approved": "crm quote send {ref}", "submitted": "crm approve {ref}", "accepted": "crm order from {ref}",
    "sent": "crm quote revise {ref}", "rejected": "crm quote revise {ref}", "expired": "crm quote revise {ref}",
}  # fmt: skip


# --- its way


def status(crm: Workspace, quote: Quote) -> str:
    """What it is today: one that was sent and whose time is over has expired, though nobody wrote it down."""
    over = quote.status == "sent" and bool(quote.valid) and str(quote.valid) < crm.clock.today().isoformat()
    return "expired" if over else quote.status


def send(crm: Workspace, quote: Quote, at: str | None = None) -> Quote:
    """It went out to the client: from now on it is only revised. The version it revises holds no more.

    What passes the limits of who sends it goes out only when it was approved.
    """
    must_become(quote, "sent")
    if not any(documents.counts(line) for line in documents.lines_of(crm, quote)):
        raise Invalid(N_("{ref} has no lines to send"), hint="crm quote line add {ref} …", ref=quote.ref)
    papers.must_name_buyer(crm, quote)
    if quote.valid and quote.valid < crm.clock.today().isoformat():
        raise Conflict(
            N_("{ref} would have expired on {valid}"), hint="crm quote edit {ref} --valid +30d", ref=quote.ref, valid=quote.valid
        )  # fmt: skip
    with crm.step():
        sent = crm.change(quote, status="sent", sent=_moment(crm, at))
        for before in crm.where(Quote, id=quote.revises) if quote.revises else ():
            if "superseded" in NEXT.get(before.status, ()):
                crm.change(before, status="superseded")
    return sent


def accept(crm: Workspace, quote: Quote, *, at: str | None = None, reason: str | None = None) -> Quote:
    """The client says yes; after the day until which it held only a revision is accepted."""
    moment = _moment(crm, at)
    if quote.status == "sent" and quote.valid and crm.clock.local(moment).date().isoformat() > quote.valid:
        raise Conflict(
            N_("{ref} expired on {valid}"), hint=N_("crm quote revise {ref}, or --at the day they said yes"), ref=quote.ref, valid=quote.valid
        )  # fmt: skip
    must_become(quote, "accepted")
    return crm.change(quote, status="accepted", decided=moment, reason=reason)


def reject(crm: Workspace, quote: Quote, reason: str | None, *, at: str | None = None) -> Quote:
    """The client says no, and why."""
    must_become(quote, "rejected")
    if not (reason or "").strip():
        raise Invalid(
            N_("{ref} is rejected only for a reason"), hint=N_("crm quote reject {ref} --reason price"), ref=quote.ref
        )
    return crm.change(quote, status="rejected", decided=_moment(crm, at), reason=str(reason).strip())


def expire(crm: Workspace, quotes: Sequence[Quote] | None = None) -> list[Quote]:
    """Write down of those whose time is over, or of all such, that they have expired."""
    over = crm.find(Quote, ["status=expired"]) if quotes is None else quotes
    with crm.step():
        return [_expired(crm, quote) for quote in over if quotes is not None or quote.status == "sent"]


def _expired(crm: Workspace, quote: Quote) -> Quote:
    must_become(quote, "expired")
    if status(crm, quote) != "expired":
        raise Conflict(
            N_("{ref} still holds, until {valid}"), hint="crm quote list", ref=quote.ref, valid=quote.valid or "…"
        )
    return crm.change(quote, status="expired")


def value(crm: Workspace, quote: Quote) -> tuple[Opportunity, Opportunity] | None:
    """Let the deal of a quote come to what the quote does: as it was, and as it is; None where there is none, or nothing to change."""
    deals = crm.where(Opportunity, id=quote.opportunity) if quote.opportunity else []
    if not deals or (deals[0].amount, deals[0].currency) == (quote.total, quote.currency):
        return None
    return deals[0], crm.change(deals[0], amount=quote.total, currency=quote.currency)


def _moment(crm: Workspace, at: str | None) -> str:
    if at is not None and at > crm.clock.stamp():
        raise Invalid(N_("{at} is still to come"), at=crm.clock.local(at).strftime("%Y-%m-%d %H:%M"))
    return at or crm.clock.stamp()
