"""A stage of a pipeline: its type, probability, patience and what must be true before a deal leaves it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.opportunities import CATEGORIES, STATUSES


@of.record("stage")
class Stage(of.Record):
    """A stage of a pipeline. The type is what the program goes by; the name is yours."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name")
    pipeline: str = of.link(N_("Pipeline"), to="pipeline", required=True, listed=True, on_remove="cascade")
    position: int = of.number(N_("Position"), default=1, listed=True)
    type: str = of.choice(N_("Type"), choices=STATUSES, default="open", listed=True)
    probability: int = of.percent(N_("Probability"), default=0, listed=True)
    category: str = of.choice(N_("Forecast category"), choices=CATEGORIES, default="pipeline", listed=True)
    rot_days: int | None = of.number(N_("Days until it rots"), listed=True)
    checklist: str | None = of.choices(N_("Exit checklist"), choices={}, open=True, listed=True)
    playbook: str | None = of.longtext(N_("Playbook"))
