"""Two records that are alike and not the same: said once, remembered for every later scan."""

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.nouns.differences import Difference, difference_id
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace


def tell_apart(crm: Workspace, one: Record, other: Record) -> bool:
    """Remember that the two are different; False where that was known already."""
    if one.noun != other.noun:
        raise Invalid(
            N_("{one} ({first}) and {other} ({second}) are of two kinds: they are different anyway"), one=one.ref, other=other.ref,
            first=Word(NOUNS[one.noun].title), second=Word(NOUNS[other.noun].title),
        )  # fmt: skip
    if one.id == other.id:
        raise Invalid(N_("{ref} is one record: name two"), ref=one.ref, hint="crm duplicates different C1 C2")
    first, second = sorted((one.id, other.id))
    if are_apart(crm, first, second):
        return False
    crm.add(Difference(id=difference_id(first, second), noun_name=one.noun, record=first, other=second))
    return True


def are_apart(crm: Workspace, one: str, other: str) -> bool:
    """Somebody said that these two (ids) are different."""
    return bool(crm.where(Difference, id=difference_id(one, other)))
