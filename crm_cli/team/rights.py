"""Rights: which role may write what not everybody may. What has a right says so where it is declared (``right``)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crm_cli.errors import Conflict, Denied, One, Several, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.users import User
from crm_cli.records.record import guarded, priced
from crm_cli.records.registry import NOUNS, concerns, load
from crm_cli.workspace import Workspace

RANK: Mapping[str, int] = {"manager": 1, "admin": 2}
"""Who may more; all other roles may what everybody may."""
WHO = {"manager": N_("a manager or an administrator"), "admin": N_("an administrator")}
NAMED = 3


def check(crm: Workspace, noun: str, fields: Sequence[str], gone: str = "") -> None:
    """Refuse to write these fields of a noun to somebody whose role may not; ``gone`` is the ref of one that is taken out.

    What nobody in a base may, those may who come next: without an administrator the managers, without them everybody.
    """
    cls, own = load(noun), NOUNS[noun].right
    known = priced(cls) | {name: right for name, (right, _usual) in guarded(cls).items()}
    rights = {name: known[name] for name in fields}
    right = max([*rights.values(), own], key=lambda one: RANK.get(one, 0))
    if may(crm, right):
        return
    who, hint, names = (
        Word(WHO[right]),
        N_("ask {names}: crm help rights says who may what"),
        Several(_holders(crm, right)),
    )
    if own:
        raise Denied(
            N_("{noun} is written only by {who}"), hint=hint, names=names, noun=One(NOUNS[noun].title), who=who
        )
    field = next(name for name in fields if rights[name] == right)
    label = Word(crm.fields(noun)[field].label)
    with of_field(field):
        if gone:
            raise Denied(
                N_("{ref} is taken out only by {who}, for its field: {field}"), hint=hint, names=names, ref=gone, field=label, who=who
            )  # fmt: skip
        raise Denied(
            N_("{field} of {noun} is set only by {who}"), hint=hint, names=names, field=label, noun=One(NOUNS[noun].title), who=who
        )  # fmt: skip


def may(crm: Workspace, right: str) -> bool:
    """Whether whoever works has this right; without users, and who begins a base, everybody has every right."""
    if crm.begins or crm.me is None:
        return True
    mine = RANK.get(crm.by_id(User, crm.me).role, 0)
    return mine >= RANK.get(right, 0) or mine >= _highest(crm)


def _highest(crm: Workspace) -> int:
    return max((RANK.get(user.role, 0) for user in crm.where(User)), default=0)


def _holders(crm: Workspace, right: str) -> list[str]:
    """The names of some who have a right, those with no more than they need first."""
    needed = min(RANK[right], _highest(crm))
    known = [user for user in crm.where(User, active=1) if RANK.get(user.role, 0) >= needed]
    return [user.name for user in sorted(known, key=lambda one: (RANK[one.role], one.n))[:NAMED]] or [str(WHO[right])]


# --- there is always an administrator


@concerns("role", "active")
def complete(crm: Workspace, user: User | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The last administrator stays one, and stays active: nobody else could make another."""
    if user is not None and user.role == "admin":
        then = {"role": user.role, "active": user.active} | {
            name: values[name] for name in ("role", "active") if name in values
        }
        if then["role"] != "admin" or (user.active and not then["active"]):
            _refuse_last(crm, user, {user.id})
    return {}


def leave(crm: Workspace, user: User, going: Collection[str]) -> None:
    """The last administrator goes only with everybody else."""
    if user.role == "admin":
        _refuse_last(crm, user, going)


def _refuse_last(crm: Workspace, user: User, going: Collection[str]) -> None:
    others = [one for one in crm.where(User, active=1) if one.id not in {*going, user.id}]
    if others and not any(one.role == "admin" for one in others):
        raise Conflict(
            N_("{ref} {name} is the last administrator"), hint="crm user edit {other} --role admin", ref=user.ref, name=user.name,
            other=others[0].ref,
        )  # fmt: skip
