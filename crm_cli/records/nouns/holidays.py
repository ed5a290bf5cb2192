"""A holiday: days on which the whole firm is off, or at work although the calendar says otherwise."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

KINDS = {"off": N_("day off"), "worked": N_("worked instead")}
WORDS = {  # what lists of holidays write for them
    "off": "放假 休 休息 休假 假日 节假日 法定节假日 公休 假 holiday free true 是", "worked": "上班 补班 调休 调休上班 调班 班 workday work false 否",
}  # fmt: skip


@of.record("holiday")
class Holiday(of.Record):
    """From ``start`` to ``end``, both included; it beats what the country says of these days."""

    name: str | None = of.text(N_("Name"), listed=True, searched="name")
    start: str = of.date(N_("First day"), required=True, listed=True)
    end: str | None = of.date(N_("Last day"), listed=True)
    kind: str = of.choice(N_("Kind"), choices=KINDS, words=WORDS, default="off", listed=True)
    note: str | None = of.text(N_("Note"))
