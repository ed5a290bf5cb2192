"""Rows of nouns whose own rule says what each record may be: a file's rows go through it as typed ones do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.exchange.batches import Batch, Reading
from crm_cli.records.registry import NOUNS, load, rule
from crm_cli.sales import takings

Complete = Callable[..., Mapping[str, Any]]
# The fields that the rule of a noun fills.
FILLED = {
    "absence": ("user", "start", "end"),
    "allocation": ("currency", "date", "cash"),
    "cadence": (),
    "component": ("position",),
    "holiday": ("end",),
    "delivery": ("client", "date", "address"),
    "deliveryline": (),
    "instalment": ("currency",),
    "invoice": (
        "owner", "date", "currency", "due", "discount", "taxed", "rounding", "title", "tax_id", "address", "phone", "bank", "bank_account", "kind",
    ),
    "invoiceline": (
        "currency", "position", "kind", "product", "text", "unit", "tax", "rate", "price", "per", "discount", "off", "extra_charge", "net",
    ),
    "limit": (),
    "order": ("owner", "team", "date", "currency"),
    "orderline": (
        "currency", "position", "product", "unit", "tax", "rate", "price", "per", "list_price", "rule", "net", "cost",
    ),
    "payment": ("date", "currency"),
    "point": ("date", "amount", "expires"),
    "price": ("currency",),
    "pricebook": ("currency",),
    "pricetalk": ("at", "owner", "currency"),
    "product": ("per", "rate", "period"),
    "quota": ("period", "start", "end"),
    "quote": ("owner", "team", "date", "currency", "version"),
    "quoteline": (
        "currency", "position", "product", "unit", "tax", "rate", "price", "per", "list_price", "rule", "net", "cost",
    ),
    "remark": ("user", "start"),
    "rule": ("position",),
    "stagetask": (),
}  # fmt: skip
# What gives a row its form before it is looked for in the base.
SHAPES = {
    "absence": "crm_cli.people.absences:complete",
    "quota": "crm_cli.sales.quotas:shaped",
    "remark": "crm_cli.agenda.remarks:shaped",
}
# What stands for the rule of a noun where its rows come from a file: of what is over there, more is taken as it came.
RULES = {
    "allocation": "crm_cli.sales.books:imported_allocation",
    "delivery": "crm_cli.sales.deliveries:imported",
    "deliveryline": "crm_cli.sales.deliveries:imported_line",
    "invoice": "crm_cli.sales.invoices:imported",
    "invoiceline": "crm_cli.sales.invoicelines:imported_line",
    "order": "crm_cli.sales.orders:imported",
    "orderline": "crm_cli.sales.orders:imported_line",
    "point": "crm_cli.sales.memberships:imported_point",
    "quote": "crm_cli.sales.quotes:imported",
    "quoteline": "crm_cli.sales.quotes:imported_line",
}

# The same where a row must also agree with those before it: it is made for one file.
TOGETHER = {"price": "crm_cli.sales.pricebooks:Together"}


class Ruled:
    """What the rule of the noun says of each row; a row that it refuses is refused, with the column that is wrong."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.crm, self.noun = reading, reading.crm, reading.noun
        self._rule: Complete = rule(RULES.get(self.noun, NOUNS[self.noun].before))
        if self.noun in TOGETHER:
            self._rule = rule(TOGETHER[self.noun])()
        self._takings = takings.Together(self.noun, self.crm) if self.noun in takings.TAKINGS else None
        self._shape = rule(SHAPES[self.noun]) if self.noun in SHAPES else None
        self._defaults = {name: field.default for name, field in self.crm.fields(self.noun).items()}

    def __call__(self, batch: Batch) -> None:
        """Before a row is looked for in the base."""
        if self._shape:
            self._fill(batch, range(len(batch.rows)), self._shape)

    def complete(self, batch: Batch, new: Sequence[int]) -> None:
        """What is to be a new record."""
        self._fill(batch, new, self._rule)
        if self._takings:
            taken = [(place, self._values(batch, place)) for place in new if place not in batch.refused]
            for place, error in self._takings.too_much(taken):
                self._refuse(batch, place, error)

    def allows(self, batch: Batch, place: int, identity: str, changes: Mapping[str, tuple[Any, Any]]) -> bool:
        """Whether a record may change so."""
        try:
            record = self.crm.by_id(load(self.noun), identity)
            self._rule(self.crm, record, {name: after for name, (_before, after) in changes.items()})
        except CrmError as error:
            self._refuse(batch, place, error)
            return False
        return True

    def _fill(self, batch: Batch, places: Sequence[int], complete: Complete) -> None:
        filled = {name: list(batch.columns.get(name, [None] * len(batch.rows))) for name in FILLED[self.noun]}
        for place in places:
            if place not in batch.refused:
                for name, value in self._completed(batch, place, complete).items():
                    filled[name][place] = value
        batch.columns |= filled

    def _values(self, batch: Batch, place: int) -> dict[str, Any]:
        return {name: cells[place] for name, cells in batch.columns.items() if cells[place] is not None}

    def _completed(self, batch: Batch, place: int, complete: Complete) -> Mapping[str, Any]:
        values = self._values(batch, place)
        held = self.crm.where(load(self.noun), ref=values["ref"]) if values.get("ref") else []
        try:
            return complete(self.crm, held[0], values) if held else complete(self.crm, None, self._defaults | values)
        except CrmError as error:
            self._refuse(batch, place, error)
            return {}

    def _refuse(self, batch: Batch, place: int, error: CrmError) -> None:
        column = self.reading.fields.get(error.field)
        batch.refuse(place, error, column.header if column else "")
