"""The fields of every noun, the team's own among them, and what the team has set."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from crm_cli.records import kinds, later
from crm_cli.records.record import Field, declared
from crm_cli.records.registry import load
from crm_cli.store import rows
from crm_cli.workspace.desk import Desk

if TYPE_CHECKING:
    from crm_cli.store import reports
else:  # only where the team's fields change
    reports = later.module("crm_cli.store.reports")

SENSITIVE = "archive.sensitive"


class Fields(Desk):
    """What a record of this base consists of."""

    def fields(self, noun: str) -> Mapping[str, Field]:
        """The fields of a noun by name, the team's own among them."""
        if noun not in self._fields:
            own = {f.name: f for f in declared(load(noun))}
            self._fields[noun] = own | self._attributes.get(noun, {})
        return self._fields[noun]

    @cached_property
    def _fields(self) -> dict[str, Mapping[str, Field]]:
        return {}

    @cached_property
    def _attributes(self) -> dict[str, dict[str, Field]]:
        found: dict[str, dict[str, Field]] = {}
        for row in rows.read(self.store, load("field"), "1 ORDER BY position, n"):
            choices = {value: value for value in kinds.items(row["choices"])}
            facets = {"label": row["name"], "choices": choices, "to": row["to"], "on_remove": "clear"}
            facets |= {name: bool(row[name]) for name in ("required", "listed")}
            found.setdefault(row["noun_name"], {})[row["name"]] = Field(
                row["name"], row["kind"], row["name"], facets, custom=True
            )
        return found

    def forget_fields(self) -> None:
        """Read the team's own fields again; after one was added or changed."""
        for name in ("_fields", "_attributes"):
            self.__dict__.pop(name, None)
        reports.index_attributes(
            self.store,
            [(noun, f.name) for noun, own in self._attributes.items() for f in own.values() if f.facets["listed"]],
        )

    def setting(self, name: str) -> str | None:
        """What the team set."""
        return self.store.settings.get(name)

    def put_setting(self, name: str, value: str | None) -> None:
        """Set it for the whole team."""
        cls = load("setting")
        with self.step():
            found = rows.read(self.store, cls, "name = ?", (name,))
            if found:
                rows.update(self.store, cls, found[0], {"value": value})
            else:
                rows.insert(self.store, cls, {"name": name, "value": value})
        self.store.read_settings()

    def hides(self, field: Field) -> bool:
        """A field about what is nobody's business, in a base that did not ask for such."""
        return bool(field.facets.get("sensitive")) and self.setting(SENSITIVE) not in ("1", "yes", "true", "on")
