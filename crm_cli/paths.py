"""Where a user's files lie, by the habits of the system."""

import os
import sys
from pathlib import Path

APP = "crm"
PRIVATE = 0o700
LINUX: bool = sys.platform == "linux"
XDG = {"config": ".config", "data": ".local/share", "state": ".local/state"}


def config_file() -> Path:
    """The user's settings; ``CRM_CONFIG`` names another file."""
    named = os.environ.get("CRM_CONFIG")
    return Path(named).expanduser() if named else _folder("config") / "config.toml"


def data_folder() -> Path:
    """Where the base lies unless the user says otherwise."""
    return _folder("data")


def state_folder() -> Path:
    """Where logs go."""
    return _folder("state")


def default_base() -> Path:
    """The base of a user who has named none."""
    return data_folder() / "crm.db"


def log_file() -> Path:
    """What went wrong inside, for a bug report."""
    return state_folder() / "crm.log"


def make_private(folder: Path) -> Path:
    """The folder, made when missing, for its owner's eyes alone."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return folder


def _folder(kind: str) -> Path:
    if LINUX:  # every run asks, and importing platformdirs for this rule would be a tenth of it
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return (Path(named) if named else Path.home() / XDG[kind]) / APP
    import platformdirs  # see above

    found: Path = getattr(platformdirs, f"user_{kind}_path")(APP, appauthor=False)
    return found
