"""A whole base, its history included, taken out as one file and brought in again: into an empty file, or into another copy of it."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from crm_cli.errors import Conflict, Newer
from crm_cli.exchange import moving, parcel
from crm_cli.exchange.moving import Counts, Lost
from crm_cli.exchange.parcel import Head, Opened, Parcel
from crm_cli.exchange.told import Reading
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import SCHEMA, Workspace


class Done(NamedTuple):
    """What bringing a base in did, or would do: rows added, changed and removed by noun, the steps and changes that came, what
    lost; how many records a base that was only begun had; the letters that refs made here end in, where it became a copy."""

    counts: Counts
    steps: int
    ops: int
    lost: list[Lost]
    removed: int = 0
    site: str = ""
    whole: bool = False

    @property
    def created(self) -> int:
        """How many records came."""
        return sum(self.counts.get("I", {}).values())


def take_out(crm: Workspace) -> Iterator[str]:
    """The whole base as of one moment, as lines, several at once; the last ends without a line end."""
    with crm.store.reading():
        about = crm.about()
        head = Head(country=crm.country.code, currency=crm.currency, **about._asdict())
        yield from parcel.packed(head, chain(crm.log_lines(), crm.everything()))


def counted(crm: Workspace) -> tuple[int, int]:
    """How many records and steps would be taken out."""
    about = crm.about()
    return _visible(about.records), about.steps


def opened(source: Opened) -> Parcel:
    """A file that was taken out, if it is whole and of this program."""
    found = parcel.checked(source)
    if found.head.schema > SCHEMA:
        raise Newer(
            N_("the file was written by a newer program (schema {found}, this one knows {known})"),
            hint="pip install --upgrade guanxi", found=found.head.schema, known=SCHEMA,
        )  # fmt: skip
    return found


def bring_in(crm: Workspace, file: Parcel, *, once: str | None = None, dry_run: bool = False) -> Done:
    """Make an empty base, be it begun or not, a copy of the one in the file; a copy of it takes in what is new there."""
    about = crm.about()
    if about.base == file.head.base:
        met = moving.merge(crm, file, once=once, dry_run=dry_run)
        return Done(met.counts, met.steps, met.ops, met.lost)
    if not crm.is_begun_only():
        raise Conflict(
            N_("{path} is another base than the one in the file, and in use"), path=str(crm.store.path),
            hint=N_("bring it in noun by noun (crm import client FILE), or as a base of its own: crm --db FILE import all …"),
        )  # fmt: skip
    return foreseen(file, about.records) if dry_run else _become(crm, file)


def foreseen(file: Parcel, present: dict[str, int] | None = None) -> Done:
    """What bringing the file into an empty base would do."""
    return Done({"I": dict(file.head.records)}, file.head.steps, file.head.ops, [], _visible(present or {}), whole=True)


def _visible(records: dict[str, int]) -> int:
    return sum(count for noun, count in records.items() if not NOUNS[noun].internal)


def _become(crm: Workspace, file: Parcel) -> Done:
    head, reading = file.head, Reading(file)
    with crm.arriving(head.base, {"country": head.country, "currency": head.currency}) as arriving:
        for told, changes in reading.log():
            arriving.step(told, changes)
        for noun, names, rows in reading.records():
            arriving.rows(noun, names, rows)
        reading.check_counts()
    return Done(
        {"I": dict(reading.counted)}, reading.steps, reading.ops, [], arriving.cleared, arriving.site, whole=True
    )
