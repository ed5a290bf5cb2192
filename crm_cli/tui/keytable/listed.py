"""Keys of a list."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key

KEYS = (
    Key("row(1)", "down j", N_("next row"), "list"),
    Key("row(-1)", "up k", N_("row above"), "list"),
    Key("cell(-1)", "left h", N_("cell to the left"), "list"),
    Key("cell(1)", "right l", N_("cell to the right"), "list"),
    Key("page(1)", "pagedown", N_("a page on"), "list"),
    Key("page(-1)", "pageup", N_("a page back"), "list"),
    Key("end(0)", "home g", N_("first row"), "list"),
    Key("end(1)", "end G", N_("last row"), "list"),
    Key("open", "enter", N_("open the record"), "list", footer=N_("look")),
    Key("choose", "space", N_("choose"), "list", footer=N_("choose")),
    Key("choose_all", "*", N_("choose all that are found"), "list"),
    Key("choose_none", "X", N_("choose none"), "list"),
    Key("stretch(1)", "shift+down J", N_("choose on to the row below"), "list"),
    Key("stretch(-1)", "shift+up K", N_("choose on to the row above"), "list"),
    Key("edit", "e f4", N_("edit the cell"), "list", footer=N_("edit")),
    Key("form", "E", N_("edit all fields of the row"), "list"),
    Key("add", "a f7", N_("add one"), "list", footer=N_("add")),
    Key("filter", "f f3", N_("filter"), "list", footer=N_("filter")),
    Key("sort", "s", N_("sort by the column"), "list", footer=N_("sort")),
    Key("columns", "C", N_("choose the columns"), "list", footer=N_("columns")),
    Key("views", "v", N_("see it as a view, or keep it as one"), "list", footer=N_("views")),
    Key("log", "c f2", N_("log a call"), "list", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "list", footer=N_("task")),
    Key("tag", "T", N_("tag"), "list"),
    Key("assign", "o", N_("give to somebody"), "list"),
    Key("export", "x f8", N_("write to a file"), "list", footer=N_("export")),
    Key("remove", "d delete", N_("remove"), "list"),
)
