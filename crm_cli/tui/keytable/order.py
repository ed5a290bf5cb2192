"""Keys of the page of an order."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import beside, panels

KEYS = (
    Key(
        "open", "enter", N_("open what the line is about, or change the line of the order"), "order", footer=N_("look")
    ),
    *panels("order"),
    *beside("order"),
    Key("deliver", "d f8", N_("goods go out"), "order", footer=N_("deliver")),
    Key("invoice", "i f7", N_("bill it"), "order", footer=N_("invoice")),
    Key("pay", "p f11", N_("money came, for the invoice under the cursor"), "order", footer=N_("payment")),
    Key("give_back", "r", N_("goods come back; of an invoice: take it back"), "order", footer=N_("returns")),
    Key("accept", "a", N_("the client accepts it"), "order", footer=N_("accept")),
    Key("plan", "m", N_("the payment plan"), "order", footer=N_("plan")),
    Key("print", "P f3", N_("on paper"), "order", footer=N_("print")),
    Key("edit", "e f4", N_("edit"), "order", footer=N_("edit")),
    Key("line_more", "n", N_("add a line"), "order"),
    Key("line_less", "delete", N_("take the line out"), "order"),
    Key("cancel", "x", N_("nothing comes of it"), "order"),
    Key("fields", "v", N_("all its fields"), "order"),
    Key("log", "c f2", N_("log a call"), "order"),
    Key("task", "t f6", N_("add a task"), "order"),
)
