"""A password as a program tells it (``pass show mail``), so that it stands in no file of ours and on no command line."""

import shlex
import subprocess

from crm_cli.errors import Denied
from crm_cli.i18n import N_

SECONDS = 60  # that a person may take to unlock it


def told_by(command: str, setting: str) -> str:
    """The first line that the command prints; it is run as it is, without a shell."""
    try:
        ran = subprocess.run(
            shlex.split(command), capture_output=True, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise Denied(
            N_("{setting} did not tell the password"), hint="crm config get {setting}", setting=setting
        ) from problem
    return ran.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
