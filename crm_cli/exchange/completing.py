"""What a file leaves unsaid and a person typing would not: the parts of a name, the stage's status, a deal's history."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.exchange.batches import YES, Batch, Reading
from crm_cli.exchange.dues import TIMED
from crm_cli.exchange.layout import CLOSED_AMOUNT
from crm_cli.exchange.ruled import FILLED
from crm_cli.people import clients, statuses
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.statuses import Status
from crm_cli.sales import history, pipelines

PEOPLE = ("client", "contact")
PERSON = ("name", "family", "given")
LEAD = (*PERSON, "status", "type", "reason")
DEAL = ("pipeline", "stage", "status", "amount", "closed", "close", "began", "owner", "team", "currency", "lost_stage")


def added(noun: str) -> tuple[str, ...]:
    """The fields that completing may fill."""
    own = {"opp": DEAL, "lead": LEAD, "task": TIMED, **dict.fromkeys(PEOPLE, PERSON)}
    return own.get(noun) or FILLED.get(noun, ())


def implied(noun: str, said: set[str]) -> set[str]:
    """The fields that follow from what a file says; the others of :func:`added` are only for new records."""
    if noun == "opp":
        return set(DEAL) if said & {"stage", "status"} else set()
    if noun == "task":
        return set(TIMED) if "due" in said else set()
    if noun in FILLED:
        return set(FILLED[noun]) if said & set(FILLED[noun]) else set()
    found = set(PERSON) if said & set(PERSON) and noun in (*PEOPLE, "lead") else set()
    return found | ({"status", "type", "reason"} if noun == "lead" and said & {"status", "converted"} else set())


class People:
    """Names of persons have parts; one of whom only a phone is known is called by it."""

    def __init__(self, reading: Reading) -> None:
        self.crm, self.noun = reading.crm, reading.noun
        self.given = {name for name in ("type", "phone", "email", *PERSON) if name in reading.fields or name == "type"}

    def __call__(self, batch: Batch) -> None:
        if (
            self.noun == "client"
            and "type" not in batch.columns
            and batch.columns.get("name")
            and all(batch.columns["name"])
        ):
            return
        size = len(batch.rows)
        filled = {name: list(batch.columns.get(name, [None] * size)) for name in PERSON}
        default = "person" if self.noun == "contact" else "organisation"
        for place in range(size):
            values = {name: batch.columns[name][place] for name in self.given if name in batch.columns}
            values["type"] = values.get("type") or default
            for name, value in clients.complete(self.crm, None, values).items():
                filled[name][place] = value
        batch.columns |= filled


class Leads:
    """A lead has a status and its type; one that the file says to be converted is; one given up has the status for its reason if no other."""

    def __init__(self, reading: Reading) -> None:
        self.crm, self.people = reading.crm, People(reading)
        self._statuses = {one.id: one for one in self.crm.where(Status)}
        self._first: Status | None = None
        self._converted: Status | None = None
        self._has_status = "status" in {*reading.fields, *reading.fixed()}

    def __call__(self, batch: Batch) -> None:
        self._name(batch)
        self.people(batch)
        size = len(batch.rows)
        flags = batch.texts.get("converted", [""] * size)
        days = batch.columns.get("converted", [None] * size)
        held = batch.columns.get("status", [None] * size)
        reasons = list(batch.columns.get("reason", [None] * size))
        found = [
            self._status(status, flag.strip().casefold() in YES or day is not None)
            for status, flag, day in zip(held, flags, days, strict=True)
        ]
        for place, status in enumerate(found):
            if status.type == "discarded" and not reasons[place]:
                reasons[place] = status.name
        batch.columns |= {
            "status": [status.id for status in found],
            "type": [status.type for status in found],
            "reason": reasons,
        }

    def _name(self, batch: Batch) -> None:
        """One of whom only the company is known is called by it."""
        companies = batch.columns.get("company")
        if companies:
            names = batch.columns.get("name", [None] * len(batch.rows))
            family = [batch.columns.get(part, [None] * len(batch.rows)) for part in ("family", "given")]
            batch.columns["name"] = [
                name or (None if one or other else company)
                for name, company, one, other in zip(names, companies, *family, strict=True)
            ]

    def _status(self, held: str | None, converted: bool) -> Status:
        status = self._statuses[held] if held else None
        if converted and (status is None or status.type != "converted"):
            self._converted = self._converted or statuses.of_type(self.crm, "converted")
            return self._converted
        if status is None:
            self._first = self._first or statuses.of_type(self.crm, "new")
            return self._first
        return status


class Deals:
    """The stage is told by its name in its pipeline; the status, the amount at the close and the history follow from it and the days."""

    def __init__(self, reading: Reading) -> None:
        self.crm, self.reading = reading.crm, reading
        self.has_rules = any(one.team or one.business or one.clients for one in self.crm.where(Pipeline, active=1))
        self._ladders: dict[str, history.Ladder] = {}
        self._stages: dict[tuple[str | None, str], Stage | CrmError] = {}
        products = self.crm.fields("product")
        self._prices = {
            i: (price, cur) for i, price, cur in self.crm.every("product", [products["price"], products["currency"]])
        }
        self._teams = dict(self.crm.every("user", [self.crm.fields("user")["team"]]))

    def __call__(self, batch: Batch) -> None:
        size = len(batch.rows)
        chosen = self._pipelines(batch)
        days = self._days(batch)
        final = self._closed_amounts(batch)
        filled = {name: list(batch.columns.get(name, [None] * size)) for name in DEAL}
        quantities = batch.columns.get("quantity", [None] * size)
        products = batch.columns.get("product", [None] * size)
        for place in range(size):
            stage = self._stage(batch, place, chosen[place])
            if stage is None:
                continue
            row = {name: values[place] for name, values in filled.items()}
            listed = self._listed(products[place], quantities[place])
            self._complete(row, stage, days, place, final[place] if final else None, listed)
            entered = {identity: cells[place] for identity, cells in self._by_stage(days, stage.pipeline).items()}
            batch.beside[place] = self._history(row, stage, entered, final[place] if final else None, listed)
            row["lost_stage"] = row["lost_stage"] or _last_open(
                self._ladder(stage.pipeline), stage, batch.beside[place]
            )
            for name, value in row.items():
                filled[name][place] = value
        batch.columns |= filled

    def _complete(
        self, row: dict[str, Any], stage: Stage, days: Mapping[str, Sequence[Any]], place: int, final: int | None, listed: tuple[Any, Any]
    ) -> None:  # fmt: skip
        over = stage.type != "open"
        row |= {"stage": stage.id, "pipeline": stage.pipeline, "status": stage.type}
        if not over and row["closed"]:
            row["close"], row["closed"] = row["close"] or row["closed"], None
        if over and final is not None:
            row["amount"] = final
        if "owner" not in self.reading.fields:
            row["owner"] = row["owner"] or self.crm.me
        row["team"] = row["team"] or self._teams.get(row["owner"])
        if row["amount"] is None:
            row["currency"] = row["currency"] or listed[1]
        row["began"] = row["began"] or min((cells[place] for cells in days.values() if cells[place]), default=None)

    def _history(
        self, row: Mapping[str, Any], stage: Stage, entered: Mapping[str, str | None], final: int | None, listed: tuple[Any, Any]
    ) -> list[dict[str, Any]]:  # fmt: skip
        known = row["amount"] if final is None or stage.type == "open" else None
        return history.imported(
            self._ladder(stage.pipeline), self.crm.clock, final=stage.id, began=row["began"], closed=row["closed"], stages=entered,
            value=listed[0] if known is None else known, closed_value=row["amount"], currency=row["currency"], close=row["close"], owner=row["owner"],
        )  # fmt: skip

    def _listed(self, product: str | None, quantity: int | None) -> tuple[int | None, str | None]:
        """The list price times the quantity, and its currency."""
        price, currency = self._prices.get(product or "", (None, None))
        return (None if price is None else price * (1 if quantity is None else quantity)), currency

    def _pipelines(self, batch: Batch) -> list[str | None]:
        size = len(batch.rows)
        if "pipeline" in batch.texts:
            named = self.reading.reference("pipeline").resolve(batch.texts["pipeline"])
            for place, item in enumerate(named):
                if isinstance(item, CrmError):
                    batch.refuse(place, item)
            return [item if isinstance(item, str) else None for item in named]
        if not self.has_rules:
            only = pipelines.choose(self.crm)
            return [only.id if only else None] * size
        rules = [batch.columns.get(name, [None] * size) for name in ("client", "team", "business")]
        found = [pipelines.choose(self.crm, *given) for given in zip(*rules, strict=True)]
        return [one.id if one else None for one in found]

    def _stage(self, batch: Batch, place: int, pipeline: str | None) -> Stage | None:
        text = (
            next((batch.texts[name][place].strip() for name in ("stage", "status") if name in batch.texts), "")
            or "open"
        )
        if (pipeline, text) not in self._stages:
            self._stages[pipeline, text] = self._found(pipeline, text)
        found = self._stages[pipeline, text]
        if isinstance(found, CrmError):
            batch.refuse(place, found)
            return None
        return found

    def _found(self, pipeline: str | None, text: str) -> Stage | CrmError:
        try:
            if text == "open":
                return pipelines.of_type(self.crm, pipeline or "", "open")
            return pipelines.find_stage(self.crm, pipeline or "", text)
        except CrmError as error:
            return error

    def _ladder(self, pipeline: str) -> history.Ladder:
        if pipeline not in self._ladders:
            self._ladders[pipeline] = history.Ladder(pipeline, tuple(pipelines.stages(self.crm, pipeline)))
        return self._ladders[pipeline]

    def _days(self, batch: Batch) -> dict[str, Sequence[Any]]:
        """The day of each ``stage:NAME`` column, by that name."""
        known = self.crm.fields("opp")["began"]
        return {
            column.target.stage: self.reading.reader(column, known).read(batch.cells(column), batch.refusing(column))
            for column in self.reading.layout.of("stage")
        }

    def _by_stage(self, days: Mapping[str, Sequence[Any]], pipeline: str) -> dict[str, Sequence[Any]]:
        if not days:
            return {}
        found = {}
        for name, cells in days.items():
            if (pipeline, name) not in self._stages:
                self._stages[pipeline, name] = self._found(pipeline, name)
            stage = self._stages[pipeline, name]
            if isinstance(stage, CrmError):
                raise stage
            found[stage.id] = cells
        return found

    def _closed_amounts(self, batch: Batch) -> Sequence[Any]:
        known = self.crm.fields("opp")["amount"]
        for column in self.reading.layout.of(CLOSED_AMOUNT):
            return self.reading.reader(column, known).read(batch.cells(column), batch.refusing(column))
        return ()


def _last_open(ladder: history.Ladder, stage: Stage, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Where a lost deal was before."""
    if stage.type != "lost":
        return None
    return next((row["stage"] for row in reversed(rows) if ladder.stage(row["stage"]).type == "open"), None)
