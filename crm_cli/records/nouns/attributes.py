"""An attribute: a field of the team's own, which works wherever a built-in field works."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES

KINDS = {
    "text": N_("text"), "longtext": N_("long text"), "number": N_("whole number"), "decimal": N_("decimal number"), "money": N_("money"),
    "percent": N_("percentage"), "date": N_("date"), "time": N_("point in time"), "flag": N_("yes or no"), "choice": N_("choice"),
    "choices": N_("several choices"), "link": N_("link"), "phone": N_("phone"), "phones": N_("several phones"), "email": N_("e-mail"),
    "emails": N_("several e-mails"), "url": N_("web address"),
}  # fmt: skip


@of.record("field")
class Attribute(of.Record):
    """A field of your own on the records of one noun."""

    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    name: str = of.text(N_("Name"), required=True, listed=True, key="name")
    kind: str = of.choice(N_("Kind"), choices=KINDS, default="text", listed=True)
    choices: str | None = of.choices(N_("Choices"), choices={}, open=True, listed=True)
    to: str | None = of.text(N_("Links to"))
    required: int = of.flag(N_("Required"), default=0, listed=True)
    listed: int = of.flag(N_("In lists"), default=0, listed=True)
    position: int = of.number(N_("Position"), default=1)
