"""What is printed of quotes, orders and deliveries: as they stand, or as they were when they were approved."""

from collections.abc import Iterable, Iterator
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_, every
from crm_cli.records.countries import COUNTRIES
from crm_cli.records.names import split_person
from crm_cli.records.nouns.approvals import Approval
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.nouns.users import User
from crm_cli.records.printed import Billed, Buyer, Item, Paper, Part, Person, Place, Rate, Sums, of_json, to_json
from crm_cli.sales import documents
from crm_cli.workspace import Workspace

REVERSE = "reverse"
PRINTED = ("quote", "order", "delivery")
UNSETTLED = ("draft", "submitted")
"""Such a quote is what it is now, and not what was approved before."""
TONGUES = {"CN": "zh_CN", "TW": "zh_CN", "HK": "zh_CN", "DE": "de", "AT": "de", "CH": "de"}
SAID = {
    "zh": "zh_CN", "cn": "zh_CN", "chinese": "zh_CN", "中文": "zh_CN", "汉语": "zh_CN", "chinesisch": "zh_CN", "en": "en", "english": "en",
    "英语": "en", "英文": "en", "englisch": "en", "de": "de", "german": "de", "deutsch": "de", "德语": "de", "德文": "de",
}  # fmt: skip
OWN_NAMES = {
    "deutschland": "DE",
    "österreich": "AT",
    "schweiz": "CH",
    "prc": "CN",
    "中华人民共和国": "CN",
    "uk": "GB",
    "usa": "US",
}


def paper(crm: Workspace, record: Quote | Order | Delivery) -> Paper:
    """What is printed: of a quote that was approved or sent, what was approved, where that was kept."""
    if isinstance(record, Delivery):
        return _delivery(crm, record)
    return (isinstance(record, Quote) and kept(crm, record)) or live(crm, record)


def snapshot(crm: Workspace, quote: Quote) -> str:
    """A quote as it is now, to be kept with its approval."""
    return to_json(live(crm, quote))


def same_terms(one: Paper, other: Paper) -> bool:
    """Whether two papers promise the same, whoever is named on them and whatever its products are called now."""
    return _promised(one) == _promised(other)


def _promised(paper: Paper) -> str:
    items = tuple(item._replace(name="", code="", text="") for item in paper.items)
    return to_json(
        Paper(
            noun="", ref="", number="", language="", buyer=Buyer(""), items=items, currency=paper.currency, sums=paper.sums, until=paper.until,
            discount=paper.discount, taxed=paper.taxed, payment=paper.payment, delivery=paper.delivery, note=paper.note,
        )
    )  # fmt: skip


def kept(crm: Workspace, quote: Quote) -> Paper | None:
    """The quote as it was approved; None where it is still written, or nothing was kept."""
    if quote.status in UNSETTLED:
        return None
    found = [one for one in crm.where(Approval, quote=quote.id, status="approved") if one.snapshot]
    last = max(found, key=lambda one: (one.decided or "", one.n), default=None)
    return of_json(str(last.snapshot))._replace(status=quote.status) if last else None


def must_name_buyer(crm: Workspace, head: Quote | Order) -> None:
    """Refuse to send what the buyer is to pay the tax of (reverse charge) while their VAT id is not known."""
    client: Client = _linked(crm, Client, head.client)
    if (client.tax_id or client.invoice_tax_id) or not _is_reverse(
        line.tax for line in documents.lines_of(crm, head) if documents.counts(line)
    ):
        return
    raise _no_id(head.ref, client.ref)


def must_name_both(paper: Paper, client: str, seller: str) -> None:
    """Refuse to print it without the VAT ids of buyer and seller; ``client`` is the ref of the one, ``seller`` what the firm says of itself."""
    if not paper.sums or not _is_reverse(rate.tax for rate in paper.sums.rates):
        return
    if not paper.buyer.tax_id:
        raise _no_id(paper.ref, client)
    if not seller:
        raise Invalid(
            N_("{ref} is under reverse charge: your firm's own VAT id is missing"), hint=N_("tax_id = \"…\" in firm.toml, see docs/papers.md"), ref=paper.ref
        )  # fmt: skip


def _is_reverse(taxes: Iterable[str]) -> bool:
    return REVERSE in taxes


def _no_id(ref: str, client: str) -> Invalid:
    return Invalid(
        N_("{ref} is under reverse charge: the VAT id of the client {client} is missing"), hint="crm client edit {client} --tax-id …", ref=ref, client=client
    )  # fmt: skip


def live(crm: Workspace, head: Quote | Order) -> Paper:
    """A quote or an order as it stands."""
    client, contact = _linked(crm, Client, head.client), _linked(crm, Contact, head.contact)
    lines = documents.lines_of(crm, head)
    totals = documents.totals(head, lines)
    rates = tuple(Rate(group.tax, group.rate, group.net, group.vat) for group in totals.groups)
    made = Paper(
        noun=head.noun, ref=head.ref, number=head.number or head.ref, language=_language(crm, head.language, client, contact),
        buyer=_buyer(client), items=tuple(_item(crm, line) for line in lines), currency=head.currency or crm.currency,
        sums=Sums(totals.lines, totals.discount, totals.net, totals.vat, totals.total, rates) if lines else _stated(head),
        date=head.date or "", subject=head.name or "", contact=_person(crm, contact), owner=_user(_linked(crm, User, head.owner)),
        discount=head.discount or 0, taxed=bool(head.taxed), payment=head.payment or "", delivery=head.delivery or "", note=head.note or "",
    )  # fmt: skip
    if isinstance(head, Quote):
        return made._replace(version=head.version, status=head.status, until=head.valid or "")
    return made._replace(
        status=head.status or "", until=head.due or "", theirs=head.their_number or "", address=head.address or "", plan=tuple(_plan(crm, head))
    )  # fmt: skip


def _plan(crm: Workspace, order: Order) -> Iterator[Part]:
    """In which parts an order is paid."""
    from crm_cli.sales import plans  # they know of orders, and these of quotes, which are sent as they are printed

    for one in plans.standing(crm, order):
        part = one.part
        yield Part(one.amount, part.event, part.share or 0, part.days, part.months, one.due or "", bool(part.retention))


def _delivery(crm: Workspace, delivery: Delivery) -> Paper:
    """What went out or came back; without prices."""
    order = crm.by_id(Order, delivery.order)
    client, contact = _linked(crm, Client, order.client), _linked(crm, Contact, order.contact)
    lines = sorted(crm.where(DeliveryLine, delivery=delivery.id), key=lambda line: line.n)
    return Paper(
        noun="delivery", ref=delivery.ref, number=delivery.number or delivery.ref,
        language=_language(crm, order.language, client, contact), buyer=_buyer(client),
        items=tuple(_went(crm, line) for line in lines), date=delivery.date or "", subject=order.name or "",
        contact=_person(crm, contact), owner=_user(_linked(crm, User, order.owner)), note=delivery.note or "",
        address=delivery.address or order.address or "", order=order.number or order.ref, theirs=order.their_number or "",
        carrier=delivery.carrier or "", tracking=delivery.tracking or "", back=delivery.kind == "return",
    )  # fmt: skip


def _stated(head: Quote | Order) -> Sums | None:
    """One without lines comes to what it came with."""
    if head.total is None:
        return None
    return Sums(head.net or head.total, 0, head.net or head.total, head.vat or 0, head.total)


def _item(crm: Workspace, line: Any) -> Item:
    product = _linked(crm, Product, line.product)
    name = product.name if product else line.text or ""
    return Item(
        line.kind, name, line.text if product and line.text and line.text != name else "", (product and product.code) or "",
        line.quantity, line.unit or "", line.price, line.per or 1, line.discount or 0, line.off or 0, line.extra_charge or 0, line.tax,
        line.rate or 0, line.net, bool(getattr(line, "optional", 0)), bool(getattr(line, "bundle", None)),
    )  # fmt: skip


def _went(crm: Workspace, line: DeliveryLine) -> Item:
    ordered = crm.by_id(OrderLine, line.orderline)
    return Item(*_item(crm, ordered)[:4])._replace(
        quantity=line.quantity, unit=ordered.unit or "", ordered=ordered.quantity
    )


def _linked(crm: Workspace, cls: Any, identity: str | None) -> Any:
    return next(iter(crm.where(cls, id=identity)), None) if identity else None


def _buyer(client: Client) -> Buyer:
    place = Place(
        client.address or "", client.district or "", client.city or "", client.region or "", client.postcode or "", client.country or ""
    )  # fmt: skip
    billed = Billed(
        client.invoice_title or "", client.invoice_tax_id or client.tax_id or "", client.invoice_address or "", client.invoice_phone or "",
        client.bank or "", client.bank_account or "",
    )  # fmt: skip
    return Buyer(client.name, place, client.tax_id or client.invoice_tax_id or "", billed, client.type == "person")


def _person(crm: Workspace, contact: Contact | None) -> Person | None:
    if contact is None:
        return None
    family = contact.family or split_person(contact.name, crm.country.code)[0]
    return Person(
        contact.name, family, contact.sex or "", contact.salutation or "", contact.title or "", contact.phone or "", contact.email or ""
    )  # fmt: skip


def _user(user: User | None) -> Person | None:
    return Person(user.name, phone=user.phone or "", email=user.email or "") if user else None


# --- in which language


def _language(crm: Workspace, said: str | None, client: Client, contact: Contact | None) -> str:
    """As the document says, else as its reader speaks, else as the client's country does, else as ours."""
    spoken = contact and contact.language and _spoken(contact.language)
    code = _country(client.country) if client.country else crm.country.code
    return said or spoken or TONGUES.get(code, "en")


def _spoken(text: str) -> str | None:
    word = text.strip().lower()
    return SAID.get(word) or SAID.get(word.replace("-", "_").partition("_")[0])


def _country(text: str) -> str:
    """The code of a country by what people write for it; empty for one that is not known."""
    named = {name.lower(): one.code for one in COUNTRIES.values() for name in (one.code, *every(one.name))} | OWN_NAMES
    return named.get(text.strip().lower(), "")


def tongue(text: str) -> str:
    """The language that is asked for."""
    found = _spoken(text)
    if found is None:
        raise Invalid(N_("“{text}” is no language of papers"), hint=N_("one of {known}"), text=text, known="zh, en, de")
    return found
