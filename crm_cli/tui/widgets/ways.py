"""How each kind of field is filled in."""

from typing import NamedTuple

from crm_cli.tui.widgets.offers import Offers, of_choices, of_flag, of_records


class Way(NamedTuple):
    """How a kind is filled in: in ``lines``, told back while one types (``echo``), from what is offered, one or ``several``."""

    echo: bool = False
    offers: Offers | None = None
    several: bool = False
    lines: bool = False


WAYS: dict[str, Way] = {
    "text": Way(),
    "longtext": Way(lines=True),
    "number": Way(echo=True),
    "decimal": Way(echo=True),
    "money": Way(echo=True),
    "percent": Way(echo=True),
    "date": Way(echo=True),
    "time": Way(echo=True),
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
