"""Names that a condition may hold: what goes by such a name is found again by it."""

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.filters import EMPTY, FILLED
from crm_cli.records.kinds import ME, parts

LAST = ("last", "@last")
TAKEN = (*EMPTY, *FILLED, *ME, *LAST)
QUOTE = '"'


def check_name(name: str) -> None:
    """Refuse a name that a filter would read otherwise: as nobody, as whoever asks, or as several names."""
    if name.strip().casefold() in TAKEN:
        raise Invalid(
            N_("“{name}” can't be a name: in a filter it has a meaning of its own"), hint=N_("another name"), name=name
        )
    if name.strip() and (parts(name) != [name.strip()] or QUOTE in name):
        raise Invalid(
            N_("“{name}” can't be a name: commas, semicolons, quotes and line breaks stand between names in a list"),
            hint=N_("a name without them"), name=name,
        )  # fmt: skip
