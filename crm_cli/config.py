"""Settings, each with its origin: flag, then environment, then .crm.toml, then the user's file, then the default."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli import paths
from crm_cli.errors import Invalid
from crm_cli.i18n import LANGUAGES, N_

PROJECT_FILE = ".crm.toml"
FLAG = N_("option")
ENVIRONMENT = N_("environment")
DEFAULT = N_("default")


class Value(NamedTuple):
    """A setting's value and where it comes from: option, environment, default, or the path of a file."""

    value: str | None
    origin: str


class Setting(NamedTuple):
    """What may be set: its help, and how a text becomes its value (relative paths start at the folder)."""

    help: str
    parse: Callable[[str, Path], str]


def _text(text: str, _folder: Path) -> str:
    return text


def _path(text: str, folder: Path) -> str:
    return str(folder / Path(text).expanduser())


def _language(text: str, _folder: Path) -> str:
    chosen = spoken(text)
    if chosen is None:
        raise Invalid(N_("“{text}” is not a language: {choices}"), text=text, choices=", ".join(LANGUAGES))
    return chosen


def _zone(text: str, _folder: Path) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # only when a zone is set

    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(N_("“{text}” is not a time zone"), hint=N_("a name such as Asia/Shanghai"), text=text) from None
    return text


def _colour(text: str, _folder: Path) -> str:
    if text not in COLOURS:
        raise Invalid(N_("“{text}” is not one of {choices}"), text=text, choices=", ".join(COLOURS))
    return text


def _theme(text: str, _folder: Path) -> str:
    if text not in THEMES:
        raise Invalid(N_("“{text}” is not one of {choices}"), text=text, choices=", ".join(THEMES))
    return text


def _switch(text: str, _folder: Path) -> str:
    if text not in SWITCH:
        raise Invalid(N_("“{text}” is not one of {choices}"), text=text, choices=", ".join(SWITCH))
    return text


def _port(text: str, _folder: Path) -> str:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise Invalid(N_("“{text}” is not a port"), hint="587", text=text)
    return text


def _security(text: str, _folder: Path) -> str:
    if text not in SECURITY:
        raise Invalid(N_("“{text}” is not one of {choices}"), text=text, choices=", ".join(SECURITY))
    return text


def _alias(text: str, _folder: Path) -> str:
    if text.lstrip().startswith("!"):
        raise Invalid(N_("an alias runs crm, not the shell: “{text}”"), hint=N_("leave out the “!”"), text=text)
    return text


def _command(text: str, _folder: Path) -> str:
    if "://" in text.partition(" ")[0]:
        raise Invalid(SECRET, hint=HINT)
    return text


COLOURS = ("auto", "always", "never")
SWITCH = ("on", "off")
THEMES = (
    "dark", "light", "ansi", "ansi-light", "nord", "gruvbox", "dracula", "tokyo-night", "monokai", "solarized-dark", "solarized-light",
    "catppuccin-mocha", "catppuccin-latte", "rose-pine", "rose-pine-dawn",
)  # fmt: skip
SECURITY = ("starttls", "ssl", "none")
CHAT = "notify"
COMMAND = "_cmd"  # what the setting ends with that names the command which prints a secret
SECRET = N_("the address of a chat is a secret, and stands in no file")
HINT = 'crm config set notify.NAME_cmd "pass show …"'
SETTINGS: dict[str, Setting] = {
    "base": Setting(N_("The file with your clients"), _path),
    "user": Setting(N_("Who you are in the base"), _text),
    "language": Setting(N_("The language of the program: en or zh_CN"), _language),
    "timezone": Setting(N_("Your time zone, such as Asia/Shanghai"), _zone),
    "pager": Setting(N_("The program that shows long output page by page"), _text),
    "colour": Setting(N_("Colour: auto, always or never"), _colour),
    "tui.theme": Setting(
        N_("How the screens look: dark, light, ansi (the terminal's own colours), or a theme by its name"), _theme
    ),
    "tui.animations": Setting(N_("Whether the screens move things about: on or off"), _switch),
    "tui.first": Setting(N_("The screen that crm tui opens: today, board, client …; else today"), _text),
    "papers.folder": Setting(N_("The folder with your firm's firm.toml and logo, for quotes on paper"), _path),
    "mail.host": Setting(N_("The server that takes your mail, such as smtp.example.com"), _text),
    "mail.port": Setting(N_("Its port; else 587, 465 or 25 as the security says"), _port),
    "mail.security": Setting(
        N_("How mail is handed over: starttls, ssl or none; starttls if nothing is said"), _security
    ),
    "mail.user": Setting(N_("Your name at the mail server; none needs no password"), _text),
    "mail.password_cmd": Setting(
        N_(
            "The command that prints the password, such as pass show mail; CRM_MAIL_PASSWORD goes before it, the keyring after"
        ),
        _text,
    ),
    "mail.from": Setting(N_("From whom mails come, such as CRM <crm@example.com>; else mail.user"), _text),
}
GROUPS: dict[str, Setting] = {
    "alias": Setting(N_("A command of your own, such as alias.hot = opp list amount=100000.."), _alias),
    "view": Setting(N_("A filter with a name"), _text),
    "list": Setting(
        N_("The columns of your list of a noun on the screen, such as list.client = ref,name,level"), _text
    ),
    "key": Setting(
        N_("The keys of an action on the screen, such as key.board.log = c f2; the names stand in the help there"),
        _text,
    ),
    CHAT: Setting(N_("The command that prints the address of somebody's chat, such as pass show chat/wang"), _command),
}
# The whole team's, each in the file with the clients.
IN_THE_BASE: dict[str, str] = {
    "archive.sensitive": N_("yes shows and takes ethnicity, marital status and the like"),
    "call.reception": N_("Who rings back whom nobody owns and nobody was rung for, by name, or none"),
    "contact.real": N_(
        "Which activities count as real contact, for last contact, cadence, rot, first response and the pool"
    ),
    "lead.required": N_(
        "What a lead needs before it becomes a client: company, address, contact, phone, email; or none"
    ),
    "lead.response": N_("Within how much working time a new lead is to be answered, such as 4h"),
    "lead.stale": N_("After how long without a contact an open lead is stale, such as 30d"),
    "numbers.quote": N_("How quotes are numbered: a counter, and the year, month or day, in braces"),
    "numbers.order": N_("How orders are numbered, in the same way"),
    "numbers.delivery": N_("How deliveries are numbered, in the same way"),
    "numbers.invoice": N_("How invoices are numbered, in the same way"),
    "numbers.contract": N_("How contracts are numbered, in the same way"),
    "numbers.membership": N_("How members are numbered, in the same way"),
    "points.months": N_("How many months points hold that a member earns, or none"),
    "points.per": N_("For how much of an order, in whole units of money, a member earns a point, or none"),
    "pool.capacity": N_(
        "How many clients, and how many open leads, one person may hold to take more from the pool, or none"
    ),
    "pool.daily_take": N_("How many clients and leads one person may take from the pool a day, or none"),
    "pool.cooldown": N_("How long whom somebody lost or gave back is not his to take again, such as 7d, or none"),
    "pool.cooldown_new": N_("How long after it came in a client or lead may not be taken yet, such as 1d, or none"),
    "quotes.days": N_("How long a quote holds where nobody says, such as 30d"),
    "rate.by": N_(
        "By which field of theirs clients are classed, such as revenue; none is by what their won deals brought"
    ),
    "rate.period": N_("Of which time the won deals count when clients are classed, such as last year, or none"),
    "rate.share": N_("The shares of A, B and C when clients are classed, such as 80,15,5"),
    "rate.class": N_(
        "By which rules clients are classed instead, such as A=revenue>1000000; B=relation=customer; C, or none"
    ),
    "rate.key": N_("Which clients are key accounts whenever clients are classed, such as level=A, or none"),
    "report.asks": N_("What a working day lacks if it is not there: activity, remark, or none"),
    "work.hours": N_("When the office works, such as 9:00-18:00"),
    "work.days": N_("On which days the office works, such as mon-fri"),
}
VARIABLES = {
    "base": "CRM_DB",
    "user": "CRM_USER",
    "language": "CRM_LANG",
    "timezone": "CRM_TZ",
    "pager": "CRM_PAGER",
}
IN_A_PROJECT = ("base", "user", "view")


class Config:
    """The settings of one run; files are read when the first setting that needs them is asked for."""

    def __init__(self, flags: Mapping[str, str] | None = None) -> None:
        self.flags = dict(flags or {})
        self.path = paths.config_file()
        self._files: dict[Path, dict[str, str]] | None = None

    def get(self, name: str) -> Value:
        """The setting that is in force."""
        setting = known(name)
        if (given := self.flags.get(name)) is not None:
            return Value(setting.parse(given, Path.cwd()), FLAG)
        if variable := os.environ.get(VARIABLES.get(name, "")):
            return Value(setting.parse(variable, Path.cwd()), ENVIRONMENT)
        for path, values in self._read().items():
            if name in values:
                return Value(values[name], str(path))
        return Value(_default(name), DEFAULT)

    def all(self) -> Iterator[tuple[str, Value]]:
        """Every setting there is, then the aliases and views of the user."""
        for name in SETTINGS:
            yield name, self.get(name)
        for group in GROUPS:
            for name in self.group(group):
                yield f"{group}.{name}", self.get(f"{group}.{name}")

    def group(self, prefix: str) -> dict[str, str]:
        """The aliases, or the views, by name."""
        start = f"{prefix}."
        found: dict[str, str] = {}
        for values in self._read().values():
            for name, value in values.items():
                if name.startswith(start):
                    found.setdefault(name.removeprefix(start), value)
        return found

    def set(self, name: str, value: str | None) -> Path:
        """Write the setting into the user's file, comments kept; None takes it out."""
        import tomlkit  # only to write

        setting = known(name)
        self._read()  # a file with a mistake in it is not written over
        document = tomlkit.parse(self.path.read_text("utf-8") if self.path.exists() else "")
        group, dot, key = name.partition(".")
        table: Any = document.setdefault(group, tomlkit.table()) if dot else document
        if value is None:
            table.pop(key or name, None)
        else:
            table[key or name] = setting.parse(value, Path.cwd())
        paths.make_private(self.path.parent)
        self.path.write_text(tomlkit.dumps(document), "utf-8")
        self._files = None
        return self.path

    def _read(self) -> dict[Path, dict[str, str]]:
        if self._files is None:
            project = _project_file(Path.cwd())
            self._files = {project: read(project, IN_A_PROJECT)} if project else {}
            if self.path.exists():
                self._files[self.path] = read(self.path, None)
        return self._files


def _default(name: str) -> str | None:
    if name == "base":
        return str(paths.default_base())
    if name == "pager":
        return os.environ.get("PAGER") or "less -FIRX"
    return {"colour": "auto", "tui.theme": "dark", "tui.animations": "off"}.get(name)


def known(name: str) -> Setting:
    """The setting of that name; an unknown one is refused with its nearest."""
    group, dot, key = name.partition(".")
    if name in SETTINGS:
        return SETTINGS[name]
    if group == CHAT and key and not key.endswith(COMMAND):
        raise Invalid(SECRET, hint=HINT)
    if dot and key and group in GROUPS:
        return GROUPS[group]
    import difflib  # only where a name is wrong

    names = [*SETTINGS, *IN_THE_BASE, *(f"{g}.<name>{COMMAND if g == CHAT else ''}" for g in GROUPS)]
    near = difflib.get_close_matches(name, names, 3) or names
    raise Invalid(
        N_("there is no setting “{name}”"), hint=N_("one of {known}"), candidates=near, name=name, known=", ".join(near)
    )


def read(path: Path, allowed: tuple[str, ...] | None) -> dict[str, str]:
    """A file's settings, flat (``alias.hot``), each checked; only the allowed ones where they are named."""
    import tomllib  # only where there is a file

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Invalid(N_("{path} cannot be read: {problem}"), path=path, problem=problem) from None
    found = {}
    for name, value in _flat(content):
        if allowed is not None and name.partition(".")[0] not in allowed:
            raise Invalid(
                N_("{path} may not set {name}, only {allowed}"), path=path, name=name, allowed=", ".join(allowed)
            )
        if not isinstance(value, str):
            raise Invalid(N_("{name} in {path} must be a text in quotes"), name=name, path=path)
        found[name] = known(name).parse(value, path.parent)
    return found


def spoken(tag: str) -> str | None:
    """The language of ours that a tag such as ``zh``, ``zh_TW.UTF-8`` or ``en-GB`` asks for."""
    start = tag.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return {"zh": "zh_CN", "en": "en", "c": "en", "posix": "en"}.get(start)


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", inner) for key, inner in _flat(value))
        else:
            yield name, value


def _project_file(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if (path := folder / PROJECT_FILE).is_file():
            return path
    return None
