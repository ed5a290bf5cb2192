"""Settings on the command line: ``crm config`` and ``crm use``."""

from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument
from crm_cli.commands.loading import Entry, Group, imported
from crm_cli.commands.options import Format, Json, Quiet
from crm_cli.commands.root import COMMANDS
from crm_cli.commands.writing import UNDO
from crm_cli.config import DEFAULT, IN_THE_BASE, Value, known
from crm_cli.context import current
from crm_cli.errors import Conflict, CrmError, Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records import kinds
from crm_cli.render.data import json_text
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import spanned

KEY = "key."
RECEPTION, NOTHING = "call.reception", "none"
Name = Annotated[str, Argument(metavar="NAME", help=N_("A setting, such as language or alias.hot"))]


def list_settings(json: Json = False, format: Format = None) -> None:  # noqa: A002 - its name in --format
    """Every setting with its value, its origin (option, environment, a file, or default) and what it is for.

    Those of the whole team stand in the base: archive.sensitive, call.reception, contact.real, lead.required, lead.response, lead.stale,
    numbers.quote (and of orders, deliveries, invoices, contracts, memberships), pool.capacity, pool.daily_take, pool.cooldown, pool.cooldown_new,
    quotes.days, rate.by, rate.period, rate.share, rate.class, rate.key, report.asks, work.hours,
    work.days.

    Example:
      crm config list
    """
    columns = [
        Column("name", N_("Setting")), Column("value", N_("Set to")), Column("origin", N_("Origin")), Column("help", N_("What it is for")),
    ]  # fmt: skip
    found = [*current().config.all(), *_of_the_base()]
    chosen = "json" if json else format or "table"
    say = str if chosen in MACHINE else _
    shown = str if chosen in MACHINE else spanned
    rows = [(name, shown(value.value or ""), say(value.origin), say(_meaning(name))) for name, value in found]
    current().renderer.listing(Listing(columns, rows), chosen)


def _meaning(name: str) -> str:
    return IN_THE_BASE.get(name) or known(name).help


def get_setting(name: Name, json: Json = False) -> None:
    """The value of one setting.

    Example:
      crm config get base
    """
    value = _in_the_base(name) if name in IN_THE_BASE else current().config.get(name)
    if json:
        current().renderer.data(json_text({"name": name, "value": value.value, "origin": value.origin}))
    elif value.value is not None:
        current().renderer.data(value.value)


def set_setting(
    name: Name,
    value: Annotated[str | None, Argument(metavar="VALUE", help=N_("Its value; nothing takes the setting out"))] = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Write a setting into your own file; one that is the whole team's into the base (see crm config list).

    Example:
      crm config set language zh_CN
      crm config set lead.response 4h
      crm config set lead.required company,contact,phone
      crm config set alias.hot "opp list amount=100000.. close=..30d"
      crm config set key.board.log "c f2"
      crm config set tui.theme light
    """
    if name in IN_THE_BASE:
        _put_in_the_base(name, value)
        return
    alias = name.removeprefix("alias.")
    if alias != name and alias in COMMANDS:
        raise Conflict(N_("“{name}” is a command already"), hint=N_("another name for the alias"), name=alias)
    if (
        name.startswith(KEY)
        and value
        and (
            wrong := imported("crm_cli.tui.keys:wrong")(
                {**current().config.group("key"), name.removeprefix(KEY): value}
            )
        )
    ):
        raise Invalid("{wrong}", hint=N_("“?” on a screen tells its keys and their names"), wrong=wrong[0])
    current().config.set(name, value)
    _say(name, current().config.get(name))


def use(
    path: Annotated[Path, Argument(metavar="FILE", help=N_("The base"))],
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Choose the base to work with from now on.

    Example:
      crm use ~/clients.db
    """
    if not path.expanduser().is_file():
        raise NotFound(N_("there is no file {path}"), path=path)
    current().config.set("base", str(path))
    _say("base", current().config.get("base"))


def _in_the_base(name: str) -> Value:
    """What the team set, else what holds until it does; its origin is the file."""
    run = current()
    value = run.workspace.setting(name)
    agreed = _agreed(name)
    return Value(value or (agreed.default if agreed else "no"), DEFAULT if value is None else str(run.base))


def _of_the_base() -> list[tuple[str, Value]]:
    """The settings of the base; none where there is no base to open, nor is an empty file made one by looking."""
    try:
        if not current().base.is_file() or not current().base.stat().st_size:
            return []
        return [(name, _in_the_base(name)) for name in IN_THE_BASE]
    except (CrmError, OSError):
        return []


def _put_in_the_base(name: str, value: str | None) -> None:
    """A step like any other, so that it can be undone."""
    crm = current().workspace
    chosen = None if value is None else _read(name, value)
    if chosen != crm.setting(name):
        crm.put_setting(name, chosen)
        _say(name, _in_the_base(name))
        current().renderer.say(_(UNDO))
    else:
        _say(name, _in_the_base(name))


def _agreed(name: str) -> Any:
    """What the people of the team agreed on; None for what is otherwise in the base. Help does without it."""
    return imported("crm_cli.people.policy:SETTINGS").get(name)


def _read(name: str, text: str) -> str:
    """The value as it is kept; what cannot be is refused."""
    if agreed := _agreed(name):
        found: str = agreed.read(text)
        if name == RECEPTION and found != NOTHING:
            current().workspace.ids("user", found)  # one who is there
        return found
    return "yes" if kinds.read_flag(text, current().workspace.reading, {}) else "no"


def _say(name: str, value: Value) -> None:
    """What is in force now, which an option or the environment may have settled otherwise."""
    current().renderer.say(
        _("{name} is {value} ({origin})").format(name=name, value=spanned(value.value or "-"), origin=_(value.origin))
    )


VERBS: dict[str, Entry] = {
    "list": Entry("crm_cli.commands.config:list_settings", N_("Every setting with its value and origin")),
    "get": Entry("crm_cli.commands.config:get_setting", N_("The value of one setting")),
    "set": Entry("crm_cli.commands.config:set_setting", N_("Write a setting into your own file")),
}
group = Group("config", VERBS, N_("Settings of the program, each with its origin"))
