"""A firing: what a rule did to a record, kept for whoever asks why."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("firing")
class Firing(of.Record):
    """The rule is kept by its name too and the record by its ref and name, as they were then; ``problem`` says what of it could not be done."""

    rule: str = of.text(N_("Rule"), required=True)
    rule_name: str = of.text(N_("Name"), required=True)
    noun_name: str = of.text(N_("Noun"), required=True)
    record: str = of.text(N_("Record"), required=True)
    about: str = of.text(N_("Record"), required=True)
    did: str | None = of.text(N_("What it did"))
    problem: str | None = of.text(N_("Problem"))
