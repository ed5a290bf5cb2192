"""Rows of nouns whose own rule completes each record: a file's rows go through it as typed ones do."""

from typing import Any

from crm_cli.errors import CrmError, Duplicate
from crm_cli.exchange.batches import Batch, Reading
from crm_cli.records.registry import NOUNS, rule

# The fields that the rule of a noun fills.
FILLED = {"absence": ("user", "start", "end"), "quota": ("period", "start", "end"), "remark": ("user", "start")}


class Ruled:
    """What the rule of the noun says of each row; a row that it refuses is refused."""

    def __init__(self, reading: Reading) -> None:
        self.crm, self.noun = reading.crm, reading.noun
        self._rule = rule(NOUNS[reading.noun].before)
        self._defaults = {name: field.default for name, field in self.crm.fields(self.noun).items()}
        self._names_its_record = "ref" in reading.fields  # such a one may be the one that is there already

    def __call__(self, batch: Batch) -> None:
        filled = {name: list(batch.columns.get(name, [None] * len(batch.rows))) for name in FILLED[self.noun]}
        for place in range(len(batch.rows)):
            if place in batch.refused:
                continue
            for name, value in self._completed(batch, place).items():
                filled[name][place] = value
        batch.columns |= filled

    def _completed(self, batch: Batch, place: int) -> dict[str, Any]:
        values = self._defaults | {name: cells[place] for name, cells in batch.columns.items()}
        try:
            found: dict[str, Any] = self._rule(self.crm, None, values)
            return found
        except Duplicate as error:
            if not self._names_its_record:
                batch.refuse(place, error)
        except CrmError as error:
            batch.refuse(place, error)
        return {}
