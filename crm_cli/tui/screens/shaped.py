"""How a list looks: its columns, which are remembered for the person, and the views it is kept under."""

from crm_cli.i18n import N_, _
from crm_cli.records.registry import NOUNS, load
from crm_cli.records.shell import as_line
from crm_cli.telling.lists import shown_fields
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.rows import Wanted, remembered
from crm_cli.tui.screens.found import Listed

EVERY, KEEP = ":all", ":keep"  # what is no view's name in a filter


class Shaped(Listed):
    """A list whose columns are chosen."""

    @property
    def setting(self) -> str:
        """Under which name the columns are remembered."""
        return f"list.{self.noun}"

    def action_columns(self) -> None:
        """Choose the columns and their order."""
        from crm_cli.tui.dialogs.columns import Columns  # only where they are chosen

        labels = {field.name: f"{_(field.label)}  {field.name}" for field in shown_fields(self.noun)}
        now = [column.key for column in self.found.columns] if self.found else []
        for column in self.found.columns if self.found else []:
            labels.setdefault(column.key, f"{_(column.label)}  {column.key}")

        def chosen(names: list[str] | None) -> None:
            if names is None or names == now:
                return
            self.act("config", "set", self.setting, *([",".join(names)] if names else []))
            self.tried(lambda: self.find(self.wanted._replace(fields=tuple(names))))

        title = _("Columns of the list: {noun}").format(noun=_(NOUNS[self.noun].title))
        self.app.push_screen(Columns(title, labels, now), chosen)

    def action_views(self) -> None:
        """See it as a view shows it, or keep it as one."""
        views = {view.name: view for view in self.crm.where(load("view"), noun_name=self.noun)}
        mine = {name: text for name, text in self.crm.own_views.items() if name not in views}
        options = {
            EVERY: _("all, with the usual columns"),
            **{name: f"@{name}  {view.filter or ''}" for name, view in views.items()},
            **{name: f"@{name}  {text}" for name, text in mine.items()},
            KEEP: _("keep the list as it is now as a view …"),
        }

        def chosen(name: str) -> None:
            if name == KEEP:
                self.keep_view()
            elif name == EVERY:
                self.look_so(Wanted())
            else:
                view = views.get(name)
                fields = tuple(filter(None, (view.fields or "").split(","))) if view else ()
                self.look_so(Wanted((f"@{name}",), (view.sort or "") if view else "", fields))

        self.choose(_("Views"), options, chosen)

    def look_so(self, wanted: Wanted) -> None:
        """Show that list; where it names no columns, with those that are remembered."""
        fields = tuple(wanted.fields) or remembered(self.noun)
        self.tried(lambda: self.find(wanted._replace(fields=fields)))
        self.title_line()

    def keep_view(self) -> None:
        """Keep the filter, the columns and the order under a name."""
        wanted = self.wanted

        def line(said: dict[str, str]) -> list[str]:
            if not said["name"]:
                return []
            about = [
                ("--filter", as_line(wanted.tokens)),
                ("--fields", ",".join(wanted.fields)),
                ("--sort", wanted.sort),
            ]
            return [
                "view",
                "add",
                *(f"{option}={text}" for option, text in about if text),
                "--",
                said["name"],
                self.noun,
            ]

        self.ask(_("Keep this list as a view"), [Blank("name", N_("Name"))], line)
