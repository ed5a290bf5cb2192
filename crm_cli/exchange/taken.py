"""Refs and names that only one record may have: those of the base and of the rows before."""

from collections.abc import Sequence

from crm_cli.errors import Conflict, One
from crm_cli.exchange.batches import Batch
from crm_cli.i18n import N_
from crm_cli.records.names import name_key
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace


class Taken:
    """What is taken while a file is read; rows with numbers of another system may share a name (``may_share``)."""

    def __init__(self, crm: Workspace, noun: str, *, may_share: bool) -> None:
        self.crm, self.noun, self.may_share = crm, noun, may_share
        self.is_first = crm.is_empty(noun)
        self.names: set[str] = set()
        self.refs: set[int] = set()

    def check_refs(self, batch: Batch, new: Sequence[int]) -> None:
        """A ref that is taken, in the base or by an earlier row of the file, cannot be taken again."""
        refs = {place: batch.columns["ref"][place] for place in new}
        taken = set() if self.is_first else {ref for ref, _id in self.crm.having(self.noun, "ref", refs.values())}
        for place, ref in refs.items():
            mark = hash(ref)
            if ref in taken or mark in self.refs:
                batch.refuse(place, Conflict(N_("{ref} is there already"), ref=ref))
            self.refs.add(mark)

    def check_names(self, batch: Batch, new: Sequence[int]) -> None:
        """A name that must be unique, and that a record or an earlier row has, is refused."""
        keys = {place: name_key(batch.columns["name"][place]) for place in new}
        wanted = () if self.is_first else set(keys.values())
        taken = {key for key, _identity in self.crm.having(self.noun, "name_key", wanted)} if wanted else set()
        for place, key in keys.items():
            if (key in taken or key in self.names) and not self.may_share:
                batch.refuse(
                    place,
                    Conflict(
                        N_("there is already {one} called “{name}”"),
                        one=One(NOUNS[self.noun].title),
                        name=batch.columns["name"][place],
                    ),
                )
            self.names.add(key)
