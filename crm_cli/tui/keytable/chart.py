"""Keys of the charts."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key

KEYS = (
    Key("bar(1)", "down j", N_("next bar"), "chart"),
    Key("bar(-1)", "up k", N_("bar above"), "chart"),
    Key("end(0)", "home g", N_("first bar"), "chart"),
    Key("end(1)", "end G", N_("last bar"), "chart"),
    Key("open", "enter", N_("its deals"), "chart", footer=N_("deals")),
    Key("chart", "v tab", N_("funnel, forecast, over time"), "chart", footer=N_("next chart")),
    Key("span(-1)", "[", N_("the time before"), "chart", footer=N_("time"), drawn="[ ]"),
    Key("span(1)", "]", N_("the time after"), "chart"),
    Key("unit", "m", N_("all, by month, quarter, year"), "chart", footer=N_("span")),
    Key("pipeline", "p", N_("next pipeline"), "chart", footer=N_("pipeline")),
    Key("filter", "f f3", N_("filter"), "chart", footer=N_("filter")),
    Key("whose", "w", N_("mine, my team's, all"), "chart", footer=N_("whose")),
)
