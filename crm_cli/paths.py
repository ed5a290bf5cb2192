"""Where a user's files lie, by the habits of the system."""

import os
from pathlib import Path

APP = "crm"
PRIVATE = 0o700


def config_file() -> Path:
    """The user's settings; ``CRM_CONFIG`` names another file."""
    named = os.environ.get("CRM_CONFIG")
    return Path(named).expanduser() if named else _folders("user_config_path") / "config.toml"


def data_folder() -> Path:
    """Where the base lies unless the user says otherwise."""
    return _folders("user_data_path")


def state_folder() -> Path:
    """Where logs go."""
    return _folders("user_state_path")


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


def _folders(kind: str) -> Path:
    import platformdirs  # only when a place is asked for: --db and CRM_DB need none

    found: Path = getattr(platformdirs, kind)(APP, appauthor=False, roaming=False)
    return found
