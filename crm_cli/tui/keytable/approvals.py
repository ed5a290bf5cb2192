"""Keys of what waits for approval."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import panels

KEYS = (
    Key("open", "enter", N_("open the quote"), "approvals", footer=N_("look")),
    *panels("approvals"),
    Key("approve", "A f8", N_("approve it"), "approvals", footer=N_("approve")),
    Key("refuse", "R", N_("refuse it"), "approvals", footer=N_("refuse")),
    Key("whose", "w", N_("what waits for me, or for anybody"), "approvals", footer=N_("whose")),
    Key("instead", "D", N_("who stands in for me while I am away"), "approvals", footer=N_("away")),
)
