"""Reads a column of a file as stored values; the order of dates and the marks of numbers are settled by the whole column, never guessed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from crm_cli.errors import CrmError
from crm_cli.exchange import cells as office
from crm_cli.exchange.amounts import MARKS, NUMBERS, Amounts
from crm_cli.exchange.cells import Unit
from crm_cli.exchange.moments import ORDERS, SERIAL, Moments, Scan, Unsettled
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

__all__ = ["MARKS", "ORDERS", "SERIAL", "More", "Reader", "Unsettled"]

REMEMBERED = 50_000
Refuse = Callable[[int, CrmError], None]
_MOBILE = re.compile(r"1[3-9]\d{9}")
_TEXTS = ("text", "longtext")
SEVERAL = {
    "phone": N_("column “{name}”: cells with several phones: {n}"),
    "email": N_("column “{name}”: cells with several e-mails: {n}"),
}
NAMED = N_("column “{name}”: cells with a name and a phone: {n}")
REPAIRED = N_("column “{name}”: phones that a spreadsheet had made fractions, repaired: {n}")
MONTHS = N_("column “{name}”: “{text}” names a month only; its first day was taken")


class More(NamedTuple):
    """What a cell says beyond the value of its field: who has the phone, and further phones or e-mails."""

    name: str = ""
    others: tuple[str, ...] = ()


class Reader:
    """Reads the cells of one column for one field; ``scan`` gives the whole column, when it is needed to settle something.

    ``order`` and ``mark`` (of decimals) are what was told; ``exact`` says that numbers are written with a point whatever the country.
    After each read ``more`` has what cells said beyond their value, by place; ``said`` counts what the plan is to tell.
    """

    def __init__(
        self, crm: Workspace, field: Field, header: str, scan: Scan, *,
        order: str | None = None, mark: str | None = None, exact: bool = False, ours: bool = False, unit: Unit | None = None,
        of_people: bool = False,
    ) -> None:  # fmt: skip
        self.crm, self.field, self.header = crm, field, header
        self.more: dict[int, More] = {}
        self.said: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self._moments = Moments(crm, field, header, scan, order)
        self._known: dict[str, Any] = {"": None}
        self._failed = False
        self._exact, self._of_people, self._country = exact, of_people, crm.country.code
        self._amounts = Amounts(crm, field, header, scan, self._say, mark="." if exact else mark, ours=ours, unit=unit)

    @property
    def currencies(self) -> dict[str, str]:
        """The currencies that cells say, where they are not the base's."""
        return self._amounts.currencies

    def read(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """The stored values of these cells; what cannot be one is refused by its place."""
        self.more = {}
        if self.field.kind in _TEXTS and not self.field.facets.get("check"):
            return self._texts(cells, refuse)
        if self.field.kind in ("phone", "email"):
            return self._unique(cells, refuse)
        known = self._known
        if len(known) > REMEMBERED:
            known.clear()
            known[""] = None
        for cell in [cell for cell in dict.fromkeys(cells) if cell not in known]:
            known[cell] = self._value(cell)
        found = [known[cell] for cell in cells]
        return self._refused(found, refuse) if self._failed else found

    def money(self, cells: Sequence[str], currencies: Sequence[str | None], refuse: Refuse) -> Sequence[Any]:
        """Amounts where each row may have a currency of its own."""
        found: list[Any] = []
        for place, (cell, currency) in enumerate(zip(cells, currencies, strict=True)):
            try:
                found.append(self._amounts.amount(cell, currency) if cell.strip() else None)
            except Unsettled:
                raise
            except CrmError as error:
                refuse(place, error)
                found.append(None)
        return found

    def _texts(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        together = "".join(cells)
        if "\x00" in together or (self._exact and not _is_unicode(together)):
            return self._each(cells, refuse)
        found: list[Any] = [cell or None for cell in cells]
        if self._of_people and not self._exact and office.named_number("\n".join(cells)):
            return self._refused([self._person(place, cell) for place, cell in enumerate(cells)], refuse)
        if self.field.kind == "text" and not self._exact and office.may_be_rounded(together):
            return self._refused(
                [office.rounded(cell) or value for cell, value in zip(cells, found, strict=True)], refuse
            )
        return found

    def _unique(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """Phones and e-mails are hardly ever there twice, and nearly all plain."""
        plain = kinds.EMAIL if self.field.kind == "email" else _MOBILE if self._country == "CN" else None
        is_plain = plain.fullmatch if plain else (lambda _cell: None)
        found: list[Any] = [cell or None for cell in cells]
        for place, cell in enumerate(cells):
            if cell and not is_plain(cell):
                found[place] = self._kept(place, cell)
        return self._refused(found, refuse)

    def _kept(self, place: int, cell: str) -> Any:
        """The value of a cell that is not plain; what else it holds is put aside."""
        text = cell.strip()
        if not text:
            return None
        if self.field.kind == "email":
            return self._kept_mails(place, text)
        return self._kept_phones(place, text)

    def _kept_phones(self, place: int, text: str) -> Any:
        if (whole := office.repaired(text)) and not isinstance(found := self._value(whole), CrmError):
            self._say(REPAIRED)
            return found
        found = self._value(text)
        if not isinstance(found, CrmError):
            return found
        try:
            said = office.spoken(text, lambda part: str(self.crm.parse_one(self.field, part)))
        except CrmError as error:
            return error
        if said is None:
            return office.rounded(text) or found
        if len(said.numbers) > 1:
            self._say(SEVERAL["phone"])
        if said.name:
            self._say(NAMED)
        self.more[place] = More(said.name, said.numbers[1:])
        return said.numbers[0]

    def _person(self, place: int, cell: str) -> Any:
        """A name; the numbers beside it are put aside."""
        if not office.named_number(cell):
            return cell or None
        phone = self.crm.fields("contact")["phone"]
        try:
            said = office.spoken(cell, lambda part: str(self.crm.parse_one(phone, part)))
        except CrmError as error:
            return error
        if said is None or not said.name:
            return cell
        self._say(NAMED)
        self.more[place] = More(others=said.numbers)
        return said.name

    def _kept_mails(self, place: int, text: str) -> Any:
        found = self._value(text)
        if not isinstance(found, CrmError):
            return found
        several = [self._value(part) for part in office.addresses(text)]
        if len(several) < 1 or any(isinstance(one, CrmError) for one in several):
            return found
        if len(several) > 1:
            self._say(SEVERAL["email"])
        self.more[place] = More(others=tuple(several[1:]))
        return several[0]

    def _say(self, message: str, **values: str) -> None:
        self.said[message, tuple(values.items())] += 1

    def _each(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        return self._refused([self._value(cell) for cell in cells], refuse)

    def _refused(self, found: list[Any], refuse: Refuse) -> list[Any]:
        for place, value in enumerate(found):
            if isinstance(value, CrmError):
                refuse(place, value)
                found[place] = None
        return found

    def _value(self, cell: str) -> Any:
        text = cell if self.field.kind in _TEXTS else cell.strip()
        if not text:
            return None
        if self.field.kind == "text" and not self._exact and office.counted(text):
            self._failed = True
            return office.rounded(text)
        try:
            return self._parsed(text)
        except Unsettled:
            raise
        except CrmError as error:
            self._failed = True
            return (None if self._exact or self.field.kind not in _TEXTS else office.rounded(text)) or error

    def _parsed(self, text: str) -> Any:
        kind = self.field.kind
        if kind in ("date", "time"):
            return self._moment(text)
        if kind == "money":
            return self._amounts.amount(text, None)
        if kind in NUMBERS:
            return self._amounts.read(text)
        return self.crm.parse_one(self.field, text)

    def _moment(self, text: str) -> Any:
        found = self._moments.read(text)
        if self._moments.month == text:
            self._say(MONTHS, text=text)
        return found


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
