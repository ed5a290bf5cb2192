"""How each kind of field is filled in."""

from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.tui.widgets.offers import Offers, of_choices, of_flag, of_records


class Way(NamedTuple):
    """How a kind is filled in: in ``lines``, told back while one types (``echo``), from what is offered, one or ``several``; what it may look ``like``."""

    echo: bool = False
    offers: Offers | None = None
    several: bool = False
    lines: bool = False
    like: str = ""


WAYS: dict[str, Way] = {
    "text": Way(),
    "longtext": Way(lines=True),
    "number": Way(echo=True),
    "decimal": Way(echo=True),
    "money": Way(echo=True),
    "percent": Way(echo=True),
    "date": Way(echo=True, like=N_("fri, +3d, 12-31")),
    "time": Way(echo=True, like=N_("fri 10:00")),
    "flag": Way(offers=of_flag),
    "choice": Way(offers=of_choices),
    "choices": Way(offers=of_choices, several=True),
    "phone": Way(echo=True),
    "phones": Way(),
    "email": Way(),
    "emails": Way(),
    "url": Way(),
    "birthday": Way(echo=True),
    "repeat": Way(echo=True),
    "link": Way(offers=of_records),
    "links": Way(offers=of_records, several=True),
    "tags": Way(offers=of_records, several=True),
}
