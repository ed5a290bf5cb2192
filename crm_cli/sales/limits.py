"""What somebody may quote without asking: by the role, as the team set it, else as is usual."""

from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Duplicate, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.users import ROLES, User
from crm_cli.workspace import Workspace

WHOLE = 10_000
BELOW_USUAL = 1000
"""From how much below the usual price on somebody is warned, in basis points, where the limit does not say."""
USUAL: Mapping[str, Mapping[str, Any]] = {
    "rep": {"discount": 1000, "below_usual": BELOW_USUAL},
    "manager": {"discount": 3000, "below_usual": BELOW_USUAL, "below_floor": 1, "over_credit": 1, "approves": 1},
    "steward": {"discount": 0, "below_usual": BELOW_USUAL},
    "admin": {"below_usual": BELOW_USUAL, "below_floor": 1, "over_credit": 1, "approves": 1},
}
_PERCENTS = {"discount": N_("Most discount"), "below_usual": N_("Warned below the usual price")}


def of(crm: Workspace, user: User | None = None) -> Limit:
    """The limit of that user's role, else of whoever works; in a base without users nobody has to be asked."""
    if user is None and crm.me is None:
        return Limit(role="admin", **USUAL["admin"])
    return of_role(crm, (user or crm.by_id(User, str(crm.me))).role)


def of_role(crm: Workspace, role: str) -> Limit:
    """The limit of a role."""
    found = [] if crm.is_empty("limit") else crm.where(Limit, role=role)
    return found[0] if found else Limit(role=role, **USUAL[role])


def complete(crm: Workspace, limit: Limit | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """There is one limit of each role, and its shares lie between nothing and all."""
    role = values.get("role", getattr(limit, "role", None))
    for other in crm.where(Limit, role=role):
        if limit is None or other.id != limit.id:
            raise Duplicate(
                N_("{role} has a limit already: {ref}"), hint="crm limit edit {ref} --discount …", ref=other.ref,
                role=Word(ROLES[role]) if role in ROLES else role,
            )  # fmt: skip
    for name, label in _PERCENTS.items():
        if not 0 <= (values.get(name) or 0) <= WHOLE:
            with of_field(name):
                raise Invalid(N_("{field} lies between 0 and 100 %"), field=Word(label))
    if (values.get("amount") or 0) < 0:
        with of_field("amount"):
            raise Invalid(N_("{field} is not below zero"), field=Word(N_("Largest amount")))
    return {}
