"""What clients were told that a product costs, by whomever of the firm: in quotes that went out, in orders, and by mouth."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.sales import pricing
from crm_cli.sales.arithmetic import WHOLE
from crm_cli.workspace import Workspace

HOW = {"quoted": N_("quoted"), "ordered": N_("ordered"), "spoken": N_("said")}
SCOPES = {"client": N_("this client"), "group": N_("its group"), "level": N_("its level")}
"""Whose earlier prices are looked at, the nearest first."""
RECENT = 5
"""Of so many of the last prices the usual one is the median."""


class Given(NamedTuple):
    """A price that a client was given: ``unit`` is what one came to, all discounts taken off, without tax; ``by`` whoever gave it, who may have ``left``."""

    how: str
    ref: str
    day: str
    client: str
    client_ref: str
    client_name: str
    product: str
    product_ref: str
    product_name: str
    quantity: str
    unit: Fraction
    currency: str
    by: str | None
    left: bool
    level: str | None
    moment: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The last and the lowest of some prices, and the usual one: the median of the last five."""

    scope: str
    count: int
    last: Given
    lowest: Given
    usual: Fraction


def history(
    crm: Workspace, product: Product | None = None, client: Client | None = None, *, scope: str = "client", besides: str | None = None
) -> list[Given]:  # fmt: skip
    """The prices given of a product, to a client or (``scope`` group, level) its group or all of its level, or to anybody; the latest first.

    Without a product all products of a client. ``besides`` is the id of a quote or order that does not count.
    """
    clients = None if client is None else group(crm, client) if scope == "group" else [client.id]
    level = client.level if client is not None and scope == "level" else None
    return _read(crm, product, clients, level, besides)


def of_family(crm: Workspace, family: str, client: Client | None = None, *, scope: str = "client") -> list[Given]:
    """The same of every product of a family, sold or no longer."""
    products = [one for one in crm.find(Product) if fold(one.family or "") == fold(family)]
    if not products:
        raise NotFound(
            N_("no product is of the family “{name}”"), hint="crm product list --fields name,family", name=family
        )
    found = [one for product in products for one in history(crm, product, client, scope=scope)]
    return sorted(found, key=lambda one: one.moment, reverse=True)


def _read(
    crm: Workspace, product: Product | None, clients: Sequence[str] | None, level: str | None, besides: str | None
) -> list[Given]:
    rows = crm.report(
        "price_given", product=product.id if product else None, clients=None if clients is None else json.dumps(clients), level=level,
        besides=besides,
    )  # fmt: skip
    found = [_Row(*row) for row in rows]
    found.sort(key=lambda row: (_moment(crm.clock, row), row.id), reverse=True)
    return [_given(crm, row) for row in found]


def _moment(clock: Clock, row: "_Row") -> str:
    """When it was said: the moment decides what came last, and never the ref.

    Of a paper that knows only its day it is the moment it was written down, if that was the same day; else a quote came first of all that
    day and an order last.
    """
    if "T" in row.at:
        return row.at
    if row.created and clock.local(row.created).date().isoformat() == row.at:
        return row.created
    hour = time(0) if row.how == "quoted" else time(23, 59, 59)
    return clock.utc(datetime.combine(date.fromisoformat(row.at), hour))


def _given(crm: Workspace, row: "_Row") -> Given:
    unit = effective(row.price, row.per, Fraction(row.quantity), discount=row.discount, off=row.off, whole=row.whole)
    net = pricing.unit(1, 1, bool(row.taxed), row.rate, row.tax) * unit
    day = crm.clock.local(row.at).date().isoformat() if "T" in row.at else row.at
    return Given(
        row.how,
        row.ref,
        day,
        *row[3:9],
        row.quantity,
        net,
        row.currency,
        row.by,
        not row.active,
        row.level,
        _moment(crm.clock, row),
    )


class _Row(NamedTuple):
    """A row of the report."""

    how: str
    ref: str
    at: str
    client: str
    client_ref: str
    client_name: str
    product: str
    product_ref: str
    product_name: str
    quantity: str
    price: int
    per: int
    discount: int
    off: int
    whole: int
    taxed: int
    tax: str
    rate: int | None
    currency: str
    by: str | None
    active: int
    level: str | None
    created: str | None
    id: str


def effective(price: int, per: int, quantity: Fraction, *, discount: int = 0, off: int = 0, whole: int = 0) -> Fraction:
    """What one unit came to: the price less the line's discounts and that of the whole document; a charge is no price."""
    line = Fraction(price, per) * (WHOLE - discount) / WHOLE - (Fraction(off) / abs(quantity) if quantity else 0)
    return line * (WHOLE - whole) / WHOLE


def group(crm: Workspace, client: Client) -> list[str]:
    """The ids of a client and of all that belong to the same group."""
    if client.parent is None and not crm.where(Client, parent=client.id):
        return [client.id]
    return [identity for (identity,) in crm.report("price_group", client=client.id)]


def summaries(
    crm: Workspace, product: Product, client: Client, currency: str, *, besides: str | None = None
) -> dict[str, Summary]:
    """What is known of a product for a client, its group and its level, in one currency; only those of which something is known."""
    kin = group(crm, client)
    found = [
        one for one in _read(crm, product, kin, client.level, besides) if one.currency == currency and one.unit > 0
    ]
    among = {
        "client": [one for one in found if one.client == client.id],
        "group": [one for one in found if one.client in set(kin)] if len(kin) > 1 else [],
        "level": [one for one in found if one.level == client.level] if client.level else [],
    }
    return {scope: summary(scope, some) for scope, some in among.items() if some}


def summary(scope: str, found: Sequence[Given]) -> Summary:
    """Of some prices, the latest first."""
    return Summary(scope, len(found), found[0], min(found, key=lambda one: one.unit), usual(one.unit for one in found))


def usual(units: Iterable[Fraction]) -> Fraction:
    """The median of the last five, the latest first."""
    some = sorted(list(units)[:RECENT])
    half = len(some) // 2
    return some[half] if len(some) % 2 else (some[half - 1] + some[half]) / 2
