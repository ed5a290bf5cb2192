"""Secrets: what the environment, a program (``pass show mail``) or the system's keyring tells; none stands in a file of ours or on a command line."""

import os
import shlex
import subprocess
from typing import NamedTuple

from crm_cli.errors import Denied
from crm_cli.i18n import N_

SECONDS = 60  # that a person may take to unlock it
SERVICE = "guanxi"  # under which the keyring keeps ours
ENVIRONMENT, KEYRING = N_("environment"), N_("keyring")


class Secret(NamedTuple):
    """``name`` is what the keyring calls it, ``variable`` the environment; ``command`` prints it, if one is set."""

    name: str
    variable: str
    command: str = ""

    @property
    def setting(self) -> str:
        """The setting that names its command."""
        return f"{self.name}_cmd"


def source(secret: Secret) -> str | None:
    """Which of the three tells it: the environment, the setting of its command, the keyring; None where it is not. No command is run."""
    if os.environ.get(secret.variable):
        return ENVIRONMENT
    if secret.command:
        return secret.setting
    return KEYRING if _kept(secret.name) else None


def told(secret: Secret) -> str | None:
    """The secret, from the first of the three that has it."""
    if found := os.environ.get(secret.variable):
        return found
    return _printed(secret) if secret.command else _kept(secret.name)


def _printed(secret: Secret) -> str:
    """The first line that the command prints; it is run as it is, without a shell."""
    try:
        ran = subprocess.run(
            shlex.split(secret.command), capture_output=True, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as problem:
        raise Denied(
            N_("{setting} did not tell the secret"), hint="crm config get {setting}", setting=secret.setting
        ) from problem
    return ran.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")


def _kept(name: str) -> str | None:
    """What the system's keyring has under a name; None too where there is no keyring."""
    try:
        import keyring  # an extra, and only where a secret is asked for
        import keyring.errors
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, name) or None
    except keyring.errors.NoKeyringError:
        return None
    except Exception as problem:  # each backend has failures of its own: a locked one, a bus that is not there
        raise Denied(
            N_("the keyring does not open for {name}"), hint=f"keyring get {SERVICE} {{name}}", name=name
        ) from problem
