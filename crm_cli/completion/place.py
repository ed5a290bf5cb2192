"""Where the base lies and who asks, found with next to nothing imported; the settings are read only where there is a file of them."""

import os
import sys

TYPE_CHECKING = False  # importing typing would take longer than all of this
if TYPE_CHECKING:
    from crm_cli.config import Config

PROJECT_FILE = ".crm.toml"
LINUX: bool = sys.platform == "linux"


class Place:
    """What is set for this run: by the options before the command, the environment, or a file."""

    def __init__(self, options: "dict[str, str]") -> None:
        self.options = options

    def base(self) -> str:
        """The file of the base."""
        said = self._said("--db", "CRM_DB")
        return os.path.expanduser(said) if said else self._set("base") or _default_base()  # noqa: PTH111 - pathlib takes too long

    def user(self) -> str | None:
        """Who asks, as the base may know them."""
        return (
            self._said("--user", "CRM_USER") or self._set("user") or os.environ.get("LOGNAME") or os.environ.get("USER")
        )

    def chinese(self) -> bool:
        """The reader's language is Chinese."""
        said = self._said("--lang", "CRM_LANG") or self._set("language")
        system = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
        return (said or system).lower().startswith("zh")

    def own(self, group: str) -> "dict[str, str]":
        """The user's own words: aliases, or views."""
        config = self._config()
        return config.group(group) if config else {}

    def _said(self, option: str, variable: str) -> str | None:
        return self.options.get(option) or os.environ.get(variable)

    def _set(self, name: str) -> str | None:
        config = self._config()
        return config.get(name).value if config else None

    def _config(self) -> "Config | None":
        if not hasattr(self, "_read"):
            self._read = self._open()
        return self._read

    def _open(self) -> "Config | None":
        if not _has_settings():
            return None
        from crm_cli.config import Config  # only where there is a file

        return Config()


def _has_settings() -> bool:
    """There is a file of settings, or no telling without looking where this system keeps it."""
    if not LINUX:
        return True
    path = os.environ.get("CRM_CONFIG") or os.path.join(_folder("XDG_CONFIG_HOME", ".config"), "config.toml")  # noqa: PTH118
    return os.path.exists(path) or _in_a_project()  # noqa: PTH110


def _in_a_project() -> bool:
    folder = os.getcwd()  # noqa: PTH109 - as above
    while not os.path.isfile(os.path.join(folder, PROJECT_FILE)):  # noqa: PTH113, PTH118
        folder, below = os.path.dirname(folder), folder  # noqa: PTH120
        if folder == below:
            return False
    return True


def _default_base() -> str:
    if LINUX:
        return os.path.join(_folder("XDG_DATA_HOME", ".local/share"), "crm.db")  # noqa: PTH118
    from crm_cli import paths  # where this system keeps it

    return str(paths.default_base())


def _folder(variable: str, habit: str) -> str:
    named = os.environ.get(variable, "").strip()
    return os.path.join(named or os.path.join(os.path.expanduser("~"), habit), "crm")  # noqa: PTH111, PTH118
