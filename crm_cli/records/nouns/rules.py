"""A rule: when something happens to a record, and if it is such a one, then this is done."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("rule")
class Rule(of.Record):
    """``when`` is a noun and what happens to it (``opp added``, ``opp changed amount``, ``opp stage=谈判``), ``filter`` says of which
    records, ``then`` what is done, in the same step. Rows of an import are passed by unless ``imports`` is on."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    when: str = of.text(
        N_("When this happens"),
        required=True,
        listed=True,
        help=N_("a noun and what happens to it: opp added, opp changed amount, opp stage=Negotiation"),
    )
    filter: str | None = of.text(
        N_("If"), listed=True, help=N_("the record is one that this filter finds: amount>500k")
    )
    then: str = of.text(
        N_("Then"),
        required=True,
        listed=True,
        help=N_("what is done, with ; between: assign Nora; tag big; task send the proposal due +3d; notify Nora …"),
    )
    imports: int = of.flag(N_("For imported rows too"), default=0)
    position: int | None = of.number(N_("Position"))
    active: int = of.flag(N_("Active"), default=1, listed=True)
